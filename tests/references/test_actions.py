"""What can be done with a reference? Nominate, check in, agree, answer, thank."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from references import actions, links
from references.eligibility import judged
from references.facts import Ask
from references.models import (
    Answer,
    Channel,
    CheckIn,
    Claim,
    Consent,
    CycleStep,
    Link,
    Outcome,
    Pause,
    Purpose,
    ReconsentCycle,
    Reference,
    ReferenceEvent,
)
from references.verdicts import verdict
from refprogram.dates import add_months, today
from refprogram.errors import Refused
from tests.factories import (
    ActivityFactory,
    ConsentFactory,
    CustomerFactory,
    ReferenceFactory,
    ThankYouFactory,
    UseConsentFactory,
    confirms,
    days_ago,
    seen,
)

pytestmark = pytest.mark.django_db


def the_verdict(reference, activity=None):
    terms = Ask(on=today(), activity=activity.pk if activity else None)
    return verdict(judged(Reference.objects.filter(pk=reference.pk), terms).get())


def nominates(customer, by, **changes):
    words = {
        "name": "Gareth Pryce",
        "title": "Logistics Manager",
        "email": "gareth@fernhill.example",
        "why": "He likes the reports",
        "known_problems": "none known",
    }
    return actions.nominate(customer, **{**words, **changes}, by=by, on=today())


def checks_in(reference, by, **changes):
    talk = {
        "happened_on": today(),
        "channel": Channel.CALL,
        "direct": True,
        "outcome": Outcome.WILLING,
        "activities": [],
    }
    return actions.check_in(reference, **{**talk, **changes}, by=by, on=today())


def test_a_reps_word_makes_a_nomination_and_never_a_reference(rep):
    nomination = nominates(CustomerFactory(owner=rep), rep)

    assert nomination.reference.contact.details.name == "Gareth Pryce"
    assert not CheckIn.objects.exists()
    assert "never_verified" in {finding.code for finding in the_verdict(nomination.reference).findings}


def test_a_second_nomination_of_the_same_person_by_the_same_rep_is_refused(rep, other_rep):
    customer = CustomerFactory()
    nominates(customer, rep)

    with pytest.raises(Refused, match="before"):
        nominates(customer, rep)

    nominates(customer, other_rep)
    assert Reference.objects.count() == 1


def test_a_direct_check_in_verifies_and_what_they_agreed_to_counts_once_they_confirm_it(manager, call):
    reference = ReferenceFactory(checked_on=None, agreed_to=())

    checks_in(reference, manager, activities=[call], happened_on=days_ago(2))

    claim = Claim.objects.get()
    assert (claim.said_on, claim.expires_on) == (days_ago(2), add_months(days_ago(2), 6))
    assert claim.recorded_by == manager
    assert [finding.code for finding in the_verdict(reference, call).findings] == ["no_consent"]

    confirms(reference)

    assert the_verdict(reference, call)
    consent = Consent.objects.get()
    assert (consent.granted_on, consent.expires_on) == (today(), add_months(today(), 6))


def test_second_hand_news_is_kept_and_changes_nothing(manager, call):
    reference = ReferenceFactory(checked_on=None, agreed_to=())

    checks_in(reference, manager, direct=False)

    assert CheckIn.objects.count() == 1
    assert not Consent.objects.exists()
    assert not the_verdict(reference)


def test_somebody_who_would_rather_not_is_left_in_peace(manager, call):
    reference = ReferenceFactory(agreed_to=[call])

    checks_in(reference, manager, outcome=Outcome.NOT_WILLING)

    assert not Consent.objects.live(on=today()).exists()
    assert not the_verdict(reference, call)


def test_what_is_not_agreed_to_any_more_ends_and_the_rest_is_renewed(manager, call):
    visit = ActivityFactory(code="visit")
    reference = ReferenceFactory(agreed_to=[call, visit])

    checks_in(reference, manager, activities=[visit])

    assert not the_verdict(reference, call)
    assert the_verdict(reference, visit)
    confirms(reference)
    assert Consent.objects.get(activity=visit).expires_on == add_months(today(), 6)


def six_month_link(reference, *, asked_on=None):
    newest = reference.checkins.latest("on")
    row = ReconsentCycle.objects.create(
        reference=reference, cycle_start=newest.on, step=CycleStep.FIRST_LETTER, on=asked_on or today()
    )
    links.mint(purpose=Purpose.CHECK_IN, reference=reference.pk, on=today(), cycle_step=row)
    return links.LinkHolder(Link.objects.select_related("cycle_step", "reference__contact").get())


def test_a_yes_on_the_six_month_page_is_a_direct_check_in_and_renews_what_was_live(call):
    reference = ReferenceFactory(checked_on=add_months(today(), -5), agreed_to=[call])

    actions.answer_check_in(six_month_link(reference), answer=Answer.YES, evidence=seen(), on=today())

    newest = CheckIn.objects.latest("on")
    assert (newest.channel, newest.direct, newest.by, newest.on) == (Channel.LINK, True, None, today())
    assert Consent.objects.get().expires_on == add_months(today(), 6)
    assert ReferenceEvent.objects.get().acted_as == "customer"


def test_a_late_yes_renews_what_was_live_when_we_asked(call):
    reference = ReferenceFactory(checked_on=add_months(today(), -6) - timedelta(days=5), agreed_to=[call])
    assert not the_verdict(reference, call)

    actions.answer_check_in(
        six_month_link(reference, asked_on=days_ago(20)), answer=Answer.YES, evidence=seen(), on=today()
    )

    assert the_verdict(reference, call)


def test_a_late_yes_leaves_alone_what_they_agreed_to_after_we_asked(call):
    """It runs from the talk in which they agreed; the letter did not ask about it."""
    visit, spoken = ActivityFactory(code="visit"), add_months(today(), -5)
    reference = ReferenceFactory(checked_on=spoken, agreed_to=[call])
    since = ConsentFactory(reference=reference, activity=visit, granted_on=days_ago(3))
    on_the_day = ConsentFactory(reference=reference, activity=ActivityFactory(code="quote"), granted_on=days_ago(20))
    runs_until = since.expires_on

    actions.answer_check_in(
        six_month_link(reference, asked_on=days_ago(20)), answer=Answer.YES, evidence=seen(), on=today()
    )

    since.refresh_from_db()
    on_the_day.refresh_from_db()
    assert since.expires_on == runs_until
    assert on_the_day.expires_on == Consent.objects.get(activity=call).expires_on == add_months(today(), 6)


def test_a_yes_on_the_page_never_verifies_for_the_first_time(call):
    reference = ReferenceFactory(checked_on=None, agreed_to=[call])
    row = ReconsentCycle.objects.create(
        reference=reference, cycle_start=date(2026, 1, 1), step=CycleStep.FIRST_LETTER, on=today()
    )
    links.mint(purpose=Purpose.CHECK_IN, reference=reference.pk, on=today(), cycle_step=row)
    holder = links.LinkHolder(Link.objects.select_related("cycle_step", "reference__contact").get())

    actions.answer_check_in(holder, answer=Answer.YES, evidence=seen(), on=today())

    assert [finding.code for finding in the_verdict(reference, call).findings] == ["never_verified"]


def test_not_now_leaves_them_alone_for_three_months_and_ends_nothing(call):
    reference = ReferenceFactory(checked_on=add_months(today(), -5), agreed_to=[call])

    actions.answer_check_in(six_month_link(reference), answer=Answer.NOT_NOW, evidence=seen(), on=today())

    assert Consent.objects.get().ended_on is None
    assert Pause.objects.get().until == add_months(today(), 3)
    assert "paused_by_customer" in [finding.code for finding in the_verdict(reference, call).findings]


def test_no_ends_what_was_agreed_without_a_reason(call):
    reference = ReferenceFactory(checked_on=add_months(today(), -5), agreed_to=[call])

    actions.answer_check_in(six_month_link(reference), answer=Answer.NO, evidence=seen(), on=today())

    assert Consent.objects.get().ended_on == today()
    assert not the_verdict(reference, call)


def test_talk_to_me_first_changes_nothing_by_itself(call):
    reference = ReferenceFactory(checked_on=add_months(today(), -5), agreed_to=[call])

    actions.answer_check_in(six_month_link(reference), answer=Answer.TALK, evidence=seen(), on=today())

    assert Consent.objects.get().ended_on is None
    assert CheckIn.objects.count() == 1


def test_the_six_month_page_is_answered_once(call):
    holder = six_month_link(ReferenceFactory(checked_on=add_months(today(), -5), agreed_to=[call]))
    actions.answer_check_in(holder, answer=Answer.YES, evidence=seen(), on=today())

    with pytest.raises(Refused, match="already"):
        actions.answer_check_in(holder, answer=Answer.NO, evidence=seen(), on=today())

    assert Consent.objects.live(on=today()).exists()


def test_a_check_is_answered_once_by_whichever_of_its_letters(call):
    reference = ReferenceFactory(checked_on=add_months(today(), -5), agreed_to=[call])
    first = six_month_link(reference)
    again = ReconsentCycle.objects.create(
        reference=reference, cycle_start=first.link.cycle_step.cycle_start, step=CycleStep.SECOND_LETTER, on=today()
    )
    links.mint(purpose=Purpose.CHECK_IN, reference=reference.pk, on=today(), cycle_step=again)
    second = links.LinkHolder(Link.objects.select_related("cycle_step", "reference__contact").latest("pk"))
    actions.answer_check_in(first, answer=Answer.NO, evidence=seen(), on=today())

    with pytest.raises(Refused, match="already"):
        actions.answer_check_in(second, answer=Answer.YES, evidence=seen(), on=today())

    assert CheckIn.objects.count() == 1
    assert not Link.objects.filter(answer=Answer.YES).exists()


def test_the_next_check_is_answered_anew(call):
    reference = ReferenceFactory(checked_on=add_months(today(), -5), agreed_to=[call])
    past = ReconsentCycle.objects.create(
        reference=reference, cycle_start=add_months(today(), -11), step=CycleStep.FIRST_LETTER, on=days_ago(180)
    )
    links.mint(purpose=Purpose.CHECK_IN, reference=reference.pk, on=days_ago(180), cycle_step=past)
    Link.objects.update(used_at=timezone.now(), answer=Answer.YES)
    now = ReconsentCycle.objects.create(
        reference=reference, cycle_start=add_months(today(), -5), step=CycleStep.FIRST_LETTER, on=today()
    )
    links.mint(purpose=Purpose.CHECK_IN, reference=reference.pk, on=today(), cycle_step=now)

    actions.answer_check_in(links.LinkHolder(Link.objects.latest("pk")), answer=Answer.NO, evidence=seen(), on=today())

    assert Consent.objects.get().ended_on == today()


def test_the_link_of_a_question_does_not_answer_the_check(call):
    question = UseConsentFactory(reference=ReferenceFactory(agreed_to=[call]), activity=call)
    links.mint(purpose=Purpose.ASK, reference=question.reference_id, on=today(), use_consent=question)

    with pytest.raises(PermissionDenied):
        actions.answer_check_in(links.LinkHolder(Link.objects.get()), answer=Answer.NO, evidence=seen(), on=today())

    assert Consent.objects.get().ended_on is None
    assert Link.objects.get().used_at is None


def test_thanks_are_said_once_and_by_somebody(manager, other_manager):
    owed = ThankYouFactory()

    actions.thank(owed, kind="note_card", by=manager, on=today())
    with pytest.raises(Refused, match="already said thank you"):
        actions.thank(owed, kind="call", by=other_manager, on=today())

    owed.refresh_from_db()
    assert (owed.kind, owed.thanked_by, owed.thanked_on) == ("note_card", manager, today())
