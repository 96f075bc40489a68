"""Was this customer clear on the day we used them, and what did we know? Every verdict that a decision rested on."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from references.eligibility import BLOCKED, RULES, levels
from references.models import Judgement, Reference, Use
from references.verdicts import changes, remembered, verdict
from references.views import known, seen
from refprogram.pages import keyset, page
from refprogram.ui.parts import Crumb

DECISIONS = {
    "submit": "Sent to the reference managers",
    "match": "Chosen for a request",
    "ask_customer": "Asked about a use",
    "confirm": "Said yes to a use",
    "hold_back": "Looked at again while a request was under way",
    "reveal": "Name and number shown",
    "override": "Set aside for one request",
    "schedule": "Put in touch",
    "publish": "Published",
}
LEVEL_WORDS = ("clear", "good to know", "use with care", "blocked", "do not use")


@dataclass(frozen=True)
class Line:
    """One decision, and what the verdict was."""

    judgement: Judgement
    decision: str
    because: str


@require_safe
@permission_required("references.read_judgements", raise_exception=True)
def of_reference(request: HttpRequest, pk: int) -> HttpResponse:
    """List the verdicts about one person, the newest first; `use` narrows them to those about one use."""
    user = request.user
    reference = get_object_or_404(Reference.objects.visible_to(user).select_related("contact__customer"), pk=pk)
    rows = Judgement.objects.visible_to(user).filter(reference=reference)
    use = _use(request, reference)
    if use:
        rows = rows.about_use(use)
    found = keyset(request, levels(rows).select_related("activity"), order=("-pk",))
    context = {
        "crumbs": _crumbs(reference),
        "called": _called(user, reference),
        "use": use,
        "lines": [_line(row, masked=seen.masked(user)) for row in found.rows],
        "page": found,
    }
    return page(request, "references/judgements.html", context, fragment="references/_judgements.html")


@require_safe
@permission_required("references.read_judgements", raise_exception=True)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one verdict as it was, beside what today's rules say of the same facts."""
    user = request.user
    masked = seen.masked(user)
    rows = Judgement.objects.visible_to(user).filter(reference__in=Reference.objects.visible_to(user))
    judgement = get_object_or_404(levels(rows).select_related("activity", "reference__contact__customer"), pk=pk)
    differs = changes(judgement)
    then = remembered(judgement, masked=masked)
    context = {
        "judgement": judgement,
        "decision": decision_of(judgement),
        "called": _called(user, judgement.reference),
        "crumbs": [
            *_crumbs(judgement.reference),
            Crumb("Decisions", reverse("references:judgements", args=[judgement.reference_id])),
        ],
        "then": then,
        "set_aside": " ".join(one.sentence for one in then.findings if one.code in judgement.set_aside),
        "now": verdict(judgement, masked=masked),
        "was_usable": judgement.worst < BLOCKED,
        "changes": [] if masked else [_change(code, *pair) for code, pair in differs.items()],
        "differs": bool(differs),
        "whole": not masked,
    }
    if not masked:
        context |= {"wished": known.wished(judgement), "known": known.known(judgement)}
    return page(request, "references/judgement.html", context)


def decision_of(judgement: Judgement) -> str:
    return DECISIONS.get(judgement.decision, judgement.decision.replace("_", " ").capitalize())


def _use(request: HttpRequest, reference: Reference) -> Use | None:
    key = request.GET.get("use", "")
    if not key.isdecimal():
        return None
    uses = Use.objects.filter(reference=reference).select_related("use_consent", "told__told_by", "activity")
    return get_object_or_404(uses, pk=int(key))


def _line(row: Any, *, masked: bool) -> Line:
    findings = remembered(row, masked=masked).findings
    return Line(row, decision_of(row), findings[0].sentence if findings else "Nothing spoke against it.")


def _change(code: str, then: int, now: int) -> str:
    """Say what one rule said and would say; `stops` is the one line of a rule that names no day."""
    about = next((rule.stops for rule in RULES if rule.code == code), "A reason that we no longer keep.")
    return f"{about.rstrip('.')}: {LEVEL_WORDS[then]} then, {LEVEL_WORDS[now]} by the rules of today."


def _called(user: Any, reference: Reference) -> str:
    """Name somebody as this reader may know them; without their name also without their company."""
    known_as = seen.details(user, [reference]).get(reference.contact_id)
    role = reference.contact.title or "somebody whose role is not known"
    return f"{known_as.name}, {reference.contact.customer.name}" if known_as else role


def _crumbs(reference: Reference) -> list[Crumb]:
    return [Crumb("References", reverse("references:list")), Crumb("File", reference.get_absolute_url())]
