"""Whom does the page of a request show? The same people as if everybody had been judged, and never one too many."""

import random
from datetime import timedelta

import pytest

from customers.models.contact import ContactStatus
from customers.models.customer import ReferencePolicy
from customers.models.issue import Severity
from references.eligibility import BLOCKED, judged
from references.facts import Ask
from references.models import Audience, Depth, Mode, Mood, Reference, UseState
from refprogram.dates import today
from requests import matching
from requests.matching import best, nearest, ranked, reasons, unsuitable
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    ConsentFactory,
    ContactPreferenceFactory,
    IssueFactory,
    ReferenceFactory,
    ThankYouFactory,
    TopicFactory,
    TopicStrengthFactory,
    UseConsentFactory,
    UseFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db


def keys(rows):
    return [row.pk for row in rows]


def some_life(dice: random.Random, activities, topics) -> None:
    """Lead somebody into one of many situations, several of them at once."""
    spoken = days_ago(dice.choice([3, 25, 45, 75, 120, 160, 200]))
    agreed = dice.sample(activities, dice.randint(0, 2))
    reference = ReferenceFactory(
        checked_on=dice.choice([spoken, spoken, spoken, None]),
        agreed_to=(),
        permitted=dice.random() < 0.7,
        customer__industry=dice.choice(["Energy", "Retail", ""]),
        customer__region=dice.choice(["Nordics", "DACH"]),
        customer__reference_policy=dice.choice(["", "", "", *ReferencePolicy]),
    )
    for activity in agreed:
        audiences = dice.choice([(Audience.PROSPECT,), (Audience.PRESS, Audience.PROSPECT), (Audience.PRESS,), ()])
        ConsentFactory(reference=reference, activity=activity, granted_on=days_ago(20), audiences=audiences)
    if dice.random() < 0.25:
        severity = dice.choice(list(Severity))
        ended = dice.choice([None, days_ago(1), days_ago(29), days_ago(90)])
        issue = IssueFactory(
            customer=reference.contact.customer, severity=severity, opened_on=days_ago(100), resolved_on=ended
        )
        issue.topics.add(dice.choice(topics))
    if dice.random() < 0.15:
        TopicStrengthFactory(reference=reference, topic=dice.choice(topics), rating=dice.randint(1, 5))
    if dice.random() < 0.15:
        CheckInFactory(reference=reference, on=days_ago(2), mood=Mood.HESITANT)
    if dice.random() < 0.1:
        type(reference.contact).objects.filter(pk=reference.contact_id).update(
            status=ContactStatus.BOUNCED, status_since=days_ago(3)
        )
    a_yes = {
        "reference": reference,
        "answer": "yes",
        "answered_on": days_ago(40),
        "answered_at": f"{days_ago(40)}T12:00Z",
    }
    for _ in range(dice.choice([0, 0, 0, 1, 2])):
        use = UseFactory(use_consent=UseConsentFactory(activity=activities[0], **a_yes), on=days_ago(30))
        if dice.random() < 0.5:
            ThankYouFactory(use=use)
    if dice.random() < 0.2:
        ContactPreferenceFactory(reference=reference, max_per_quarter=dice.randint(1, 2))
    if dice.random() < 0.1:
        UseConsentFactory(reference=reference, activity=activities[0])
    elif dice.random() < 0.1:
        UseFactory(use_consent=UseConsentFactory(activity=activities[0], **a_yes), state=UseState.BOOKED)


def a_program(seed: int, size: int):
    """Fill a program by dice, and return what may be asked for in it."""
    dice = random.Random(seed)
    activities = [
        ActivityFactory(),
        ActivityFactory(code="quote", mode=Mode.CONTENT, confirm_each_use=False),
        ActivityFactory(code="talk", public=True, max_per_quarter=1, rest_days=60),
    ]
    topics = [TopicFactory(name=name) for name in ("Migration", "Reporting", "Training")]
    for _ in range(size):
        some_life(dice, activities, topics)
    asks = [
        Ask(
            on=today(),
            activity=dice.choice(activities).pk,
            audience=dice.choice(list(Audience)),
            depth=dice.choice(list(Depth)),
            prospect="Marlow Grocers",
            topics=tuple(topic.pk for topic in dice.sample(topics, dice.randint(1, 2))),
            industry="Energy",
            region="Nordics",
        )
        for _ in range(4)
    ]
    return [Ask(on=today(), activity=one.pk, audience=Audience.PROSPECT) for one in activities] + asks


@pytest.fixture(params=[1, 2, 3])
def asks(request):
    return a_program(request.param, size=45)


def live(ask):
    """Judge everybody as a decision would, and say who may be asked and is free."""
    rows = judged(Reference.objects.all(), ask)
    return {row.pk for row in rows if row.worst_level < BLOCKED and not row.being_asked and not row.is_booked}


def test_nobody_is_left_out_beforehand_who_may_be_asked(asks):
    """What is kept narrows whom we judge, and never hides one whom the rules would let through."""
    everybody, found = set(keys(Reference.objects.all())), 0
    for ask in asks:
        may = live(ask)
        found += len(may)
        assert set(keys(ranked(Reference.objects.all(), ask))) == may
        assert set(keys(unsuitable(Reference.objects.all(), ask))) == everybody - may
    assert found, "a program in which nobody may be asked proves nothing"


@pytest.mark.parametrize("at_first", [100, 8])
def test_the_first_who_fit_are_the_same_as_if_everybody_was_judged(asks, at_first, monkeypatch):
    monkeypatch.setattr(matching, "AT_FIRST", at_first)
    for ask in asks:
        all_of_them = keys(ranked(Reference.objects.all(), ask))
        for most in (1, 3, 20):
            found = best(Reference.objects.all(), ask, most=most)
            assert keys(found.rows) == all_of_them[:most]
            assert found.total == len(all_of_them) if found.counted else found.total <= len(all_of_them)


def test_what_cannot_be_settled_at_first_is_judged_further(monkeypatch):
    """The first who promise most are all in the way of their own uses: somebody further back comes before them."""
    monkeypatch.setattr(matching, "AT_FIRST", 2)
    tired = [ReferenceFactory(checked_on=days_ago(5)) for _ in range(3)]
    for reference in tired:
        UseFactory.create_batch(2, use_consent__reference=reference, on=days_ago(30))
    fresh = ReferenceFactory(checked_on=days_ago(40))
    ask = Ask(on=today(), activity=ActivityFactory().pk)

    found = best(Reference.objects.all(), ask, most=1)

    assert keys(found.rows) == [fresh.pk]


def test_the_nearest_are_the_same_as_if_everybody_was_judged(asks):
    for ask in asks:
        usable = best(Reference.objects.all(), ask, most=20)
        all_of_them = keys(unsuitable(Reference.objects.all(), ask))
        for most in (3, 10):
            found = nearest(Reference.objects.all(), ask, most=most, usable=usable)
            assert keys(found.rows) == all_of_them[:most]
            assert (found.total, found.counted) == (len(all_of_them), True)


def test_of_very_many_the_nearest_are_truly_unusable_and_counted_honestly(asks, monkeypatch):
    monkeypatch.setattr(matching, "AT_FIRST", 6)
    for ask in asks:
        usable = best(Reference.objects.all(), ask, most=2)
        all_of_them = keys(unsuitable(Reference.objects.all(), ask))
        found = nearest(Reference.objects.all(), ask, most=5, usable=usable)
        assert set(keys(found.rows)) <= set(all_of_them)
        assert len(found.rows) == min(5, len(all_of_them))
        assert found.total == len(all_of_them) if found.counted else found.total <= len(all_of_them)


def test_who_has_no_standing_yet_is_not_offered():
    """Not known is never good news, and an answer that was never written is not known."""
    reference = ReferenceFactory()
    ask = Ask(on=today(), activity=ActivityFactory().pk)
    assert keys(ranked(Reference.objects.all(), ask)) == [reference.pk]

    reference.standing.delete()

    assert keys(ranked(Reference.objects.all(), ask)) == []
    assert keys(unsuitable(Reference.objects.all(), ask)) == [reference.pk]
    usable = best(Reference.objects.all(), ask, most=1)
    assert keys(nearest(Reference.objects.all(), ask, most=1, usable=usable).rows) == [reference.pk]


def test_hesitation_is_no_obstacle_to_content_and_one_to_a_call():
    """It is kept as an obstacle, because what is kept knows of no activity."""
    quote = ActivityFactory(code="quote", mode=Mode.CONTENT, confirm_each_use=False)
    reference = ReferenceFactory(agreed_to=[quote, ActivityFactory()])
    CheckInFactory(reference=reference, on=days_ago(1), mood=Mood.HESITANT)

    assert keys(ranked(Reference.objects.all(), Ask(on=today(), activity=quote.pk))) == [reference.pk]
    assert keys(ranked(Reference.objects.all(), Ask(on=today(), activity=ActivityFactory().pk))) == []


def test_size_is_no_term_of_the_score():
    """Row 1.10: the largest customer is not the best reference."""
    references = [ReferenceFactory(customer__employees=size, customer__revenue=size) for size in (5, 50, 500)]
    ask = Ask(on=today(), activity=ActivityFactory().pk)
    before = keys(ranked(Reference.objects.all(), ask))
    customers = type(references[0].contact.customer).objects

    customers.update(employees=70_000, revenue=10_000_000)

    assert keys(ranked(Reference.objects.all(), ask)) == before == keys(references)


def test_what_is_not_known_is_no_plus():
    ReferenceFactory(customer__industry="")
    ask = Ask(on=today(), activity=ActivityFactory().pk, industry="Energy")

    (row,) = ranked(Reference.objects.all(), ask)

    assert ("?", "Industry not known", 0) in [(one.sign, one.text, one.points) for one in reasons(row, ask)]


def test_a_check_in_of_today_is_the_freshest():
    ReferenceFactory(checked_on=today())
    ReferenceFactory(checked_on=today() - timedelta(days=31))

    rows = ranked(Reference.objects.all(), Ask(on=today(), activity=ActivityFactory().pk))

    assert [row.checked_on for row in rows] == [today(), today() - timedelta(days=31)]
