"""How is a request told in plain words? Who has the ball, what happened, what the deal is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from refprogram.history import ActedAs
from refprogram.ui.parts import Happening
from refprogram.ui.templatetags.ui import near
from requests.models import Opportunity, ReferenceRequest, RequestEvent, Status

OVER = (Status.CLOSED, Status.CANCELLED, Status.EXPIRED, Status.UNFULFILLED)
DONE = (Status.COMPLETED, Status.CONTENT_SUPPLIED)
OPEN = tuple(status for status in Status if status not in (*DONE, *OVER))
# What a person who was asked reads as "no longer needed".
NO_LONGER_NEEDED = (*OVER, Status.CONTENT_SUPPLIED)

REQUESTER, MANAGER, CUSTOMER, NOBODY = "requester", "manager", "customer", "nobody"


@dataclass(frozen=True)
class Turn:
    """Whose move it is, and what that means."""

    who: str
    says: str


TURNS = {
    Status.DRAFT: (REQUESTER, "It was not sent yet, and nobody else can see it."),
    Status.SUBMITTED: (MANAGER, "It was sent and waits for somebody to take it up."),
    Status.IN_REVIEW: (MANAGER, "Somebody who fits is being looked for."),
    Status.MATCHED: (MANAGER, "Somebody who fits was found and is asked next."),
    Status.AWAITING_CUSTOMER: (CUSTOMER, "They were asked. Any answer is fine, so nobody hurries them."),
    Status.CONFIRMED: (REQUESTER, "The customer said yes, for this one time."),
    Status.SCHEDULED: (REQUESTER, "A time is agreed with the customer, for this one time."),
    Status.COMPLETED: (MANAGER, "It took place. A thank-you to the customer is next."),
    Status.CONTENT_SUPPLIED: (NOBODY, "Words of customers were given instead of a talk."),
    Status.UNFULFILLED: (NOBODY, "It ended without a reference, which is an honest outcome."),
    Status.CLOSED: (NOBODY, "This is closed."),
    Status.NEEDS_REVIEW: (MANAGER, "It has stopped until somebody decides how to go on."),
    Status.DECLINED_BY_CUSTOMER: (MANAGER, "The customer would rather not, which is a fine answer."),
    Status.CANCELLED: (NOBODY, "This was called off."),
    Status.EXPIRED: (NOBODY, "The day it was needed by has passed."),
}


# What is said instead once they did not answer, of requests that were asked for with `lapsed`.
LAPSED = (MANAGER, "They did not answer, and nobody presses them.")


def turn(ask: ReferenceRequest, *, reader: Any) -> Turn:
    """Say who has the ball, as the reader would put it."""
    lapsed = ask.status == Status.AWAITING_CUSTOMER and getattr(ask, "lapsed", False)
    holder, says = LAPSED if lapsed else TURNS[Status(ask.status)]
    people = {REQUESTER: ask.requested_by, MANAGER: ask.manager}
    if holder in people:
        person = people[holder]
        who = "You" if person == reader else str(person or "The reference managers")
    else:
        who = "The customer" if holder == CUSTOMER else "Nobody"
    return Turn(who, says)


# What a line of the timeline says, and the level whose colour it borrows; the same for everybody, without any name.
SAID: dict[str, tuple[str, int | None]] = {
    "submit": ("Sent to the reference managers", 1),
    "take_up": ("Taken up", 1),
    "match": ("Somebody who fits was chosen", 1),
    "ask_customer": ("The customer was asked", 1),
    "confirm": ("The customer said yes", 0),
    "decline": ("The customer said no", None),
    "not_now": ("The customer said “not now”", None),
    "talk": ("The customer wants to talk first", 2),
    "offer_times": ("Times were offered", 1),
    "schedule": ("A time was agreed", 0),
    "reschedule": ("The time was moved", 1),
    "unschedule": ("The time was called off", 2),
    "withdraw": ("The customer took back their yes", None),
    "heard_yes": ("The customer said yes to one of us, not on their own page", 0),
    "said_themselves": ("The customer said yes on their own page as well", 0),
    "heard_no": ("The customer said no to one of us", None),
    "heard_not_now": ("The customer said “not now” to one of us", None),
    "chase": ("No answer: the customer was written to once more", 1),
    "wait_longer": ("The customer was given more time", 1),
    "let_go": ("The question was taken back, to look for somebody else", 1),
    "late_answer": ("The customer answered after the question was taken back", 2),
    "supply": ("Words of customers were given instead of a talk", 0),
    "give_up": ("Ended without a reference", None),
    "hold_back": ("Stopped, because something speaks against it now", 3),
    "reveal": ("Name and number shown", 1),
    "override": ("What speaks against somebody was set aside for this request", 2),
    "end_override": ("What was set aside counts again", 1),
    "resume": ("Looking for somebody else", 1),
    "complete": ("It took place", 0),
    "record_outcome": ("How the deal ended was written down", 1),
    "give_feedback": ("Our colleague said how it was", 1),
    "note_feedback": ("What the prospect said was written down", 1),
    "tell_as_prospect": ("The prospect said how it was", 1),
    "ask_prospect": ("The prospect was asked how it was", 1),
    "close": ("Closed", None),
    "cancel": ("Called off", None),
    "expire": ("Out of time", None),
}


def timeline(events: list[RequestEvent], *, on: date) -> list[Happening]:
    """Tell what happened, newest first."""
    return [_happening(event, on) for event in events]


def _happening(event: RequestEvent, on: date) -> Happening:
    text, level = SAID[event.verb]
    by = f"by {event.actor}" if event.acted_as == ActedAs.STAFF else ""
    return Happening(when=moment(event.at, on=on), text=text, level=level, by=by)


def moment(at: Any, *, on: date) -> str:
    """Write an instant as "Today 08:12", "Fri 20 Nov 11:05" or "3 May 2026", in the program's time zone."""
    local = timezone.localtime(at, ZoneInfo(settings.PROGRAM_TIME_ZONE))
    if local.date() == on:
        return f"Today {date_format(local, 'H:i')}"
    return near(local, on)


def worth(deal: Opportunity) -> str:
    """Write what a deal is worth, "" when nobody knows."""
    return "" if deal.value is None else f"{deal.currency} {deal.value:,.0f}"


def sums(worth: Mapping[str, Decimal]) -> str:
    """Write sums of money, each currency by itself; "" when there is none."""
    return ", ".join(f"{currency} {value:,.0f}" for currency, value in sorted(worth.items()) if value)


def stake(deal: Opportunity) -> str:
    """Say what a bad reference could cost, next to the rep's own deal (seed 003)."""
    if deal.value:
        return f"This deal is worth {worth(deal)}. A bad reference can lose it; using none cannot."
    return "A bad reference can lose a deal; using none cannot."


def words_url(ask: ReferenceRequest) -> str:
    """Return where published words are shown that may answer a request without anybody being asked."""
    like = {"topic": ask.topics_in_order(), "industry": ask.industry, "product": ask.product_id or ""}
    return f"{reverse('testimonials:fitting')}?{urlencode(like, doseq=True)}"
