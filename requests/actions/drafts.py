"""How does a rep's wish come in? Written down as a draft, changed while it is one, and sent."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from refprogram.errors import Refused
from requests.actions import deals
from requests.actions.ground import step
from requests.models import ReferenceRequest, Status, WantedTopic


@transaction.atomic
def draft(
    *, deal: dict[str, Any], need: dict[str, Any], topics: Sequence[int], by: Any, chosen: int | None = None
) -> ReferenceRequest:
    """Write down a request that only its rep sees until it is sent.

    `topics` are those that matter to the prospect, by key, at most three, what matters most first; `chosen` is a deal
    that is known.
    """
    if not by.has_perm("requests.submit"):
        raise PermissionDenied
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
    deal: dict[str, Any],
    need: dict[str, Any],
    topics: Sequence[int],
    by: Any,
    chosen: int | None = None,
) -> ReferenceRequest:
    """Change a request that was not sent yet, perhaps to another deal."""
    mine = ReferenceRequest.objects.filter(pk=ask.pk, status=Status.DRAFT, requested_by=by)
    if not mine.update(**need):
        raise Refused("This request has been sent; it can no longer be changed here. Cancel it and send a new one.")
    deals.change(ask, deal, chosen=chosen, by=by)
    ask.topics.all().delete()
    _want(ask, topics)
    ask.refresh_from_db()
    return ask


@transaction.atomic
def submit(ask: ReferenceRequest, *, by: Any) -> ReferenceRequest:
    """Send a draft to the reference managers.

    Nobody is chosen yet, so there is nobody to judge. Refused without a topic that matters most: nobody could tell then
    whose bad experience would be put in front of the prospect (seed 001).
    """
    step("submit", ask, by=by)
    if not ask.topics.exists():
        raise Refused("Say which topic matters most to the prospect first: change the request and choose one.")
    return ask
