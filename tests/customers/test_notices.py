"""Is a customer in a hard time left in silence, whatever letter is meant for them? (seed 003, row 3.13)"""

import ast
from dataclasses import replace

import pytest

from customers import actions
from customers.models import Contact
from customers.models.contact import ContactStatus
from refprogram.dates import today
from refprogram.outbox import kinds
from refprogram.outbox.deliver import send_due
from refprogram.outbox.kinds import Kind, Letter
from refprogram.outbox.models import Message, State
from tests.factories import ContactFactory, HardshipFactory, days_ago
from tests.test_architecture import ROOT, product_files

pytestmark = pytest.mark.django_db
WORDS = Letter("A word", "A word to you.\n")


def harmless(kind: Kind) -> Kind:
    """Make a kind that would send anything to anybody, as the most careless kind of letter could."""
    return replace(kind, may_go=lambda m: "", address=lambda m: "somebody@halvorsen.example", render=lambda *m: WORDS)


@pytest.fixture(params=[*kinds.codes(), "a_kind_of_tomorrow"])
def letter_to(request, monkeypatch):
    """Write a letter to a contact, of each kind that any app has registered, and of one that nobody thought of yet."""
    code = request.param
    known = kinds.kind(code) or Kind(code, render=lambda m: WORDS, address=lambda m: None, may_go=lambda m: "")
    monkeypatch.setitem(kinds._register, code, harmless(known))
    return lambda contact: Message.objects.create(kind=code, to=f"contact:{contact.pk}", key=f"letter-{contact.pk}")


def fate(message: Message) -> tuple[str, str]:
    send_due()
    message.refresh_from_db()
    return message.state, message.reason


def test_no_kind_of_letter_reaches_a_customer_in_a_hard_time(letter_to):
    in_peace, other = HardshipFactory().customer, ContactFactory()
    HardshipFactory(customer=other.customer, ended_on=days_ago(1))
    stopped, sent = letter_to(ContactFactory(customer=in_peace)), letter_to(other)

    assert fate(stopped) == (
        State.CANCELLED,
        "The customer is going through a hard time; automated mail to them has stopped.",
    )
    assert fate(sent) == (State.SENT, "")


@pytest.mark.parametrize("review_on", [days_ago(100), None])
def test_silence_lasts_until_somebody_ends_it_however_long_the_review_is_due(letter_to, review_on):
    hardship = HardshipFactory(since=days_ago(300), review_on=review_on)

    assert fate(letter_to(ContactFactory(customer=hardship.customer)))[0] == State.CANCELLED


def test_what_was_queued_before_the_hard_time_stays_here(letter_to, manager):
    contact = ContactFactory()
    message = letter_to(contact)
    actions.begin_hardship(contact.customer, kind="bereavement", since=today(), by=manager, on=today())

    assert fate(message)[0] == State.CANCELLED


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (ContactStatus.BOUNCED, "Mail to this person comes back; their address has to be corrected first."),
        (ContactStatus.LEFT, "This person has left the company."),
        (ContactStatus.RESTRICTED, "What we know of this person is kept and not used, as they wished."),
        (ContactStatus.OBJECTED, "This person does not want to be contacted."),
        (ContactStatus.ERASED, "This person is not known any more."),
        (ContactStatus.AWAY, ""),
        (ContactStatus.ACTIVE, ""),
    ],
)
def test_nobody_is_written_to_whom_no_letter_reaches(letter_to, status, reason):
    contact = ContactFactory(status=status, status_since=None if status == ContactStatus.ACTIVE else days_ago(3))

    assert fate(letter_to(contact)) == (State.CANCELLED if reason else State.SENT, reason)


def test_somebody_who_was_deleted_is_not_written_to(letter_to):
    contact = ContactFactory()
    message = letter_to(contact)
    Contact.objects.all().delete()

    assert fate(message) == (State.CANCELLED, "This person is not known any more.")


def test_every_sort_of_recipient_that_the_program_writes_to_has_a_guard():
    assert {"contact:", "user:"} <= kinds._guards.keys()


def test_the_outbox_is_the_only_way_to_a_mail_server():
    """A guard at one door is worth something as long as there is no other."""
    speaks = {"django.core.mail", "smtplib", "email.mime"}
    offenders = set()
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.startswith(tuple(speaks)) for name in names):
                offenders.add(str(path.relative_to(ROOT)))

    assert offenders == {"refprogram/outbox/transport.py"}


def test_whoever_wants_no_letters_gets_none_from_that_day_on(letter_to):
    silent, later = ContactFactory(silent_since=today()), ContactFactory(silent_since=days_ago(-1))

    assert fate(letter_to(silent)) == (
        State.CANCELLED,
        "They want no letters that the program writes by itself.",
    )
    assert fate(letter_to(later)) == (State.SENT, "")


@pytest.mark.parametrize("status", ContactStatus)
def test_letters_to_whom_only_admins_see_are_for_admins_alone(status, manager, admin):
    since = None if status == ContactStatus.ACTIVE else today()
    contact = ContactFactory(status=status, status_since=since)
    waiting = Message.objects.create(kind="x", key="x", to=f"contact:{contact.pk}")
    Message.objects.create(kind="x", key="y", to=f"user:{contact.pk}")

    seen = status != ContactStatus.RESTRICTED
    assert Message.objects.to_customers(manager).filter(pk=waiting.pk).exists() == seen
    assert Message.objects.visible_to(manager).count() == 1 + seen
    assert Message.objects.visible_to(admin).count() == 2
