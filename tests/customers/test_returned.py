"""Is a person marked whose mail comes back, and nobody because of an address that they no longer have?"""

from functools import partial

import pytest

from customers.actions import change_contact, mark_contact
from customers.models import Contact
from customers.models.contact import ContactStatus
from customers.models.customer import CustomerEvent
from refprogram.dates import today
from refprogram.history import ActedAs
from refprogram.outbox import kinds
from refprogram.outbox.deliver import send_due
from refprogram.outbox.incoming import take_in
from refprogram.outbox.kinds import Kind, Letter
from refprogram.outbox.models import Message, State
from tests.factories import ContactFactory, days_ago
from tests.outbox import mails

pytestmark = pytest.mark.django_db
notification = partial(mails.notification, recipient="ingrid@halvorsen.example")


@pytest.fixture
def contact(monkeypatch) -> Contact:
    """Somebody with an address, and a kind of letter to them."""
    kind = Kind(
        "note",
        render=lambda message: Letter("A word", "A word to you.\n"),
        address=lambda message: Contact.objects.get(pk=int(message.to.removeprefix("contact:"))).details.email,
        may_go=lambda message: "",
    )
    monkeypatch.setitem(kinds._register, "note", kind)
    return ContactFactory(details__email="Ingrid@Halvorsen.example")


def sent(contact: Contact) -> Message:
    message = Message.objects.create(kind="note", to=f"contact:{contact.pk}", key=f"note-{Message.objects.count()}")
    send_due()
    message.refresh_from_db()
    assert message.state == State.SENT
    return message


def status(contact: Contact) -> str:
    contact.refresh_from_db()
    return contact.status


def test_a_person_whose_address_takes_no_mail_is_marked_by_the_program(contact):
    take_in(notification(sent(contact).message_id))

    assert (status(contact), contact.status_since) == (ContactStatus.BOUNCED, today())
    event = CustomerEvent.objects.get()
    assert (event.verb, event.acted_as) == ("mark_contact", ActedAs.CLOCK)


def test_the_next_letter_to_them_is_not_sent(contact):
    take_in(notification(sent(contact).message_id))

    message = Message.objects.create(kind="note", to=f"contact:{contact.pk}", key="another")
    assert send_due().cancelled == 1
    message.refresh_from_db()
    assert message.reason.startswith("Mail to this person comes back")


def test_a_delay_marks_nobody(contact):
    take_in(notification(sent(contact).message_id, action="delayed", status="4.4.1"))

    assert status(contact) == ContactStatus.ACTIVE


def test_an_address_that_was_corrected_since_is_not_blamed(contact, manager):
    message = sent(contact)
    change_contact(contact, email="ingrid.s@halvorsen.example", by=manager, on=today())

    take_in(notification(message.message_id))

    assert status(contact) == ContactStatus.ACTIVE


def test_the_same_address_in_other_letters_is_the_same(contact, manager):
    message = sent(contact)
    change_contact(contact, email="ingrid@halvorsen.EXAMPLE", by=manager, on=today())

    take_in(notification(message.message_id))

    assert status(contact) == ContactStatus.BOUNCED


def test_whoever_is_away_is_marked_and_whoever_left_stays_so(contact, manager):
    away, left = sent(contact), sent(contact)
    mark_contact(contact, status=ContactStatus.LEFT, since=days_ago(1), by=manager, on=today())
    take_in(notification(left.message_id))
    assert status(contact) == ContactStatus.LEFT

    mark_contact(contact, status=ContactStatus.AWAY, since=days_ago(1), by=manager, on=today())
    take_in(notification(away.message_id))
    assert status(contact) == ContactStatus.BOUNCED


def test_a_letter_to_our_own_people_and_to_somebody_deleted_marks_nobody(contact):
    message = sent(contact)
    Contact.objects.all().delete()
    take_in(notification(message.message_id))

    Message.objects.update(to="user:7", returned="", return_code="")
    assert take_in(notification(message.message_id))
    assert not Contact.objects.exists()


def test_no_address_is_kept_with_a_letter(contact):
    message = sent(contact)

    assert len(message.sent_to) == 64
    assert "halvorsen" not in str(Message.objects.values_list()).lower()
