"""Is what the three sides say after a talk kept once, by whom it was said, and does a harm have its owner?"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from customers.models import Issue, Suppression
from customers.models.suppression import digest_of
from refprogram.dates import business_days_after, today
from refprogram.errors import Refused
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message, State
from refprogram.rights import actions as rights
from requests import actions as requests
from requests import links
from requests.actions import after
from requests.actions.after import Said
from requests.models import Assignment, Feedback, Invitation, InvitationLink, Side, Status, TopicFeedback, Way
from tests import stages
from tests.factories import (
    FeedbackFactory,
    InvitationFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    TopicFactory,
    TopicStrengthFactory,
    UserFactory,
    at_home,
    days_ago,
    heard,
)

pytestmark = pytest.mark.django_db

HARM = Said(effect="harm", words="They told us to look elsewhere")


@pytest.fixture
def ask(rep):
    return ReferenceRequestFactory(requested_by=rep, status=Status.COMPLETED)


@pytest.fixture
def assignment(ask):
    return heard(ask, ReferenceFactory())


def holder_of(assignment):
    return links.ProspectHolder(InvitationFactory(assignment=assignment, email="ola@marlow.example"))


def test_the_colleague_who_asked_says_how_it_was_once(ask, assignment, rep, other_rep):
    topic = ask.topics.get().topic_id
    after.give_feedback(ask, said=Said("yes", "helped", "Well", {topic: 4, topic + 1: 1}), by=rep, on=today())

    kept = Feedback.objects.get()
    assert (kept.side, kept.way, kept.noted_by, kept.answered) == (Side.REP, Way.HERE, rep, "yes")
    assert [(one.topic_id, one.rating) for one in TopicFeedback.objects.all()] == [(topic, 4)], "wanted topics alone"
    assert ask.events.get().verb == "give_feedback"
    with pytest.raises(Refused, match="told us already"):
        after.give_feedback(ask, said=Said("no"), by=rep, on=today())
    with pytest.raises(PermissionDenied):
        after.give_feedback(ask, said=Said("no"), by=other_rep, on=today())


def test_what_the_prospect_told_one_of_us_is_marked_as_such(ask, assignment, manager):
    after.note_feedback(ask, said=Said(answered="partly"), way=Way.PHONE, by=manager, on=today())

    kept = Feedback.objects.get()
    assert (kept.side, kept.way, kept.noted_by) == (Side.PROSPECT, Way.PHONE, manager)


def test_on_their_own_page_they_say_it_themselves_and_their_address_goes(assignment):
    holder = holder_of(assignment)

    after.tell_as_prospect(holder, said=Said(answered="yes"), on=today())

    kept = Feedback.objects.get()
    assert (kept.way, kept.noted_by) == (Way.LINK, None)
    assert Invitation.objects.get().email == ""
    with pytest.raises(Refused, match="told us already"):
        after.tell_as_prospect(holder, said=Said(answered="no"), on=today())


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.CLOSED])
def test_before_it_took_place_there_is_nothing_to_tell(status, rep):
    ask = ReferenceRequestFactory(requested_by=rep, status=status)

    with pytest.raises(Refused, match="has not taken place"):
        after.give_feedback(ask, said=Said("yes"), by=rep, on=today())
    with pytest.raises(Refused, match="has not taken place"):
        after.link_for_prospect(ask, by=rep, on=today())


@pytest.mark.parametrize("who", ["executive", "admin"])
def test_nobody_else_asks_or_notes(who, ask, assignment, request):
    by = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        after.note_feedback(ask, said=Said("yes"), way=Way.PHONE, by=by, on=today())
    with pytest.raises(PermissionDenied):
        after.link_for_prospect(ask, by=by, on=today())


def test_a_harm_that_the_prospect_tells_of_has_an_owner_and_a_day(assignment, manager):
    customer = assignment.reference.contact.customer

    after.tell_as_prospect(holder_of(assignment), said=HARM, on=today())

    issue = Issue.objects.get()
    assert (issue.customer, issue.owner.role) == (customer, manager.role)
    assert issue.due_on == business_days_after(today(), 1)
    assert HARM.words not in issue.summary


def test_what_our_colleague_thinks_did_harm_opens_nothing(ask, assignment, rep):
    after.give_feedback(ask, said=HARM, by=rep, on=today())

    assert not Issue.objects.exists()


def test_a_second_word_about_a_harm_opens_no_second_issue_and_is_not_kept(ask, assignment, manager):
    after.note_feedback(ask, said=HARM, way=Way.IN_PERSON, by=manager, on=today())

    with pytest.raises(Refused):
        after.tell_as_prospect(holder_of(assignment), said=HARM, on=today())

    assert Issue.objects.count() == Feedback.objects.count() == 1


def test_a_letter_asks_the_prospect_once_and_says_where_the_address_is_from(ask, assignment, rep):
    after.ask_prospect(ask, email="ola@marlow.example", language="en", by=rep, on=today())
    with pytest.raises(Refused, match="Nobody is asked twice"):
        after.ask_prospect(ask, email="ola@marlow.example", language="en", by=rep, on=today())

    send_due()

    assert Message.objects.get().state == State.SENT
    assert InvitationLink.objects.count() == 1
    assert [event.verb for event in ask.events.all()] == ["ask_prospect"]


def test_whoever_wants_no_letters_is_asked_nothing(ask, assignment, rep):
    Suppression.objects.create(digest=digest_of(email="ola@marlow.example"), since=today())

    with pytest.raises(Refused, match="does not want to be contacted"):
        after.ask_prospect(ask, email="ola@marlow.example", language="en", by=rep, on=today())

    assert not Invitation.objects.exists()


@pytest.mark.parametrize("what", ["objected", "told"])
def test_a_letter_that_waits_is_not_sent_when_they_object_or_have_told_us(what, ask, assignment, rep, manager):
    after.ask_prospect(ask, email="ola@marlow.example", language="en", by=rep, on=today())
    if what == "objected":
        Suppression.objects.create(digest=digest_of(email="ola@marlow.example"), since=today())
    else:
        after.note_feedback(ask, said=Said("yes"), way=Way.PHONE, by=manager, on=today())

    send_due()

    assert Message.objects.get().state == State.CANCELLED


def test_a_link_is_found_for_thirty_days_and_kept_as_a_hash_alone(ask, assignment, rep):
    address = after.link_for_prospect(ask, by=rep, on=today())
    token = address.split("/")[-2]

    assert links.find(token, on=today() + timedelta(days=29)).assignment == assignment
    assert links.find(token, on=today() + timedelta(days=30)) is None
    assert links.find("x" * 43, on=today()) is None
    assert token not in str(list(InvitationLink.objects.values()))


def test_a_holder_may_say_how_it_was_and_nothing_else(assignment):
    holder = holder_of(assignment)

    assert holder.has_perm("requests.tell_as_prospect")
    assert not holder.has_perm("requests.give_feedback")
    assert not holder.has_perm("requests.confirm")


def test_a_rep_is_reminded_of_their_own_talks_of_the_last_thirty_days(rep, other_rep):
    def talk(by, on, **said):
        found = heard(ReferenceRequestFactory(requested_by=by, status=Status.COMPLETED), ReferenceFactory(), on=on)
        if said:
            FeedbackFactory(assignment=found, **said)
        return found

    wanted = talk(rep, days_ago(30))
    only_the_prospect = talk(rep, days_ago(3), side=Side.PROSPECT)
    for other in ((rep, days_ago(31)), (other_rep, days_ago(3))):
        talk(*other)
    talk(rep, days_ago(3), side=Side.REP)

    assert list(Assignment.objects.wants_word_of(rep, on=today())) == [wanted, only_the_prospect]


@pytest.mark.parametrize(
    "wrong",
    [
        {"side": Side.PROSPECT, "way": Way.HERE},
        {"side": Side.PROSPECT, "way": Way.PHONE, "noted_by": None},
        {"side": Side.REP, "way": Way.LINK, "noted_by": None},
    ],
)
def test_the_database_wants_to_know_who_noted_it(wrong, assignment):
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackFactory(assignment=assignment, **wrong)


def test_the_expected_grade_is_kept_when_they_are_chosen_and_again_when_they_say_yes(rep, manager):
    reference, topic = stages.zephyrine(), TopicFactory()
    strength = TopicStrengthFactory(reference=reference, topic=topic, rating=5)
    ask = stages.in_review(rep, manager, topics=[topic])
    requests.match(ask, reference=reference.pk, by=manager, on=today())
    assert Assignment.objects.get().expected == 5

    strength.rating = 4
    strength.save()
    requests.ask_customer(ask, reference=reference.pk, by=manager, on=today())
    stages.answered(ask, "yes")

    assert Assignment.objects.get().expected == 4


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_only_a_reference_manager_judges_by_it(who, ask, assignment, manager, request):
    topic = ask.topics.get().topic_id
    after.note_feedback(ask, said=Said(topics={topic: 2}), way=Way.PHONE, by=manager, on=today())

    with pytest.raises(PermissionDenied):
        after.keep_rating(ask, topic=topic, by=request.getfixturevalue(who), on=today())
    with pytest.raises(Refused, match="said nothing about this topic"):
        after.keep_rating(ask, topic=topic + 1, by=manager, on=today())


def test_erasing_the_person_takes_the_words_of_those_who_heard_them(assignment):
    FeedbackFactory(assignment=assignment, words="She was rude")

    requests.forget_notes(assignment.reference)

    assert Feedback.objects.get().words == ""


@pytest.mark.parametrize("who", ["the prospect", "our colleague"])
def test_what_is_said_after_the_person_was_forgotten_is_ticked_and_kept_in_no_words(assignment, rep, who):
    holder = holder_of(assignment)
    rights.erase(assignment.reference, by=at_home(assignment.reference), on=today())

    if who == "the prospect":
        after.tell_as_prospect(holder, said=Said("no", words="She was rude"), on=today())
    else:
        after.give_feedback(assignment.ask, said=Said("no", words="She was rude"), by=rep, on=today())

    said = Feedback.objects.get()
    assert (said.answered, said.words) == ("no", "")


def test_a_new_user_is_in_no_history(assignment, rep):
    """What the prospect says has no actor: they are nobody of ours, and no customer."""
    UserFactory()
    after.tell_as_prospect(holder_of(assignment), said=Said("yes"), on=today())

    event = assignment.ask.events.get()
    assert (event.verb, event.actor, event.acted_as) == ("tell_as_prospect", None, "clock")
