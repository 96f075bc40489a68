"""Do the clocks count working time as a plain count of minutes does, where the hours change too?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refprogram.thresholds.models import Threshold
from requests.clocks import Clock, WorkingHours, after, first_response, fulfilment, hours_of, timed, worked
from requests.models import ReferenceRequest
from tests.factories import ReferenceRequestFactory

BERLIN = ZoneInfo("Europe/Berlin")
NINE_TO_FIVE = WorkingHours(9, 17, BERLIN)
MINUTE = timedelta(minutes=1)

ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "UTC"])
HOURS = st.builds(
    lambda begins, ends, zone: WorkingHours(begins, ends, ZoneInfo(zone)),
    st.integers(1, 12),
    st.integers(13, 24),
    ZONES,
)
# Around both switches of the clock, and a turn of the year.
STARTS = st.builds(
    lambda base, minutes: base + minutes * MINUTE,
    st.sampled_from([datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 26), (10, 22), (3, 6), (12, 30))]),
    st.integers(0, 4 * 24 * 60),
)


def naive(start: datetime, end: datetime, hours: WorkingHours) -> timedelta:
    """Walk from minute to minute, and count those that lie in working time."""
    total, at = timedelta(), start
    while at < end:
        local = at.astimezone(hours.zone)
        if local.weekday() < 5 and hours.begins <= local.hour < hours.ends:
            total += MINUTE
        at += MINUTE
    return total


@settings(max_examples=60, deadline=None)
@given(start=STARTS, minutes=st.integers(0, 5 * 24 * 60), hours=HOURS)
def test_it_counts_as_a_walk_through_every_minute_does(start, minutes, hours):
    assert worked(start, start + minutes * MINUTE, hours=hours) == naive(start, start + minutes * MINUTE, hours)


@settings(max_examples=60, deadline=None)
@given(start=STARTS, minutes=st.integers(1, 3_000), hours=HOURS)
def test_what_is_due_after_some_working_time_is_the_first_moment_at_which_it_has_passed(start, minutes, hours):
    due = after(start, minutes * MINUTE, hours=hours)

    assert worked(start, due, hours=hours) == minutes * MINUTE
    assert worked(start, due - MINUTE, hours=hours) < minutes * MINUTE


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-23T10:00", "2026-11-24T10:00"),
        ("2026-11-20T16:00", "2026-11-23T16:00"),
        ("2026-11-21T12:00", "2026-11-23T17:00"),
        ("2026-11-23T03:00", "2026-11-23T17:00"),
        ("2026-03-27T12:00", "2026-03-30T12:00"),
        ("2026-10-23T12:00", "2026-10-26T12:00"),
    ],
)
def test_a_working_day_later_is_the_same_hour_of_the_next_one(start, due):
    begins = datetime.fromisoformat(start).replace(tzinfo=BERLIN)

    assert after(begins, NINE_TO_FIVE.length, hours=NINE_TO_FIVE) == datetime.fromisoformat(due).replace(tzinfo=BERLIN)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("met", "now", "late", "over"),
    [
        (None, "2026-11-24T09:59", False, timedelta()),
        (None, "2026-11-24T10:00", False, timedelta()),
        (None, "2026-11-25T11:00", True, timedelta(hours=9)),
        ("2026-11-24T09:00", "2026-12-24T09:00", False, timedelta()),
        ("2026-11-24T12:00", "2026-12-24T09:00", True, timedelta(hours=2)),
    ],
)
def test_what_was_met_in_time_is_never_late_however_long_ago(met, now, late, over):
    clock = Clock(at("2026-11-23T10:00"), at("2026-11-24T10:00"), at(met) if met else None, NINE_TO_FIVE)

    assert clock.is_late(at=at(now)) is late
    assert clock.over_by(at=at(now)) == over


@pytest.mark.django_db
def test_an_admin_sets_the_hours_and_the_targets_and_a_row_brings_them_along(django_assert_num_queries):
    ReferenceRequestFactory()
    Threshold.objects.filter(code="workday_begins").update(value=8)
    Threshold.objects.filter(code="fulfil_days").update(value=4)

    with django_assert_num_queries(1):
        ask = timed(ReferenceRequest.objects.all()).get()
        hours = hours_of(ask)

    assert (hours.begins, hours.ends, ask.first_response_days, ask.fulfil_days) == (8, 17, 1, 4)
    assert first_response(ask) is fulfilment(ask) is None, "it was not sent"
