"""What goes out this week, to whom and when? The manager's look ahead at the letters of the cycle, and its brakes."""

from dataclasses import dataclass
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from references import actions
from references.cycle import DueStep, Leaving, planned, this_week, written
from references.models import CycleStep, LetterPause, Reference
from references.notices import SIX_MONTH_CHECK, as_it_would_be
from references.views import seen
from refprogram.dates import today
from refprogram.outbox.models import Message
from refprogram.pages import done, page
from refprogram.ui.parts import Action, Crumb

ALL_HELD = (
    "No letter of this page leaves until somebody lets them go on. Letters about one request, or about their data, do."
)
ALL_GO = "The letters of this page go on, with the next turn of the clock."
HELD = "Their letters wait until you let them go on."
GO = "Their letters go on, with the next turn of the clock."


@dataclass(frozen=True)
class Row:
    """Somebody who gets a letter, or why they get none; what it is, when it reaches them, and what can be done."""

    url: str
    called: str
    company: str
    what: str
    leaving: Leaving | None
    left_out: str
    actions: list[Action]


@require_safe
@permission_required("references.pause_letters", raise_exception=True)
def week(request: HttpRequest) -> HttpResponse:
    on = today()
    found, waiting = this_week(on=on), written(on=on, among=Message.objects.to_customers(request.user))
    steps = [one.step for one in (*waiting, *found.letters)] + found.left_out
    people = Reference.objects.filter(pk__in=[step.reference for step in steps]).select_related("contact")
    known = {one.pk: one for one in people}
    names = seen.details(request.user, list(known.values()))
    held = set(LetterPause.objects.open().values_list("reference", flat=True))

    def row(step: DueStep, leaving: Leaving | None = None) -> Row:
        reference = known[step.reference]
        name = names[step.contact].name if step.contact in names else ""
        return Row(
            url=reference.get_absolute_url(),
            called=name or reference.contact.title or "Somebody whose role is not known",
            company=step.customer,
            what=_what(step),
            leaving=leaving,
            left_out=step.left_out,
            actions=_actions(step, held=step.reference in held, letter=leaving.letter if leaving else None),
        )

    context = {
        "written": [row(leaving.step, leaving) for leaving in waiting],
        "letters": [row(leaving.step, leaving) for leaving in found.letters],
        "left_out": [row(step) for step in found.left_out],
        "more": found.more,
        "all_held": ALL_HELD if None in held else "",
        "brake": _brake(held=None in held),
        "crumbs": [Crumb("References", reverse("references:list"))],
        "on": on,
    }
    return page(request, "references/cycle.html", context)


@require_safe
# The letter carries its styles on its elements, as mail does.
@csp_update({"style-src": [SELF, UNSAFE_INLINE]})  # type: ignore[arg-type]
@permission_required("references.pause_letters", raise_exception=True)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    reference = get_object_or_404(Reference.objects.visible_to(request.user).select_related("contact"), pk=pk)
    due = next(iter(planned([reference.pk], on=today())), None)
    kind = due.letter if due and due.to_customer else SIX_MONTH_CHECK
    letter = as_it_would_be(reference=reference, kind=kind, uses=due.uses if due else ())
    crumbs = [Crumb("References", reverse("references:list")), Crumb("This week", reverse("references:cycle"))]
    return page(request, "outbox/preview.html", {"letter": letter, "crumbs": crumbs})


@require_POST
@permission_required("references.pause_letters", raise_exception=True)
def hold_all(request: HttpRequest) -> HttpResponse:
    actions.hold_letters(None, by=request.user)
    messages.success(request, ALL_HELD)
    return done(request, "references:cycle")


@require_POST
@permission_required("references.pause_letters", raise_exception=True)
def let_all_go(request: HttpRequest) -> HttpResponse:
    actions.let_letters_go(None, by=request.user)
    messages.success(request, ALL_GO)
    return done(request, "references:cycle")


@require_POST
@permission_required("references.pause_letters", raise_exception=True)
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    reference = get_object_or_404(Reference.objects.visible_to(request.user), pk=pk)
    actions.hold_letters(reference, by=request.user)
    messages.success(request, HELD)
    return done(request, "references:cycle")


@require_POST
@permission_required("references.pause_letters", raise_exception=True)
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    reference = get_object_or_404(Reference.objects.visible_to(request.user), pk=pk)
    actions.let_letters_go(reference, by=request.user)
    messages.success(request, GO)
    return done(request, "references:cycle")


def _what(step: DueStep) -> str:
    """Say what a letter is about: the step of the cycle, and what else it asks."""
    parts = [CycleStep(step.step).label.capitalize()] if step.step else []
    parts += ["a yes to confirm"] if step.claims else []
    parts += ["how it was for them"] if step.uses else []
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]


def _actions(step: DueStep, *, held: bool, letter: int | None) -> list[Action]:
    place = ("outbox:preview", letter) if letter else ("references:cycle_preview", step.reference)
    look = Action("Preview", reverse(place[0], args=[place[1]]), quiet=True)
    if held:
        return [look, Action("Let it go", reverse("references:let_letters_go", args=[step.reference]), post=True)]
    return [look, Action("Hold back", reverse("references:hold_letters", args=[step.reference]), quiet=True, post=True)]


def _brake(*, held: bool) -> list[Any]:
    if held:
        return [Action("Let all of these go on", reverse("references:let_all_go"), primary=True, post=True)]
    return [Action("Hold all of these back", reverse("references:hold_all"), post=True)]
