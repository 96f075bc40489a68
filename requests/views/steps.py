"""What can be pressed on a request? One view a step: scope, form, one action, the page as it is then."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from refprogram.dates import today
from requests import actions
from requests.actions import deals
from requests.forms import CancelForm, CloseForm, MatchForm, OutcomeForm
from requests.views.detail import drawn, found, moved


@require_POST
@permission_required("requests.submit", raise_exception=True)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    return moved(request, actions.submit(found(request, pk), by=request.user, on=today()))


@require_POST
@permission_required("requests.take_up", raise_exception=True)
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    return moved(request, actions.take_up(found(request, pk), by=request.user))


@require_POST
@permission_required("requests.match", raise_exception=True)
def match(request: HttpRequest, pk: int) -> HttpResponse:
    ask = found(request, pk)
    form = MatchForm(request.POST, by=request.user)
    if not form.is_valid():
        return drawn(request, ask, match_form=form, status=422)
    reference = form.cleaned_data["reference"].pk
    return moved(request, actions.match(ask, reference=reference, by=request.user, on=today()))


@require_POST
@permission_required("requests.ask_customer", raise_exception=True)
def ask_customer(request: HttpRequest, pk: int) -> HttpResponse:
    ask = found(request, pk)
    form = MatchForm(request.POST, by=request.user)
    if not form.is_valid():
        return drawn(request, ask, match_form=form, status=422)
    reference = form.cleaned_data["reference"].pk
    return moved(request, actions.ask_customer(ask, reference=reference, by=request.user, on=today()))


@require_POST
@permission_required("requests.resume", raise_exception=True)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return moved(request, actions.resume(found(request, pk), by=request.user))


@require_POST
@permission_required("requests.complete", raise_exception=True)
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    return moved(request, actions.complete(found(request, pk), by=request.user, on=today()))


@require_POST
@permission_required("requests.close", raise_exception=True)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    ask = found(request, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return drawn(request, ask, close_form=form, status=422)
    return moved(request, actions.close(ask, by=request.user, note=form.cleaned_data["note"]))


@require_POST
@permission_required("requests.cancel", raise_exception=True)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    ask = found(request, pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return drawn(request, ask, cancel_form=form, status=422)
    return moved(request, actions.cancel(ask, by=request.user, note=form.cleaned_data["note"]))


@require_POST
@permission_required("requests.record_outcome", raise_exception=True)
def record_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    ask = found(request, pk)
    form = OutcomeForm(request.POST, deal=ask.opportunity, on=today())
    if not form.is_valid():
        return drawn(request, ask, outcome=form, status=422)
    deals.record_outcome(ask, **form.cleaned_data, by=request.user, on=today())
    return moved(request, ask)
