"""What if an answer meets another one, or the second letter, at the same moment? One word counts."""

import pytest
from django.db import OperationalError
from django.utils import timezone

from references import ledger
from references.links import LinkHolder
from references.models import Answer, ConsentEvent, Link, Use, UseConsent, UseState
from refprogram.accounts.roles import Role
from refprogram.dates import business_days_before, today
from refprogram.outbox import kinds
from refprogram.outbox.models import Message, State
from requests import actions
from requests.actions import answers, patience
from requests.models import Assignment, ReferenceRequest, Status
from tests import stages
from tests.factories import ReferenceFactory, UserFactory, seen
from tests.requests.test_races import in_turn
from tests.test_races import _real_locks, refused, without_locks

__all__ = ["_real_locks", "without_locks"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.kept_by_actions]

LINK, PHONE, CLOCK = "their page is first", "the phone is first", "the clock is first"


@pytest.fixture
def manager():
    return UserFactory(role=Role.REFERENCE_MANAGER)


@pytest.fixture
def asked(manager):
    ask = stages.asked(UserFactory(role=Role.SALES_REP), manager, ReferenceFactory())
    stages.link_to(stages.question_of(ask))
    return ask


def says(ask, answer):
    holder = LinkHolder(Link.objects.select_related("use_consent__reference").latest("pk"))
    return lambda: actions.answer(holder, answer=answer, words="", evidence=seen(), on=today())


def heard(ask, answer, manager):
    return lambda: stages.heard(ask, answer, by=manager)


JUDGED = (answers, "judge")
LET_GO = (answers, "end_assignment")


@pytest.mark.parametrize("first", [LINK, PHONE])
def test_two_yeses_book_once(monkeypatch, asked, manager, first):
    by_link, by_phone = says(asked, Answer.YES), heard(asked, Answer.YES, manager)
    sides = (by_link, by_phone) if first == LINK else (by_phone, by_link)

    results = in_turn(monkeypatch, *sides, gate=JUDGED)

    assert len(refused(results)) == (first == LINK), results
    asked.refresh_from_db()
    assert asked.status == Status.CONFIRMED
    assert Use.objects.booked().count() == 1
    assert UseConsent.objects.get().heard_by is None, "their own page counts for more"
    assert ConsentEvent.objects.filter(kind="granted", about__startswith="question-").count() == 1
    assert list(ledger.broken()) == []


def a_yes_and_a_no(monkeypatch, asked, manager, *, first):
    by_link, by_phone = says(asked, Answer.YES), heard(asked, Answer.NO, manager)
    if first == LINK:
        return in_turn(monkeypatch, by_link, by_phone, gate=JUDGED)
    return in_turn(monkeypatch, by_phone, by_link, gate=LET_GO)


@pytest.mark.parametrize("first", [LINK, PHONE])
def test_a_no_on_the_phone_is_never_lost_to_a_yes_on_their_page(monkeypatch, asked, manager, first):
    results = a_yes_and_a_no(monkeypatch, asked, manager, first=first)

    assert len(refused(results)) == (first == PHONE), results
    asked.refresh_from_db()
    assert asked.status == Status.DECLINED_BY_CUSTOMER
    assert not Use.objects.booked().exists()
    assert not Assignment.objects.live().exists()
    assert list(ledger.broken()) == []


def test_control_without_the_lock_the_no_is_lost(monkeypatch, without_locks, asked, manager):
    results = a_yes_and_a_no(monkeypatch, asked, manager, first=LINK)

    assert any(isinstance(result, Exception) for result in results), results
    asked.refresh_from_db()
    assert asked.status == Status.CONFIRMED
    assert Use.objects.booked().exists()


def it_took_place_while_they_say_yes(monkeypatch, asked, manager):
    """Somebody says that it took place, and has looked who is on it, while the yes is being written."""

    def took_place():
        return actions.complete(ReferenceRequest.objects.get(pk=asked.pk), by=manager, on=today())

    return in_turn(monkeypatch, says(asked, Answer.YES), took_place, gate=JUDGED)


def test_a_talk_that_is_over_as_soon_as_its_yes_is_there_is_written_down(monkeypatch, asked, manager):
    results = it_took_place_while_they_say_yes(monkeypatch, asked, manager)

    assert not [result for result in results if isinstance(result, Exception)], results
    asked.refresh_from_db()
    assert (asked.status, Use.objects.get().state) == (Status.COMPLETED, UseState.DONE)


def test_control_without_the_lock_it_is_refused_on_what_was_so_before(monkeypatch, without_locks, asked, manager):
    results = it_took_place_while_they_say_yes(monkeypatch, asked, manager)

    assert len(refused(results)) == 1, results
    asked.refresh_from_db()
    assert asked.status == Status.CONFIRMED


# The second letter


def long_ago():
    UseConsent.objects.update(asked_on=business_days_before(today(), 3))
    Message.objects.filter(kind="question_to_customer").update(state=State.SENT, sent_at=timezone.now())


def a_letter_and_an_answer(monkeypatch, asked, *, first):
    long_ago()
    answer = says(asked, Answer.YES)

    def writes():
        return actions.chase(on=today())

    if first == CLOCK:
        return in_turn(monkeypatch, writes, answer, gate=(patience, "stop_if_blocked"))
    return in_turn(monkeypatch, answer, writes, gate=JUDGED)[::-1]


def test_whoever_answers_at_the_same_moment_is_not_written_to_again(monkeypatch, asked):
    written, answered = a_letter_and_an_answer(monkeypatch, asked, first=LINK)

    assert (written, answered) == (0, asked)
    assert not Message.objects.filter(kind="question_again").exists()
    assert UseConsent.objects.get().chased_on is None
    assert Assignment.objects.get().decide_on is None


def test_an_answer_after_the_second_letter_counts_and_the_letter_stays_at_home(monkeypatch, asked):
    written, answered = a_letter_and_an_answer(monkeypatch, asked, first=CLOCK)

    assert (written, answered) == (1, asked)
    asked.refresh_from_db()
    assert asked.status == Status.CONFIRMED
    letter = Message.objects.get(kind="question_again")
    assert "answered" in kinds.kind("question_again").may_go(letter)


def test_control_without_the_lock_the_two_wait_for_each_other_until_one_is_broken_off(
    monkeypatch, without_locks, asked
):
    """Each has written what the other needs next: the question and the assignment."""
    results = a_letter_and_an_answer(monkeypatch, asked, first=LINK)

    assert [type(result) for result in results if isinstance(result, Exception)] == [OperationalError], results
