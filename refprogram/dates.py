"""Which day is it for the program, and which day is some months or business days away?

Months are added, never subtracted: ``on - 6 months`` and ``checked + 6 months`` disagree at the ends of months.
"""

import calendar
from argparse import ArgumentTypeError
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone

# The days that a command takes: far enough to look ahead, and every sum of months and days stays a day.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def today() -> date:
    """Return the date in the program's own time zone; callers at the edge pass it on as ``on``."""
    return timezone.localdate(timezone=ZoneInfo(settings.PROGRAM_TIME_ZONE))


def given_day(text: str) -> date:
    """Read the day that a command is given; raises ArgumentTypeError, with a sentence, for what is none."""
    try:
        given = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day; write it as 2026-11-23.") from error
    if not FIRST_DAY <= given <= LAST_DAY:
        raise ArgumentTypeError(f"{text!r} is too far away; give a day from {FIRST_DAY} to {LAST_DAY}.")
    return given


def add_months(day: date, months: int) -> date:
    """Return the day some calendar months later, clamped: 31 August + 6 is the last day of February (seed 003)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def business_days_after(day: date, days: int) -> date:
    """Return the day that many business days later; business days are Monday to Friday."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def business_days_between(began: date, ended: date) -> int:
    """Return how many business days after one day another is; 0 on the day itself, and when it lies before."""
    days = max((ended - began).days, 0)
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum((began + timedelta(days=1 + day)).weekday() < 5 for day in range(rest))


def business_days_before(day: date, days: int) -> date:
    """Return the last day from which that many business days have passed on a day."""
    while days:
        days -= day.weekday() < 5
        day -= timedelta(days=1)
    return day


class AddMonths(models.Func):
    """A date some calendar months later, computed by the database exactly as `add_months` does."""

    output_field = models.DateField()

    def __init__(self, day: Any, months: Any, **extra: Any) -> None:
        super().__init__(day, months, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        (day, given), (months, number) = map(compiler.compile, self.source_expressions)
        return f"(({day})::date + make_interval(months => ({months})::int))::date", [*given, *number]

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        (day, given), (months, number) = map(compiler.compile, self.source_expressions)
        same_day = f"date({day}, ({months}) || ' months')"
        month_end = f"date({day}, 'start of month', ({months} + 1) || ' months', '-1 day')"
        return f"MIN({same_day}, {month_end})", [*given, *number, *given, *number]


class AddDays(models.Func):
    """A date some days later, computed by the database."""

    output_field = models.DateField()

    def __init__(self, day: Any, days: Any, **extra: Any) -> None:
        super().__init__(day, days, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        (day, given), (days, number) = map(compiler.compile, self.source_expressions)
        return f"(({day})::date + ({days})::int)", [*given, *number]

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        (day, given), (days, number) = map(compiler.compile, self.source_expressions)
        return f"date({day}, ({days}) || ' days')", [*given, *number]


class DaysBetween(models.Func):
    """How many days after the second day the first one is, computed by the database."""

    output_field = models.IntegerField()

    def __init__(self, later: Any, earlier: Any, **extra: Any) -> None:
        super().__init__(later, earlier, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        (later, given), (earlier, more) = map(compiler.compile, self.source_expressions)
        return f"(({later})::date - ({earlier})::date)", [*given, *more]

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        (later, given), (earlier, more) = map(compiler.compile, self.source_expressions)
        return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)", [*given, *more]
