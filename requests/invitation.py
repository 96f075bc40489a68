"""What does a calendar have to know of an agreed time? One file, as calendars exchange it (RFC 5545 and 5546)."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from refprogram.outbox.kinds import Enclosure
from refprogram.outbox.wording import our_address
from requests.models import Meeting

NAME = "invitation.ics"
CONTENT_TYPE = "text/calendar"


def invitation(meeting: Meeting, *, title: str, about: str, to: str) -> Enclosure:
    """Write an agreed time for one reader's calendar, or that it does not hold any more.

    `to` is the reader's own address and the only one in it beside ours: neither side reads the other's. Times are in
    UTC, which every calendar shows by its own clock. `title` and `about` are all that it says of whom and what.
    """
    # Reading it costs most of a second, which no page should that has no calendar.
    from icalendar import Calendar, Event, vCalAddress, vText

    method = "CANCEL" if meeting.called_off_at else "REQUEST"
    event: Any = Event()
    event.add("uid", f"{meeting.uid}@{our_address().rpartition('@')[2]}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", _utc(timezone.now()))
    event.add("dtstart", _utc(meeting.starts_at))
    event.add("dtend", _utc(meeting.ends_at))
    event.add("summary", title)
    event.add("description", about)
    event.add("status", "CANCELLED" if meeting.called_off_at else "CONFIRMED")
    organizer: Any = vCalAddress(f"mailto:{our_address()}")
    organizer.params["CN"] = vText(settings.PROGRAM_COMPANY)
    event["organizer"] = organizer
    if to:
        attendee: Any = vCalAddress(f"mailto:{to}")
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        attendee.params["PARTSTAT"] = vText("ACCEPTED")
        event.add("attendee", attendee, encode=0)
    calendar: Any = Calendar()
    calendar.add("prodid", f"-//{settings.PROGRAM_COMPANY}//Reference Desk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return Enclosure(NAME, CONTENT_TYPE, calendar.to_ical().decode(), {"method": method})


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
