"""How long do requests of a kind usually take? What most took and what the slow ones took, or that nobody can say.

It is never a promise (seed 004): what is said to a prospect is what happened before, the slower half of it included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from references.models import ActivityType
from refprogram.dates import add_months
from requests.models import ReferenceRequest

# Fewer say nothing about the next one.
ENOUGH = 5
MONTHS = 12
LONGEST_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Expected:
    """So many calendar days from sending to a yes or to content: half of them took no longer, nine in ten neither."""

    median_days: int
    p90_days: int
    count: int


def expected(activity: ActivityType, *, on: date) -> Expected | None:
    """Look at the requests of a kind that were fulfilled in the last 12 months; None when they are too few to say."""
    return expected_of([activity.pk], on=on).get(activity.pk)


def expected_of(activities: Iterable[int], *, on: date) -> dict[int, Expected]:
    """Say the same of several kinds, by their key, in one query; a kind of which too few are known is left out."""
    asks: Any = ReferenceRequest.objects.filter(activity__in=set(activities)).clocked()
    asks = asks.filter(sent_at__isnull=False, fulfilled_at__date__range=(on - LONGEST_YEAR, on + timedelta(days=1)))
    took: dict[int, list[int]] = {}
    for activity, sent, fulfilled in asks.values_list("activity", "sent_at", "fulfilled_at"):
        if _day(fulfilled) <= on < add_months(_day(fulfilled), MONTHS):
            took.setdefault(activity, []).append((_day(fulfilled) - _day(sent)).days)
    return {
        activity: Expected(_within(sorted(days), 50), _within(sorted(days), 90), len(days))
        for activity, days in took.items()
        if len(days) >= ENOUGH
    }


def _within(days: Sequence[int], share: int) -> int:
    """Return the shortest time within which this share of a hundred was done: one that really happened."""
    return days[-(-len(days) * share // 100) - 1]


def _day(at: Any) -> date:
    return timezone.localdate(at, ZoneInfo(settings.PROGRAM_TIME_ZONE))
