"""How does a rep's wish come in? Written down as a draft, changed while it is one, and sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from refprogram.errors import Refused
from requests.actions import deals
from requests.actions.ground import step
from requests.models import ReferenceRequest, Stage, Status, WantedTopic


def draft(
    *,
    deal: dict[str, Any],
    need: dict[str, Any],
    topics: Sequence[int],
    by: Any,
    chosen: int | None = None,
    form_key: str = "",
) -> ReferenceRequest:
    """Write down a request that only its rep sees until it is sent.

    `topics` are those that matter to the prospect, by key, at most three, what matters most first; `chosen` is a deal
    that is known. `form_key` names the form it was typed into: the same form sent again changes what it made.
    """
    if not by.has_perm("requests.submit"):
        raise PermissionDenied
    try:
        return _drafted(deal, need | {"form_key": form_key}, topics, by=by, chosen=chosen)
    except IntegrityError:
        made = ReferenceRequest.objects.filter(requested_by=by, form_key=form_key).exclude(form_key="").first()
        if made is None:
            raise
    return revise(made, deal=deal, need=need, topics=topics, by=by, chosen=chosen)


@transaction.atomic
def _drafted(
    deal: dict[str, Any], need: dict[str, Any], topics: Sequence[int], *, by: Any, chosen: int | None
) -> ReferenceRequest:
    opportunity = deals.wanted_for(deal, chosen=chosen, by=by)
    ask = ReferenceRequest.objects.create(opportunity=opportunity, requested_by=by, **need)
    _want(ask, topics)
    return ask


def _want(ask: ReferenceRequest, topics: Sequence[int]) -> None:
    WantedTopic.objects.bulk_create(
        [WantedTopic(ask=ask, topic_id=topic, rank=rank) for rank, topic in enumerate(topics, start=1)]
    )


@transaction.atomic
def revise(
    ask: ReferenceRequest,
    *,
    need: dict[str, Any],
    by: Any,
    deal: dict[str, Any] | None = None,
    topics: Sequence[int] | None = None,
    chosen: int | None = None,
) -> ReferenceRequest:
    """Change a request that was not sent yet, perhaps to another deal; without a deal or topics, they stay."""
    mine = ReferenceRequest.objects.filter(pk=ask.pk, status=Status.DRAFT, requested_by=by)
    if not mine.update(**need):
        raise Refused("This request has been sent; it can no longer be changed here. Cancel it and send a new one.")
    if deal is not None:
        deals.change(ask, deal, chosen=chosen, by=by)
    if topics is not None:
        ask.topics.all().delete()
        _want(ask, topics)
    ask.refresh_from_db()
    return ask


@dataclass(frozen=True)
class Lack:
    """What keeps a draft from being sent; `where` is the step of the wizard at which it is said."""

    where: str
    says: str


def lacks(ask: ReferenceRequest, *, on: date) -> list[Lack]:
    """Say what is still to be said before a draft can be sent.

    Without a topic that matters most nobody could tell whose bad experience would be put in front of the prospect
    (seed 001); and for a deal that is over by now no customer is asked for a favour.
    """
    found = []
    if ask.opportunity.stage != Stage.OPEN:
        over = f"This deal is {ask.opportunity.stage} by now. Take another one, or say at the request that it is open."
        found.append(Lack("edit", over))
    if not ask.activity.is_active:
        found.append(Lack("edit", "What you asked for is not offered any more. Choose another kind."))
    if not ask.topics.all():
        found.append(Lack("matters", "Say which topic matters most to the prospect."))
    if not ask.matters_most.strip():
        found.append(Lack("matters", "Say what they want to hear about."))
    if ask.needed_by < on:
        found.append(Lack("timing", "The day it is needed by has passed. Choose today or a later day."))
    return found


@transaction.atomic
def submit(ask: ReferenceRequest, *, by: Any, on: date) -> ReferenceRequest:
    """Send a draft to the reference managers; pressed twice, it is sent once, and the second press changes nothing.

    Nobody is chosen yet, so there is nobody to judge. Refused with everything that a draft still lacks.
    """
    held = ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=ask.pk)
    if held.status == Status.SUBMITTED and held.requested_by_id == by.pk:
        ask.refresh_from_db()
        return ask
    step("submit", ask, by=by)
    if missing := lacks(ask, on=on):
        raise Refused(*(lack.says for lack in missing))
    return ask
