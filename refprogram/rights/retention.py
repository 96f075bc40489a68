"""How long do we keep what? One row a class of data: what it holds, for how long, who says so, and what removes it.

What is not in this table is kept as long as the person is a contact, or proves what they agreed to. The scope that
finds what is over its time and the action that removes it belong to the app whose data it is, so the preview counts
what the purge removes.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from customers import actions as customers
from customers.models import HardshipNote
from customers.models.hardship import NOTE_MONTHS

# How far the preview looks ahead.
AHEAD = timedelta(days=30)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DataClass:
    """One class of data and its time.

    `over(on=...)` returns what is past its time on a day, each row with the day it reached it as `kept_until`;
    `remove(on=...)` removes exactly that, in short transactions, and returns how many rows it concerned. It may run
    twice and may be killed anywhere: the next run does the rest.
    """

    code: str
    name: str
    holds: str
    counted_from: str
    period: str
    says_who: str
    over: Callable[..., Any]
    remove: Callable[..., int]


@dataclass(frozen=True)
class Forecast:
    """What of a class is past its time on a day, what will be within the days ahead, and since when the oldest is."""

    of: DataClass
    now: int
    ahead: int
    oldest: date | None


CLASSES = (
    DataClass(
        "private_notes",
        name="Private notes on hard times",
        holds="What a customer told us in confidence.",
        counted_from="the day the hard time ended",
        period=f"{NOTE_MONTHS} months",
        says_who="our choice",
        over=HardshipNote.objects.outlived,
        remove=customers.purge_notes,
    ),
)


def forecast(*, on: date) -> list[Forecast]:
    """Say of each class what goes on a day, and what within the thirty days after it; one query a class."""
    return [_forecast(one, on=on) for one in CLASSES]


def _forecast(one: DataClass, *, on: date) -> Forecast:
    soon = one.over(on=on + AHEAD)
    found = soon.aggregate(
        now=Count("pk", filter=Q(kept_until__lte=on)),
        ahead=Count("pk", filter=Q(kept_until__gt=on)),
        oldest=Min("kept_until"),
    )
    return Forecast(one, **found)


def purge(*, on: date) -> dict[str, int]:
    """Remove what is past its time, and return how many rows of each class that were.

    A class that cannot be purged keeps no other from it; afterwards everything that went wrong is raised as one.
    """
    removed: dict[str, int] = {}
    broken: list[Exception] = []
    for one in CLASSES:
        try:
            removed[one.code] = one.remove(on=on)
        except Exception as error:
            log.exception("What is past its time could not be removed: %s.", one.name)
            broken.append(error)
    if broken:
        raise ExceptionGroup("Not everything that is past its time could be removed.", broken)
    return removed
