"""What does a talk with the customer change, what in it cannot be, and who may write one down?"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from customers.models import Contact, Deployment, Issue
from customers.models.issue import IssueKind, Severity
from customers.models.source import Source
from references import actions
from references.actions.talk import Learned, Problem, Success
from references.eligibility import judged
from references.facts import Ask
from references.models import (
    Audience,
    Channel,
    CheckIn,
    CheckInDraft,
    Claim,
    ClaimAudience,
    Consent,
    ConsentAudience,
    ContactPreference,
    Cue,
    CueKind,
    HasRecommended,
    Mood,
    Outcome,
    Reference,
    ReferenceEvent,
    Result,
    StoryKind,
    StorySeed,
    TopicStrength,
    WouldRecommend,
)
from references.models.checkin import is_advocate
from references.verdicts import verdict
from refprogram.dates import add_months, today
from refprogram.errors import Refused
from refprogram.steps import THE_CLOCK
from tests.factories import (
    CheckInFactory,
    ContactDetailsFactory,
    ContactFactory,
    ContactPreferenceFactory,
    ProductFactory,
    ReferenceFactory,
    SurveyResponseFactory,
    TopicFactory,
    TopicStrengthFactory,
    at_home,
    confirms,
    days_ago,
)

pytestmark = pytest.mark.django_db
PROBLEM = Problem(kind=IssueKind.BILLING, severity=Severity.HIGH, what="Billed twice since May")
SUCCESS = Success(metric="Hours for the closing", before="40", after="6", evidence="Their own report", story=True)


def findings(reference):
    terms = Ask(on=today())
    return [
        finding.code for finding in verdict(judged(Reference.objects.filter(pk=reference.pk), terms).get()).findings
    ]


def talks(reference, by, **changes):
    talk = {
        "happened_on": today(),
        "channel": Channel.CALL,
        "direct": True,
        "outcome": Outcome.WILLING,
        "mood": Mood.WILLING,
        "activities": [],
    }
    if not changes.get("direct", True):
        talk["mood"] = ""
    return actions.check_in(reference, **{**talk, **changes}, by=by, on=today())


def never_asked():
    return ReferenceFactory(checked_on=None, agreed_to=())


# Row 3.7: everything learned goes to its home, in one go


def test_one_talk_updates_the_whole_profile(manager, call):
    """Row 3.7."""
    reference, product, topic = never_asked(), ProductFactory(), TopicFactory(name="Reporting")
    day = days_ago(2)
    learned = Learned(
        problem=PROBLEM,
        products=(product,),
        success=SUCCESS,
        title="Director of Yards",
        email="new@halvorsen.example",
        phone="+47 555 1",
        likes=(call,),
        max_per_quarter=1,
        words="Not in December",
        strengths={topic: 5},
    )

    checkin = talks(
        reference,
        manager,
        happened_on=day,
        activities=[call],
        audiences=[Audience.ANALYST],
        cues=[CueKind.BUSY],
        would_recommend=WouldRecommend.YES,
        has_recommended=HasRecommended.YES,
        recommended_to="Marlow Grocers, in May",
        learned=learned,
    )

    contact = reference.contact
    contact.refresh_from_db()
    issue, deployment, result = Issue.objects.get(), Deployment.objects.get(), Result.objects.get()
    strength, preference, story = TopicStrength.objects.get(), ContactPreference.objects.get(), StorySeed.objects.get()
    assert (contact.title, contact.details.email) == ("Director of Yards", "new@halvorsen.example")
    assert contact.details.phone == "+47 555 1"
    assert (issue.customer, issue.summary, issue.opened_on) == (contact.customer, PROBLEM.what, day)
    assert (deployment.product, deployment.since) == (product, day)
    assert (result.metric, result.before, result.after, result.on) == (SUCCESS.metric, "40", "6", day)
    assert (story.kind, story.result, story.proposed_by) == (StoryKind.RESULT, result, manager)
    assert (strength.topic, strength.rating, strength.on) == (topic, 5, day)
    assert (preference.max_per_quarter, preference.words, preference.on) == (1, "Not in December", day)
    assert list(preference.activities.all()) == [call]
    assert [cue.kind for cue in checkin.cues.all()] == [CueKind.BUSY]
    assert [row.audience for row in ClaimAudience.objects.all()] == [Audience.ANALYST]
    assert (checkin.would_recommend, checkin.has_recommended) == ("yes", "yes")


@pytest.mark.parametrize(("direct", "source"), [(True, Source.CUSTOMER), (False, Source.STAFF)])
def test_what_was_heard_is_the_customers_word_and_what_was_told_is_ours(manager, direct, source):
    """Row 3.7: every positive fact says who says so."""
    learned = Learned(problem=PROBLEM, products=(ProductFactory(),), success=SUCCESS, strengths={TopicFactory(): 4})

    talks(never_asked(), manager, direct=direct, learned=learned)

    for fact in (Issue, Deployment, Result, TopicStrength):
        assert fact.objects.get().source == source, fact


def test_a_success_without_a_story_proposes_none(manager):
    talks(never_asked(), manager, learned=Learned(success=Success(metric="Errors", after="None")))

    assert Result.objects.exists()
    assert not StorySeed.objects.exists()


def test_a_problem_heard_in_a_talk_blocks_at_once_and_is_kept(manager, call):
    """Row 4.7: a complaint in a check-in is an issue, and standing follows in the same transaction."""
    reference = ReferenceFactory(agreed_to=[call])

    talks(reference, manager, activities=[call], learned=Learned(problem=PROBLEM))

    assert "open_issue" in findings(reference)
    assert Reference.objects.get(pk=reference.pk).standing.open_issue > 0


@pytest.mark.kept_by_actions
def test_a_talk_verifies_in_what_is_kept_too(manager, call):
    reference = never_asked()

    talks(reference, manager, activities=[call])

    assert Reference.objects.get(pk=reference.pk).standing.never_verified == 0


def test_what_was_not_spoken_about_stays(manager, call):
    reference = ReferenceFactory(agreed_to=[call])
    ContactPreferenceFactory(reference=reference, max_per_quarter=2, words="Mornings").activities.set([call])
    was = (reference.contact.title, reference.contact.details.email)

    talks(reference, manager, activities=[call])

    preference = ContactPreference.objects.get()
    reference.contact.refresh_from_db()
    assert (preference.max_per_quarter, preference.words, preference.on) == (2, "Mornings", days_ago(30))
    assert (reference.contact.title, reference.contact.details.email) == was
    assert [row.audience for row in ConsentAudience.objects.all()] == [Audience.PROSPECT]


def test_a_new_limit_leaves_their_other_wishes(manager, call):
    reference = ReferenceFactory(agreed_to=[call])
    ContactPreferenceFactory(reference=reference, max_per_quarter=2, words="Mornings").activities.set([call])

    talks(reference, manager, learned=Learned(max_per_quarter=0))

    preference = ContactPreference.objects.get()
    assert (preference.max_per_quarter, preference.words, preference.on) == (0, "Mornings", today())
    assert list(preference.activities.all()) == [call]


def test_audiences_are_replaced_when_they_were_asked(manager, call):
    reference = ReferenceFactory(agreed_to=[call])

    talks(reference, manager, activities=[call], audiences=[Audience.PRESS, Audience.EVENT])
    confirms(reference)

    assert {row.audience for row in ConsentAudience.objects.all()} == {Audience.PRESS, Audience.EVENT}


def test_the_newest_rating_of_a_topic_counts(manager):
    """Row 1.8: strengths are the contact's."""
    rated = TopicStrengthFactory(rating=2)

    talks(rated.reference, manager, learned=Learned(strengths={rated.topic: 5}))

    strength = TopicStrength.objects.get()
    assert (strength.rating, strength.on, strength.source, strength.by) == (5, today(), Source.CUSTOMER, manager)


def test_a_talk_is_stored_with_everything_learned_or_not_at_all(manager, call):
    """An address that is a colleague's is refused at the end; nothing of the talk is left."""
    reference = never_asked()
    colleague = ContactFactory(customer=reference.contact.customer, details=None)
    ContactDetailsFactory(contact=colleague, email="taken@halvorsen.example")
    learned = Learned(problem=PROBLEM, success=SUCCESS, email="TAKEN@halvorsen.example")

    with pytest.raises(Refused, match="Somebody else"):
        talks(reference, manager, activities=[call], learned=learned)

    for fact in (CheckIn, Consent, Issue, Result, StorySeed, Cue, ReferenceEvent):
        assert not fact.objects.exists(), fact


# Row 3.9: who verifies


def test_second_hand_news_never_verifies_nor_says_how_they_sound(manager):
    """Row 3.9."""
    reference = never_asked()

    checkin = talks(reference, manager, direct=False)

    assert checkin.mood == ""
    assert "never_verified" in findings(reference)


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_nobody_but_a_manager_verifies(who, request):
    """Row 3.9: a rep's word verifies nobody, whatever they call it."""
    reference = never_asked()

    with pytest.raises(PermissionDenied):
        talks(reference, request.getfixturevalue(who))

    assert "never_verified" in findings(reference)


def test_neither_the_program_nor_an_import_verifies():
    """Row 3.9: what runs by itself has not spoken with anybody."""
    with pytest.raises(PermissionDenied):
        talks(never_asked(), THE_CLOCK)

    assert not CheckIn.objects.exists()


# Row 3.11: how they sound


@pytest.mark.parametrize("mood", [Mood.HESITANT, Mood.UNHAPPY])
def test_a_yes_that_did_not_sound_like_one_is_kept_and_stands_in_the_way(manager, call, mood):
    """Row 3.11."""
    reference = ReferenceFactory(agreed_to=[call])

    talks(reference, manager, activities=[call], mood=mood)

    assert "hesitant" in findings(reference)
    assert Consent.objects.live(on=today()).exists()


def test_every_clue_is_kept_with_the_talk_in_which_it_was_heard(manager, call):
    """Row 3.11: listen closely to any clues."""
    reference = ReferenceFactory(agreed_to=[call])

    checkin = talks(reference, manager, activities=[call], cues=[CueKind.MAYBE, CueKind.BUSY])

    assert {cue.kind for cue in checkin.cues.all()} == {CueKind.MAYBE, CueKind.BUSY}


# What cannot be


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"happened_on": today() + timedelta(days=1)}, "still to come"),
        ({"happened_on": days_ago(31)}, "is written down already"),
        ({"happened_on": days_ago(401), "direct": False}, "Nobody here knew them before"),
        ({"happened_on": days_ago(390), "direct": False}, "has been a customer since"),
        ({"outcome": Outcome.NOT_WILLING}, "They would rather not"),
        ({"activities": [], "audiences": [Audience.PRESS]}, "nobody to hear it"),
        ({"recommended_to": "A friend", "has_recommended": HasRecommended.NO}, "only when they have recommended"),
        ({"direct": False}, "Only they can agree"),
        ({"direct": False, "activities": [], "mood": Mood.WILLING}, "how they sounded"),
        ({"direct": False, "activities": [], "cues": [CueKind.BUSY]}, "how they sounded"),
        ({"direct": False, "activities": [], "learned": Learned(max_per_quarter=3)}, "Only they can say how often"),
        ({"direct": False, "activities": [], "learned": Learned(words="Any time")}, "their own words"),
    ],
)
def test_what_cannot_have_been_is_refused_with_a_sentence(manager, call, said, words):
    """Rows 3.7, 3.9: contradictions change nothing."""
    reference = ReferenceFactory(agreed_to=(), customer__customer_since=days_ago(380))

    with pytest.raises(Refused, match=words):
        talks(reference, manager, **{"activities": [call], **said})

    assert CheckIn.objects.count() == 1
    assert not Consent.objects.exists()


@pytest.mark.parametrize("day", [days_ago(30), days_ago(0)])
def test_a_talk_on_the_day_of_the_last_one_or_later_is_taken(manager, day):
    reference = ReferenceFactory(agreed_to=())

    assert talks(reference, manager, happened_on=day).on == day


def test_second_hand_news_may_be_older_than_the_last_talk(manager):
    talks(ReferenceFactory(), manager, direct=False, happened_on=days_ago(90))

    assert CheckIn.objects.count() == 2


@pytest.mark.parametrize(
    ("source", "on", "taken"),
    [
        (Source.CUSTOMER, days_ago(30), False),
        (Source.STAFF, days_ago(30), True),
        (Source.STAFF, today(), True),
    ],
)
def test_hearsay_does_not_raise_a_rating_that_was_heard(manager, source, on, taken):
    """Row 1.8: second-hand news clears nothing that came from the customer."""
    rated = TopicStrengthFactory(rating=2, source=source, on=on)
    learned = Learned(strengths={rated.topic: 5})

    if taken:
        talks(rated.reference, manager, direct=False, learned=learned)
    else:
        with pytest.raises(Refused, match="was rated on"):
            talks(rated.reference, manager, direct=False, learned=learned)

    assert TopicStrength.objects.get().rating == (5 if taken else 2)


def test_hearsay_of_last_month_does_not_replace_a_rating_of_today(manager):
    rated = TopicStrengthFactory(rating=2, source=Source.STAFF, on=today())

    with pytest.raises(Refused, match="was rated on"):
        talks(
            rated.reference,
            manager,
            direct=False,
            happened_on=days_ago(20),
            learned=Learned(strengths={rated.topic: 5}),
        )


# One sheet, one talk


def test_a_sheet_is_saved_once(manager, other_manager):
    """A second press of the button, or going back and saving again, writes nothing down twice."""
    reference = never_asked()
    talks(reference, manager, begun=0)

    with pytest.raises(Refused, match="saved this sheet already"):
        talks(reference, manager, begun=0)
    talks(reference, other_manager, begun=0)

    assert CheckIn.objects.count() == 2


def test_a_draft_is_gone_when_its_sheet_is_saved_and_nobody_elses(manager, other_manager):
    reference, neighbour = never_asked(), never_asked()
    for who, whose in ((manager, reference), (other_manager, reference), (manager, neighbour)):
        actions.keep_draft(whose, typed={"note": ["x"]}, begun=0, by=who)

    talks(reference, manager)

    kept = set(CheckInDraft.objects.values_list("reference", "by"))
    assert kept == {(reference.pk, other_manager.pk), (neighbour.pk, manager.pk)}


def test_a_draft_that_comes_after_the_sheet_was_saved_is_not_kept(manager):
    reference = never_asked()
    talks(reference, manager, begun=0)

    assert actions.keep_draft(reference, typed={"note": ["late"]}, begun=0, by=manager) is None
    assert not CheckInDraft.objects.exists()


def test_a_draft_changes_no_fact_and_is_short(manager, rep):
    reference = ReferenceFactory()
    before = findings(reference)

    actions.keep_draft(reference, typed={"outcome": ["not_willing"]}, begun=0, by=manager)
    with pytest.raises(Refused, match="too long"):
        actions.keep_draft(reference, typed={"note": ["x" * 40_001]}, begun=0, by=manager)
    with pytest.raises(PermissionDenied):
        actions.keep_draft(reference, typed={}, begun=0, by=rep)

    assert findings(reference) == before
    assert CheckInDraft.objects.get().typed == {"outcome": ["not_willing"]}
    assert not ReferenceEvent.objects.exists()


# Rows 4.1 and 4.2: would and has


def advocates():
    return Reference.objects.filter(is_advocate(on=today())).exists()


@pytest.mark.parametrize(
    ("told", "is_one"),
    [
        ({"has_recommended": HasRecommended.YES}, True),
        ({"has_recommended": HasRecommended.YES, "on": add_months(today(), -24) + timedelta(days=3)}, True),
        ({"has_recommended": HasRecommended.YES, "on": add_months(today(), -24) - timedelta(days=3)}, False),
        ({"has_recommended": HasRecommended.YES, "direct": False}, False),
        ({"has_recommended": HasRecommended.NOT_YET}, False),
        ({"has_recommended": HasRecommended.NO}, False),
        ({"would_recommend": WouldRecommend.YES}, False),
        ({"would_recommend": WouldRecommend.NO, "has_recommended": HasRecommended.YES}, True),
    ],
)
def test_an_advocate_is_who_did_recommend_us(told, is_one):
    """Row 4.2: it is one thing to say that you will refer someone and another thing to actually do it."""
    CheckInFactory(reference=ReferenceFactory(checked_on=None), **told)

    assert advocates() == is_one


@pytest.mark.parametrize("days", [0, 1])
def test_what_they_did_counts_up_to_and_including_the_day_24_months_later(days):
    """Row 4.2, at its edge: 29 February 2024 counts up to 28 February 2026."""
    CheckInFactory(
        reference=ReferenceFactory(checked_on=None),
        on=days_ago(1000).replace(year=2024, month=2, day=29),
        has_recommended=HasRecommended.YES,
    )
    last = today().replace(year=2026, month=2, day=28)

    assert Reference.objects.filter(is_advocate(on=last + timedelta(days=days))).exists() == (days == 0)


def test_a_later_not_yet_does_not_undo_what_they_did():
    reference = ReferenceFactory(checked_on=None)
    CheckInFactory(reference=reference, on=days_ago(300), has_recommended=HasRecommended.YES)
    CheckInFactory(reference=reference, on=days_ago(3), has_recommended=HasRecommended.NOT_YET)

    assert advocates()


def test_no_survey_makes_an_advocate():
    """Row 4.2: never from a score."""
    SurveyResponseFactory(customer=ReferenceFactory().contact.customer, score=10)

    assert not advocates()


@pytest.mark.parametrize(("stopped", "waits"), [(days_ago(1), False), (days_ago(2), False), (days_ago(4), True)])
def test_what_somebody_stopped_after_the_talk_is_not_written_down_as_said(manager, call, stopped, waits):
    reference = ReferenceFactory(agreed_to=[call])
    actions.stop(reference, call, by=at_home(reference, on=stopped), on=stopped)

    talks(reference, manager, happened_on=days_ago(2), activities=[call])

    assert Claim.objects.open().filter(reference=reference).exists() is waits


def test_what_somebody_agreed_to_after_the_talk_is_not_ended_by_it(manager, call):
    reference = ReferenceFactory(agreed_to=[call])
    Consent.objects.filter(reference=reference).update(granted_on=days_ago(1))

    talks(reference, manager, happened_on=days_ago(2))
    assert Consent.objects.unended().filter(reference=reference).exists()

    talks(reference, manager, happened_on=today())
    assert not Consent.objects.unended().filter(reference=reference).exists()


@pytest.mark.parametrize("status", ["objected", "restricted"])
def test_no_talk_is_written_down_with_whoever_wants_to_be_left_alone(manager, call, status):
    reference = ReferenceFactory(agreed_to=())
    Contact.objects.filter(pk=reference.contact_id).update(status=status, status_since=days_ago(1))

    with pytest.raises(Refused, match="leave them alone"):
        talks(reference, manager, activities=[call])
