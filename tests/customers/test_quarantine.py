"""Do we know of whom only others told us, until when we may keep them, and whether they were told? (row 14 of 6.3)"""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from customers.actions import add_contact, known_from_business, mark_contact, reach_contact, restrict
from customers.models import Contact, CustomerEvent
from customers.models.contact import QUARANTINE_DAYS, ContactStatus, ToldBy
from refprogram.dates import today
from refprogram.outbox import kinds
from refprogram.outbox.deliver import send_due
from refprogram.outbox.incoming import take_in
from refprogram.outbox.kinds import Kind, Letter
from refprogram.outbox.models import Message, State
from refprogram.outbox.transport import NoAnswer, NotTaken
from tests.customers.test_imports import counts, read_in
from tests.factories import ContactFactory, CustomerFactory, days_ago
from tests.outbox import mails

pytestmark = pytest.mark.django_db
EMAIL = "gareth@fernhill.example"
notification = partial(mails.notification, recipient=EMAIL)


def told_of(*, days=3, **more) -> Contact:
    """Return somebody of whom a colleague told us some days ago."""
    told = {"told_by": ToldBy.COLLEAGUE, "quarantined_on": days_ago(days), "details__email": EMAIL}
    return ContactFactory(**told | more)


def writes_down(customer, by, **more) -> Contact:
    return add_contact(customer, name="Gareth Pryce", title="", email=EMAIL, by=by, on=today(), **more)


def in_quarantine() -> list[Contact]:
    return list(Contact.objects.quarantined())


# Who is in quarantine


def test_whom_only_a_colleague_told_us_of_is_in_quarantine_from_that_day(rep):
    contact = writes_down(CustomerFactory(), rep, told_by=ToldBy.COLLEAGUE)

    assert in_quarantine() == [contact]
    assert (contact.quarantined_on, contact.forgotten_on) == (today(), today() + timedelta(days=30))
    assert contact.is_owed_notice


def test_whom_we_know_from_our_own_business_is_not(rep):
    writes_down(CustomerFactory(name="Fernhill Ltd"), rep)
    read_in("contacts", "customer,name,email\nFernhill Ltd,Amara Obi,amara@fernhill.example")

    assert in_quarantine() == []
    assert [contact.is_owed_notice for contact in Contact.objects.all()] == [False, False]


def test_somebody_known_already_stays_as_they_are_when_a_colleague_tells_of_them(rep):
    customer = CustomerFactory()
    known = writes_down(customer, rep)

    assert writes_down(customer, rep, told_by=ToldBy.COLLEAGUE) == known
    assert in_quarantine() == []


def test_told_of_twice_the_first_day_counts(rep):
    contact = told_of(days=20)

    assert writes_down(contact.customer, rep, told_by=ToldBy.COLLEAGUE) == contact
    contact.refresh_from_db()
    assert contact.quarantined_on == days_ago(20)


@pytest.mark.parametrize("how", ["by hand", "by a file"])
def test_somebody_whom_we_come_to_know_from_our_own_business_is_in_quarantine_no_more(rep, how):
    contact = told_of(customer__name="Fernhill Ltd", details__name="Gareth Pryce")
    if how == "by hand":
        assert writes_down(contact.customer, rep) == contact
    else:
        row = f"customer,name,email\nFernhill Ltd,Gareth Pryce,{EMAIL}"
        assert counts(read_in("contacts", row)) == (1, 0, 1, 0, 0, 0)
        assert counts(read_in("contacts", row)) == (1, 0, 0, 1, 0, 0)

    contact.refresh_from_db()
    assert (contact.told_by, contact.quarantined_on, contact.is_owed_notice) == (ToldBy.BUSINESS, None, False)


# What ends it


def test_a_talk_ends_it_once_and_the_notice_is_still_owed(manager):
    contact = told_of()
    reach_contact(contact, by=manager, on=today())
    reach_contact(contact, by=manager, on=today())

    assert in_quarantine() == []
    assert (contact.reached_on, contact.forgotten_on, contact.is_owed_notice) == (today(), None, True)
    assert CustomerEvent.objects.filter(verb="reach_contact").count() == 1


def test_a_talk_with_somebody_from_our_own_business_is_nothing_to_note(manager):
    contact = ContactFactory()
    reach_contact(contact, by=manager, on=today())
    known_from_business(contact, by=manager, on=today())

    assert contact.reached_on is None
    assert not CustomerEvent.objects.exists()


def test_nobody_who_decided_about_their_own_data_is_forgotten_by_the_clock(manager):
    contact = told_of(days=100)
    restrict(contact, by=manager, on=today())
    contact.refresh_from_db()

    assert in_quarantine() == []
    assert contact.forgotten_on is None


def test_that_they_cannot_be_reached_ends_nothing(manager):
    contact = told_of()
    mark_contact(contact, status=ContactStatus.LEFT, since=today(), by=manager, on=today())

    assert in_quarantine() == [contact]


@pytest.mark.parametrize("told_on", [date(2026, 1, 31), date(2024, 2, 1), date(2026, 12, 15)])
def test_it_is_over_on_the_thirtieth_day_and_not_a_day_earlier(told_on):
    contact = told_of(quarantined_on=told_on)
    last = told_on + timedelta(days=QUARANTINE_DAYS)

    assert not Contact.objects.quarantine_over(on=last - timedelta(days=1)).exists()
    assert [one.kept_until for one in Contact.objects.quarantine_over(on=last)] == [last]
    assert contact.forgotten_on == last


@pytest.mark.parametrize(
    "columns",
    [
        {"told_by": "colleague"},
        {"quarantined_on": date(2026, 1, 1)},
        {"noticed_on": date(2026, 1, 1)},
        {"reached_on": date(2026, 1, 1)},
        {"told_by": "neighbour", "quarantined_on": date(2026, 1, 1)},
    ],
)
def test_the_database_refuses_a_quarantine_without_a_source_or_a_day(columns):
    contact = ContactFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(**columns)


# The letter that tells them


@pytest.fixture
def write(monkeypatch):
    """Send a letter to somebody, down a way that ends as the test says."""
    kind = Kind(
        "note",
        render=lambda message: Letter("A word", "A word to you.\n"),
        address=lambda message: EMAIL,
        may_go=lambda message: "",
    )
    monkeypatch.setitem(kinds._register, "note", kind)

    def written(contact, *, way=None, to="contact"):
        message = Message.objects.create(kind="note", to=f"{to}:{contact.pk}", key=f"{Message.objects.count()}")
        send_due(way=way)
        message.refresh_from_db()
        contact.refresh_from_db()
        return message

    return written


class Way:
    """A way to a mail server that answers as the test says."""

    def __init__(self, *, offered=None, handed_over=None):
        self.offered, self.handed_over = offered, handed_over

    def offer(self, recipient):
        if self.offered:
            raise self.offered

    def hand_over(self, content, *, message_id):
        if self.handed_over:
            raise self.handed_over


def test_the_first_letter_that_leaves_ends_it_and_tells_them(write):
    contact = told_of()
    write(contact)

    assert in_quarantine() == []
    assert (contact.noticed_on, contact.is_owed_notice, contact.forgotten_on) == (today(), False, None)


def test_a_later_letter_changes_nothing(write):
    contact = told_of()
    Contact.objects.filter(pk=contact.pk).update(noticed_on=days_ago(2))
    write(contact)

    assert contact.noticed_on == days_ago(2)


def test_a_letter_to_somebody_from_our_own_business_or_to_one_of_us_tells_nobody(write):
    contact, other = told_of(), ContactFactory()
    write(other)
    write(contact, to="user")

    assert other.noticed_on is None
    assert in_quarantine() == [contact]


@pytest.mark.parametrize(
    ("way", "state"),
    [
        (Way(offered=NotTaken("nobody there", for_good=True)), State.FAILED),
        (Way(handed_over=NotTaken("not now")), State.QUEUED),
        (Way(handed_over=NoAnswer("silence")), State.UNCERTAIN),
    ],
)
def test_a_letter_that_did_not_leave_or_may_not_have_ends_nothing(write, way, state):
    contact = told_of()

    assert write(contact, way=way).state == state
    assert in_quarantine() == [contact]


@pytest.mark.parametrize("status", ["5.1.1", "5.2.2"])
def test_a_letter_that_comes_back_has_told_nobody(write, status):
    contact = told_of(days=20)
    take_in(notification(write(contact).message_id, status=status))

    contact.refresh_from_db()
    assert in_quarantine() == [contact]
    assert contact.forgotten_on == days_ago(20) + timedelta(days=30)


def test_a_letter_that_is_only_late_may_still_tell_them(write):
    contact = told_of()
    take_in(notification(write(contact).message_id, action="delayed", status="4.4.1"))

    assert in_quarantine() == []


def test_a_later_letter_that_comes_back_takes_nothing_back(write):
    contact = told_of()
    Contact.objects.filter(pk=contact.pk).update(noticed_on=days_ago(2))
    take_in(notification(write(contact).message_id))

    contact.refresh_from_db()
    assert contact.noticed_on == days_ago(2)


def test_whoever_was_talked_with_stays_out_of_it_when_their_letter_comes_back(write, manager):
    contact = told_of()
    reach_contact(contact, by=manager, on=today())
    take_in(notification(write(contact).message_id))

    contact.refresh_from_db()
    assert in_quarantine() == []
    assert contact.is_owed_notice


def test_the_day_of_the_letter_is_the_programs_own(write, time_machine, settings):
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"
    time_machine.move_to(timezone.now().replace(month=6, day=1, hour=22, minute=30), tick=False)
    contact = told_of()
    write(contact)

    assert contact.noticed_on == today()
    assert today().day == 2
