"""What if nobody answers? One more letter, never a third, and then a manager decides."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from customers.models import Contact
from references.models import Pause, QuietMonth, UseConsent
from refprogram.dates import business_days_after, business_days_before, today
from refprogram.errors import Refused
from refprogram.outbox import kinds
from refprogram.outbox.models import Message
from refprogram.thresholds.models import Threshold
from requests import actions
from requests.models import Assignment, ReferenceRequest, Status
from requests.tasks import by_the_clock
from tests import stages
from tests.factories import ContactPreferenceFactory, HardshipFactory, IssueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(rep, manager):
    return stages.asked(rep, manager)


@pytest.fixture
def question(asked):
    return stages.question_of(asked)


def asked_on(day):
    UseConsent.objects.update(asked_on=day)


def written_again() -> int:
    return Message.objects.filter(kind="question_again").count()


@given(day=st.dates(date(2020, 1, 1), date(2030, 1, 1)), number=st.integers(0, 12))
def test_so_many_business_days_have_passed_since_that_day_and_since_no_later_one(day, number):
    first = business_days_before(day, number)

    assert business_days_after(first, number) <= day
    assert number == 0 or business_days_after(first + timedelta(days=1), number) > day


def test_whoever_has_not_answered_is_written_to_once_more_and_never_again(asked, question, manager):
    asked_on(business_days_before(today(), 3))

    assert actions.chase(on=today()) == 1
    assert actions.chase(on=today()) == 0
    for later in range(1, 20):
        actions.chase(on=today() + timedelta(days=later))

    question.refresh_from_db()
    assert (question.chased_on, written_again()) == (today(), 1)
    assert asked.events.latest("seq").verb == "chase"
    assert asked.assignments.get().decide_on == business_days_after(today(), 3)


def test_nobody_is_written_to_before_the_days_have_passed_and_an_admin_sets_how_many(asked):
    asked_on(business_days_before(today(), 3) + timedelta(days=1))
    assert actions.chase(on=today()) == 0

    Threshold.objects.filter(code="chase_days").update(value=1)
    asked_on(business_days_before(today(), 1))

    assert actions.chase(on=today()) == 1


def test_the_clock_does_it(asked):
    asked_on(today() - timedelta(days=9))

    by_the_clock()

    assert written_again() == 1


@pytest.mark.parametrize("how", ["answered", "taken back"])
def test_whoever_answered_or_is_not_needed_any_more_is_left_alone(asked, rep, how):
    asked_on(today() - timedelta(days=9))
    if how == "answered":
        stages.answered(asked, "not_now")
    else:
        actions.cancel(asked, by=rep)

    assert actions.chase(on=today()) == 0
    assert written_again() == 0


@pytest.mark.parametrize("wish", ["pause", "quiet month", "no letters"])
def test_whoever_wants_to_be_left_alone_gets_no_letter_and_a_manager_decides_at_once(asked, question, wish):
    asked_on(today() - timedelta(days=9))
    if wish == "pause":
        Pause.objects.create(reference=question.reference, since=today())
    elif wish == "no letters":
        Contact.objects.update(silent_since=today())
    else:
        preference = ContactPreferenceFactory(reference=question.reference)
        QuietMonth.objects.create(preference=preference, month=today().month)

    assert actions.chase(on=today()) == 0

    question.refresh_from_db()
    assert (question.chased_on, written_again()) == (None, 0)
    assert asked.assignments.get().decide_on == today()


@pytest.mark.parametrize("trouble", [IssueFactory, HardshipFactory])
def test_whom_a_rule_blocks_by_now_is_not_written_to_but_let_go(asked, question, trouble):
    asked_on(today() - timedelta(days=9))
    trouble(customer=question.reference.contact.customer)

    assert actions.chase(on=today()) == 0

    asked.refresh_from_db()
    question.refresh_from_db()
    assert (asked.status, written_again()) == (Status.NEEDS_REVIEW, 0)
    assert question.taken_back_at is not None


def test_a_letter_that_waits_does_not_leave_once_they_rest(rep, manager, asked, question):
    stages.silent(asked, manager)
    letter = Message.objects.get(kind="question_again")
    assert kinds.kind("question_again").may_go(letter) == ""

    Pause.objects.create(reference=question.reference, since=today())

    assert kinds.kind("question_again").may_go(letter) == "They want to be left alone."


def test_nobody_is_reminded_of_a_letter_that_never_went_out(asked, manager):
    stages.silent(asked, manager)
    Message.objects.filter(kind="question_to_customer").update(state="failed")

    said = kinds.kind("question_again").may_go(Message.objects.get(kind="question_again"))

    assert said == "The question itself never went out."


# Then a manager decides


def test_nobody_is_let_go_while_they_still_have_time(asked, manager):
    with pytest.raises(Refused, match="They have time to answer until"):
        actions.let_go(asked, by=manager, on=today())
    with pytest.raises(Refused, match="They have time to answer until"):
        actions.give_up(asked, because="no_answer", by=manager, on=today())
    with pytest.raises(Refused, match="Nothing is to be decided here"):
        actions.wait_longer(asked, by=manager, on=today())

    assert ReferenceRequest.objects.get().status == Status.AWAITING_CUSTOMER


def test_whoever_did_not_answer_is_let_go_kindly_and_not_asked_again_for_this(rep, manager):
    reference = stages.zephyrine()
    ask = stages.lapsed(rep, manager, reference)

    actions.let_go(ask, by=manager, on=today())

    assert ask.status == Status.IN_REVIEW
    assert stages.question_of(ask).taken_back_at is not None
    assert Message.objects.filter(kind="question_taken_back").count() == 1
    assert not Assignment.objects.live().exists()
    with pytest.raises(Refused, match="Choose somebody else"):
        actions.match(ask, reference=reference.pk, by=manager, on=today())


def test_a_second_person_is_asked_only_after_the_first_was_let_go(rep, manager):
    first = stages.zephyrine()
    second = stages.ReferenceFactory()
    ask = stages.lapsed(rep, manager, first)
    with pytest.raises(Refused, match="Somebody was faster, or the page was old"):
        actions.match(ask, reference=second.pk, by=manager, on=today())

    actions.let_go(ask, by=manager, on=today())
    actions.match(ask, reference=second.pk, by=manager, on=today())
    actions.ask_customer(ask, reference=second.pk, by=manager, on=today())

    assert [question.reference for question in UseConsent.objects.open()] == [second]


def test_a_manager_may_wait_and_then_decides_later(rep, manager):
    ask = stages.lapsed(rep, manager)

    actions.wait_longer(ask, by=manager, on=today())

    later = business_days_after(today(), 3)
    assert not Assignment.objects.lapsed(on=today()).exists()
    assert Assignment.objects.lapsed(on=later).exists()
    assert Message.objects.filter(kind="question_again").count() == 1, "waiting writes to nobody"


def test_a_manager_may_give_up_on_somebody_who_did_not_answer(rep, manager):
    ask = stages.lapsed(rep, manager)

    actions.give_up(ask, because="no_answer", by=manager, on=today())

    assert (ask.status, ask.unfulfilled_because) == (Status.UNFULFILLED, "no_answer")
    assert Message.objects.filter(kind="question_taken_back").count() == 1


def test_no_rep_decides(rep, manager):
    ask = stages.lapsed(rep, manager)

    for decide in (actions.wait_longer, actions.let_go):
        with pytest.raises(PermissionDenied):
            decide(ask, by=rep, on=today())


def test_they_may_still_answer_after_the_second_letter_and_that_counts(rep, manager):
    ask = stages.lapsed(rep, manager)

    stages.answered(ask, "yes")

    assert ask.status == Status.CONFIRMED
    assert not Assignment.objects.lapsed(on=today()).exists()
