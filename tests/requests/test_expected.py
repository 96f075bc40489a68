"""Does it say honestly how long requests of a kind take? Compared with a plain count over every step."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refprogram.history import ActedAs
from requests.expected import ENOUGH, Expected, expected
from requests.models import RequestEvent, Status
from tests.factories import ActivityFactory, ReferenceRequestFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def happened(ask, *steps: tuple[str, int]) -> None:
    """Write steps down as they happened, each so many days ago, at noon."""
    for seq, (verb, ago) in enumerate(steps, start=1):
        event = RequestEvent.objects.create(ask=ask, verb=verb, seq=seq, acted_as=ActedAs.STAFF)
        at = datetime.combine(TODAY - timedelta(days=ago), time(12), UTC)
        RequestEvent.objects.filter(pk=event.pk).update(at=at)


def fulfilled(activity, *, sent: int, yes: int):
    ask = ReferenceRequestFactory(activity=activity, status=Status.CONFIRMED)
    happened(ask, ("submit", sent), ("take_up", sent), ("confirm", yes))
    return ask


def naive(activity) -> Expected | None:
    """Walk through every step of every request of a kind, and count."""
    took = []
    for ask in activity_asks(activity):
        sent = done = None
        for event in RequestEvent.objects.filter(ask=ask).order_by("seq"):
            if event.verb == "submit":
                sent = event.at.date()
            elif event.verb == "confirm" and done is None:
                done = event.at.date()
            elif event.verb == "hold_back":
                done = None
        if sent and done and date(2025, 11, 23) < done <= TODAY:
            took.append((done - sent).days)
    if len(took) < 5:
        return None

    def enough_for(share):
        return min(d for d in took if 100 * sum(other <= d for other in took) >= share * len(took))

    return Expected(enough_for(50), enough_for(90), len(took))


def activity_asks(activity):
    return {event.ask for event in RequestEvent.objects.select_related("ask") if event.ask.activity_id == activity.pk}


@pytest.mark.parametrize(
    ("took", "says"),
    [
        ((1, 2, 2, 3, 3, 4, 5, 6, 9, 30), Expected(median_days=3, p90_days=9, count=10)),
        ((1, 2, 3, 4, 5, 6, 20), Expected(median_days=4, p90_days=20, count=7)),
        ((0, 0, 1, 1, 2), Expected(median_days=1, p90_days=2, count=5)),
    ],
)
def test_half_took_no_longer_and_nine_in_ten_neither(took, says):
    call = ActivityFactory()
    for days in took:
        fulfilled(call, sent=40, yes=40 - days)

    assert expected(call, on=TODAY) == says


def test_fewer_than_five_are_too_few_to_say():
    call = ActivityFactory()
    for _ in range(ENOUGH - 1):
        fulfilled(call, sent=9, yes=5)
    assert expected(call, on=TODAY) is None

    fulfilled(call, sent=9, yes=5)

    assert expected(call, on=TODAY) == Expected(4, 4, 5)


def test_another_kind_and_what_is_older_than_a_year_say_nothing_and_a_yes_that_was_lost_neither():
    call, visit = ActivityFactory(), ActivityFactory(code="visit")
    for _ in range(ENOUGH):
        fulfilled(call, sent=10, yes=8)
        fulfilled(visit, sent=100, yes=10)
        fulfilled(call, sent=400, yes=365)
        lost = ReferenceRequestFactory(activity=call, status=Status.NEEDS_REVIEW)
        happened(lost, ("submit", 60), ("confirm", 30), ("hold_back", 20))

    assert expected(call, on=TODAY) == Expected(2, 2, 5)


def test_after_a_lost_yes_the_next_one_counts():
    call = ActivityFactory()
    for _ in range(ENOUGH):
        ask = ReferenceRequestFactory(activity=call, status=Status.CONFIRMED)
        happened(ask, ("submit", 30), ("confirm", 28), ("hold_back", 20), ("confirm", 10))

    assert expected(call, on=TODAY) == Expected(20, 20, 5)


STEPS = st.lists(
    st.tuples(st.sampled_from(["confirm", "hold_back", "match", "cancel"]), st.integers(0, 400)), max_size=4
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(courses=st.lists(st.tuples(st.integers(0, 450), STEPS), min_size=4, max_size=9))
def test_it_says_what_a_plain_count_says(courses):
    RequestEvent.objects.all().delete()
    call = ActivityFactory()
    for sent, steps in courses:
        ask = ReferenceRequestFactory(activity=call)
        later = sorted(((verb, min(ago, sent)) for verb, ago in steps), key=lambda step: -step[1])
        happened(ask, ("submit", sent), *later)

    assert expected(call, on=TODAY) == naive(call)


def test_it_asks_once_however_many_there_are(django_assert_num_queries):
    call = ActivityFactory()
    for _ in range(7):
        fulfilled(call, sent=9, yes=5)

    with django_assert_num_queries(1):
        expected(call, on=TODAY)
