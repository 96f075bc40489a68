"""What may a manager say of the course of a request? What they heard, that they wait, let go or give up."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from refprogram.dates import today
from requests import actions
from requests.actions.ground import asked
from requests.forms_of_course import GiveUpForm, HeardForm
from requests.views.detail import drawn, found, moved


@require_POST
@permission_required("requests.heard_yes", raise_exception=True)
def record_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the person who was asked told one of us."""
    ask, on = found(request, pk), today()
    form = HeardForm(request.POST, question=asked(ask), on=on)
    if not form.is_valid():
        return drawn(request, ask, heard_form=form, status=422)
    return moved(request, actions.record_answer(ask, **form.cleaned_data, by=request.user, on=on))


@require_POST
@permission_required("requests.let_go", raise_exception=True)
def wait_longer(request: HttpRequest, pk: int) -> HttpResponse:
    return moved(request, actions.wait_longer(found(request, pk), by=request.user, on=today()))


@require_POST
@permission_required("requests.let_go", raise_exception=True)
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    return moved(request, actions.let_go(found(request, pk), by=request.user, on=today()))


@require_POST
@permission_required("requests.give_up", raise_exception=True)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """End a request without a reference, with a reason."""
    ask = found(request, pk)
    form = GiveUpForm(request.POST)
    if not form.is_valid():
        return drawn(request, ask, give_up_form=form, status=422)
    return moved(request, actions.give_up(ask, **form.cleaned_data, by=request.user, on=today()))
