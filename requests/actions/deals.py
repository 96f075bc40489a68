"""What do people here write onto a deal? Which one a request is for, what it lacked, and how it ended.

A file may write onto the same rows at the same time, so whoever writes locks the deal first. What a person said is
remembered by name (`by_hand`), and no file writes over it.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from refprogram.errors import Refused
from requests.actions.mattered import draft_mattered
from requests.models import Opportunity, ReferenceRequest, Stage
from requests.workflow import WORKFLOW

OUTCOME = ("closed_on", "stage", "value")


def wanted_for(deal: dict[str, Any], *, chosen: int | None, by: Any) -> Opportunity:
    """Return the deal that a request is for: a new one, or one that is here, with what it lacked filled in.

    Raises `Refused` when the chosen one is not open any more, or belongs to somebody else by now.
    """
    if chosen is None:
        return Opportunity.objects.create(owner=by, **deal)
    found = Opportunity.objects.visible_to(by).open().select_for_update(of=("self",)).filter(pk=chosen).first()
    if found is None:
        raise Refused("This deal was closed or handed over in the meantime. Choose another one, or type it in.")
    filled = [name for name in found.missing() if deal[name] not in (None, "")]
    if filled:
        for name in [*filled, *(["currency"] if "value" in filled else [])]:
            setattr(found, name, deal[name])
        found.by_hand = sorted({*found.by_hand, *filled})
        found.save()
    return found


def change(ask: ReferenceRequest, deal: dict[str, Any], *, chosen: int | None, by: Any) -> None:
    """Change the deal of a draft that the caller holds; one that was typed for it alone goes with its last request."""
    typed = Opportunity.objects.typed_for(ask)
    if chosen is None and typed.update(**deal):
        return
    before = typed.first()
    found = wanted_for(deal, chosen=chosen, by=by)
    ReferenceRequest.objects.filter(pk=ask.pk).update(opportunity=found)
    if before and before != found:
        before.delete()


@transaction.atomic
def record_outcome(
    ask: ReferenceRequest, *, stage: str, closed_on: date | None, value: Decimal | None, by: Any, on: date
) -> Opportunity:
    """Write down how the deal of a request ended, or that it is open; to say the same again changes nothing.

    What is said here holds against any file, until somebody says that the deal is still open: then the next news from
    the other system counts again. Whoever was heard for a deal that was won may hear that it mattered. Raises `Refused`
    for a day that cannot have been.
    """
    if not by.has_perm("requests.record_outcome"):
        raise PermissionDenied
    ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=ask.pk)
    deal = Opportunity.objects.hold(ask.opportunity_id)
    before = (deal.stage, deal.closed_on, deal.value, deal.by_hand)
    if stage == Stage.OPEN:
        deal.stage, deal.closed_on = Stage.OPEN, None
        if "stage" in deal.by_hand:
            deal.by_hand = [name for name in deal.by_hand if name not in OUTCOME]
    else:
        deal.stage, deal.closed_on = stage, _must_have_been(closed_on, deal, on=on)
        deal.value = deal.value if value is None else value
        deal.by_hand = sorted({*deal.by_hand, *OUTCOME})
    if (deal.stage, deal.closed_on, deal.value, deal.by_hand) != before:
        deal.save()
        WORKFLOW.remember("record_outcome", ask, by=by)
        draft_mattered([deal.pk], on=on)
    return deal


def _must_have_been(closed_on: date | None, deal: Opportunity, *, on: date) -> date:
    if closed_on is None or closed_on > on:
        raise Refused("Give the day on which the deal was closed; it cannot be still to come.")
    if deal.engaged_on and closed_on < deal.engaged_on:
        raise Refused(f"This deal began on {deal.engaged_on.isoformat()}; it cannot have ended before that.")
    return closed_on
