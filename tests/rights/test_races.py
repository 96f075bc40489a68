"""What if a letter leaves, comes back, or somebody talks with a person while they are being forgotten?

Whichever comes first, nobody waits for ever, and whoever was written to or talked with is not forgotten for silence.
Two real connections, and controls that must fail; see tests/test_races.py for the gate and why on PostgreSQL only.
"""

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from django.db import OperationalError
from django.utils import timezone

from customers.models import Contact
from customers.models.contact import ContactStatus
from customers.models.customer import CustomerQuerySet
from references.actions import checkins
from references.models import CheckIn, Reference
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.outbox import bounced, deliver, kinds, left
from refprogram.outbox.deliver import send_due
from refprogram.outbox.incoming import take_in
from refprogram.outbox.kinds import Kind, Letter
from refprogram.outbox.models import Message, State
from refprogram.outbox.sealing import fingerprint
from refprogram.rights import actions
from refprogram.rights.retention import purge
from tests.factories import UserFactory
from tests.outbox.mails import notification
from tests.rights.test_quarantine import nominates, talks
from tests.test_races import _real_locks, at_once, somebody_waits_for_this_transaction, through

__all__ = ["_real_locks"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ADDRESS = "canary@there.example"


@pytest.fixture
def gate():
    return threading.Barrier(2)


@pytest.fixture
def nominee(rep) -> Reference:
    """Somebody whom a colleague told us of 40 days ago: the purge forgets them when nobody has contacted them."""
    return nominates(rep, days=40)


@pytest.fixture(autouse=True)
def note(monkeypatch):
    """Know a kind of letter, as plain as can be."""
    kind = Kind(
        "note",
        render=lambda message: Letter("A word", "A word to you.\n"),
        address=lambda message: ADDRESS,
        may_go=lambda message: "",
    )
    monkeypatch.setitem(kinds._register, "note", kind)


def a_letter(reference: Reference, state: str = State.QUEUED) -> Message:
    held = {"lease_token": "x", "lease_until": timezone.now()} if state == State.SENDING else {}
    done = {"sent_at": timezone.now(), "sent_to": fingerprint(ADDRESS)} if state == State.SENT else {}
    return Message.objects.create(
        kind="note", key="note", to=f"contact:{reference.contact_id}", state=state, message_id=f"<{'a' * 40}@here>",
        **held, **done,
    )  # fmt: skip


# Letters first, then the company


def leaves(reference) -> Callable[[], object]:
    """A sender writes down that a letter has left."""
    return partial(deliver._sent, a_letter(reference, State.SENDING))


def comes_back(reference) -> Callable[[], object]:
    """A mail server reports that a letter did not arrive."""
    report = notification(a_letter(reference, State.SENT).message_id, recipient=ADDRESS)
    return partial(take_in, report)


def themselves(reference) -> Callable[[], object]:
    admin = UserFactory(role=Role.ADMIN)
    return lambda: actions.erase(reference, by=admin, on=today())


def the_calendar(reference) -> Callable[[], object]:
    return partial(actions.forget_the_quarantined, on=today())


MEET = pytest.mark.parametrize(
    ("letter", "wish"), [(leaves, themselves), (comes_back, themselves), (comes_back, the_calendar)]
)


def a_letter_while_its_person_is_forgotten(gate, monkeypatch, nominee, letter, wish):
    """Each is held when it has its first lock and wants the next."""
    call_off, moved = actions.call_off, lambda _: through(gate)
    monkeypatch.setattr(actions, "call_off", lambda to, **how: (through(gate), call_off(to, **how)))
    monkeypatch.setattr(left, "_subscribers", (moved, *left._subscribers))
    monkeypatch.setattr(bounced, "_subscribers", (moved, *bounced._subscribers))
    return at_once(letter(nominee), wish(nominee))


def failures(results):
    """Return what went wrong, also of those whom the calendar forgets one by one."""
    groups = [result for result in results if isinstance(result, ExceptionGroup)]
    return [result for result in results if isinstance(result, OperationalError)] + [
        error for group in groups for error in group.exceptions
    ]


@MEET
def test_a_letter_and_the_wish_of_its_person_never_wait_for_each_other_for_ever(
    gate, monkeypatch, nominee, letter, wish
):
    results = a_letter_while_its_person_is_forgotten(gate, monkeypatch, nominee, letter, wish)

    assert not [result for result in results if isinstance(result, Exception)], results
    assert results[0], "the letter did not get to where it was held"
    assert Contact.objects.get(pk=nominee.contact_id).status == ContactStatus.ERASED
    assert Message.objects.get(key="note").sent_to == ""


@MEET
def test_control_a_wish_that_holds_the_company_before_the_letters_waits_for_ever(
    gate, monkeypatch, nominee, letter, wish
):
    monkeypatch.setattr(actions, "hold_letters_to", lambda to: [])

    results = a_letter_while_its_person_is_forgotten(gate, monkeypatch, nominee, letter, wish)

    assert ["deadlock" in str(error) for error in failures(results)] == [True], results


# Who is contacted in the very moment in which they would be forgotten


def overlapping(monkeypatch, first, second, *, at: tuple[object, str]) -> list[object]:
    """Run one thing and hold it `at` a place, until a second waits for it or is over; return what each came to."""
    where, name = at
    act = getattr(where, name)
    holds, is_over = threading.Event(), threading.Event()

    def held(*what, **how):
        holds.set()
        until = time.monotonic() + 10
        while not (is_over.is_set() or somebody_waits_for_this_transaction()):
            assert time.monotonic() < until, "nobody came, and nobody waited"
            time.sleep(0.01)
        return act(*what, **how)

    def follows():
        assert holds.wait(10)
        try:
            return second()
        finally:
            is_over.set()

    with monkeypatch.context() as gates:
        gates.setattr(where, name, held)
        return at_once(first, follows)


def purged() -> int:
    return purge(on=today())["quarantine"]


def status(nominee) -> str:
    return Contact.objects.get(pk=nominee.contact_id).status


TALK, PURGE = "the talk is first", "the purge is first"
EITHER_WAY = pytest.mark.parametrize("first", [TALK, PURGE])


def a_talk_and_the_purge(monkeypatch, nominee, manager, *, first):
    """Return what the talk came to, and how many the purge forgot; each is held when it has looked."""

    def talk():
        talks(nominee, manager)

    if first == TALK:
        return overlapping(monkeypatch, talk, purged, at=(checkins, "reach_contact"))
    forgotten, talked = overlapping(monkeypatch, purged, talk, at=(actions, "_forget"))
    return talked, forgotten


@EITHER_WAY
def test_somebody_is_talked_with_or_forgotten_and_never_both(monkeypatch, nominee, manager, first):
    talked, forgotten = a_talk_and_the_purge(monkeypatch, nominee, manager, first=first)

    assert forgotten == (first == PURGE)
    assert isinstance(talked, Refused) == (first == PURGE), talked
    assert CheckIn.objects.count() == (first == TALK)
    assert status(nominee) == (ContactStatus.ACTIVE if first == TALK else ContactStatus.ERASED)


@EITHER_WAY
def test_control_without_the_company_somebody_is_forgotten_whom_we_talked_with(monkeypatch, nominee, manager, first):
    monkeypatch.setattr(CustomerQuerySet, "select_for_update", lambda self, **how: self)

    talked, forgotten = a_talk_and_the_purge(monkeypatch, nominee, manager, first=first)

    assert (talked, forgotten) == (None, 1)
    assert CheckIn.objects.count() == 1
    assert status(nominee) == ContactStatus.ERASED


def test_a_purge_that_is_first_leaves_the_sender_no_letter(monkeypatch, nominee):
    letter = a_letter(nominee)

    forgotten, turn = overlapping(monkeypatch, purged, send_due, at=(actions, "_forget"))

    letter.refresh_from_db()
    assert (forgotten, turn.letters) == (1, 0)
    assert (letter.state, status(nominee)) == (State.CANCELLED, ContactStatus.ERASED)


def test_control_without_their_letters_a_sender_writes_to_somebody_who_is_forgotten(monkeypatch, nominee):
    letter = a_letter(nominee)
    monkeypatch.setattr(actions, "hold_letters_to", lambda to: list(Message.objects.filter(to=to)))

    forgotten, turn = overlapping(monkeypatch, purged, send_due, at=(actions, "_forget"))

    letter.refresh_from_db()
    assert (forgotten, turn.sent) == (1, 1)
    assert (letter.state, status(nominee)) == (State.SENT, ContactStatus.ERASED)


@pytest.mark.parametrize("at", [(deliver, "_prepared"), (left, "tell")], ids=["in its hands", "writing it down"])
def test_a_sender_who_is_first_keeps_the_person_from_being_forgotten(monkeypatch, nominee, at):
    letter = a_letter(nominee)

    turn, forgotten = overlapping(monkeypatch, send_due, purged, at=at)

    letter.refresh_from_db()
    assert (turn.sent, forgotten) == (1, 0), (turn, forgotten)
    assert (letter.state, status(nominee)) == (State.SENT, ContactStatus.ACTIVE)
    assert Contact.objects.get(pk=nominee.contact_id).noticed_on == today()


def test_control_a_purge_that_does_not_look_whose_hands_a_letter_is_in_forgets_them(monkeypatch, nominee):
    a_letter(nominee)
    monkeypatch.setattr(actions, "IN_HAND", ())

    _, forgotten = overlapping(monkeypatch, send_due, purged, at=(deliver, "_prepared"))

    assert forgotten == 1
    assert status(nominee) == ContactStatus.ERASED
