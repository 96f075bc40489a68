"""What can a template not do by itself? Turn a level into its word, icon and class, and days into words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.contrib.messages import constants
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, pgettext
from lucide.templatetags.lucide import lucide

register = template.Library()

NEAR = timedelta(days=14)
SOON = 3


@dataclass(frozen=True)
class Level:
    """How a level looks: always a word and an icon, never a colour alone."""

    word: str
    icon: str
    name: str


LEVELS = {
    4: Level("Do not use", "ban", "forbidden"),
    3: Level("Blocked", "lock", "blocked"),
    2: Level("Use with care", "triangle-alert", "warning"),
    1: Level("Good to know", "info", "info"),
    0: Level("Usable", "circle-check", "clear"),
}
UNKNOWN = Level("Not known", "circle-dashed", "unknown")
SIGNS = {"+": ("+", "lv-clear", "For"), "-": ("−", "lv-blocked", "Against"), "?": ("?", "lv-unknown", "Not known")}
TOLD = {constants.SUCCESS: 0, constants.WARNING: 2, constants.ERROR: 4}


def look(level: int | None) -> Level:
    """Return the look of a level; whatever is not one of the five is not known, which is never good news."""
    return LEVELS.get(level, UNKNOWN) if level is not None else UNKNOWN


@register.filter
def level_word(level: int | None) -> str:
    return look(level).word


@register.filter
def level_icon(level: int | None) -> str:
    return look(level).icon


@register.filter
def level_class(level: int | None) -> str:
    return f"lv-{look(level).name}"


def follows(line: dict[str, str], before: dict[str, str]) -> bool:
    """Say whether two strokes can be one path: nothing but strokes, and the second starts at a place of its own."""
    return set(line) == set(before) == {"d"} and line["d"].startswith("M")


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> str:
    """Draw an icon for the eye alone; "s" is small, "l" is large.

    Half of what Lucide writes about an icon is the same for all of them and stands in app.css instead, and strokes that
    follow each other are one path: on a page with a hundred icons that is a quarter of its weight.
    """
    lines: list[tuple[str, dict[str, str]]] = []
    for line in ElementTree.fromstring(lucide(name, size=None)):
        if lines and follows(line.attrib, lines[-1][1]):
            lines[-1][1]["d"] += line.attrib["d"]
        else:
            lines.append((line.tag, dict(line.attrib)))
    drawn = format_html_join("", "<{}{}/>", ((tag, flatatt(attributes)) for tag, attributes in lines))
    css = f"icon icon-{size}" if size else "icon"
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', css, drawn)


@register.filter
def told_level(message_level: int) -> int:
    """Return the verdict level whose colours a message of django.contrib.messages borrows."""
    return TOLD.get(message_level, 1)


@register.filter
def sign_look(sign: str) -> dict[str, str]:
    """Return how a reason's sign is drawn and read aloud."""
    drawn, css, spoken = SIGNS[sign]
    return {"drawn": drawn, "css": css, "spoken": spoken}


def _local(value: date) -> date:
    """Return an instant in the program's own time zone; a day is the same everywhere."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value, ZoneInfo(settings.PROGRAM_TIME_ZONE))
    return value


@register.filter
def day(value: Any) -> str:
    """Write a day as "13 Oct 2026"; words that are given instead of a day stay as they are."""
    return date_format(_local(value), pgettext("a day", "j M Y")) if isinstance(value, date) else str(value)


@register.filter
def instant(value: datetime) -> str:
    """Write an instant as "13 Oct 2026, 08:12"."""
    return f"{day(value)}, {date_format(_local(value), 'H:i')}"


@register.filter
def clock(value: datetime, zone: ZoneInfo) -> str:
    """Write an instant as somebody's own clock shows it: "Tuesday 1 December 2026, 10:00"."""
    return date_format(value.astimezone(zone), pgettext("a day with its time", "l j F Y, H:i"))


@register.filter
def hour(value: datetime, zone: ZoneInfo) -> str:
    """Write the time of day of an instant by somebody's own clock: "10:30"."""
    return date_format(value.astimezone(zone), "H:i")


@register.filter
def whose_time(zone: ZoneInfo) -> str:
    """Say by whose clock times are written: "Lisbon time"."""
    return gettext("%(place)s time") % {"place": zone.key.rpartition("/")[2].replace("_", " ")}


@register.filter
def near(value: date, on: date) -> str:
    """Write a day within two weeks as "Wed 25 Nov", any other with its year."""
    local = _local(value)
    plain = local.date() if isinstance(local, datetime) else local
    return date_format(plain, "D j M") if abs(plain - on) <= NEAR else day(plain)


@register.filter
def initials(name: str) -> str:
    """Return the one or two letters that stand for a person."""
    words = [word for word in name.replace("@", " ").replace(".", " ").split() if word]
    return (words[0][0] + (words[1][0] if len(words) > 1 else "")).upper() if words else ""


def days(count: int) -> str:
    """Write a number of days with its unit."""
    return "1 day" if count == 1 else f"{count} days"


@dataclass(frozen=True)
class Due:
    """A day in words, with the colour of lateness."""

    words: str
    icon: str
    css: str


@register.simple_tag
def due_words(value: date, on: date) -> Due:
    """Say how long is left until a day, or how late it is; sand only runs once it is pressing."""
    left = (value - on).days
    if left < 0:
        return Due(f"{days(-left)} late", "triangle-alert", "lv-forbidden")
    if left == 0:
        return Due("today", "hourglass", "lv-blocked")
    return Due(f"{days(left)} left", *(("hourglass", "lv-blocked") if left <= SOON else ("clock", "")))


@dataclass(frozen=True)
class Freshness:
    """The age of the last direct check-in in words, and how much of its time is used up."""

    words: str
    until: str
    css: str
    percent: int


@register.simple_tag
def freshness(checked_on: date | None, good_until: date | None, on: date, due_from: date | None = None) -> Freshness:
    """Say how old the last direct check-in is; nobody having spoken to them is "not known", not "fresh"."""
    if checked_on is None or good_until is None:
        return Freshness("Never spoken to directly", "", "lv-unknown", 0)
    if on > good_until:
        over = days((on - good_until).days)
        return Freshness(f"Too old, {over} over", f"was good until {near(good_until, on)}", "lv-forbidden", 100)
    percent = round(100 * (on - checked_on).days / max((good_until - checked_on).days, 1))
    if due_from and on >= due_from:
        left = f"{days((good_until - on).days)} left" if on < good_until else "today is the last day"
        return Freshness("Check-in due", left, "lv-warning", percent)
    spoken = "Spoke today" if on == checked_on else f"Spoke {days((on - checked_on).days)} ago"
    return Freshness(spoken, f"stale after {day(good_until)}", "lv-clear", percent)


@register.filter
def hint(hints: dict[str, str], value: str) -> str:
    """Return the line of meaning of one answer."""
    return hints.get(value, "")
