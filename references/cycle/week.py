"""What goes out this week? The next seven days as they stand now; nothing is taken, and the days may yet change it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from references.cycle.due import DueStep, planned
from references.cycle.taken import Room
from references.cycle.waiting import waiting

DAYS = 7


@dataclass(frozen=True)
class Leaving:
    """A letter of the week: whose, the day on which it is written, and when it reaches them, by their own clock."""

    step: DueStep
    day: date
    reaches: datetime


@dataclass(frozen=True)
class Week:
    """The letters to customers of seven days, who gets none and why, and how many people nobody looked at here."""

    letters: list[Leaving]
    left_out: list[DueStep]
    more: int


def this_week(*, on: date) -> Week:
    """Look ahead at those whose turn has come longest ago; so many letters leave on a day, and the rest on the next."""
    last = on + timedelta(days=DAYS - 1)
    chunks = waiting(on=last)
    first = next(chunks, ())
    found = [due for due in planned(first, on=on, until=last) if due.to_customer]
    return Week(
        letters=_spread(sorted((due for due in found if not due.left_out), key=lambda due: due.day), on=on),
        left_out=[due for due in found if due.left_out],
        more=sum(len(keys) for keys in chunks),
    )


def _spread(due: list[DueStep], *, on: date) -> list[Leaving]:
    """Give each letter the first day from its own on that has room for it."""
    taken = Counter({on: settings.CYCLE_LETTERS_A_DAY - Room(on=on).letters})
    leaving = []
    for one in due:
        day = one.day
        while taken[day] >= settings.CYCLE_LETTERS_A_DAY:
            day += timedelta(days=1)
        taken[day] += 1
        begins = datetime.combine(day, time(), ZoneInfo(settings.PROGRAM_TIME_ZONE))
        leaving.append(Leaving(one, day, one.leaves(after=max(begins, timezone.now()))))
    return leaving
