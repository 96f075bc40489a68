"""Is somebody put on the list after what they did or said, once, and never while they are to be left alone?"""

from datetime import timedelta

import pytest
from django.db import transaction

from customers import actions as customers
from customers.announce import facts_changed
from customers.models import Contact, SurveyResponse
from references import actions as references
from references.models import CheckIn, Mood, Reference
from references.referrals import actions, due
from references.referrals.models import AskStatus, Because, Compliment, ReferralAsk
from references.referrals.tasks import let_old_ones_go
from refprogram.dates import add_months, today
from refprogram.errors import Refused
from tests import stages
from tests.factories import (
    CheckInFactory,
    ComplimentFactory,
    HardshipFactory,
    IssueFactory,
    PauseFactory,
    ProductFactory,
    ReferenceFactory,
    ReferralAskFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db


def announced(reference):
    with transaction.atomic():
        facts_changed([reference.contact.customer_id], on=today())


def talks(reference, manager, mood=Mood.DELIGHTED, **how):
    how = {"happened_on": today(), "channel": "call", "direct": True, "outcome": "willing", "activities": []} | how
    return references.check_in(reference, mood=mood, by=manager, on=today(), **how)


@pytest.fixture
def reference(call):
    return ReferenceFactory(agreed_to=[call])


def the_ask():
    return ReferralAsk.objects.values_list("because", "about", "status").get()


# Occasions


def test_a_talk_that_delighted_somebody_makes_one_ask_in_its_own_transaction(reference, manager):
    talk = talks(reference, manager)

    assert the_ask() == (Because.DELIGHTED_CHECK_IN, f"checkin-{talk.pk}", AskStatus.DUE)
    announced(reference)
    assert ReferralAsk.objects.count() == 1


@pytest.mark.parametrize("mood", [Mood.WILLING, Mood.HESITANT, Mood.UNHAPPY])
def test_a_talk_that_did_not_delight_makes_none(reference, manager, mood):
    talks(reference, manager, mood=mood)

    assert not ReferralAsk.objects.exists()


def test_a_fact_and_its_ask_are_stored_together_or_not_at_all(reference, manager):
    with transaction.atomic():
        talks(reference, manager)
        transaction.set_rollback(True)

    assert not CheckIn.objects.filter(mood=Mood.DELIGHTED).exists()
    assert not ReferralAsk.objects.exists()


def test_a_compliment_makes_a_thank_you_and_an_ask(reference, rep):
    compliment = actions.log_compliment(reference, words="Best support", heard_on=today(), by=rep, on=today())

    assert the_ask()[:2] == (Because.COMPLIMENT, f"compliment-{compliment.pk}")
    assert list(Compliment.objects.unthanked()) == [compliment]
    assert actions.log_compliment(reference, words="Best support", heard_on=today(), by=rep, on=today()) == compliment


def test_a_favour_that_was_done_makes_an_ask_in_the_step_that_says_so(rep, manager):
    ask = stages.completed(rep, manager)

    assert the_ask()[:2] == (Because.COMPLETED_ACTIVITY, f"use-{ask.assignments.get().use_id}")


def test_what_goes_live_has_us_ask_whom_we_spoke_with_last(reference, rep):
    colleague = ReferenceFactory(contact__customer=reference.contact.customer, checked_on=days_ago(3))
    live = customers.deploy(reference.contact.customer, product=ProductFactory(), since=today(), by=rep, on=today())

    assert the_ask()[:2] == (Because.GO_LIVE, f"deployment-{live.pk}")
    assert ReferralAsk.objects.get().reference == colleague


@pytest.mark.parametrize("score", [9, 10])
def test_a_score_alone_makes_none(reference, rep, score):
    customers.record_answer(
        reference.contact.customer, series="relationship", scale="nps", score=score, comment="", answered_on=today(),
        by=rep, on=today(),
    )  # fmt: skip

    assert SurveyResponse.objects.exists()
    assert not ReferralAsk.objects.exists()


def test_what_is_long_over_is_no_occasion_any_more(reference):
    CheckInFactory(reference=reference, mood=Mood.DELIGHTED, on=days_ago(15))
    announced(reference)
    assert not ReferralAsk.objects.exists()

    CheckInFactory(reference=reference, mood=Mood.DELIGHTED, on=days_ago(14))
    announced(reference)
    assert ReferralAsk.objects.count() == 1


def test_two_occasions_make_one_ask_a_person(reference, manager, rep):
    talks(reference, manager)
    actions.log_compliment(reference, words="Best support", heard_on=today(), by=rep, on=today())

    assert ReferralAsk.objects.count() == 1


# Who is left alone


def marked(reference, **columns):
    Contact.objects.filter(pk=reference.contact_id).update(**columns)


LEFT_ALONE = {
    "hardship": lambda one: HardshipFactory(customer=one.contact.customer),
    "an open issue": lambda one: IssueFactory(customer=one.contact.customer, severity=1),
    "silenced": lambda one: marked(one, silent_since=days_ago(1)),
    "paused": lambda one: PauseFactory(reference=one),
    "quarantined": lambda one: marked(one, told_by="colleague", quarantined_on=days_ago(3)),
    "objected": lambda one: marked(one, status="objected", status_since=days_ago(1)),
    "restricted": lambda one: marked(one, status="restricted", status_since=days_ago(1)),
    "left": lambda one: marked(one, status="left", status_since=days_ago(1)),
    "erased": lambda one: marked(one, status="erased", status_since=days_ago(1)),
    "mail comes back": lambda one: marked(one, status="bounced", status_since=days_ago(1)),
    "ill at ease": lambda one: CheckInFactory(reference=one, mood=Mood.HESITANT, on=today()),
}


@pytest.mark.parametrize("why", LEFT_ALONE)
def test_whoever_is_to_be_left_alone_is_not_asked_by_the_program_nor_by_hand(why, reference, manager):
    ComplimentFactory(reference=reference)
    LEFT_ALONE[why](reference)

    announced(reference)
    assert not ReferralAsk.objects.exists()

    with pytest.raises(Refused, match="Not now"):
        actions.think_of(reference, by=manager, on=today())
    assert not ReferralAsk.objects.exists()


@pytest.mark.parametrize("why", LEFT_ALONE)
def test_an_ask_that_nobody_sent_yet_is_let_go_when_they_are_to_be_left_alone(why, reference):
    ask = ReferralAskFactory(reference=reference)
    announced(reference)
    ask.refresh_from_db()
    assert ask.status == AskStatus.DUE

    LEFT_ALONE[why](reference)
    announced(reference)

    ask.refresh_from_db()
    assert ask.status == AskStatus.DROPPED


@pytest.mark.parametrize("said", ["nobody_came_to_mind", "declined"])
def test_after_such_an_answer_nobody_asks_for_six_months_to_the_day(reference, said, manager):
    ask = ReferralAskFactory(reference=reference, asked=True, answered=said)
    over = add_months(today(), 6)
    person = Reference.objects.filter(pk=reference.pk)

    assert due.why_not(reference, on=over - timedelta(days=1)) == due.LEFT_IN_PEACE
    assert due.why_not(reference, on=over) == ""
    assert not due.may_be_asked(person, on=over - timedelta(days=1)).exists()
    assert due.may_be_asked(person, on=over).exists()
    ComplimentFactory(reference=reference)
    announced(reference)
    with pytest.raises(Refused, match="Not now"):
        actions.think_of(reference, by=manager, on=today())
    assert ReferralAsk.objects.get() == ask


def test_a_month_without_that_day_ends_with_its_last(reference):
    august = today().replace(month=8, day=31)
    ReferralAskFactory(reference=reference, asked=True, answered="declined", answered_on=august)
    spring = add_months(august, 6)

    assert due.why_not(reference, on=spring - timedelta(days=1)) == due.LEFT_IN_PEACE
    assert due.why_not(reference, on=spring) == ""


@pytest.mark.parametrize("waits", [lambda day: {"asked": True, "asked_on": day}, lambda day: {"due_on": day}])
def test_questions_that_nobody_answers_or_asks_are_let_go_after_sixty_days(waits):
    old, young = ReferralAskFactory(**waits(days_ago(60))), ReferralAskFactory(**waits(days_ago(59)))
    before = young.status

    for _ in range(2):
        let_old_ones_go()

    assert [ReferralAsk.objects.get(pk=ask.pk).status for ask in (old, young)] == [AskStatus.DROPPED, before]
