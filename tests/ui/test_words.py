"""Do levels, days and people get the right words, and does the unknown never pass for good news?"""

import re
from datetime import UTC, date, datetime

import pytest
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

from refprogram.dates import add_months
from refprogram.ui.templatetags import ui

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("level", "word", "css"),
    [
        (4, "Do not use", "lv-forbidden"),
        (3, "Blocked", "lv-blocked"),
        (2, "Use with care", "lv-warning"),
        (1, "Good to know", "lv-info"),
        (0, "Usable", "lv-clear"),
        (None, "Not known", "lv-unknown"),
        (5, "Not known", "lv-unknown"),
        (-1, "Not known", "lv-unknown"),
    ],
)
def test_a_level_has_a_word_and_a_class(level, word, css):
    assert (ui.level_word(level), ui.level_class(level)) == (word, css)


def test_no_two_levels_share_word_icon_or_class():
    looks = [*ui.LEVELS.values(), ui.UNKNOWN]

    for part in ("word", "icon", "name"):
        assert len({getattr(look, part) for look in looks}) == 6


@pytest.mark.parametrize(
    ("day", "words", "css"),
    [
        (date(2026, 11, 21), "2 days late", "lv-forbidden"),
        (date(2026, 11, 22), "1 day late", "lv-forbidden"),
        (date(2026, 11, 23), "today", "lv-blocked"),
        (date(2026, 11, 24), "1 day left", "lv-blocked"),
        (date(2026, 11, 26), "3 days left", "lv-blocked"),
        (date(2026, 11, 27), "4 days left", ""),
    ],
)
def test_lateness_is_said_in_words_and_coloured(day, words, css):
    due = ui.due_words(day, ON)

    assert (due.words, due.css) == (words, css)
    assert (due.icon == "clock") is (css == "")


@pytest.mark.parametrize(
    ("on", "words", "until", "css", "percent"),
    [
        (date(2026, 5, 12), "Spoke today", "stale after 12 Nov 2026", "lv-clear", 0),
        (date(2026, 5, 13), "Spoke 1 day ago", "stale after 12 Nov 2026", "lv-clear", 1),
        (date(2026, 10, 11), "Spoke 152 days ago", "stale after 12 Nov 2026", "lv-clear", 83),
        (date(2026, 10, 12), "Check-in due", "31 days left", "lv-warning", 83),
        (date(2026, 11, 12), "Check-in due", "today is the last day", "lv-warning", 100),
        (date(2026, 11, 13), "Too old, 1 day over", "was good until Thu 12 Nov", "lv-forbidden", 100),
    ],
)
def test_a_check_in_ages_up_to_and_including_its_last_day(on, words, until, css, percent):
    checked = date(2026, 5, 12)

    age = ui.freshness(checked, add_months(checked, 6), on, add_months(checked, 5))

    assert (age.words, age.until, age.css, age.percent) == (words, until, css, percent)


@pytest.mark.parametrize(("checked", "good"), [(None, None), (None, ON), (ON, None)])
def test_nobody_having_spoken_to_them_is_not_known(checked, good):
    age = ui.freshness(checked, good, ON)

    assert (age.words, age.css, age.percent) == ("Never spoken to directly", "lv-unknown", 0)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 25), "Wed 25 Nov"),
        (date(2026, 11, 9), "Mon 9 Nov"),
        (date(2026, 11, 8), "8 Nov 2026"),
        (datetime(2026, 12, 7, 23, 59), "Mon 7 Dec"),  # noqa: DTZ001 (the words are about the day alone)
        (date(2026, 12, 8), "8 Dec 2026"),
    ],
)
def test_near_days_are_named_and_far_ones_have_a_year(value, words):
    assert ui.near(value, ON) == words


@pytest.mark.parametrize(("zone", "plain", "named"), [("Europe/Berlin", "24", "Tue 24"), ("UTC", "23", "Mon 23")])
def test_an_instant_is_written_on_the_programs_own_day(settings, zone, plain, named):
    settings.PROGRAM_TIME_ZONE = zone
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    assert (ui.day(at), ui.near(at, ON)) == (f"{plain} Nov 2026", f"{named} Nov")


def test_an_instant_is_written_in_the_programs_own_hours(settings):
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"

    assert ui.instant(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "24 Nov 2026, 00:30"


def test_words_given_for_a_day_stay_as_they_are():
    assert [ui.day(ON), ui.day("08:12")] == ["23 Nov 2026", "08:12"]


@pytest.mark.parametrize(
    ("name", "letters"), [("Maya Okafor", "MO"), ("Maya", "M"), ("maya.okafor@example.org", "MO"), ("", "")]
)
def test_a_person_has_at_most_two_letters(name, letters):
    assert ui.initials(name) == letters


def test_every_sign_of_a_reason_is_also_read_aloud():
    assert [ui.sign_look(sign)["spoken"] for sign in "+-?"] == ["For", "Against", "Not known"]


@pytest.mark.parametrize(("size", "css"), [("", "icon"), ("s", "icon icon-s"), ("l", "icon icon-l")])
def test_an_icon_is_drawn_for_the_eye_alone(size, css):
    drawn = ui.icon("ban", size)

    assert drawn == (
        f'<svg class="{css}" viewBox="0 0 24 24" aria-hidden="true">'
        '<circle cx="12" cy="12" r="10"/><path d="M4.929 4.929 19.07 19.071"/></svg>'
    )


def test_strokes_that_follow_each_other_are_one_path_and_stay_where_they_were():
    drawn, source = ui.icon("hourglass"), lucide("hourglass", size=None)

    strokes = re.findall(r'd="(.*?)"', source)
    assert len(strokes) > 2
    assert re.findall(r'd="(.*?)"', drawn) == ["".join(strokes)]


@pytest.mark.parametrize(
    ("line", "before", "one"),
    [
        ({"d": "M1 1h2"}, {"d": "M0 0"}, True),
        ({"d": "m1 1h2"}, {"d": "M0 0"}, False),
        ({"d": "M1 1", "fill": "red"}, {"d": "M0 0"}, False),
        ({"d": "M1 1"}, {"d": "M0 0", "fill": "red"}, False),
        ({"cx": "1"}, {"d": "M0 0"}, False),
    ],
)
def test_only_plain_strokes_that_start_at_a_place_of_their_own_are_joined(line, before, one):
    assert ui.follows(line, before) is one


def test_an_icon_that_does_not_exist_is_an_error():
    with pytest.raises(IconDoesNotExist, match="'unicorn'"):
        ui.icon("unicorn")
