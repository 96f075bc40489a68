"""Does a letter arrive in the hours of work of whoever reads it, on a working day, and no later than need be?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from refprogram.outbox.hours import next_open, zone_of

ZONES = sorted(available_timezones())
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.fixture(autouse=True)
def hours(settings: Settings) -> None:
    settings.LETTER_HOURS, settings.LETTER_DAYS = (8, 18), frozenset(range(1, 6))
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"


def is_open(moment: datetime, zone: str) -> bool:
    local = moment.astimezone(zone_of(zone))
    return local.isoweekday() < 6 and 8 <= local.hour < 18


@how(max_examples=600)
@given(MOMENTS, st.sampled_from(ZONES))
def test_every_letter_arrives_at_an_hour_of_work_and_at_the_first_one(moment: datetime, zone: str) -> None:
    found = next_open(moment, zone=zone)

    assert found >= moment
    assert is_open(found, zone)
    assert found - moment < timedelta(days=4)
    steps = int((found - moment) / timedelta(minutes=15))
    assert not [n for n in range(steps) if is_open(moment + n * timedelta(minutes=15), zone)]


@pytest.mark.parametrize(
    ("moment", "zone", "local"),
    [
        ("2026-11-23T12:00", "Europe/Berlin", "2026-11-23T13:00+01:00"),
        ("2026-11-23T17:00", "Europe/Berlin", "2026-11-24T08:00+01:00"),
        ("2026-11-23T16:59", "Europe/Berlin", "2026-11-23T17:59+01:00"),
        ("2026-11-20T18:00", "Asia/Tokyo", "2026-11-23T08:00+09:00"),
        ("2026-11-20T18:00", "Pacific/Honolulu", "2026-11-20T08:00-10:00"),
        ("2026-10-24T12:00", "Europe/Berlin", "2026-10-26T08:00+01:00"),
        ("2026-03-27T18:00", "Europe/Berlin", "2026-03-30T08:00+02:00"),
        ("2011-12-29T18:00", "Pacific/Apia", "2011-12-29T08:00-10:00"),
        ("2011-12-30T05:00", "Pacific/Apia", "2012-01-02T08:00+14:00"),
    ],
)
def test_a_moment_becomes_the_next_hour_of_work_where_they_are(moment: str, zone: str, local: str) -> None:
    found = next_open(datetime.fromisoformat(f"{moment}+00:00"), zone=zone)

    assert found.isoformat(timespec="minutes") == local


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "Europe", "../../etc/passwd", "a\0b", "x" * 300, "Ümlaut"])
def test_a_name_that_is_no_time_zone_means_the_programs_own(name: str) -> None:
    assert zone_of(name).key == "Europe/Berlin"


def test_hours_and_days_are_settings(settings: Settings) -> None:
    settings.LETTER_HOURS, settings.LETTER_DAYS = (0, 24), frozenset({7})

    assert next_open(datetime(2026, 11, 23, tzinfo=UTC), zone="UTC") == datetime(2026, 11, 29, tzinfo=UTC)
    late = datetime(2026, 11, 29, 23, 59, tzinfo=UTC)
    assert next_open(late, zone="UTC") == late
