"""Whom does the page of a request show? The same people as if everybody had been judged, and never one too many."""

import random
from dataclasses import replace

import pytest
from django.db.models import F

from customers.models import Customer
from customers.models.contact import ContactStatus
from customers.models.customer import ReferencePolicy
from customers.models.issue import Severity
from references.eligibility import BLOCKED, judged
from references.facts import Ask
from references.models import Audience, Depth, Mode, Mood, Reference, UseState
from references.models.wish import SizeBand
from refprogram.dates import today
from requests import matching
from requests.matching import Found, ranked, search, unsuitable
from requests.views.tradeoff import tradeoff
from requests.weighing import FRESH_DAYS, reading
from tests import stages
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    ConsentFactory,
    ContactPreferenceFactory,
    IssueFactory,
    ProductFactory,
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


def best(references, ask, *, most):
    usable, _ = search(references, ask, best=most, nearest=1)
    return usable


def nearest(references, ask, *, most, best=20):
    _, others = search(references, ask, best=best, nearest=most)
    return others


def some_life(dice: random.Random, activities, topics, products) -> None:
    """Lead somebody into one of many situations, several of them at once."""
    spoken = days_ago(dice.choice([3, 25, 45, 75, 120, 160, 200]))
    agreed = dice.sample(activities, dice.randint(0, 2))
    reference = ReferenceFactory(
        checked_on=dice.choice([spoken, spoken, spoken, None]),
        agreed_to=(),
        permitted=dice.random() < 0.7,
        customer__industry=dice.choice(["Energy", "Retail", ""]),
        customer__region=dice.choice(["Nordics", "DACH"]),
        customer__employees=dice.choice([None, 20, 50, 51, 900, 7_000]),
        customer__revenue=dice.choice([None, 1_000, 30_000, 90_000_000]),
        customer__reference_policy=dice.choice(["", "", "", *ReferencePolicy]),
    )
    for activity in agreed:
        audiences = dice.choice([(Audience.PROSPECT,), (Audience.PRESS, Audience.PROSPECT), (Audience.PRESS,), ()])
        ConsentFactory(reference=reference, activity=activity, granted_on=days_ago(20), audiences=audiences)
    if dice.random() < 0.25:
        severity = dice.choice(list(Severity))
        ended = dice.choice([None, days_ago(1), days_ago(29), days_ago(90)])
        recovery = dice.choice([None, 2, 4, 5]) if ended else None
        issue = IssueFactory(
            customer=reference.contact.customer,
            severity=severity,
            opened_on=days_ago(100),
            resolved_on=ended,
            recovery=recovery,
            may_be_told=recovery is not None and dice.random() < 0.7,
        )
        issue.topics.add(dice.choice(topics))
    for topic in dice.sample(topics, dice.choice([0, 0, 1, 2])):
        TopicStrengthFactory(reference=reference, topic=topic, rating=dice.choice([1, 2, 3, 4, 4, 5, 5]))
    if dice.random() < 0.4:
        ended = dice.choice([None, None, days_ago(1), today()])
        reference.contact.customer.deployments.create(
            product=dice.choice(products),
            since=days_ago(dice.choice([0, 300])) if not ended else days_ago(300),
            until=ended,
        )
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
    products = ProductFactory.create_batch(2)
    for _ in range(size):
        some_life(dice, activities, topics, products)
    asks = [
        Ask(
            on=today(),
            activity=dice.choice(activities).pk,
            audience=dice.choice(list(Audience)),
            depth=dice.choice(list(Depth)),
            prospect="Marlow Grocers",
            topics=tuple(topic.pk for topic in dice.sample(topics, dice.randint(1, 3))),
            industry=dice.choice(["Energy", "energy", ""]),
            region="Nordics",
            size=dice.choice(["", *SizeBand]),
            product=dice.choice([None, *(product.pk for product in products)]),
            trouble=dice.random() < 0.5,
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
    """The first who fit are blocked by what only this request can tell: somebody further back is found all the same."""
    monkeypatch.setattr(matching, "AT_FIRST", 2)
    topic = TopicFactory()
    for _ in range(25):
        IssueFactory(
            customer=ReferenceFactory(checked_on=days_ago(5)).contact.customer,
            severity=Severity.MEDIUM,
            opened_on=days_ago(200),
            resolved_on=days_ago(100),
        ).topics.add(topic)
    fresh = ReferenceFactory(checked_on=days_ago(40))
    ask = Ask(on=today(), activity=ActivityFactory().pk, topics=(topic.pk,))

    found = best(Reference.objects.all(), ask, most=1)

    assert keys(found.rows) == [fresh.pk]
    assert (found.total, found.counted) == (1, True)


def test_who_was_used_often_stands_behind_before_anybody_is_judged(monkeypatch):
    """The first who are looked at are the first of the order: their uses count already then."""
    monkeypatch.setattr(matching, "AT_FIRST", 2)
    twice = [ReferenceFactory(checked_on=days_ago(5)) for _ in range(3)]
    once = ReferenceFactory(checked_on=days_ago(40))
    for reference in (*twice, *twice, once):
        a_yes = UseConsentFactory(reference=reference, answer="yes", answered_at=f"{days_ago(40)}T12:00Z")
        UseFactory(use_consent=a_yes, on=days_ago(30))
    ask = Ask(on=today(), activity=ActivityFactory().pk)

    found = best(Reference.objects.all(), ask, most=1)

    assert keys(found.rows) == keys(ranked(Reference.objects.all(), ask))[:1] == [once.pk]


def test_the_nearest_are_the_same_as_if_everybody_was_judged(asks):
    for ask in asks:
        all_of_them = keys(unsuitable(Reference.objects.all(), ask))
        for most in (3, 10):
            found = nearest(Reference.objects.all(), ask, most=most)
            assert keys(found.rows) == all_of_them[:most]
            assert (found.total, found.counted) == (len(all_of_them), True)


def test_who_is_busy_does_not_hide_whom_a_manager_can_do_something_about(rep, manager):
    """Where many requests are under way many people are busy, which passes by itself; who is blocked comes first."""
    busy = stages.asked(rep, manager).assignments.get().reference
    forbidden = ReferenceFactory(customer__in_trouble=True)
    topic, past = TopicFactory(), {"opened_on": days_ago(200), "resolved_on": days_ago(100)}
    blocked = ReferenceFactory()
    IssueFactory(customer=blocked.contact.customer, severity=Severity.MEDIUM, **past).topics.add(topic)
    ask = Ask(on=today(), activity=ActivityFactory().pk, topics=(topic.pk,))

    found = nearest(Reference.objects.all(), ask, most=3)

    assert keys(found.rows) == keys(unsuitable(Reference.objects.all(), ask)) == [blocked.pk, busy.pk, forbidden.pk]


def test_of_very_many_the_nearest_are_truly_unusable_and_counted_honestly(asks, monkeypatch):
    monkeypatch.setattr(matching, "AT_FIRST", 6)
    for ask in asks:
        all_of_them = keys(unsuitable(Reference.objects.all(), ask))
        found = nearest(Reference.objects.all(), ask, most=5, best=2)
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
    assert keys(nearest(Reference.objects.all(), ask, most=1).rows) == [reference.pk]


def test_hesitation_is_no_obstacle_to_content_and_one_to_a_call():
    """It is kept as an obstacle, because what is kept knows of no activity."""
    quote = ActivityFactory(code="quote", mode=Mode.CONTENT, confirm_each_use=False)
    reference = ReferenceFactory(agreed_to=[quote, ActivityFactory()])
    CheckInFactory(reference=reference, on=days_ago(1), mood=Mood.HESITANT)

    assert keys(ranked(Reference.objects.all(), Ask(on=today(), activity=quote.pk))) == [reference.pk]
    assert keys(ranked(Reference.objects.all(), Ask(on=today(), activity=ActivityFactory().pk))) == []


def test_what_a_customer_pays_is_no_term_of_the_score(asks):
    """Row 1.10: with ten times the revenue everywhere, the order and every score are the same."""

    def scored():
        return [[(row.pk, row.score) for row in ranked(Reference.objects.all(), ask)] for ask in asks]

    before = scored()
    assert any(before)

    assert Customer.objects.update(revenue=F("revenue") * 10)

    assert scored() == before


def test_the_larger_customer_is_not_the_better_one():
    """Row 1.10: size counts as a likeness to the prospect, whichever way."""
    huge, few = (ReferenceFactory(customer__employees=people) for people in (70_000, 20))
    ask = Ask(on=today(), activity=ActivityFactory().pk)

    assert len({row.score for row in ranked(Reference.objects.all(), ask)}) == 1
    assert keys(ranked(Reference.objects.all(), replace(ask, size=SizeBand.FEW))) == [few.pk, huge.pk]
    assert keys(ranked(Reference.objects.all(), replace(ask, size=SizeBand.HUGE))) == [huge.pk, few.pk]


def told(ask, topics=()):
    """Say what each of the ranked is told to be good and bad for."""
    why = reading(ask, topics=topics)
    rows = ranked(Reference.objects.all(), ask)
    return {row.pk: [(one.sign, one.text, one.points) for one in why(row)] for row in rows}


def test_what_is_not_known_is_no_plus():
    reference = ReferenceFactory(customer__industry="")
    topic = TopicFactory()
    ask = Ask(on=today(), activity=ActivityFactory().pk, industry="Energy", size=SizeBand.FEW, topics=(topic.pk,))

    said = told(ask, topics=["Reporting"])[reference.pk]

    unknown = {("?", "Industry not known", 0), ("?", "Size not known", 0), ("?", "Reporting: not known yet", 0)}
    assert unknown <= set(said)


def test_known_good_comes_before_unknown_and_unknown_before_neither():
    """Row 1.7; whoever is bad at it is not there at all."""
    topic = TopicFactory()
    ratings = {5: None, 4: None, None: None, 3: None, 2: None}
    for rating in reversed(ratings):
        ratings[rating] = reference = ReferenceFactory()
        if rating:
            TopicStrengthFactory(reference=reference, topic=topic, rating=rating)
    ask = Ask(on=today(), activity=ActivityFactory().pk, topics=(topic.pk,))

    found = keys(ranked(Reference.objects.all(), ask))

    assert found == [ratings[rating].pk for rating in (5, 4, None, 3)]
    assert told(ask, ["Reporting"])[ratings[4].pk][0] == ("+", "Reporting: 4 of 5", 180)


def test_what_matters_most_weighs_most():
    first, second = TopicFactory.create_batch(2)
    on_second = TopicStrengthFactory(topic=second, rating=5).reference
    on_first = TopicStrengthFactory(topic=first, rating=5).reference
    ask = Ask(on=today(), activity=ActivityFactory().pk, topics=(first.pk, second.pk))

    assert keys(ranked(Reference.objects.all(), ask)) == [on_first.pk, on_second.pk]
    turned = replace(ask, topics=(second.pk, first.pk))
    assert keys(ranked(Reference.objects.all(), turned)) == [on_second.pk, on_first.pk]


def test_a_recovery_story_is_offered_when_that_is_asked_for():
    """Row 1.2: on purpose, and else it is neither good nor bad."""
    teller = ReferenceFactory()
    other = ReferenceFactory(checked_on=days_ago(29))
    over = {"opened_on": days_ago(200), "resolved_on": days_ago(100), "recovery": 4, "may_be_told": True}
    IssueFactory(customer=teller.contact.customer, **over)
    IssueFactory(customer=other.contact.customer, **over | {"may_be_told": False})
    ask = Ask(on=today(), activity=ActivityFactory().pk)

    assert keys(ranked(Reference.objects.all(), ask)) == [other.pk, teller.pk]
    assert keys(ranked(Reference.objects.all(), replace(ask, trouble=True))) == [teller.pk, other.pk]


@pytest.mark.parametrize(("since", "until", "fits"), [(300, None, True), (300, 0, True), (300, 1, False)])
def test_who_runs_the_same_product_is_a_peer(since, until, fits):
    reference, product = ReferenceFactory(), ProductFactory()
    reference.contact.customer.deployments.create(
        product=product, since=days_ago(since), until=None if until is None else days_ago(until)
    )
    ask = Ask(on=today(), activity=ActivityFactory().pk, product=product.pk)

    assert (("+", "Uses the same product", 120) in told(ask)[reference.pk]) is fits


def test_freshness_is_linear_in_the_date():
    """A day later is a point less, whichever day it is: no step anywhere."""
    days = (0, 1, 29, 30, 31, 59, 61, 89, 91, 149)
    references = {ReferenceFactory(checked_on=days_ago(day)).pk: day for day in days}

    rows = list(ranked(Reference.objects.all(), Ask(on=today(), activity=ActivityFactory().pk)))

    assert [references[row.pk] for row in rows] == sorted(days)
    assert {row.pk: row.fits_freshness for row in rows} == {pk: FRESH_DAYS - day for pk, day in references.items()}
    assert {row.score + references[row.pk] for row in rows} == {FRESH_DAYS + 60}


def test_a_fresh_talk_is_a_reason_and_an_old_one_is_none():
    fresh, old = (ReferenceFactory(checked_on=days_ago(day)) for day in (90, 91))

    said = told(Ask(on=today(), activity=ActivityFactory().pk))

    assert ("+", "The last talk is fresh", 90) in said[fresh.pk]
    assert not [text for _, text, _ in said[old.pk] if "fresh" in text]


def test_topics_together_are_counted_among_those_who_may_be_asked():
    topics = TopicFactory.create_batch(3)
    for good in ((0, 1), (0, 1), (0, 2), (1,), ()):
        reference = ReferenceFactory()
        for place in good:
            TopicStrengthFactory(reference=reference, topic=topics[place], rating=4)
    blocked = TopicStrengthFactory(topic=topics[0], rating=5).reference
    IssueFactory(customer=blocked.contact.customer)
    ask = Ask(on=today(), activity=ActivityFactory().pk, topics=tuple(topic.pk for topic in topics))

    found = best(Reference.objects.all(), ask, most=1)

    assert found.good_at == {(0,): 3, (1,): 3, (2,): 1, (0, 1): 2, (0, 2): 1, (1, 2): 0, (0, 1, 2): 0}
    assert tradeoff(["Reporting", "Support", "Migration"], found) == [
        "Nobody is known to speak well on all three.",
        "2 speak well on Reporting and Support.",
        "1 speaks well on Reporting and Migration.",
    ]
    assert tradeoff(["A", "B", "C"], replace(found, counted=False))[1] == "At least 2 speak well on A and B."


@pytest.mark.parametrize(
    ("names", "good_at", "says"),
    [
        ((), {}, []),
        (("Reporting",), {(0,): 0}, ["Nobody is known to speak well on Reporting."]),
        (("Reporting",), {(0,): 1}, ["1 speaks well on Reporting."]),
        (
            ("Reporting", "Support"),
            {(0,): 2, (1,): 0, (0, 1): 0},
            ["Nobody is known to speak well on both.", "2 speak well on Reporting."],
        ),
        (
            ("A", "B", "C"),
            dict.fromkeys([(0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)], 1),
            ["1 speaks well on A, B and C.", "1 speaks well on A and B.", "1 speaks well on A and C.",
             "1 speaks well on B and C."],
        ),
    ],
)  # fmt: skip
def test_what_must_be_given_up_is_said_in_sentences(names, good_at, says):
    assert tradeoff(names, Found([], 4, counted=True, good_at=good_at)) == says
    assert tradeoff(names, Found([], 0, counted=True, good_at=good_at)) == []
