"""What does one endorsement look like? A sales rep sees what the world sees; who works on it, everything behind it."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from references.testimonials.actions.approval import CHOOSING
from references.testimonials.actions.dossier import OPEN
from references.testimonials.actions.placing import may_stay
from references.testimonials.block import Block
from references.testimonials.dossier import Dossier, dossier_of
from references.testimonials.forms import AttachForm, ChooseForm, KindForm, PlaceForm, TieForm
from references.testimonials.forms.words import KINDS
from references.testimonials.gate import is_as_approved, waits_for_the_person
from references.testimonials.models import Endorsement, Status
from references.testimonials.views import seen, told
from references.testimonials.views.proofs import proven, sheets
from references.testimonials.views.steps import FOR_GOOD, TAKEN
from references.testimonials.workflow import WORKFLOW
from refprogram.dates import today
from refprogram.pages import page
from refprogram.ui.parts import Action, Crumb

FEW = 12
# What leads on is offered first; what takes back stands beside it.
FORWARD = ("ask_person", "clear", "publish")
AT_THE_GATE = ("clear", "publish")


@require_safe
@permission_required("testimonials.view", raise_exception=True)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, found(request, pk))


def found(request: HttpRequest, pk: int) -> Endorsement:
    """Return the endorsement that an address names, if this reader may see it."""
    return get_object_or_404(Endorsement.objects.visible_to(request.user), pk=pk)


def shown(request: HttpRequest, endorsement: Endorsement, *, status: int = 200, **typed: BaseForm) -> HttpResponse:
    """Draw an endorsement as it is now; `typed` are forms that were not valid, by their name on the page."""
    on, user = today(), request.user
    dossier = dossier_of(endorsement.pk, on=on)
    naming = dossier.showing.naming if dossier.showing else None
    whose = seen.who(dossier.endorsement, naming, user=user)
    context: dict[str, Any] = {
        "endorsement": dossier.endorsement,
        "who": whose,
        "on": on,
        "crumbs": [Crumb("Endorsements", reverse("testimonials:list"))],
        "look": _block(dossier, user),
        "photo_url": _photo(dossier, user),
        "places": _places(dossier, user),
        "is_published": dossier.endorsement.status == Status.PUBLISHED,
        "is_as_approved": is_as_approved(dossier),
        "place_form": None,
    }
    if not seen.reads_dossier(user):
        return page(request, "testimonials/published.html", context, status=status)
    return page(request, "testimonials/detail.html", context | _work(dossier, user, on, typed), status=status)


def _block(dossier: Dossier, user: Any) -> Block | None:
    """Return what the world would see; a name that is not published is for those who may read names."""
    if dossier.block is None:
        return None
    may_name = user.has_perm("customers.read_details") or dossier.endorsement.status == Status.PUBLISHED
    return dossier.block if may_name else replace(dossier.block, name="", photo=None)


def _photo(dossier: Dossier, user: Any) -> str:
    block = _block(dossier, user)
    return reverse("testimonials:attachment", args=[block.photo]) if block and block.photo else ""


def _places(dossier: Dossier, user: Any) -> list[Any]:
    """Return the places with whether they are live today, and may stay; a rep sees those that the world sees."""
    endorsement = dossier.endorsement
    told = endorsement.placements.select_related("placed_by", "takedown", "proof_page", "approval")
    rows = told.order_by("-pk")
    live = set(endorsement.placements.live(on=today()).filter(takedown=None).values_list("pk", flat=True))
    listed = list(rows if seen.reads_dossier(user) else rows.filter(pk__in=live))
    for row in listed:
        row.is_live = row.pk in live  # type: ignore[attr-defined]
        row.may_stay = hasattr(row, "takedown") and may_stay(row, dossier)  # type: ignore[attr-defined]
    return listed


def _work(dossier: Dossier, user: Any, on: date, typed: dict[str, BaseForm]) -> dict[str, Any]:
    """Return what stands behind the block: words, proofs, gate, and each form that this reader may send now."""
    row = dossier.endorsement
    works = user.has_perm("testimonials.prove")
    is_open = row.status in OPEN
    words, gate = dossier.versions[-1], told.gate_of(dossier, user=user)
    may_choose = works and row.status in CHOOSING
    return {
        "came": told.came(row),
        "way": told.way(row),
        "is_on_the_way": row.status in told.WAY,
        "gate": gate,
        "steps": _steps(dossier, user, is_open=gate.is_open),
        "stays_true": told.stays_true(dossier),
        "tied": told.tied(dossier),
        "versions": dossier.versions,
        "words": words,
        "chosen": _chosen(dossier),
        "showing": dossier.showing,
        "events": told.history(row, most=FEW),
        "proven": proven(dossier),
        "papers": row.attachments.defer("data").order_by("-pk"),
        "works": works,
        "is_open": is_open,
        "kind_hints": {str(kind): hint for kind, hint in KINDS.items()},
        "kind_form": _form("kind_form", typed, KindForm(initial={"kind": row.kind, "product": row.product_id}))
        if works and is_open
        else None,
        "choose_form": _form("choose_form", typed, ChooseForm(words=words, showing=dossier.showing))
        if may_choose
        else None,
        "sheets": sheets(dossier, typed.get("proof_form"), on=on) if works else [],
        "tie_form": _form("tie_form", typed, TieForm()) if works else None,
        "attach_form": _form("attach_form", typed, AttachForm()) if works and is_open else None,
        "place_form": _form("place_form", typed, PlaceForm(on=on))
        if works and row.status == Status.PUBLISHED and not gate.comes_down
        else None,
    }


def _form(name: str, typed: dict[str, BaseForm], fresh: BaseForm) -> BaseForm:
    return typed.get(name, fresh)


def _chosen(dossier: Dossier) -> list[tuple[bool, str]]:
    """Cut the newest version where the chosen parts begin and end, so that they can be marked in it."""
    words, showing = dossier.versions[-1], dossier.showing
    if showing is None or showing.paraphrase or showing.words_id != words.pk or not showing.spans:
        return [(False, words.text)]
    cut, at = [], 0
    for start, end in showing.spans:
        cut += [(False, words.text[at:start]), (True, words.text[start:end])]
        at = end
    return [part for part in [*cut, (False, words.text[at:])] if part[1]]


def _steps(dossier: Dossier, user: Any, *, is_open: bool) -> list[Action]:
    """Return a button for each step that this reader may take; one that would be refused says so beforehand.

    Whoever approved exactly this is not asked again. What cannot be undone is asked about on a page of its own.
    """
    row = dossier.endorsement
    offered = [step for step in WORKFLOW.allowed(row, by=user) if step.verb in TAKEN]
    if row.status != Status.PERSON_APPROVAL and not waits_for_the_person(dossier):
        offered = [step for step in offered if step.verb != "ask_person"]
    forward = max((step.verb for step in offered if step.verb in FORWARD), key=FORWARD.index, default="")
    return [
        Action(
            step.label,
            reverse(f"testimonials:{step.verb}", args=[row.pk]),
            post=step.verb not in FOR_GOOD,
            primary=step.verb == forward,
            quiet=step.verb != forward,
            because=_against(step.verb, dossier, is_open=is_open),
        )
        for step in offered
    ]


def _against(verb: str, dossier: Dossier, *, is_open: bool) -> str:
    if verb in AT_THE_GATE:
        return "" if is_open else "Something is missing."
    if verb == "ask_person" and dossier.contact is None:
        return "Nobody knows yet who said this."
    return ""
