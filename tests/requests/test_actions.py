"""What can be done with a request? The whole life of one, and every way out of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from customers.actions import begin_hardship, open_issue
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from references import links
from references.facts import Ask
from references.models import (
    ActivityType,
    Answer,
    Audience,
    Depth,
    Judgement,
    Link,
    Purpose,
    Reference,
    ThankYou,
    Use,
    UseConsent,
    UseState,
)
from refprogram.dates import business_days_after, today
from refprogram.errors import Refused
from refprogram.outbox.models import Message
from requests import actions
from requests.models import Assignment, Opportunity, ReferenceRequest, RequestEvent, Stage, Status
from tests import stages
from tests.factories import (
    ActivityFactory,
    ContactPreferenceFactory,
    IssueFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    TopicFactory,
    seen,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(rep, call):
    return actions.draft(
        deal={
            "name": "Depot roll-out",
            "account": "Marlow Grocers",
            "value": 210_000,
            "currency": "EUR",
            "close_on": today() + timedelta(days=25),
        },
        need={
            "activity": call,
            "matters_most": "Reporting",
            "needed_by": today() + timedelta(days=5),
            "industry": "",
            "region": "",
        },
        topics=[TopicFactory().pk],
        by=rep,
    )


@pytest.fixture
def in_review(ask, rep, manager):
    actions.submit(ask, by=rep, on=today())
    return actions.take_up(ask, by=manager)


@pytest.fixture
def reference(call):
    return ReferenceFactory(agreed_to=[call])


@pytest.fixture
def matched(in_review, reference, manager):
    return actions.match(in_review, reference=reference.pk, by=manager, on=today())


@pytest.fixture
def asked(matched, manager, reference):
    return actions.ask_customer(matched, reference=reference.pk, by=manager, on=today())


def holder_of(ask):
    question = UseConsent.objects.get(pk=ask.assignments.latest("pk").use_consent_id)
    links.mint(purpose=Purpose.ASK, reference=question.reference_id, on=today(), use_consent=question)
    return links.LinkHolder(Link.objects.latest("pk"))


def says(ask, answer, words=""):
    result = actions.answer(holder_of(ask), answer=answer, words=words, evidence=seen(), on=today())
    ask.refresh_from_db()
    return result


def letters(kind):
    return Message.objects.filter(kind=kind)


def trouble(reference, by, severity=Severity.HIGH):
    return open_issue(
        reference.contact.customer,
        kind=IssueKind.SUPPORT,
        severity=severity,
        summary="Booking feed down",
        opened_on=today(),
        by=by,
        on=today(),
    )


def test_the_whole_life_from_the_reps_wish_to_the_thanks_owed(asked, rep, manager, reference):
    says(asked, Answer.YES)
    assert asked.status == Status.CONFIRMED
    assert Use.objects.get().state == UseState.BOOKED

    details = actions.reveal(asked, by=rep, on=today())
    assert details.contact == reference.contact

    actions.complete(asked, by=manager, on=today())
    use = Use.objects.get()
    assert (use.state, use.on) == (UseState.DONE, today())
    assert ThankYou.objects.get(use=use).due_on == business_days_after(today(), 3)

    actions.close(asked, by=manager)
    assert asked.status == Status.CLOSED
    assert list(asked.events.order_by("seq").values_list("seq", "verb", "acted_as")) == [
        (1, "submit", "staff"),
        (2, "take_up", "staff"),
        (3, "match", "staff"),
        (4, "ask_customer", "staff"),
        (5, "confirm", "customer"),
        (6, "reveal", "staff"),
        (7, "complete", "staff"),
        (8, "close", "staff"),
    ]


def test_every_decision_on_a_person_keeps_the_verdict_it_used(asked, rep):
    says(asked, Answer.YES)
    actions.reveal(asked, by=rep, on=today())

    decided = asked.events.exclude(judgement=None).order_by("seq").values_list("verb", "judgement__decision")
    assert list(decided) == [
        ("match", "match"),
        ("ask_customer", "ask_customer"),
        ("confirm", "confirm"),
        ("reveal", "reveal"),
    ]


def test_a_draft_is_a_whole_row_or_none(rep, call):
    with pytest.raises(Exception, match=r"."):
        actions.draft(deal={"name": "x"}, need={"activity": call}, topics=(), by=rep)

    assert not Opportunity.objects.exists()


@pytest.mark.parametrize("who", ["manager", "executive", "admin"])
def test_only_reps_ask(who, request, call):
    with pytest.raises(PermissionDenied):
        actions.draft(deal={}, need={}, topics=(), by=request.getfixturevalue(who))


def test_a_draft_can_be_changed_until_it_is_sent(ask, rep):
    second, first = TopicFactory(), TopicFactory()
    wanted = [first.pk, second.pk]
    actions.revise(ask, deal={"name": "Yard roll-out"}, need={"matters_most": "Support"}, topics=wanted, by=rep)
    ask.refresh_from_db()
    assert (ask.opportunity.name, ask.matters_most) == ("Yard roll-out", "Support")
    assert ask.topics_in_order() == (first.pk, second.pk)

    actions.submit(ask, by=rep, on=today())
    with pytest.raises(Refused, match="has been sent"):
        actions.revise(ask, deal={"name": "Other"}, need={"matters_most": "Other"}, topics=(), by=rep)
    assert Opportunity.objects.get().name == "Yard roll-out"
    assert ask.topics_in_order() == (first.pk, second.pk)


def test_a_draft_may_lack_its_topics_and_is_sent_with_them_only(ask, rep):
    """Row 1.3: nobody submits without saying what matters most."""
    actions.revise(ask, deal={"name": "Yard roll-out"}, need={"matters_most": "Support"}, topics=(), by=rep)

    with pytest.raises(Refused, match="Say which topic matters most"):
        actions.submit(ask, by=rep, on=today())

    ask.refresh_from_db()
    assert ask.status == Status.DRAFT
    assert not ask.events.exists()
    assert not letters("request_submitted").exists()


@pytest.mark.parametrize("stage", [Stage.WON, Stage.LOST])
def test_for_a_deal_that_was_closed_in_the_meantime_nobody_is_asked_for_a_favour(ask, rep, stage):
    Opportunity.objects.update(stage=stage, closed_on=today())

    with pytest.raises(Refused, match=f"This deal is {stage} by now"):
        actions.submit(ReferenceRequest.objects.get(pk=ask.pk), by=rep, on=today())

    Opportunity.objects.update(stage=Stage.OPEN, closed_on=None)
    assert actions.submit(ReferenceRequest.objects.get(pk=ask.pk), by=rep, on=today()).status == Status.SUBMITTED


def test_no_more_than_three_topics_and_none_twice_are_stored(ask, rep):
    one, *others = (TopicFactory().pk for _ in range(4))
    for wrong in ([one, *others], [one, one]):
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.revise(ask, deal={"name": "x"}, need={"matters_most": "x"}, topics=wrong, by=rep)

    assert ask.topics.count() == 1


def test_every_term_crosses_down(rep, call):
    """What is wanted reaches the rules as it was written down, in the prospect's order."""
    first, second = TopicFactory(name="Zebra crossings"), TopicFactory(name="Audit trail")
    ask = stages.drafted(
        rep,
        activity=call,
        audience=Audience.ANALYST,
        depth=Depth.LONG_HISTORY,
        industry="Food retail",
        region="UK",
        topics=[first, second],
    )
    Opportunity.objects.update(domain="marlow.example")
    ask = ReferenceRequest.objects.get(pk=ask.pk)

    assert ask.terms(on=today()) == Ask(
        on=today(),
        activity=call.pk,
        audience="analyst",
        depth="long_history",
        prospect="Marlow Grocers",
        prospect_domain="marlow.example",
        topics=(first.pk, second.pk),
        use=None,
        industry="Food retail",
        region="UK",
    )


def test_every_term_is_kept_with_the_verdict_it_led_to(in_review, reference, manager):
    topic = in_review.topics.get().topic_id
    Opportunity.objects.update(domain="marlow.example")
    ReferenceRequest.objects.update(depth=Depth.QUICK)
    ask = ReferenceRequest.objects.get()

    actions.match(ask, reference=reference.pk, by=manager, on=today())

    kept = ask.events.get(verb="match").judgement
    assert (kept.audience, kept.depth, kept.topics) == ("prospect", "quick", [topic])
    assert (kept.prospect, kept.prospect_domain) == ("Marlow Grocers", "marlow.example")


def a_limit_of_one_by(whom, reference, call):
    if whom == "over_cap_customer_set":
        ContactPreferenceFactory(reference=reference, max_per_quarter=1)
    else:
        ActivityType.objects.filter(pk=call.pk).update(max_per_quarter=1, rest_days=90)


@pytest.mark.parametrize("whom", ["over_cap_customer_set", "over_cap_program"])
def test_what_is_booked_for_a_request_does_not_stand_in_its_own_way(asked, reference, call, rep, manager, whom):
    """The last free place may be used by whom it was promised to: shown, not held back, and completed."""
    a_limit_of_one_by(whom, reference, call)
    says(asked, Answer.YES)
    assert asked.status == Status.CONFIRMED
    use = Use.objects.get()
    assert asked.terms(on=today()).use == use.pk

    trouble(reference, manager, severity=Severity.LOW)
    asked.refresh_from_db()
    assert asked.status == Status.CONFIRMED, "its own booking holds nothing back"
    assert actions.reveal(asked, by=rep, on=today()).contact == reference.contact
    actions.complete(asked, by=manager, on=today())
    assert actions.reveal(asked, by=rep, on=today()).contact == reference.contact

    use.refresh_from_db()
    assert use.state == UseState.DONE
    assert not any(whom in event.judgement.findings for event in asked.events.exclude(judgement=None))


@pytest.mark.parametrize(
    ("whom", "says_so"),
    [("over_cap_customer_set", "They want at most 1 within 90 days"), ("over_cap_program", "Used enough for now")],
)
@pytest.mark.parametrize("how_far", ["booked", "done"])
def test_the_use_of_one_request_counts_against_another(asked, reference, call, rep, manager, whom, says_so, how_far):
    a_limit_of_one_by(whom, reference, call)
    says(asked, Answer.YES)
    if how_far == "done":
        actions.complete(asked, by=manager, on=today())
    another = ReferenceRequestFactory(status=Status.IN_REVIEW, activity=call)

    with pytest.raises(Refused, match=says_so):
        actions.match(another, reference=reference.pk, by=manager, on=today())


def test_a_request_that_was_called_off_counts_against_nobody(asked, reference, call, rep, manager):
    ContactPreferenceFactory(reference=reference, max_per_quarter=1)
    says(asked, Answer.YES)
    actions.cancel(asked, by=rep)
    another = ReferenceRequestFactory(status=Status.IN_REVIEW, activity=call)

    actions.match(another, reference=reference.pk, by=manager, on=today())

    assert another.status == Status.MATCHED


def test_nobody_else_changes_a_reps_draft(ask, other_rep):
    with pytest.raises(Refused):
        actions.revise(ask, deal={"name": "Mine"}, need={"matters_most": "Mine"}, topics=(), by=other_rep)


def test_a_person_with_trouble_cannot_be_chosen_and_every_reason_is_told(in_review, manager, call):
    reference = ReferenceFactory(agreed_to=(), customer__in_trouble=True)

    with pytest.raises(Refused) as refused:
        actions.match(in_review, reference=reference.pk, by=manager, on=today())

    assert len(refused.value.sentences) == 2
    in_review.refresh_from_db()
    assert in_review.status == Status.IN_REVIEW
    assert not Assignment.objects.exists()


def test_another_person_can_be_chosen_before_anybody_was_asked(matched, manager, call):
    other = ReferenceFactory(agreed_to=[call])

    actions.match(matched, reference=other.pk, by=manager, on=today())

    assert Assignment.objects.live().get().reference == other
    assert matched.status == Status.MATCHED


def test_trouble_between_choosing_and_asking_stops_the_question(matched, manager, reference):
    IssueFactory(customer=reference.contact.customer)

    with pytest.raises(Refused, match="Open issue since"):
        actions.ask_customer(matched, reference=reference.pk, by=manager, on=today())

    assert not UseConsent.objects.exists()
    assert not letters("question_to_customer").exists()


def test_nobody_decides_on_their_own_request(manager, other_manager, reference):
    own = ReferenceRequestFactory(requested_by=manager, status=Status.IN_REVIEW)

    with pytest.raises(Refused, match="your own request"):
        actions.match(own, reference=reference.pk, by=manager, on=today())

    actions.match(own, reference=reference.pk, by=other_manager, on=today())
    with pytest.raises(Refused, match="your own request"):
        actions.ask_customer(own, reference=reference.pk, by=manager, on=today())


def test_a_person_is_asked_about_one_request_at_a_time(asked, reference, manager):
    second = ReferenceRequestFactory(status=Status.IN_REVIEW, activity=asked.activity)
    actions.match(second, reference=reference.pk, by=manager, on=today())

    with pytest.raises(Refused, match="being asked about another request"):
        actions.ask_customer(second, reference=reference.pk, by=manager, on=today())

    says(asked, Answer.YES)
    with pytest.raises(Refused, match="already said yes to another request"):
        actions.ask_customer(second, reference=reference.pk, by=manager, on=today())


@pytest.mark.parametrize(
    ("answer", "status", "letter"),
    [
        (Answer.NO, Status.DECLINED_BY_CUSTOMER, "request_declined"),
        (Answer.NOT_NOW, Status.DECLINED_BY_CUSTOMER, "request_declined"),
        (Answer.TALK, Status.NEEDS_REVIEW, "request_wants_to_talk"),
    ],
)
def test_any_other_answer_is_fine_and_lets_the_person_go(asked, rep, manager, answer, status, letter):
    says(asked, answer, words="Rather in January")

    assert asked.status == status
    assert not Assignment.objects.live().exists()
    assert not Use.objects.exists()
    assert {message.to for message in letters(letter)} == {f"user:{rep.pk}", f"user:{manager.pk}"}
    assert UseConsent.objects.get().words == "Rather in January"

    actions.resume(asked, by=manager)
    assert asked.status == Status.IN_REVIEW


def test_a_question_is_answered_once(asked):
    holder = holder_of(asked)
    actions.answer(holder, answer=Answer.YES, words="", evidence=seen(), on=today())

    actions.answer(holder, answer=Answer.YES, words="Once more", evidence=seen(), on=today())

    assert UseConsent.objects.get().words == "", "the second press changed nothing"
    asked.refresh_from_db()
    assert asked.status == Status.CONFIRMED


def test_a_yes_that_a_rule_refuses_by_then_stops_the_request_and_tells_both_sides(asked, reference, rep, manager):
    IssueFactory(customer=reference.contact.customer)

    says(asked, Answer.YES)

    assert asked.status == Status.NEEDS_REVIEW
    assert not Use.objects.exists()
    assert UseConsent.objects.get().answer == Answer.YES, "what the customer said is kept"
    assert {message.to for message in letters("request_stopped")} == {f"user:{rep.pk}", f"user:{manager.pk}"}
    assert asked.events.latest("seq").acted_as == "clock"


@pytest.mark.parametrize("how_far", ["matched", "asked", "confirmed"])
def test_a_new_issue_stops_what_is_in_flight_in_the_same_transaction(how_far, request, reference, rep, manager):
    ask = request.getfixturevalue("asked" if how_far == "confirmed" else how_far)
    if how_far == "confirmed":
        says(ask, Answer.YES)

    trouble(reference, manager)

    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    assert not Assignment.objects.live().exists()
    assert not UseConsent.objects.open().exists()
    assert not Use.objects.booked().exists()
    assert {message.to for message in letters("request_stopped")} == {f"user:{rep.pk}", f"user:{manager.pk}"}
    assert ask.events.latest("seq").judgement.findings == {"open_issue": 4}


def test_a_hardship_stops_what_is_in_flight(asked, reference, manager):
    begin_hardship(reference.contact.customer, kind=HardshipKind.LAYOFFS, since=today(), by=manager, on=today())

    asked.refresh_from_db()
    assert asked.status == Status.NEEDS_REVIEW


def test_a_small_issue_stops_nothing(asked, reference, manager):
    trouble(reference, manager, severity=Severity.LOW)

    asked.refresh_from_db()
    assert asked.status == Status.AWAITING_CUSTOMER


def test_trouble_elsewhere_stops_nothing(asked, manager, call):
    trouble(ReferenceFactory(agreed_to=[call]), manager)

    asked.refresh_from_db()
    assert asked.status == Status.AWAITING_CUSTOMER


def test_the_issue_and_its_effect_are_stored_together_or_not_at_all(asked, reference, manager, monkeypatch):
    monkeypatch.setattr("requests.notices.tell", lambda event: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        trouble(reference, manager)

    assert not reference.contact.customer.issues.exists()
    asked.refresh_from_db()
    assert asked.status == Status.AWAITING_CUSTOMER


def test_names_are_shown_from_the_yes_on_and_each_time_is_written_down(asked, rep):
    with pytest.raises(Refused, match="once the customer has said yes"):
        actions.reveal(asked, by=rep, on=today())

    says(asked, Answer.YES)
    actions.reveal(asked, by=rep, on=today())
    actions.reveal(asked, by=rep, on=today())

    assert asked.events.filter(verb="reveal", actor=rep).count() == 2


def test_names_are_judged_again_before_they_are_shown(asked, rep, reference):
    says(asked, Answer.YES)
    IssueFactory(customer=reference.contact.customer)

    with pytest.raises(Refused, match="the reference manager can advise"):
        actions.reveal(asked, by=rep, on=today())
    assert not asked.events.filter(verb="reveal").exists()


def test_a_cancelled_question_is_taken_back_and_the_customer_told(asked, rep, manager, reference):
    actions.cancel(asked, by=rep, note="The deal is lost")

    assert asked.status == Status.CANCELLED
    assert not UseConsent.objects.open().exists()
    assert letters("question_taken_back").get().to == f"contact:{reference.contact_id}"
    assert [message.to for message in letters("request_cancelled")] == [f"user:{manager.pk}"]
    assert asked.events.latest("seq").note.text == "The deal is lost"


def test_cancelling_a_confirmed_request_gives_the_use_back(asked, rep):
    says(asked, Answer.YES)

    actions.cancel(asked, by=rep)

    assert Use.objects.get().state == UseState.RELEASED
    assert letters("question_taken_back").exists()


def test_cancelling_before_anybody_was_asked_writes_to_no_customer(matched, rep):
    actions.cancel(matched, by=rep)

    assert not letters("question_taken_back").exists()


OVER_OR_YES = {
    "confirmed",
    "scheduled",
    "completed",
    "closed",
    "cancelled",
    "expired",
    "content_supplied",
    "unfulfilled",
}


@pytest.mark.parametrize("status", [s for s in Status if s not in OVER_OR_YES])
def test_what_is_past_its_day_without_a_yes_runs_out(status):
    ask = ReferenceRequestFactory(status=status, needed_by=today() - timedelta(days=1))

    assert actions.expire(on=today()) == 1
    ask.refresh_from_db()
    assert ask.status == Status.EXPIRED
    assert actions.expire(on=today()) == 0, "twice is once"


@pytest.mark.parametrize("status", sorted(OVER_OR_YES - {"expired"}))
def test_what_has_a_yes_or_is_over_does_not_run_out(status):
    ReferenceRequestFactory(status=status, needed_by=today() - timedelta(days=1))

    assert actions.expire(on=today()) == 0


def test_on_its_last_day_a_request_still_lives():
    ReferenceRequestFactory(needed_by=today())

    assert actions.expire(on=today()) == 0


def test_a_question_that_ran_out_is_taken_back(asked, reference):
    ReferenceRequest.objects.filter(pk=asked.pk).update(needed_by=today() - timedelta(days=1))

    actions.expire(on=today())

    assert not UseConsent.objects.open().exists()
    assert letters("question_taken_back").exists()


def test_a_second_manager_who_takes_it_up_is_told(ask, rep, manager, other_manager):
    actions.submit(ask, by=rep, on=today())
    actions.take_up(ask, by=manager)

    with pytest.raises(Refused, match="this is “in review” now"):
        actions.take_up(ask, by=other_manager)

    ask.refresh_from_db()
    assert ask.manager == manager


def test_whoever_took_the_step_gets_no_letter_about_it(in_review, rep, manager):
    assert [message.to for message in letters("request_taken_up")] == [f"user:{rep.pk}"]
    assert [message.to for message in letters("request_submitted")] == [f"user:{manager.pk}"]


def test_steps_and_letters_are_written_together(asked):
    """One event a step, one letter a person and event: a key that exists is not written again."""
    keys = list(Message.objects.values_list("key", flat=True))

    assert len(keys) == len(set(keys))
    assert RequestEvent.objects.count() == 4
    assert Judgement.objects.count() == 2


def test_a_reference_call_cannot_be_asked_for_with_a_yes_to_another_activity(in_review, manager):
    visitor = ReferenceFactory(agreed_to=[ActivityFactory(code="visit")])

    with pytest.raises(Refused, match="not agreed to this"):
        actions.match(in_review, reference=visitor.pk, by=manager, on=today())


def test_a_question_goes_to_the_person_who_is_chosen_now(matched, reference, manager, other_manager, call, monkeypatch):
    """Another manager chooses somebody else between one's look and one's press."""
    hold, other = Reference.objects.hold, ReferenceFactory(agreed_to=[call])

    def chooses_another_first(self, pk):
        monkeypatch.undo()
        actions.match(ReferenceRequest.objects.get(), reference=other.pk, by=other_manager, on=today())
        return hold(pk)

    monkeypatch.setattr(type(Reference.objects), "hold", chooses_another_first)

    with pytest.raises(Refused, match="chose another person"):
        actions.ask_customer(matched, reference=reference.pk, by=manager, on=today())

    assert not UseConsent.objects.exists()


@pytest.mark.parametrize(("answer", "again"), [("no", False), ("not_now", False), ("talk", True)])
def test_nobody_is_asked_again_about_a_request_that_they_declined(asked, reference, manager, answer, again):
    says(asked, answer)
    actions.resume(asked, by=manager)

    if again:
        actions.match(asked, reference=reference.pk, by=manager, on=today())
        assert Assignment.objects.live().exists()
    else:
        with pytest.raises(Refused, match="answered this request already"):
            actions.match(asked, reference=reference.pk, by=manager, on=today())
    another = ReferenceRequestFactory(status=Status.IN_REVIEW, activity=asked.activity)
    actions.match(another, reference=reference.pk, by=manager, on=today())


def off(ask, by, how):
    if how == "expire":
        ReferenceRequest.objects.filter(pk=ask.pk).update(needed_by=today() - timedelta(days=1))
        assert actions.expire(on=today()) == 1
    else:
        more = {"because": "too_late", "on": today()} if how == "give_up" else {}
        getattr(actions, how)(ask, by=by, **more)


@pytest.mark.parametrize("how", ["cancel", "give_up", "expire"])
def test_whoever_said_yes_before_it_stopped_is_told_when_it_is_off(asked, reference, manager, how):
    says(asked, Answer.YES)
    trouble(reference, manager)
    asked.refresh_from_db()
    assert not letters("question_taken_back").exists(), "it may still go on"

    off(asked, manager, how)

    assert letters("question_taken_back").get().to == f"contact:{reference.contact_id}"


def test_whoever_was_called_is_not_told_that_it_is_off(asked, manager):
    says(asked, Answer.YES)
    actions.complete(asked, by=manager, on=today())

    actions.close(asked, by=manager)

    assert not letters("question_taken_back").exists()


def test_whoever_said_no_is_not_told_that_it_is_off(asked, rep):
    says(asked, Answer.NO)

    actions.cancel(asked, by=rep)

    assert not letters("question_taken_back").exists()


@pytest.mark.parametrize("known", [True, False])
def test_a_person_without_an_address_is_not_asked(matched, reference, manager, known):
    details = reference.contact.details
    details.email = ""
    details.save() if known else details.delete()

    with pytest.raises(Refused, match="no e-mail address of this person"):
        actions.ask_customer(matched, reference=reference.pk, by=manager, on=today())

    matched.refresh_from_db()
    assert matched.status == Status.MATCHED
    assert not UseConsent.objects.exists()


def test_what_took_place_is_not_in_flight(asked, reference, manager):
    customers = [reference.contact.customer_id]
    says(asked, Answer.YES)
    assert ReferenceRequest.objects.in_flight_with(customers).get() == asked

    actions.complete(asked, by=manager, on=today())

    assert not ReferenceRequest.objects.in_flight_with(customers).exists()


@pytest.mark.parametrize("how", ["stopped", "cancel", "give_up"])
def test_after_a_yes_that_came_to_nothing_no_yes_is_asked_for(asked, reference, rep, manager, how):
    says(asked, Answer.YES)
    if how == "cancel":
        actions.cancel(asked, by=rep)
    else:
        trouble(reference, manager)
        asked.refresh_from_db()
    if how == "give_up":
        actions.give_up(asked, because="too_late", by=manager, on=today())

    with pytest.raises(Refused, match="cannot be shown at this stage"):
        actions.reveal(asked, by=rep, on=today())
