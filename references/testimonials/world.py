"""What does the world see today, and has that changed since somebody looked? Each page that we serve asks here.

Words are drawn from the same block as everywhere, and only as long as it is what the person approved: should anything
have changed that nobody announced, they are left out until they have been asked again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.fields import BigAutoField

from customers.models.contact import ContactStatus
from references.models import Consent
from references.spelled import THE_DAY, Prepared, some, sql
from references.testimonials.block import Block
from references.testimonials.dossier import dossiers_of
from references.testimonials.gate import is_as_approved
from references.testimonials.models import Channel, Endorsement, EndorsementEvent, Placement, Status
from references.testimonials.models.placement import AUDIENCE_OF

LAST_KEY = BigAutoField.MAX_BIGINT
# What a block is drawn from that can change without a step of the endorsement; each step is an event.
NAMED = "endorsement__reference__contact"
DRAWN_FROM = (
    "pk",
    "address",
    "approval",
    "endorsement",
    f"{NAMED}__title",
    f"{NAMED}__details__name",
    f"{NAMED}__customer__name",
)


@dataclass(frozen=True)
class Shown:
    """Words at one place that we serve, as they stand there."""

    placement: Placement
    block: Block


def seen(*channels: str, on: date) -> QuerySet[Placement]:
    """Return what is up today at places of these sorts that we serve; what has to come down is not."""
    mine = Placement.objects.live(on=on).filter(channel__in=channels, takedown=None, approval__isnull=False)
    shown = mine.filter(_is_agreed(channels, on=on), endorsement__status=Status.PUBLISHED)
    return shown.exclude(**{f"{NAMED}__status__in": (ContactStatus.ERASED, ContactStatus.RESTRICTED)})


def _is_agreed(channels: Sequence[str], *, on: date) -> Exists:
    """Ask whether they agree, on a day, to whoever reads their words there: the same people at all that we serve."""
    (reader,) = {AUDIENCE_OF[Channel(channel)] for channel in channels}
    theirs = {"reference": OuterRef("endorsement__reference"), "activity": OuterRef("endorsement__activity")}
    return Exists(Consent.objects.live(on=on).filter(audiences__audience=reader, **theirs))


def blocks_of(placements: Iterable[Placement], *, on: date) -> list[Shown]:
    """Draw what stands at many places, in their order and in six queries; what nobody approved is left out."""
    places = list(placements)
    theirs = Endorsement.objects.filter(pk__in={place.endorsement_id for place in places})
    drawn = {one.endorsement.pk: one.block for one in dossiers_of(theirs, on=on) if is_as_approved(one)}
    return [Shown(place, block) for place in places if (block := drawn.get(place.endorsement_id))]


def state(channel: str, *, on: date, key: int) -> list[tuple[Any, ...]]:
    """Return all that decides what one placement shows, in one query; nothing when it is not to be seen."""
    return _one(channel, connection.vendor).run([key], on=on) if 0 < key <= LAST_KEY else []


def state_before(channel: str, *, on: date, key: int, most: int) -> list[tuple[Any, ...]]:
    """Return the same of the placements before a key, the newest first, so many at most."""
    return _some(channel, connection.vendor, most).run([min(key, LAST_KEY)], on=on)


@lru_cache
def _one(channel: str, vendor: str) -> Prepared:
    return Prepared(*sql(_drawn_from(seen(channel, on=THE_DAY).filter(pk=some()))))


@lru_cache
def _some(channel: str, vendor: str, most: int) -> Prepared:
    return Prepared(*sql(_drawn_from(seen(channel, on=THE_DAY).filter(pk__lt=some()).order_by("-pk")[:most])))


def _drawn_from(placements: QuerySet[Placement]) -> QuerySet[Any]:
    events = EndorsementEvent.objects.order_by().filter(endorsement=OuterRef("endorsement"))
    newest = events.values("endorsement").annotate(newest=Max("pk")).values("newest")
    return placements.annotate(newest=Subquery(newest)).values_list(*DRAWN_FROM, "newest")


def keys_of(rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """Return the keys of the placements that a state is about, in its order."""
    return [row[DRAWN_FROM.index("pk")] for row in rows]


def address_of(rows: Sequence[tuple[Any, ...]]) -> str:
    """Return where the first placement of a state stands."""
    return str(rows[0][DRAWN_FROM.index("address")])
