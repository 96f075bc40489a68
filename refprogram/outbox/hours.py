"""When may a letter reach somebody? On a weekday, in the hours of work, by the clock where they are."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

# Whatever the days and hours are, there is one within this time, also where a country leaves out a day.
SEARCHED = 16


def next_open(moment: datetime, *, zone: str) -> datetime:
    """Return the first moment, this one included, at which a letter may reach somebody who lives in a time zone.

    A name that is no time zone's, or none, means the program's own. The moment returned is in that zone.
    """
    where = zone_of(zone)
    for later in range(SEARCHED):
        day = moment.astimezone(where).date() + timedelta(days=later)
        first, last = (_instant(day, hour, where) for hour in settings.LETTER_HOURS)
        candidate = max(first, moment.astimezone(UTC))
        if candidate < last and _is_open(candidate.astimezone(where)):
            return candidate.astimezone(where)
    raise ValueError(f"There is no hour for letters in {where.key} after {moment}.")


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of a name, or the program's own for what is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(settings.PROGRAM_TIME_ZONE)


def _instant(day: date, hour: int, where: ZoneInfo) -> datetime:
    """Return an hour of a day as an instant; 24 is the first hour of the next day."""
    midnight = datetime.combine(day, time(), where)
    return (midnight + timedelta(hours=hour)).astimezone(UTC)


def _is_open(local: datetime) -> bool:
    first, last = settings.LETTER_HOURS
    return local.isoweekday() in settings.LETTER_DAYS and first <= local.hour < last
