"""Who gets which letter about the time of a talk? Each side its own, in its own words and by its own clock.

Whoever agreed, or called it off, is written to as well: the letter brings what their calendar has to know.
"""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from references import links
from references.models import Purpose
from references.notices import contact_address
from refprogram.accounts.mailbox import mailbox
from refprogram.dates import today
from refprogram.outbox.hours import zone_of
from refprogram.outbox.kinds import Enclosure, Kind, Letter, Mint
from refprogram.outbox.models import Message
from refprogram.outbox.post import post
from refprogram.outbox.wording import spoken, written
from requests.invitation import invitation
from requests.models import Assignment, Meeting, Slot

# To the customer, and to whoever asked for the talk.
OFFERED, OFFERED_TO_US = "times_offered", "times_offered_to_us"
AGREED, AGREED_TO_US = "talk_agreed", "talk_agreed_to_us"
OFF, OFF_TO_US = "talk_off", "talk_off_to_us"

# What a prospect may not ask of somebody who does them a favour; both sides read the same.
NOT_TO_ASK: tuple[Any, ...] = (
    gettext_noop("about prices and contracts"),
    gettext_noop("for another talk, or for somebody else at the company: that goes through us"),
    gettext_noop("whether it may be recorded or quoted"),
)


def tell_offered(assignment: Assignment, *, event: int, slot: int, to_customer: bool) -> None:
    """Tell the other side that times are on offer; the letter does not go any more once they are gone."""
    kind, to = (OFFERED, _customer(assignment)) if to_customer else (OFFERED_TO_US, _rep(assignment))
    post(kind=kind, to=to, key=f"request-event-{event}-times", assignment=assignment.pk, slot=slot)


def tell_agreed(meeting: Meeting) -> None:
    """Tell both sides of an agreed time, or of the one that it was moved to."""
    _tell_both(meeting, AGREED, AGREED_TO_US)


def tell_off(meeting: Meeting, *, tell_customer: bool) -> None:
    """Tell both calendars that a time does not hold any more; the customer may hear it with another letter."""
    meeting.refresh_from_db()
    _tell_both(meeting, OFF, OFF_TO_US, customer=tell_customer)


def _tell_both(meeting: Meeting, to_customer: str, to_us: str, *, customer: bool = True) -> None:
    of: dict[str, Any] = {"meeting": meeting.pk, "sequence": meeting.sequence}
    key = f"meeting-{meeting.pk}-{meeting.sequence}"
    if customer:
        post(kind=to_customer, to=_customer(meeting.assignment), key=f"{key}-customer", **of)
    post(kind=to_us, to=_rep(meeting.assignment), key=f"{key}-us", **of)


def _customer(assignment: Assignment) -> str:
    return f"contact:{assignment.reference.contact_id}"


def _rep(assignment: Assignment) -> str:
    return f"user:{assignment.ask.requested_by_id}"


def of_customer(meeting: Meeting, *, to: str) -> Enclosure:
    """Write an agreed time for the customer's calendar, in the language that is spoken now; no secret address."""
    question = meeting.assignment.use_consent
    assert question is not None
    title = gettext("%(what)s with %(who)s") % {"what": gettext(question.activity.name), "who": question.audience}
    about = gettext("To move it or call it off, open the page that our letter leads to, or write to %(mailbox)s.") % {
        "mailbox": question.asked_by.email
    }
    return invitation(meeting, title=title, about=about, to=to)


def of_us(meeting: Meeting, *, to: str) -> Enclosure:
    """Write an agreed time for our own calendars, which colleagues read as well: it names nobody."""
    ask = meeting.assignment.ask
    address = settings.PUBLIC_BASE_URL + ask.get_absolute_url()
    title = f"{ask.activity.name} for {ask.opportunity.account}"
    return invitation(meeting, title=title, about=f"Whom you may call stands here: {address}", to=to)


def cancelled_for(question: int) -> tuple[Enclosure, ...]:
    """Return what takes a talk out of the calendar of a customer who hears otherwise that it is not needed."""
    off = Meeting.objects.filter(assignment__use_consent=question, called_off_at__isnull=False)
    last = _known(off).order_by("-pk").first()
    return (_for_their_calendar(last),) if last else ()


def _for_their_calendar(meeting: Meeting) -> Enclosure:
    contact = meeting.assignment.reference.contact
    with translation.override(spoken(contact.language)):
        return of_customer(meeting, to=contact.details.email)


def _known(meetings: Any) -> Any:
    return meetings.select_related(
        "assignment__ask__opportunity",
        "assignment__ask__activity",
        "assignment__ask__requested_by",
        "assignment__use_consent__activity",
        "assignment__use_consent__asked_by",
        "assignment__reference__contact__details",
    )


def _meeting(message: Message) -> Meeting:
    found: Meeting = _known(Meeting.objects.all()).get(pk=message.facts["meeting"])
    return found


def _assignment(message: Message) -> Assignment:
    return Assignment.objects.select_related(
        "ask__opportunity",
        "ask__activity",
        "ask__requested_by",
        "use_consent__activity",
        "use_consent__asked_by",
        "reference__contact__details",
    ).get(pk=message.facts["assignment"])


def _to_customer(message: Message, assignment: Assignment, mint: Mint, **more: Any) -> Letter:
    question, contact = assignment.use_consent, assignment.reference.contact
    assert question is not None
    address = mint(purpose=Purpose.HOME, reference=assignment.reference_id, on=today(), letter=message.pk)
    context = {
        "question": question,
        "ask": assignment.ask,
        "contact": contact,
        "address": address,
        "talk": f"{address}talk/{question.pk}/",
        "zone": zone_of(contact.time_zone),
        **more,
    }
    return written(message.kind, context, language=contact.language, stop=address)


def _offered(message: Message, mint: Mint) -> Letter:
    assignment = _assignment(message)
    return _to_customer(message, assignment, mint, slots=list(Slot.objects.on_offer(assignment.ask)))


def _to_customer_about(message: Message, mint: Mint) -> Letter:
    meeting = _meeting(message)
    letter = _to_customer(message, meeting.assignment, mint, meeting=meeting, not_to_ask=NOT_TO_ASK)
    return replace(letter, enclosures=(_for_their_calendar(meeting),))


def _offered_to_us(message: Message) -> Letter:
    assignment = _assignment(message)
    return _to_us(message, assignment, slots=list(Slot.objects.on_offer(assignment.ask)))


def _to_us_about(message: Message) -> Letter:
    meeting = _meeting(message)
    letter = _to_us(message, meeting.assignment, meeting=meeting)
    return replace(letter, enclosures=(of_us(meeting, to=meeting.assignment.ask.requested_by.email),))


def _to_us(message: Message, assignment: Assignment, **more: Any) -> Letter:
    address = settings.PUBLIC_BASE_URL + assignment.ask.get_absolute_url()
    return written(message.kind, {"ask": assignment.ask, "address": address, "zone": zone_of(""), **more})


def _still_on_offer(message: Message) -> str:
    there = Slot.objects.filter(pk=message.facts["slot"], assignment__ended_at=None).exists()
    return "" if there else "A time was picked, or others were offered, before this left."


def _still_so(message: Message) -> str:
    """Nobody is told of a time that was moved or called off before the letter left: the next letter tells it."""
    known = Meeting.objects.filter(pk=message.facts["meeting"], sequence=message.facts["sequence"])
    return "" if known.exists() else "The time was changed before this left; another letter says so."


KINDS = (
    Kind(OFFERED, render=_offered, address=contact_address, may_go=_still_on_offer, mint=links.mint),
    Kind(OFFERED_TO_US, render=_offered_to_us, address=mailbox, may_go=_still_on_offer),
    *(
        Kind(kind, render=_to_customer_about, address=contact_address, may_go=_still_so, mint=links.mint)
        for kind in (AGREED, OFF)
    ),
    *(Kind(kind, render=_to_us_about, address=mailbox, may_go=_still_so) for kind in (AGREED_TO_US, OFF_TO_US)),
)
