"""What makes somebody fit a request more or less? One signal each: a column, what it is worth, and the words for it.

A point is a day: that is what freshness loses, day by day, and what everything else is measured in. Size and revenue
are no merit, because the largest customer is not the best reference (seed 001): how many people work there counts only
as a likeness to the prospect, and what a customer pays not at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateField, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from customers.models import Deployment, Issue
from references.facts import Ask
from references.models import TopicStrength
from references.models.wish import STAFF, SizeBand
from refprogram.dates import DaysBetween


@dataclass(frozen=True)
class Reason:
    """Why somebody scored: a plus, a minus, or what nobody knows."""

    sign: str
    text: str
    points: int


Reading = Callable[[Any], Reason | None]


@dataclass(frozen=True)
class Grade:
    """One possible outcome of a signal: when it holds, how many points it is worth, and the words for it."""

    holds: Q
    points: int
    reason: str


@dataclass(frozen=True)
class Signal:
    """One thing that makes somebody fit more or less: its grades in turn, the last of which always holds.

    The column is the place of the grade. `topic` says which of the topics that matter most it is about, if any.
    """

    code: str
    grades: Callable[[Ask], tuple[Grade, ...]]
    topic: int | None = None

    def column(self, ask: Ask) -> Combinable:
        return self._each(ask, range)

    def points(self, ask: Ask) -> Combinable:
        return self._each(ask, lambda number: [grade.points for grade in self.grades(ask)])

    def _each(self, ask: Ask, worth: Callable[[int], Sequence[int]]) -> Combinable:
        *before, _ = grades = self.grades(ask)
        values = [Value(value) for value in worth(len(grades))]
        cases = [When(grade.holds, then=value) for grade, value in zip(before, values, strict=False)]
        return Case(*cases, default=values[-1], output_field=IntegerField())

    def reading(self, ask: Ask, topics: Sequence[str]) -> Reading:
        told = [self._told(grade, topics) for grade in self.grades(ask)]
        return lambda row: told[getattr(row, self.code)]

    def _told(self, grade: Grade, topics: Sequence[str]) -> Reason | None:
        if not grade.reason:
            return None
        text = grade.reason if self.topic is None else f"{topics[self.topic]}: {grade.reason}"
        return Reason("+" if grade.points > 0 else "-" if grade.points < 0 else "?", text, grade.points)


# So many days after a talk nothing is left of its freshness.
FRESH_DAYS = 180


@dataclass(frozen=True)
class Fresh:
    """How long ago somebody spoke with them, a point a day: linear in the date, so its column is its points."""

    code: str

    def column(self, ask: Ask) -> Combinable:
        left: Any = Value(FRESH_DAYS) - DaysBetween(Value(ask.on, output_field=DateField()), F("checked_on"))
        return Coalesce(left, Value(0), output_field=IntegerField())

    def points(self, ask: Ask) -> Combinable:
        return self.column(ask)

    def reading(self, ask: Ask, topics: Sequence[str]) -> Reading:
        return self._told

    def _told(self, row: Any) -> Reason | None:
        points: int = getattr(row, self.code)
        return Reason("+", "The last talk is fresh", points) if points >= FRESH_DAYS // 2 else None


ALWAYS = Q(pk__isnull=False)
NOTHING = (Grade(ALWAYS, 0, ""),)
CUSTOMER = "contact__customer"


def _like(column: str, wanted: str, word: str, points: int) -> tuple[Grade, ...]:
    path = f"{CUSTOMER}__{column}"
    if not wanted:
        return NOTHING
    return (
        Grade(Q(**{path: ""}), 0, f"{word} not known"),
        Grade(Q(**{f"{path}__iexact": wanted}), points, f"Same {word.lower()}: {wanted}"),
        *NOTHING,
    )


def _as_large(ask: Ask) -> tuple[Grade, ...]:
    """Prefer a peer: as many people as at the prospect, neither more nor fewer."""
    if not ask.size:
        return NOTHING
    least, most = STAFF[SizeBand(ask.size)]
    theirs = f"{CUSTOMER}__employees"
    return (
        Grade(Q(**{theirs: None}), 0, "Size not known"),
        Grade(Q(**{f"{theirs}__range": (least, most)}), 90, f"A peer: {SizeBand(ask.size).label.lower()}"),
        *NOTHING,
    )


def _with_product(ask: Ask) -> tuple[Grade, ...]:
    if ask.product is None:
        return NOTHING
    users = Deployment.objects.running(on=ask.on).filter(product=ask.product).values("customer")
    return (Grade(Q(**{f"{CUSTOMER}__in": users}), 120, "Uses the same product"), *NOTHING)


def _with_story(ask: Ask) -> tuple[Grade, ...]:
    """Offer on purpose who can tell how something was put right, when that is asked for (seed 001)."""
    if not ask.trouble:
        return NOTHING
    tellers = Issue.objects.recovery_stories(on=ask.on).values("customer")
    told = "Something went wrong there and was put right well; they agree that it is told"
    return (Grade(Q(**{f"{CUSTOMER}__in": tellers}), 150, told), *NOTHING)


# What somebody is worth who speaks very well on the first, second and third topic.
TOPIC_POINTS = (240, 120, 60)
VERY_GOOD, GOOD, SO_SO = 5, 4, 3
# The place of the last grade of a topic at which somebody is known to be good.
KNOWN_GOOD = 1


def _on_topic(place: int) -> Callable[[Ask], tuple[Grade, ...]]:
    """Grade what they are known to say on a topic: good before unknown, and unknown before neither good nor bad.

    Whoever is known to be bad at it is blocked (`topic_conflict`).
    """

    def grades(ask: Ask) -> tuple[Grade, ...]:
        if place >= len(ask.topics):
            return NOTHING
        most = TOPIC_POINTS[place]
        rated = TopicStrength.objects.filter(topic=ask.topics[place])
        good = {rating: Q(pk__in=rated.filter(rating=rating).values("reference")) for rating in (VERY_GOOD, GOOD)}
        return (
            Grade(good[VERY_GOOD], most, f"{VERY_GOOD} of 5"),
            Grade(good[GOOD], most * 3 // 4, f"{GOOD} of 5"),
            Grade(~Q(pk__in=rated.values("reference")), 0, "not known yet"),
            Grade(ALWAYS, -most // 4, f"no more than {SO_SO} of 5"),
        )

    return grades


TOPICS = tuple(Signal(f"fits_topic_{place + 1}", _on_topic(place), topic=place) for place in range(len(TOPIC_POINTS)))
SIGNALS: tuple[Signal | Fresh, ...] = (
    *TOPICS,
    Signal("fits_story", _with_story),
    Signal("fits_industry", lambda ask: _like("industry", ask.industry, "Industry", 180)),
    Signal("fits_region", lambda ask: _like("region", ask.region, "Region", 90)),
    Signal("fits_size", _as_large),
    Signal("fits_product", _with_product),
    Fresh("fits_freshness"),
    Signal(
        "fits_check_in",
        lambda ask: (Grade(Q(check_in_due=0), 0, ""), Grade(ALWAYS, -60, "A check-in is due: talk to them first")),
    ),
    Signal(
        "fits_load",
        lambda ask: (
            Grade(Q(recent_uses=0), 60, "Not used in the last 90 days: spreads the load"),
            Grade(Q(recent_uses=1), 0, "Used once in the last 90 days"),
            Grade(ALWAYS, -120, "Used more than once in the last 90 days"),
        ),
    ),
    Signal(
        "fits_thanks",
        lambda ask: (Grade(Q(owes_thanks=False), 0, ""), Grade(ALWAYS, -60, "We still owe them a thank-you")),
    ),
    Signal(
        "fits_peace",
        lambda ask: (Grade(Q(open_issue=0), 0, ""), Grade(ALWAYS, -60, "A small issue is open")),
    ),
)


def score(ask: Ask) -> Combinable:
    """Add up what everything is worth, from the conditions themselves and not from the columns.

    Django writes a column out wherever it is spoken of, so a sum over columns would ask each condition many times.
    """
    points = [signal.points(ask) for signal in SIGNALS]
    return sum(points[1:], start=points[0])


def reading(ask: Ask, *, topics: Sequence[str]) -> Callable[[Any], list[Reason]]:
    """Return what reads from a scored row why it stands where it does: what speaks for it, against it, or is not known.

    `topics` are the names of those that matter most, the first one first. What a grade says is put together once.
    """
    each = [signal.reading(ask, topics) for signal in SIGNALS]
    return lambda row: [reason for read in each if (reason := read(row))]
