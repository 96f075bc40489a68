"""What does the fictional company know of each customer besides its talks? Surveys, contracts and permissions."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from customers.actions import (
    mark_contact,
    read_comment,
    record_answer,
    record_contract,
    record_relationship,
    set_policy,
)
from customers.models import Contact
from customers.models.contact import ContactStatus
from customers.models.customer import ReferencePolicy
from customers.models.relationship import RelationshipKind
from customers.models.survey import Scale, Series, Tone
from references.actions import record_permission
from refprogram.management.seed.diary import Life
from refprogram.management.seed.lives import Lived

# By the customer's place in the cast: most are content, and a few say in a survey what they told nobody.
POLICIES = {7: ReferencePolicy.PRIVATE, 43: ReferencePolicy.PUBLIC, 62: ReferencePolicy.ASK, 63: ReferencePolicy.NONE}
CLOSE_TO = {
    4: ("Ashgrove Freight", RelationshipKind.COMPETITOR),
    9: ("Brannigan Grocers", RelationshipKind.SUPPLIER),
    22: ("Ombramarrow Holding", RelationshipKind.SAME_GROUP),
}
UNHAPPY = {
    57: (38, 4, "We like the planners. Renewals feel like a fight."),
    60: (12, 2, "Nobody rang back for a week."),
}
WORTH_READING = {13: "The mobile app is fine, the invoices are not.", 26: "Please keep the same account manager."}
GONE = {58: (ContactStatus.LEFT, None), 59: (ContactStatus.BOUNCED, None), 61: (ContactStatus.AWAY, 20)}


def known(me: Lived, *, today: date) -> Life:
    """Tell what was learned about one customer besides the talks, each on its day; `today` is the last of them."""
    told = sorted(_happenings(me, today=today), key=lambda happening: -happening[0])
    for ago, happen in told:
        on = yield ago
        happen(on)


def _happenings(me: Lived, *, today: date) -> Iterator[tuple[int, Any]]:
    """Yield what happens so many days ago, as something to call with the day."""
    number, manager = me.number, me.manager
    yield (
        300 - number % 40,
        lambda on: record_contract(
            me.customer, renews_on=today + timedelta(days=25 + number * 41 % 340), by=manager, on=on
        ),
    )
    if number % 3:
        yield (
            290 - number % 40,
            lambda on: record_permission(
                me.customer,
                activity=None,
                document="Frame contract, clause on references",
                approver="Legal department",
                granted_on=on,
                valid_until=None,
                by=manager,
                on=on,
            ),
        )
    for place, ago in enumerate((330, 150)):
        yield (
            ago - number % 60,
            lambda on, place=place: _answer(me, on, Series.RELATIONSHIP, Scale.NPS, 7 + (number + place) % 4),
        )
    if number % 2:
        for place, ago in enumerate((200, 110, 40)):
            yield (
                ago - number % 30,
                lambda on, place=place: _answer(me, on, Series.TRANSACTION, Scale.CSAT, 3 + (number + place) % 3),
            )
    if number in POLICIES:
        yield 280, lambda on: set_policy(me.customer, policy=POLICIES[number], by=manager, on=on)
    if number in CLOSE_TO:
        other, kind = CLOSE_TO[number]
        yield 270, lambda on: record_relationship(me.customer, other=other, kind=kind, by=manager, on=on)
    if number in UNHAPPY:
        ago, score, words = UNHAPPY[number]
        yield ago, lambda on: _answer(me, on, Series.RELATIONSHIP, Scale.NPS, score, words, read=True)
    if number in WORTH_READING:
        yield 9, lambda on: _answer(me, on, Series.RELATIONSHIP, Scale.NPS, 9, WORTH_READING[number])
    if number in GONE:
        status, back = GONE[number]
        yield 8, lambda on: _mark(me, on, status, back_on=today + timedelta(days=back) if back else None)


def _answer(me: Lived, on: date, series: str, scale: str, score: int, words: str = "", *, read: bool = False) -> None:
    answer = record_answer(
        me.customer, series=series, scale=scale, score=score, comment=words, answered_on=on, by=me.manager, on=on
    )
    if read:
        read_comment(answer, tone=Tone.NEGATIVE, was=Tone.UNREAD, by=me.manager, on=on)


def _mark(me: Lived, on: date, status: str, *, back_on: date | None) -> None:
    contact = Contact.objects.filter(customer=me.customer).first()
    if contact:
        mark_contact(contact, status=status, since=on, back_on=back_on, by=me.manager, on=on)
