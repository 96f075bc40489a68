"""Who wins when two press at once? Each race on two real connections, and each with a control that must fail.

A gate inside the code holds both sides at the moment between looking and acting. With the lock, the second side never
gets there before the first has committed, so the gate gives up waiting; without it both pass, and the control shows
the harm. SQLite writes one at a time and would hide all of this, so these run on PostgreSQL.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, transaction

from customers.actions import open_issue
from customers.announce import facts_changed
from customers.models import Contact, Hardship, Issue
from customers.models.contact import ContactStatus
from customers.models.customer import CustomerQuerySet
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from references import links, standing
from references.actions import answer_check_in, check_in, checkins, open_files
from references.actions.talk import Learned, Problem
from references.eligibility import BLOCKED, CLEAR
from references.models import (
    Answer,
    Channel,
    CheckIn,
    CycleStep,
    Link,
    Outcome,
    Purpose,
    ReconsentCycle,
    Reference,
    Standing,
    Use,
    UseConsent,
)
from references.models.consent import UseConsentQuerySet
from references.models.reference import ReferenceQuerySet
from refprogram.accounts.roles import Role
from refprogram.dates import add_months, today
from refprogram.errors import Refused
from refprogram.steps import Workflow
from requests import actions
from requests.actions import ground
from requests.models import Assignment, ReferenceRequest, Status
from tests.factories import ActivityFactory, ReferenceFactory, ReferenceRequestFactory, UserFactory, seen

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

GATE_SECONDS = 1.0


@pytest.fixture(autouse=True)
def _real_locks():
    assert connection.features.has_select_for_update, "these races mean something on PostgreSQL only"


@pytest.fixture
def gate():
    return threading.Barrier(2)


def through(gate: threading.Barrier) -> None:
    """Wait until the other side is here too; a side that is kept out by a lock is not waited for for ever."""
    with suppress(threading.BrokenBarrierError):
        gate.wait(GATE_SECONDS)


def at_once(*sides: Callable[[], object]) -> list[object]:
    """Run the sides in threads of their own, and return what each gave or raised."""
    results: list[object] = [None] * len(sides)

    def run(place: int, side: Callable[[], object]) -> None:
        try:
            results[place] = side()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, side)) for place, side in enumerate(sides)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    return results


@pytest.fixture
def without_locks(monkeypatch):
    """Take the lock out, and the numbering of events that would stumble where the lock should have kept order.

    Both sides come to the gate then, so they are waited for, however slow the machine is.
    """
    monkeypatch.setattr("tests.test_races.GATE_SECONDS", 10.0)
    monkeypatch.setattr(ReferenceQuerySet, "select_for_update", lambda self, **how: self)
    monkeypatch.setattr("references.actions.noted.remember", lambda *what, **how: None)


def refused(results):
    return [result for result in results if isinstance(result, Refused)]


def two_asks_for_one_person(gate, monkeypatch):
    """Two managers ask the same free person about two requests; the gate is between looking and writing."""
    call = ActivityFactory()
    reference = ReferenceFactory(agreed_to=[call])
    manager = UserFactory(role=Role.REFERENCE_MANAGER)
    asks = [ReferenceRequestFactory(status=Status.IN_REVIEW, activity=call) for _ in range(2)]
    for ask in asks:
        actions.match(ask, reference=reference.pk, by=manager, on=today())
    managers = type(UseConsent.objects)
    create = managers.create

    def gated(self, **columns):
        through(gate)
        return create(self, **columns)

    monkeypatch.setattr(managers, "create", gated)
    return at_once(
        *(lambda ask=ask: actions.ask_customer(ask, reference=reference.pk, by=manager, on=today()) for ask in asks)
    )


def test_of_two_requests_for_one_free_person_one_gets_them(gate, monkeypatch):
    results = two_asks_for_one_person(gate, monkeypatch)

    assert len(refused(results)) == 1, results
    assert "being asked about another request" in str(refused(results)[0])
    assert UseConsent.objects.open().count() == 1
    assert sorted(ReferenceRequest.objects.values_list("status", flat=True)) == [
        Status.AWAITING_CUSTOMER,
        Status.MATCHED,
    ]


def test_control_without_the_lock_one_person_is_asked_twice(gate, monkeypatch, without_locks):
    results = two_asks_for_one_person(gate, monkeypatch)

    assert not refused(results), results
    assert UseConsent.objects.open().count() == 2


def an_issue_while_the_person_is_chosen(gate, monkeypatch):
    """A manager chooses a person while a colleague opens an issue about their company; each is held before its end."""
    call = ActivityFactory()
    reference = ReferenceFactory(agreed_to=[call])
    manager, colleague = UserFactory.create_batch(2, role=Role.REFERENCE_MANAGER)
    ask = ReferenceRequestFactory(status=Status.IN_REVIEW, activity=call)
    managers = type(Assignment.objects)
    create, hold_back = managers.create, actions.hold_back

    def create_gated(self, **columns):
        through(gate)
        return create(self, **columns)

    def hold_back_gated(customers, on):
        hold_back(customers, on)
        through(gate)

    monkeypatch.setattr(managers, "create", create_gated)
    monkeypatch.setattr("customers.announce._subscribers", (open_files, hold_back_gated))
    results = at_once(
        lambda: actions.match(ask, reference=reference.pk, by=manager, on=today()),
        lambda: open_issue(
            reference.contact.customer,
            kind=IssueKind.SUPPORT,
            severity=Severity.HIGH,
            summary="",
            opened_on=today(),
            by=colleague,
            on=today(),
        ),
    )
    ask.refresh_from_db()
    assert Issue.objects.count() == 1, results
    return ask, results


def test_a_new_issue_and_a_choice_never_miss_each_other(gate, monkeypatch):
    ask, results = an_issue_while_the_person_is_chosen(gate, monkeypatch)

    stopped = ask.status == Status.NEEDS_REVIEW
    never_chosen = ask.status == Status.IN_REVIEW and len(refused(results)) == 1
    assert stopped or never_chosen, (ask.status, results)
    assert not Assignment.objects.live().exists()


def test_control_without_the_lock_a_person_in_trouble_stays_chosen(gate, monkeypatch, without_locks):
    ask, results = an_issue_while_the_person_is_chosen(gate, monkeypatch)

    assert not [result for result in results if isinstance(result, Exception)], results
    assert ask.status == Status.MATCHED
    assert Assignment.objects.live().exists()


def two_managers_take_up(gate, monkeypatch):
    ask = ReferenceRequestFactory(status=Status.SUBMITTED)
    managers = UserFactory.create_batch(2, role=Role.REFERENCE_MANAGER)
    take = Workflow.take

    def gated(self, verb, row, **how):
        through(gate)
        return take(self, verb, row, **how)

    monkeypatch.setattr(Workflow, "take", gated)
    results = at_once(*(lambda by=by: actions.take_up(ask, by=by) for by in managers))
    return ask, results


def test_of_two_managers_who_take_up_a_request_one_wins_and_the_other_is_told(gate, monkeypatch):
    ask, results = two_managers_take_up(gate, monkeypatch)

    assert len(refused(results)) == 1, results
    assert ask.events.count() == 1


def test_control_a_step_that_looks_first_and_writes_later_lets_both_win(gate, monkeypatch):
    def look_then_write(self, verb, row, *, by, event=None, **changes):
        step = self.steps[verb]
        row.refresh_from_db()
        assert row.status in step.sources
        through(gate)
        type(row).objects.filter(pk=row.pk).update(status=step.target, **changes)

    ask = ReferenceRequestFactory(status=Status.SUBMITTED)
    managers = UserFactory.create_batch(2, role=Role.REFERENCE_MANAGER)
    monkeypatch.setattr(Workflow, "take", look_then_write)

    results = at_once(
        *(
            lambda by=by: actions.WORKFLOW.take("take_up", ReferenceRequest.objects.get(pk=ask.pk), by=by, manager=by)
            for by in managers
        )
    )

    assert not [result for result in results if isinstance(result, Exception)], results


def two_answers_at_once(gate, monkeypatch, *, before_answers=lambda: None):
    """The customer's two tabs say yes and no at the same moment."""
    call = ActivityFactory()
    reference = ReferenceFactory(agreed_to=[call])
    manager = UserFactory(role=Role.REFERENCE_MANAGER)
    ask = ReferenceRequestFactory(status=Status.IN_REVIEW, activity=call, needed_by=today() + timedelta(days=3))
    actions.match(ask, reference=reference.pk, by=manager, on=today())
    actions.ask_customer(ask, reference=reference.pk, by=manager, on=today())
    question = UseConsent.objects.get()
    links.mint(purpose=Purpose.ASK, reference=reference.pk, on=today(), use_consent=question)
    link = Link.objects.get()
    answer_use = actions.references.answer_use

    def gated(question, **how):
        through(gate)
        return answer_use(question, **how)

    monkeypatch.setattr(actions.references, "answer_use", gated)
    before_answers()
    results = at_once(
        *(
            lambda answer=answer: actions.answer(
                links.LinkHolder(Link.objects.select_related("use_consent__reference").get(pk=link.pk)),
                answer=answer,
                words="",
                evidence=seen(),
                on=today(),
            )
            for answer in (Answer.YES, Answer.NO)
        )
    )
    ask.refresh_from_db()
    return ask, results


def test_of_a_yes_and_a_no_at_once_the_no_counts(gate, monkeypatch):
    """A yes that comes first is taken back by the no; one that comes after it finds the question closed."""
    ask, results = two_answers_at_once(gate, monkeypatch)

    assert len(refused(results)) == (not Use.objects.exists()), results
    assert UseConsent.objects.get().answer == Answer.NO
    assert ask.status == Status.DECLINED_BY_CUSTOMER
    assert not Use.objects.booked().exists()
    assert Reference.objects.count() == 1


def test_control_without_the_conditions_both_answers_count(gate, monkeypatch, without_locks):
    """The question's condition decides here; the lock and the step's own condition are two more nets behind it."""

    def moves_anyway(self, verb, row, *, by, event=None, **changes):
        type(row).objects.filter(pk=row.pk).update(status=self.steps[verb].target, **changes)

    monkeypatch.setattr(UseConsentQuerySet, "open", lambda self: self)
    results = two_answers_at_once(
        gate, monkeypatch, before_answers=lambda: monkeypatch.setattr(Workflow, "take", moves_anyway)
    )[1]

    assert not [result for result in results if isinstance(result, Exception)], results


def two_talks_at_one_customer(gate, monkeypatch):
    """A manager writes down a talk while a colleague of that person answers; the gate is before the announcement."""
    call = ActivityFactory()
    spoken = add_months(today(), -5)
    one = ReferenceFactory(checked_on=spoken, agreed_to=[call])
    other = ReferenceFactory(customer=one.contact.customer, checked_on=spoken, agreed_to=[call])
    manager = UserFactory(role=Role.REFERENCE_MANAGER)
    step = ReconsentCycle.objects.create(reference=other, cycle_start=spoken, step=CycleStep.FIRST_LETTER, on=today())
    links.mint(purpose=Purpose.CHECK_IN, reference=other.pk, on=today(), cycle_step=step)
    holder = links.LinkHolder(Link.objects.select_related("cycle_step", "reference__contact").get())
    note = checkins.note_down

    def gated(reference, verb, **how):
        note(reference, verb, **how)
        through(gate)

    monkeypatch.setattr(checkins, "note_down", gated)
    return at_once(
        lambda: check_in(
            one,
            happened_on=today(),
            channel=Channel.CALL,
            direct=True,
            outcome=Outcome.WILLING,
            activities=[call],
            by=manager,
            on=today(),
        ),
        lambda: answer_check_in(holder, answer=Answer.YES, evidence=seen(), on=today()),
    )


def test_two_talks_at_one_customer_are_both_written_down(gate, monkeypatch):
    results = two_talks_at_one_customer(gate, monkeypatch)

    assert not [result for result in results if isinstance(result, Exception)], results
    assert CheckIn.objects.filter(on=today()).count() == 2


def test_control_who_holds_one_person_first_and_the_others_later_waits_for_ever(gate, monkeypatch):
    monkeypatch.setattr(checkins, "hold_with_colleagues", lambda one, by: Reference.objects.hold(one.pk))
    monkeypatch.setattr(checkins.Customer.objects, "hold", lambda pk: None)

    results = two_talks_at_one_customer(gate, monkeypatch)

    assert [type(result) for result in results if isinstance(result, Exception)] == [OperationalError], results
    assert CheckIn.objects.filter(on=today()).count() == 1


def a_talk_and_an_issue_at_one_customer(gate, monkeypatch):
    """A manager saves a sheet in which something is wrong while a rep opens an issue there; the gate is in between.

    The sheet has held the first thing it holds, the rep has held the customer.
    """
    call = ActivityFactory()
    reference = ReferenceFactory(agreed_to=[call])
    customer, manager, rep = reference.contact.customer, UserFactory(role=Role.REFERENCE_MANAGER), UserFactory()
    hold, hold_all = CustomerQuerySet.hold, ReferenceQuerySet.hold_all
    monkeypatch.setattr(CustomerQuerySet, "hold", lambda self, pk: (hold(self, pk), through(gate))[0])
    monkeypatch.setattr(ReferenceQuerySet, "hold_all", lambda self: (hold_all(self), through(gate))[0])
    wrong = {"kind": IssueKind.BILLING, "severity": Severity.HIGH}
    return at_once(
        lambda: check_in(
            reference,
            happened_on=today(),
            channel=Channel.CALL,
            direct=True,
            outcome=Outcome.WILLING,
            activities=[call],
            learned=Learned(problem=Problem(**wrong, what="Billed twice")),
            by=manager,
            on=today(),
        ),
        lambda: open_issue(customer, **wrong, summary="Billed twice", opened_on=today(), by=rep, on=today()),
    )


def test_a_talk_and_an_issue_at_one_customer_are_both_written_down(gate, monkeypatch):
    results = a_talk_and_an_issue_at_one_customer(gate, monkeypatch)

    assert not [result for result in results if isinstance(result, Exception)], results
    assert Issue.objects.count() == 2


def test_control_a_talk_that_holds_the_people_before_the_customer_waits_for_ever(gate, monkeypatch):
    monkeypatch.setattr(checkins, "Customer", SimpleNamespace(objects=SimpleNamespace(hold=lambda pk: None)))

    results = a_talk_and_an_issue_at_one_customer(gate, monkeypatch)

    assert [type(result) for result in results if isinstance(result, Exception)] == [OperationalError], results


@pytest.mark.parametrize("how", ["cancel", "expire"])
def test_an_answer_and_the_end_of_its_request_wait_for_each_other(gate, monkeypatch, how):
    ask, results = an_answer_at_the_end(gate, monkeypatch, how)

    assert not [result for result in results if isinstance(result, OperationalError)], results
    assert not UseConsent.objects.open().exists()
    assert not Use.objects.booked().exists() or ask.status == Status.CONFIRMED
    assert Assignment.objects.live().exists() == (ask.status == Status.CONFIRMED)


def test_control_an_end_that_does_not_hold_the_person_and_an_answer_lock_each_other_out(gate, monkeypatch):
    def looks_only(ask, **how):
        return list(Assignment.objects.live().filter(ask=ask).values_list("reference", flat=True))

    results = an_answer_at_the_end(
        gate, monkeypatch, "cancel", before_end=lambda: monkeypatch.setattr(ground, "hold", looks_only)
    )[1]

    assert [result for result in results if "deadlock" in str(result)], results


def an_answer_at_the_end(gate, monkeypatch, how, *, before_end=lambda: None):
    """The customer says yes while the request is ended; each is held when it has its first lock and wants the next."""
    call = ActivityFactory()
    reference = ReferenceFactory(agreed_to=[call])
    manager = UserFactory(role=Role.REFERENCE_MANAGER)
    ask = ReferenceRequestFactory(status=Status.IN_REVIEW, activity=call)
    actions.match(ask, reference=reference.pk, by=manager, on=today())
    actions.ask_customer(ask, reference=reference.pk, by=manager, on=today())
    question = UseConsent.objects.get()
    links.mint(purpose=Purpose.ASK, reference=reference.pk, on=today(), use_consent=question)
    link = Link.objects.select_related("use_consent__reference").get()
    answer_use, end_assignment = actions.references.answer_use, ground.end_assignment

    def answer_gated(question, **columns):
        answer_use(question, **columns)
        through(gate)

    def end_gated(ask, **columns):
        through(gate)
        end_assignment(ask, **columns)

    before_end()
    monkeypatch.setattr(actions.references, "answer_use", answer_gated)
    monkeypatch.setattr(ground, "end_assignment", end_gated)
    ends = {
        "cancel": lambda: actions.cancel(ask, by=ask.requested_by),
        "expire": lambda: actions.expire(on=ask.needed_by + timedelta(days=1)),
    }
    results = at_once(
        ends[how],
        lambda: actions.answer(links.LinkHolder(link), answer=Answer.YES, words="", evidence=seen(), on=today()),
    )
    ask.refresh_from_db()
    return ask, results


def an_issue(reference):
    Issue.objects.create(
        customer_id=reference.contact.customer_id, kind=IssueKind.SUPPORT, severity=Severity.HIGH, opened_on=today()
    )


def a_hard_time(reference):
    Hardship.objects.create(
        customer_id=reference.contact.customer_id, kind=HardshipKind.LAYOFFS, since=today(), review_on=today()
    )


def a_talk(reference):
    CheckIn.objects.create(
        reference=reference, on=today(), channel=Channel.LINK, direct=True, outcome=Outcome.WILLING, by=None
    )


def somebody_leaves(reference):
    Contact.objects.filter(pk=reference.contact_id).update(status=ContactStatus.LEFT, status_since=today())


TWO_FACTS = [(an_issue, a_hard_time), (a_talk, an_issue), (somebody_leaves, a_talk)]


def two_facts_about_one_person(gate, monkeypatch, facts) -> list[int]:
    """Two facts become known at once, each announced in its transaction; the gate is before what is kept is written."""
    reference = ReferenceFactory(checked_on=add_months(today(), -5))
    with transaction.atomic():  # what is built once is built before the race
        facts_changed([reference.contact.customer_id], on=today())
    standing.recompute(on=today())
    writing, first = standing._writing, threading.Lock()

    def gated(vendor):
        through(gate)
        statement = writing(vendor)

        def write(*rows, **how):
            written = statement.run(*rows, **how)
            if first.acquire(blocking=False):  # the other looks now, before this is stored
                until = time.monotonic() + 10
                while not somebody_waits_for_this_transaction() and time.monotonic() < until:
                    time.sleep(0.01)
            return written

        return SimpleNamespace(run=write)

    def becomes_known(fact):
        with transaction.atomic():
            fact(reference)
            facts_changed([reference.contact.customer_id], on=today())

    with monkeypatch.context() as gates:
        gates.setattr(standing, "_writing", gated)
        results = at_once(*(lambda fact=fact: becomes_known(fact) for fact in facts))
    assert results == [None, None]
    return standing.differences(on=today())


@pytest.mark.kept_by_actions
@pytest.mark.parametrize("facts", TWO_FACTS)
def test_of_two_facts_at_once_neither_is_missing_in_what_is_kept(gate, monkeypatch, facts):
    assert two_facts_about_one_person(gate, monkeypatch, facts) == []


@pytest.mark.kept_by_actions
@pytest.mark.parametrize("facts", TWO_FACTS)
def test_control_who_judges_and_writes_without_holding_first_keeps_a_wrong_answer(
    gate, monkeypatch, without_locks, facts
):
    assert two_facts_about_one_person(gate, monkeypatch, facts) == [Reference.objects.get().pk]


WITHOUT_A_FACT = (standing.sweep, standing.recompute, standing.repair)


def somebody_waits_for_this_transaction() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))")
        return cursor.fetchone()[0]


def a_fact_while_somebody_is_judged_anew(monkeypatch, judge) -> list[int]:
    """A fact is written with its standing and not stored yet; it is stored when whoever judges anew waits for it.

    What was kept is wrong, and of a day to come: so the sweep, the recompute and the repair each find the person.
    """
    reference = ReferenceFactory(checked_on=add_months(today(), -5))
    standing.recompute(on=today())
    Standing.objects.update(checked_on=None, judged_on=today() + timedelta(days=1))
    colleague, written = UserFactory(role=Role.REFERENCE_MANAGER), threading.Event()

    def store_when_awaited(customers, on):
        written.set()
        until = time.monotonic() + 10
        while not somebody_waits_for_this_transaction():
            assert time.monotonic() < until, "nobody waited for the fact"
            time.sleep(0.01)

    def judge_when_written():
        assert written.wait(10)
        judge(on=today())

    with monkeypatch.context() as gates:
        gates.setattr("customers.announce._subscribers", (open_files, store_when_awaited))
        results = at_once(
            lambda: open_issue(
                reference.contact.customer,
                kind=IssueKind.SUPPORT,
                severity=Severity.HIGH,
                summary="",
                opened_on=today(),
                by=colleague,
                on=today(),
            ),
            judge_when_written,
        )
    assert not [result for result in results if isinstance(result, BaseException)], results
    return standing.differences(on=today())


@pytest.mark.kept_by_actions
@pytest.mark.parametrize("judge", WITHOUT_A_FACT)
def test_who_judges_without_a_fact_of_their_own_never_overwrites_one_that_came_meanwhile(monkeypatch, judge):
    assert a_fact_while_somebody_is_judged_anew(monkeypatch, judge) == []
    assert Standing.objects.get().open_issue >= BLOCKED


@pytest.mark.kept_by_actions
@pytest.mark.parametrize("judge", WITHOUT_A_FACT)
def test_control_who_judges_anew_without_holding_first_overwrites_what_came_meanwhile(
    monkeypatch, without_locks, judge
):
    """The statement looks before it waits for the standing's row, and then writes what it saw."""
    assert a_fact_while_somebody_is_judged_anew(monkeypatch, judge) == [Reference.objects.get().pk]
    assert Standing.objects.get().open_issue == CLEAR
