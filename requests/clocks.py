"""How long may a request wait, and how long did it? Two clocks that run in working hours alone, and are never a threat.

A working day is Monday to Friday, between two hours of the program's own time zone; where its clocks are put forward or
back, an hour is still an hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from refprogram.thresholds.models import threshold

DAY = timedelta(days=1)
NOTHING = timedelta()


@dataclass(frozen=True)
class WorkingHours:
    """Between which hours people work, Monday to Friday, and where."""

    begins: int
    ends: int
    zone: ZoneInfo

    @property
    def length(self) -> timedelta:
        return timedelta(hours=self.ends - self.begins)

    def days_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield each working day from the one of a moment on: its first and its last instant, in UTC."""
        day = moment.astimezone(self.zone).date()
        while True:
            if day.weekday() < 5:
                yield self._at(day, self.begins), self._at(day, self.ends)
            day += DAY

    def _at(self, day: date, hour: int) -> datetime:
        """Return an hour of a day as an instant; 24 is the first hour of the next day."""
        local = datetime.combine(day + DAY if hour == 24 else day, time(hour % 24), self.zone)
        return local.astimezone(UTC)


def worked(start: datetime, end: datetime, *, hours: WorkingHours) -> timedelta:
    """Return how much working time lies between two instants; none when the second is the earlier one."""
    total = NOTHING
    for first, last in hours.days_from(start):
        if first >= end:
            return total
        total += max(NOTHING, min(last, end) - max(first, start))
    return total


def after(start: datetime, amount: timedelta, *, hours: WorkingHours) -> datetime:
    """Return the instant at which so much working time has passed since another."""
    left = amount
    for first, last in hours.days_from(start):
        begins = max(first, start)
        if begins < last:
            if left <= last - begins:
                return begins + left
            left -= last - begins
    raise AssertionError("there is always one more working day")


@dataclass(frozen=True)
class Clock:
    """One target: since when it runs, until when it should be met, and when it was."""

    since: datetime
    due_at: datetime
    met_at: datetime | None
    hours: WorkingHours

    def is_late(self, *, at: datetime) -> bool:
        return (self.met_at or at) > self.due_at

    def over_by(self, *, at: datetime) -> timedelta:
        """Return by how much working time it is, or was, late."""
        return worked(self.due_at, self.met_at or at, hours=self.hours)


# What an admin has set: a row that is `timed` brings it along, so that no page asks for it apart.
CODES = ("workday_begins", "workday_ends", "first_response_days", "fulfil_days")


def timed(asks: Any) -> QuerySet[Any]:
    """Add to requests when they were sent, taken up and fulfilled, the working hours, and the two targets."""
    rows: QuerySet[Any] = asks.clocked().annotate(**{code: threshold(code) for code in CODES})
    return rows


def hours_of(ask: Any) -> WorkingHours:
    """Return the working hours that a request that is `timed` brings along."""
    return WorkingHours(ask.workday_begins, ask.workday_ends, ZoneInfo(settings.PROGRAM_TIME_ZONE))


def first_response(ask: Any) -> Clock | None:
    """Return the clock from sending to taking up; None before it was sent."""
    return _clock(ask, ask.taken_up_at, days=ask.first_response_days)


def fulfilment(ask: Any) -> Clock | None:
    """Return the clock from sending to a yes or to content; None before it was sent."""
    return _clock(ask, ask.fulfilled_at, days=ask.fulfil_days)


def days_early(ask: Any) -> int:
    """Return how many days before it was needed a request was fulfilled (seed 004); 0 when it was not early."""
    if ask.fulfilled_at is None:
        return 0
    early: int = (ask.needed_by - ask.fulfilled_at.astimezone(hours_of(ask).zone).date()).days
    return max(0, early)


def _clock(ask: Any, met_at: datetime | None, *, days: int) -> Clock | None:
    if ask.sent_at is None:
        return None
    hours = hours_of(ask)
    return Clock(ask.sent_at, after(ask.sent_at, days * hours.length, hours=hours), met_at, hours)
