"""What if a person stops while somebody decides on them, or while they say yes in another tab?

Whichever comes first: nobody stands on a yes that was taken back, whoever saw the number is told, and the ledger is
whole. Whoever is first waits, with what it holds, until the other waits for it; without the locks the other passes.
"""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import IntegrityError

from customers.actions import open_issue
from customers.models.issue import IssueKind, Severity
from references import actions as references
from references import ledger, links, standing
from references.actions import consents
from references.links import LinkHolder
from references.models import (
    Answer,
    Claim,
    ClaimOutcome,
    Consent,
    Link,
    Purpose,
    Reference,
    Use,
    UseConsent,
)
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.outbox.models import Message
from requests import actions
from requests.actions import answers, overrides
from requests.models import Assignment, Override, ReferenceRequest, Status
from requests.models.ask import ReferenceRequestQuerySet
from tests.factories import (
    ActivityFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    UserFactory,
    at_home,
    confirms,
    seen,
)
from tests.test_races import _real_locks, at_once, refused, somebody_waits_for_this_transaction, without_locks

__all__ = ["_real_locks", "without_locks"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.kept_by_actions]

STOP, DECISION = "the stop is first", "the decision is first"
EITHER_WAY = pytest.mark.parametrize("first", [STOP, DECISION])


@pytest.fixture
def manager():
    return UserFactory(role=Role.REFERENCE_MANAGER)


@pytest.fixture
def reference(manager) -> Reference:
    """Somebody who said yes to calls on their own page, and was said to agree to another kind of activity."""
    reference, call = ReferenceFactory(agreed_to=()), ActivityFactory()
    said = {"audiences": ["prospect"], "said_on": today(), "channel": "call", "by": manager, "on": today()}
    references.claim(reference, call, **said)
    confirms(reference)
    references.claim(reference, ActivityFactory(code="visit"), **said)
    standing.recompute(on=today())
    return Reference.objects.select_related("contact").get(pk=reference.pk)


@pytest.fixture
def ask() -> ReferenceRequest:
    return ReferenceRequestFactory(status=Status.IN_REVIEW, activity=ActivityFactory())


def a_stop_and(
    monkeypatch,
    reference,
    decide: Callable[[], object],
    *,
    gate: tuple[object, str],
    first: str,
    code: str = "call",
    stops_at: str = "announce",
) -> list[object]:
    """Let the person stop while `decide` runs, and return what each came to.

    Whoever is first is held: the decision when it has looked, which is its gate, the stop in `stops_at`.
    """
    call, holder = ActivityFactory(code=code), at_home(reference)

    def stop():
        references.stop(reference, call, by=holder, on=today())

    if first == STOP:
        return in_turn(monkeypatch, stop, decide, gate=(consents, stops_at))[::-1]
    return in_turn(monkeypatch, decide, stop, gate=gate)


def in_turn(
    monkeypatch, leads: Callable[[], object], follows: Callable[[], object], *, gate: tuple[object, str]
) -> list[object]:
    """Hold who leads when it has passed its gate, until the other waits for it or is over."""
    holds, is_over = threading.Event(), threading.Event()
    where, name = gate
    act = getattr(where, name)

    def held(*what, **how):
        found = act(*what, **how)
        if not holds.is_set():
            holds.set()
            until = time.monotonic() + 10
            while not (is_over.is_set() or somebody_waits_for_this_transaction()):
                assert time.monotonic() < until, "nobody came, and nobody waited"
                time.sleep(0.01)
        return found

    def later():
        assert holds.wait(10)
        try:
            return follows()
        finally:
            is_over.set()

    with monkeypatch.context() as gates:
        gates.setattr(where, name, held)
        return at_once(leads, later)


def assert_nobody_stands_on_it(reference, code="call"):
    assert not Consent.objects.unended().filter(activity__code=code).exists()
    assert not Claim.objects.open().filter(activity__code=code).exists()
    assert not Use.objects.booked().exists()
    assert not UseConsent.objects.open().exists()
    assert not Assignment.objects.live().exists()
    assert standing.differences(on=today()) == []
    assert [*ledger.broken(), *ledger.unproven()] == []


JUDGED = (actions, "judge")


def chosen(ask, reference, manager):
    actions.match(ask, reference=reference.pk, by=manager, on=today())


def asked(ask, reference, manager) -> LinkHolder:
    chosen(ask, reference, manager)
    actions.ask_customer(ask, reference=reference.pk, by=manager, on=today())
    links.mint(purpose=Purpose.ASK, reference=reference.pk, on=today(), use_consent=UseConsent.objects.get())
    return LinkHolder(Link.objects.select_related("use_consent__reference").latest("pk"))


def says_yes(holder):
    return actions.answer(holder, answer=Answer.YES, words="", evidence=seen(), on=today())


# Their number


def a_stop_and_a_reveal(monkeypatch, reference, ask, manager, *, first):
    says_yes(asked(ask, reference, manager))
    ask.refresh_from_db()
    rep = ask.requested_by
    return a_stop_and(
        monkeypatch,
        reference,
        lambda: actions.reveal(ask, by=rep, on=today()).phone,
        gate=JUDGED,
        first=first,
        stops_at="consents_ended",
    )


def told(ask) -> bool:
    return Message.objects.filter(kind="yes_taken_back", to=f"user:{ask.requested_by_id}").exists()


@EITHER_WAY
def test_a_number_is_shown_before_a_stop_and_then_to_be_deleted_or_not_at_all(
    monkeypatch, reference, ask, manager, first
):
    shown, stopped = a_stop_and_a_reveal(monkeypatch, reference, ask, manager, first=first)

    assert stopped is None
    assert isinstance(shown, Refused) if first == STOP else shown == reference.contact.details.phone
    assert told(ask) is (first == DECISION)
    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    assert_nobody_stands_on_it(reference)


@EITHER_WAY
def test_control_without_the_locks_somebody_keeps_a_number_and_is_told_nothing(
    monkeypatch, without_locks, reference, ask, manager, first
):
    """The request's own lock is a second net behind the person's."""
    monkeypatch.setattr(ReferenceRequestQuerySet, "select_for_update", lambda self, **how: self)

    shown, stopped = a_stop_and_a_reveal(monkeypatch, reference, ask, manager, first=first)

    assert (shown, stopped) == (reference.contact.details.phone, None)
    assert not told(ask)


# Their yes


def a_stop_and_an_answer(monkeypatch, reference, ask, manager, *, first):
    holder = asked(ask, reference, manager)
    gate = (answers, "judge")
    results = a_stop_and(monkeypatch, reference, lambda: says_yes(holder), gate=gate, first=first)
    ask.refresh_from_db()
    return results


@EITHER_WAY
def test_a_yes_to_one_question_and_a_stop_leave_nobody_promised(monkeypatch, reference, ask, manager, first):
    answered, stopped = a_stop_and_an_answer(monkeypatch, reference, ask, manager, first=first)

    assert stopped is None
    assert isinstance(answered, Refused) if first == STOP else answered == ask
    assert ask.status == Status.NEEDS_REVIEW
    assert_nobody_stands_on_it(reference)


def test_control_without_the_lock_the_stop_is_lost_to_the_yes(monkeypatch, without_locks, reference, ask, manager):
    """Both would be the next row of the ledger, which takes one; it stays whole, and their stop comes to nothing."""
    _, stopped = a_stop_and_an_answer(monkeypatch, reference, ask, manager, first=DECISION)

    assert isinstance(stopped, IntegrityError)
    assert "consentevent_seq" in str(stopped)
    assert Consent.objects.unended().filter(activity__code="call").exists()
    assert ask.status == Status.CONFIRMED
    assert list(ledger.broken()) == []


def a_stop_and_a_confirmation(monkeypatch, reference, *, first):
    """The same person, in two tabs: one says that it is right, the other that it is not."""
    visit, tab = ActivityFactory(code="visit"), at_home(reference)
    return a_stop_and(
        monkeypatch,
        reference,
        lambda: references.agree(reference, visit, evidence=seen(), by=tab, on=today()),
        gate=(consents, "grant"),
        first=first,
        code="visit",
    )


def test_a_confirmation_before_a_stop_ends_with_it(monkeypatch, reference):
    agreed, stopped = a_stop_and_a_confirmation(monkeypatch, reference, first=DECISION)

    assert isinstance(agreed, Consent)
    assert stopped is None
    assert Claim.objects.get(activity__code="visit").outcome == ClaimOutcome.CONFIRMED
    assert_nobody_stands_on_it(reference, "visit")


def test_a_stop_before_a_confirmation_leaves_nothing_to_confirm(monkeypatch, reference):
    agreed, stopped = a_stop_and_a_confirmation(monkeypatch, reference, first=STOP)

    assert isinstance(agreed, Refused)
    assert stopped is None
    assert Claim.objects.get(activity__code="visit").outcome == ClaimOutcome.REFUSED
    assert_nobody_stands_on_it(reference, "visit")


@EITHER_WAY
def test_control_without_the_lock_one_of_two_tabs_meets_an_error(monkeypatch, without_locks, reference, first):
    results = a_stop_and_a_confirmation(monkeypatch, reference, first=first)

    assert [type(result) for result in results if isinstance(result, Exception)] == [IntegrityError], results


# Being chosen and asked


@EITHER_WAY
def test_nobody_is_chosen_on_a_yes_that_was_taken_back(monkeypatch, reference, ask, manager, first):
    results = a_stop_and(monkeypatch, reference, lambda: chosen(ask, reference, manager), gate=JUDGED, first=first)

    assert len(refused(results)) == (first == STOP)
    assert results[1] is None
    ask.refresh_from_db()
    assert ask.status == (Status.IN_REVIEW if first == STOP else Status.NEEDS_REVIEW)
    assert_nobody_stands_on_it(reference)


@EITHER_WAY
def test_control_without_the_lock_somebody_who_stopped_is_chosen(
    monkeypatch, without_locks, reference, ask, manager, first
):
    results = a_stop_and(monkeypatch, reference, lambda: chosen(ask, reference, manager), gate=JUDGED, first=first)

    assert results == [None, None]
    assert Assignment.objects.live().exists()
    assert not Consent.objects.unended().filter(activity__code="call").exists()


@EITHER_WAY
def test_nobody_is_asked_on_a_yes_that_was_taken_back(monkeypatch, reference, ask, manager, first):
    chosen(ask, reference, manager)

    results = a_stop_and(
        monkeypatch,
        reference,
        lambda: actions.ask_customer(ask, reference=reference.pk, by=manager, on=today()),
        gate=JUDGED,
        first=first,
    )

    assert len(refused(results)) == (first == STOP)
    assert results[1] is None
    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    assert_nobody_stands_on_it(reference)


# What is set aside


@pytest.fixture
def issue(reference, manager):
    """Something that blocks them, and that a manager may set aside."""
    about = {"kind": IssueKind.SUPPORT, "severity": Severity.MEDIUM, "summary": "x", "opened_on": today()}
    return open_issue(reference.contact.customer, by=manager, on=today(), **about)


def sets_aside(ask, reference, manager):
    reason, days = "They want to talk about something else.", {"until": today(), "on": today()}
    actions.override(ask, reference=reference.pk, codes=["open_issue"], reason=reason, by=manager, **days)


def a_stop_and_an_override(monkeypatch, reference, ask, manager, *, first):
    gate = (overrides, "what_blocks")
    return a_stop_and(monkeypatch, reference, lambda: sets_aside(ask, reference, manager), gate=gate, first=first)


@EITHER_WAY
def test_nothing_is_set_aside_about_somebody_who_has_stopped(monkeypatch, reference, issue, ask, manager, first):
    """A fact that forbids them arrives while a manager writes down why it is right all the same."""
    results = a_stop_and_an_override(monkeypatch, reference, ask, manager, first=first)

    assert len(refused(results)) == (first == STOP)
    assert results[1] is None
    assert Override.objects.exists() == ask.events.filter(verb="override").exists() == (first == DECISION)
    with pytest.raises(Refused, match="not agreed"):
        chosen(ask, reference, manager)
    assert_nobody_stands_on_it(reference)


def test_control_without_the_lock_it_is_set_aside_all_the_same(
    monkeypatch, without_locks, reference, issue, ask, manager
):
    assert a_stop_and_an_override(monkeypatch, reference, ask, manager, first=STOP) == [None, None]

    assert Override.objects.exists()
    assert not Consent.objects.unended().filter(activity__code="call").exists()


def a_choice_and_a_return(monkeypatch, reference, ask, manager, *, first):
    """A manager chooses somebody while another one takes back what this rests on."""
    sets_aside(ask, reference, manager)
    given = Override.objects.select_related("ask").get()

    def returns():
        actions.end_override(given, by=manager, on=today())

    def chooses():
        chosen(ask, reference, manager)

    if first == STOP:
        return in_turn(monkeypatch, returns, chooses, gate=(overrides, "_held"))
    return in_turn(monkeypatch, chooses, returns, gate=JUDGED)


@EITHER_WAY
def test_nobody_stays_chosen_on_what_was_taken_back(monkeypatch, reference, issue, ask, manager, first):
    results = a_choice_and_a_return(monkeypatch, reference, ask, manager, first=first)

    assert len(refused(results)) == (first == STOP), results
    ask.refresh_from_db()
    assert ask.status == (Status.IN_REVIEW if first == STOP else Status.NEEDS_REVIEW)
    assert not Assignment.objects.live().exists()


def test_control_without_the_lock_somebody_stays_chosen(monkeypatch, without_locks, reference, issue, ask, manager):
    """The request's own lock is a second net behind the person's."""
    monkeypatch.setattr(ReferenceRequestQuerySet, "select_for_update", lambda self, **how: self)

    a_choice_and_a_return(monkeypatch, reference, ask, manager, first=DECISION)

    assert Assignment.objects.live().exists()
    assert not Override.objects.counting(on=today()).exists()
