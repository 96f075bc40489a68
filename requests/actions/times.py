"""What does a clock's time mean, what of a time cannot be, and how is an agreed one called off?

Forms ask the same before they take a time, so that its sentence stands at its field.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from refprogram.outbox.hours import zone_of
from refprogram.ui.templatetags.ui import day
from requests import notices_of_meetings as letters
from requests.models import Assignment, Meeting, ReferenceRequest, Slot

AHEAD = timedelta(days=366)
# What takes a customer's time and says nothing of how long.
USUAL = timedelta(minutes=60)


def instants(local: datetime, *, zone: ZoneInfo) -> list[datetime]:
    """Return what a clock that shows a time means: none in an hour that is skipped, two in one that comes twice."""
    found: list[datetime] = []
    for fold in (0, 1):
        moment = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == local and moment not in found:
            found.append(moment)
    return found


def day_of(at: datetime) -> date:
    """Return which day it is for the program at an instant."""
    return timezone.localdate(at, ZoneInfo(settings.PROGRAM_TIME_ZONE))


def last_day(ask: ReferenceRequest, *, at: datetime) -> date | None:
    """Return the last day on which a talk still helps; once it has passed, any later day is better than none."""
    return ask.needed_by if ask.needed_by >= day_of(at) else None


def length_of(ask: ReferenceRequest) -> timedelta:
    """Return how long the customer was told that it takes: nobody makes it longer afterwards."""
    return timedelta(minutes=ask.activity.minutes) if ask.activity.minutes else USUAL


def wrong_with(starts_at: datetime, *, at: datetime, last: date | None) -> str:
    """Say why a talk cannot begin at an instant, or "" when it can."""
    if starts_at <= at:
        return gettext("This time has passed. Choose a later one.")
    if last and day_of(starts_at) > last:
        return gettext("This is after %(day)s, the last day on which it helps. Choose an earlier one.") % {
            "day": day(last)
        }
    if starts_at > at + AHEAD:
        return gettext("This is more than a year away. Choose an earlier time.")
    return ""


def theirs(assignment: Assignment) -> ZoneInfo:
    """Return the time zone in which a customer reads and types times."""
    return zone_of(assignment.reference.contact.time_zone)


def clear_the_table(assignment: Assignment) -> None:
    """Take away every time that one side offers: one was picked, they talked, or none is needed any more."""
    Slot.objects.filter(assignment=assignment).delete()


def let_go(assignment: Assignment, *, tell_customer: bool) -> None:
    """Take what is on offer off the table, and call off a talk that is still to come; the person's file is held.

    What took place already stays as it was, whatever came up since.
    """
    clear_the_table(assignment)
    for meeting in Meeting.objects.agreed().filter(assignment=assignment, ends_at__gt=timezone.now()):
        call_off(meeting, tell_customer=tell_customer)


def call_off(meeting: Meeting, *, tell_customer: bool) -> None:
    """Write down that an agreed time does not hold any more, and tell both sides' calendars."""
    off = Meeting.objects.agreed().filter(pk=meeting.pk)
    if off.update(called_off_at=timezone.now(), sequence=F("sequence") + 1):
        letters.tell_off(meeting, tell_customer=tell_customer)
