"""What does somebody hear of what came of their help? A draft that a reference manager reads, sends or drops."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Crumb
from requests.actions import mattered as actions
from requests.feedback_forms import MatteredForm
from requests.models import MatteredLetter, MatteredState
from requests.views.workbench import named


@require_safe
@permission_required("requests.send_mattered", raise_exception=True)
def list_mattered(request: HttpRequest) -> HttpResponse:
    """List the drafts that wait, the oldest first."""
    waiting = (
        MatteredLetter.objects.visible_to(request.user)
        .waiting()
        .select_related("opportunity", "reference__contact__customer", "reference__contact__details")
    )
    listed = keyset(request, waiting, order=("drafted_on", "pk"))
    rows = [(letter, _called(letter, request.user)) for letter in listed.rows]
    context = {"page": listed, "rows": rows, "crumbs": [Crumb("Today", reverse("today:home"))]}
    return page(request, "requests/list_mattered.html", context, fragment="requests/_list_mattered.html")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.send_mattered", raise_exception=True)
def mattered(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft, and send it in the words that were read."""
    letter, on = _found(request, pk), today()
    form = MatteredForm(sent(request), initial={"words": letter.words})
    if form.is_valid():
        actions.send_mattered(letter, words=form.cleaned_data["words"], by=request.user, on=on)
        messages.success(request, "It leaves by letter.")
        return done(request, reverse("requests:list_mattered"))
    context: dict[str, Any] = {
        "letter": letter,
        "waits": letter.state == MatteredState.DRAFT,
        "form": form,
        "called": _called(letter, request.user),
        "against": actions.stands_against(letter.reference, on=on),
        "crumbs": [Crumb("It mattered", reverse("requests:list_mattered"))],
    }
    return page(request, "requests/mattered.html", context, status=422 if form.is_bound else 200)


@require_POST
@permission_required("requests.send_mattered", raise_exception=True)
def drop_mattered(request: HttpRequest, pk: int) -> HttpResponse:
    actions.drop_mattered(_found(request, pk), by=request.user, on=today())
    messages.success(request, "Nothing was sent.")
    return done(request, reverse("requests:list_mattered"))


def _called(letter: MatteredLetter, reader: Any) -> str:
    contact = letter.reference.contact
    return f"{named(contact, reader)}, {contact.customer.name}"


def _found(request: HttpRequest, pk: int) -> MatteredLetter:
    letters = MatteredLetter.objects.visible_to(request.user).select_related(
        "opportunity", "decided_by", "reference__contact__customer", "reference__contact__details"
    )
    return get_object_or_404(letters, pk=pk)
