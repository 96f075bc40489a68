"""Does a colleague's proposal stay a proposal until a reference manager has spoken with them? (row 3.9)"""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from customers.actions import add_contact
from customers.models import Contact
from references import actions, standing
from references.eligibility import FORBIDDEN, eligible, judged
from references.facts import Ask
from references.models import (
    Audience,
    Channel,
    CheckIn,
    Mood,
    Nomination,
    NominationEvent,
    NominationStage,
    NominationStatus,
    Outcome,
    Reference,
    Standing,
)
from references.workflow import WORKFLOW
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.thresholds.models import FIGURES, Threshold
from tests import stages
from tests.factories import (
    CheckInFactory,
    CompanyPermissionFactory,
    ConsentFactory,
    CustomerFactory,
    HardshipFactory,
    NominationFactory,
    ReferenceFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
WEEK = FIGURES["nomination_days"].default


def nominates(customer, by, *, on=None, email="gareth@fernhill.example", **changes):
    words = {"name": "Gareth Pryce", "title": "Logistics Manager", "why": "He likes it", "known_problems": "none known"}
    return actions.nominate(customer, email=email, **{**words, **changes}, by=by, on=on or today())


def stage_of(nomination) -> NominationStage:
    return NominationStage(Nomination.objects.with_stage(on=today()).get(pk=nomination.pk).stage)


def never_verified(reference) -> int:
    return judged(Reference.objects.filter(pk=reference.pk), Ask(on=today())).get().never_verified


# Whom we had not known (row 14 of 6.3)


def test_a_nomination_writes_somebody_down_who_was_not_known_in_quarantine(rep):
    nomination = nominates(CustomerFactory(owner=rep), rep)

    assert [contact.pk for contact in Contact.objects.quarantined()] == [nomination.reference.contact_id]
    assert nomination.reference.contact.quarantined_on == today()


def test_a_nomination_of_somebody_known_finds_them_and_writes_nobody_down_twice(rep, other_rep):
    customer = CustomerFactory()
    known = add_contact(customer, name="Gareth", title="", email="gareth@fernhill.example", by=rep, on=today())

    for by in (rep, other_rep):
        assert nominates(customer, by, email="Gareth@Fernhill.example").reference.contact == known

    assert Contact.objects.count() == 1
    assert not Contact.objects.quarantined().exists()


def test_nobody_in_quarantine_is_offered_or_chosen_for_anything(rep, manager, call):
    """A rule of its own is not needed: nobody has talked with them, or the quarantine would be over."""
    reference = nominates(CustomerFactory(owner=rep), rep).reference
    ConsentFactory(reference=reference, activity=call, granted_on=today())
    CheckInFactory(reference=reference, on=today(), direct=False)
    CompanyPermissionFactory(customer=reference.contact.customer)
    wish = Ask(on=today(), activity=call.pk, audience=Audience.PROSPECT)

    assert Contact.objects.quarantined().exists()
    assert not eligible(Reference.objects.all(), wish).exists()
    with pytest.raises(Refused, match="No reference manager has ever spoken with them"):
        stages.matched(rep, manager, reference)


def test_only_a_talk_with_them_ends_their_quarantine(rep, manager):
    reference = nominates(CustomerFactory(owner=rep), rep).reference
    talk = {"happened_on": today(), "channel": Channel.CALL, "outcome": Outcome.WILLING, "activities": []}
    actions.check_in(reference, **talk, direct=False, by=manager, on=today())
    assert Contact.objects.quarantined().exists()

    actions.check_in(reference, **talk, direct=True, mood=Mood.WILLING, by=manager, on=today())

    assert not Contact.objects.quarantined().exists()
    assert Contact.objects.get().is_owed_notice


# The two steps


def test_taking_it_up_is_written_down_and_verifies_nothing(rep, manager):
    nomination = nominates(CustomerFactory(owner=rep), rep)

    actions.accept_nomination(nomination, by=manager, on=today())

    nomination.refresh_from_db()
    assert (nomination.status, nomination.reviewed_by, nomination.reviewed_on) == ("accepted", manager, today())
    event = NominationEvent.objects.get()
    assert (event.verb, event.actor, event.seq) == ("accept_nomination", manager, 1)
    assert not CheckIn.objects.exists()
    assert never_verified(nomination.reference) == FORBIDDEN
    assert stage_of(nomination) is NominationStage.ACCEPTED


def test_putting_it_off_keeps_the_reason_and_taking_it_up_later_forgets_it(manager, other_manager):
    nomination = NominationFactory()

    actions.decline_nomination(nomination, reason="They just changed systems.", by=manager, on=days_ago(1))
    assert (nomination.status, nomination.reason) == ("declined", "They just changed systems.")
    assert stage_of(nomination) is NominationStage.DECLINED

    actions.accept_nomination(nomination, by=other_manager, on=today())
    assert (nomination.status, nomination.reason, nomination.reviewed_by) == ("accepted", "", other_manager)
    assert list(NominationEvent.objects.order_by("seq").values_list("verb", flat=True)) == [
        "decline_nomination",
        "accept_nomination",
    ]


@pytest.mark.parametrize("step", ["accept_nomination", "decline_nomination"])
def test_nobody_reviews_what_they_proposed_themselves(manager, other_manager, step):
    """Invariant (b) of row 1.0, in spirit: who wants something does not decide on it."""
    nomination = nominates(CustomerFactory(), manager)
    words = {"reason": "Not now"} if step == "decline_nomination" else {}

    with pytest.raises(Refused, match="yourself"):
        getattr(actions, step)(nomination, **words, by=manager, on=today())

    nomination.refresh_from_db()
    assert nomination.status == NominationStatus.WAITING
    assert not NominationEvent.objects.exists()
    getattr(actions, step)(nomination, **words, by=other_manager, on=today())
    assert nomination.status != NominationStatus.WAITING


@pytest.mark.parametrize("who", ["rep", "other_rep", "executive", "admin"])
@pytest.mark.parametrize("step", ["accept_nomination", "decline_nomination"])
def test_nobody_but_a_reference_manager_reviews(who, step, request, rep):
    nomination = NominationFactory(nominated_by=rep)
    words = {"reason": "Not now"} if step == "decline_nomination" else {}

    with pytest.raises(PermissionDenied):
        getattr(actions, step)(nomination, **words, by=request.getfixturevalue(who), on=today())

    nomination.refresh_from_db()
    assert nomination.status == NominationStatus.WAITING


def test_of_two_managers_at_once_the_second_is_told(manager, other_manager):
    nomination = NominationFactory()
    same = Nomination.objects.get(pk=nomination.pk)
    actions.accept_nomination(nomination, by=manager, on=today())

    with pytest.raises(Refused, match="Somebody was faster"):
        actions.decline_nomination(same, reason="Not now", by=other_manager, on=today())

    nomination.refresh_from_db()
    assert (nomination.status, nomination.reviewed_by, nomination.reason) == ("accepted", manager, "")


def test_a_clock_that_went_back_reviews_on_the_day_of_the_nomination(manager):
    nomination = NominationFactory(nominated_on=today())

    actions.accept_nomination(nomination, by=manager, on=days_ago(3))

    nomination.refresh_from_db()
    assert nomination.reviewed_on == today()


# What the database refuses whoever writes


@pytest.mark.parametrize("problems", ["", " ", "   "])
def test_the_database_refuses_a_nomination_that_passes_over_the_problems(rep, problems):
    """Row 7.2.8: an answer is required; "none known" is one."""
    with pytest.raises(IntegrityError), transaction.atomic():
        nominates(CustomerFactory(), rep, known_problems=problems)


@pytest.mark.parametrize(
    "review",
    [
        {"status": "declined", "reason": " "},
        {"status": "accepted", "reviewed_on": date(2020, 1, 1)},
        {"status": "accepted", "reviewed_by": "nominator"},
        {"status": "accepted", "reviewed_by": None},
        {"status": "waiting"},
        {"status": "verified"},
    ],
)
def test_the_database_refuses_a_review_that_cannot_be(manager, review):
    nomination = NominationFactory()
    if review.get("reviewed_by") == "nominator":
        review = review | {"reviewed_by": nomination.nominated_by}

    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=nomination.pk).update(
            **{"reviewed_by": manager, "reviewed_on": today(), "reason": ""} | review
        )


# How far it has come


def test_a_first_talk_settles_a_nomination_that_nobody_had_looked_at(rep, manager):
    nomination = nominates(CustomerFactory(), rep)
    assert stage_of(nomination) is NominationStage.WAITING

    CheckInFactory(reference=nomination.reference, on=today(), by=manager)

    assert stage_of(nomination) is NominationStage.VERIFIED
    assert not Nomination.objects.waiting().exists()


@pytest.mark.parametrize("talk", [{"direct": False}, {"channel": Channel.LINK}])
def test_what_verifies_nobody_settles_nothing(talk):
    nomination = NominationFactory()
    CheckInFactory(reference=nomination.reference, on=today(), **talk)

    assert stage_of(nomination) is NominationStage.WAITING


def test_of_somebody_verified_before_the_known_problems_still_want_a_reader(manager):
    known = NominationFactory(reference=ReferenceFactory(), known_problems="Angry about the last release")
    assert stage_of(known) is NominationStage.WAITING

    actions.accept_nomination(known, by=manager, on=today())

    assert stage_of(known) is NominationStage.VERIFIED


def test_put_off_stays_put_off_after_a_talk(manager):
    nomination = NominationFactory()
    actions.decline_nomination(nomination, reason="They would rather not.", by=manager, on=today())
    CheckInFactory(reference=nomination.reference, on=today(), outcome=Outcome.NOT_WILLING, by=manager)

    assert stage_of(nomination) is NominationStage.DECLINED
    assert not Nomination.objects.alive().exists()


# The alarm


@pytest.mark.parametrize(("days", "rings"), [(0, False), (WEEK - 1, False), (WEEK, False), (WEEK + 1, True)])
def test_the_alarm_rings_the_day_after_the_last_day(days, rings):
    """Row 3.9: after seven days, so not on the seventh."""
    nomination = NominationFactory(nominated_on=days_ago(days))

    assert Nomination.objects.overdue(on=today()).exists() is rings
    assert Nomination.objects.with_stage(on=today()).get().is_overdue is rings
    assert list(Nomination.objects.waiting()) == [nomination]


def test_the_alarm_follows_the_threshold():
    Threshold.objects.filter(code="nomination_days").update(value=3)
    NominationFactory(nominated_on=days_ago(3))
    assert not Nomination.objects.overdue(on=today()).exists()

    assert Nomination.objects.overdue(on=today() + timedelta(days=1)).exists()


def test_the_alarm_knows_a_leap_day():
    NominationFactory(nominated_on=date(2024, 2, 26))

    assert not Nomination.objects.overdue(on=date(2024, 3, 4)).exists()
    assert Nomination.objects.overdue(on=date(2024, 3, 5)).exists()


@pytest.mark.parametrize("reviewed", ["accept_nomination", "decline_nomination", "talk"])
def test_what_somebody_looked_at_rings_no_alarm(manager, reviewed):
    nomination = NominationFactory(nominated_on=days_ago(40))
    if reviewed == "talk":
        CheckInFactory(reference=nomination.reference, on=days_ago(2), by=manager)
    else:
        words = {"reason": "Not now"} if reviewed == "decline_nomination" else {}
        getattr(actions, reviewed)(nomination, **words, by=manager, on=today())

    assert not Nomination.objects.overdue(on=today()).exists()


def test_nobody_is_pressed_to_call_somebody_in_a_hard_time():
    """Row 3.13: they are left alone, however long that takes."""
    nomination = NominationFactory(nominated_on=days_ago(40))
    HardshipFactory(customer=nomination.reference.contact.customer)

    assert not Nomination.objects.overdue(on=today()).exists()
    assert Nomination.objects.waiting().exists()


# Whose word the newest is


@pytest.mark.kept_by_actions
def test_a_nomination_of_somebody_known_is_kept_as_the_newest_word_at_once(rep):
    customer = CustomerFactory()
    add_contact(customer, name="Gareth", title="", email="gareth@fernhill.example", by=rep, on=today())
    nomination = nominates(customer, rep)

    assert Standing.objects.get(reference=nomination.reference).nominated_on == today()
    assert standing.differences(on=today()) == []


def test_a_rep_sees_their_own_nominations_and_everybody_else_all(rep, other_rep, manager, executive, admin):
    mine, other = NominationFactory(nominated_by=rep), NominationFactory(nominated_by=other_rep)

    assert list(Nomination.objects.visible_to(rep)) == [mine]
    for reader in (manager, executive, admin):
        assert set(Nomination.objects.visible_to(reader)) == {mine, other}


def test_the_steps_of_a_nomination_are_taken_nowhere_else():
    assert {step.target for step in WORKFLOW.steps.values()} == set(NominationStatus) - {NominationStatus.WAITING}
