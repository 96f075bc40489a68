"""What of the data we keep is past its time? Counted beforehand, removed class by class, told to whom it concerns."""

import logging
from dataclasses import dataclass
from datetime import date, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from refprogram.rights.classes import CLASSES, DataClass

# How far the preview looks ahead.
AHEAD = timedelta(days=30)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Forecast:
    """What of a class goes on a day, what will within the days ahead, and since when the oldest of both is over."""

    of: DataClass
    now: int
    ahead: int
    oldest: date | None


def told_to_people() -> list[str]:
    """Say in a person's own language how long what concerns them is kept (GDPR 13.2)."""
    return [gettext(one.told) % {"number": one.time[0]} for one in CLASSES if one.told]


def forecast(*, on: date) -> list[Forecast]:
    """Say of each class what goes on a day, and what within the thirty days after it; one query a class."""
    return [_forecast(one, on=on) for one in CLASSES]


def _forecast(one: DataClass, *, on: date) -> Forecast:
    """Ask of each day what goes then: whose yes still holds today, for instance, stays until it has run out."""
    goes = Q(pk__in=one.over(on=on).values("pk"))
    soon = one.over(on=on + AHEAD)
    found = soon.aggregate(
        now=Count("pk", filter=goes),
        ahead=Count("pk", filter=~goes),
        oldest=Coalesce(Min("kept_until", filter=goes), Min("kept_until")),
    )
    return Forecast(one, **found)


def purge(*, on: date) -> dict[str, int]:
    """Remove what is past its time, and return how many rows of each class that were.

    A class that cannot be purged keeps no other from it; afterwards everything that went wrong is raised as one.
    The end of the worker's time ends it: the next run does the rest.
    """
    removed: dict[str, int] = {}
    broken: list[Exception] = []
    for one in CLASSES:
        try:
            removed[one.code] = one.remove(on=on)
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            log.exception("What is past its time could not be removed: %s.", one.name)
            broken.append(error)
    if broken:
        raise ExceptionGroup("Not everything that is past its time could be removed.", broken)
    return removed
