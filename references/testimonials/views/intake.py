"""How do words come in that nobody asked for, and who of the people we know said them? Shown, and never guessed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from references.forms import ReferenceFilter
from references.models import Reference
from references.testimonials import actions
from references.testimonials.dossier import dossier_of
from references.testimonials.forms import IdentifyForm, IntakeForm
from references.testimonials.models import Origin
from references.testimonials.views.detail import found
from refprogram.dates import today
from refprogram.pages import done, page, sent
from refprogram.ui.parts import Crumb

FOUND_AT_MOST = 12


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("testimonials.take_in", raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Take words down as they came; whose they are is said next."""
    form = IntakeForm(sent(request))
    if form.is_valid():
        taken = actions.take_in(**form.cleaned_data, origin=Origin.UNSOLICITED, by=request.user, on=today())
        messages.success(request, "Taken in, word for word. Nothing is shown before they approve it themselves.")
        for other in dossier_of(taken.pk, on=today()).namesakes:
            messages.warning(
                request,
                f"The same words are said to be somebody else’s as well: E-{other.pk}. Only one can have said so.",
            )
        return done(request, reverse("testimonials:identify", args=[taken.pk]))
    context = {"form": form, "crumbs": _above()}
    status = 422 if form.is_bound else 200
    return page(request, "testimonials/new.html", context, fragment="testimonials/_new.html", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("testimonials.identify", raise_exception=True)
def identify(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for whoever said it among the people we know, and say which of them it is."""
    endorsement = found(request, pk)
    form = IdentifyForm(sent(request), by=request.user)
    if form.is_valid():
        actions.identify(endorsement, reference=form.cleaned_data["reference"], by=request.user, on=today())
        messages.success(request, "Written down. Next, choose which of their words are to be shown, and ask them.")
        return done(request, endorsement)
    speaker = getattr(endorsement, "speaker", None)
    typed = request.GET.get("q", "").strip() or (speaker.name if speaker else "")
    people = _like(typed, by=request.user)
    names = [one.name.casefold() for one in people]
    context = {
        "endorsement": endorsement,
        "speaker": speaker,
        "form": form,
        "q": typed,
        "people": people[:FOUND_AT_MOST],
        "more": len(people) > FOUND_AT_MOST,
        "several": len(names) > len(set(names)),
        "crumbs": [*_above(), Crumb(f"E-{endorsement.pk}", endorsement.get_absolute_url())],
    }
    return page(request, "testimonials/identify.html", context, status=422 if form.is_bound else 200)


@require_POST
@permission_required("testimonials.invite", raise_exception=True)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody by letter whether they would say in their own words how it is."""
    reference = get_object_or_404(
        Reference.objects.visible_to(request.user).select_related("contact__details", "contact__customer"), pk=pk
    )
    actions.invite(reference, by=request.user, on=today())
    messages.success(request, "They are asked by letter whether they would like to write. Any answer is fine.")
    return done(request, reference)


def _like(typed: str, *, by: Any) -> list[Any]:
    """Return who is called so, or has that address, at whichever company; one person at three is three rows."""
    if not typed:
        return []
    files = Reference.objects.visible_to(by)
    rows = ReferenceFilter({"q": typed}, queryset=files, user=by).qs.select_related(
        "contact__details", "contact__customer"
    )
    people = list(rows.order_by("contact__customer__name", "pk")[: FOUND_AT_MOST + 1])
    for row in people:
        details = getattr(row.contact, "details", None)
        row.name, row.email = (details.name, details.email) if details else (row.contact.title, "")
    return people


def _above() -> list[Crumb]:
    return [Crumb("Endorsements", reverse("testimonials:list"))]
