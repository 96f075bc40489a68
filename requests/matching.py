"""Which eligible reference fits this request best? One signal each; the order and the reasons are the same columns.

Size and revenue are no signals: the largest customer is not the best reference (seed 001).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Case,
    F,
    IntegerField,
    Q,
    QuerySet,
    SmallIntegerField,
    Value,
    When,
)

from references.eligibility import BLOCKED, RULES, eligible, judged
from references.facts import Ask


@dataclass(frozen=True)
class Grade:
    """One possible outcome of a signal: when it holds, how many points it is worth, and the words for it."""

    holds: Q
    points: int
    reason: str


@dataclass(frozen=True)
class Signal:
    """One thing that makes somebody fit more or less: its grades in turn, the last of which always holds."""

    code: str
    grades: Callable[[Ask], tuple[Grade, ...]]


@dataclass(frozen=True)
class Reason:
    """Why somebody scored: a plus, a minus, or what nobody knows."""

    sign: str
    text: str
    points: int


ALWAYS = Q(pk__isnull=False)


def _like(column: str, wanted: str, word: str) -> tuple[Grade, ...]:
    path = f"contact__customer__{column}"
    if not wanted:
        return (Grade(ALWAYS, 0, ""),)
    return (
        Grade(Q(**{path: ""}), 0, f"{word} not known"),
        Grade(Q(**{f"{path}__iexact": wanted}), 30 if column == "industry" else 15, f"Same {word.lower()}: {wanted}"),
        Grade(ALWAYS, 0, ""),
    )


SIGNALS = (
    Signal("fits_industry", lambda ask: _like("industry", ask.industry, "Industry")),
    Signal("fits_region", lambda ask: _like("region", ask.region, "Region")),
    Signal(
        "fits_freshness",
        lambda ask: (
            Grade(Q(checked_on__gte=ask.on - timedelta(days=30)), 20, "Spoken to within the last 30 days"),
            Grade(Q(checked_on__gte=ask.on - timedelta(days=60)), 15, "Spoken to within the last 60 days"),
            Grade(Q(checked_on__gte=ask.on - timedelta(days=90)), 10, "Spoken to within the last 90 days"),
            Grade(Q(check_in_due=0), 5, ""),
            Grade(ALWAYS, -10, "A check-in is due: talk to them first"),
        ),
    ),
    Signal(
        "fits_load",
        lambda ask: (
            Grade(Q(recent_uses=0), 10, "Not used in the last 90 days: spreads the load"),
            Grade(Q(recent_uses=1), 0, "Used once in the last 90 days"),
            Grade(ALWAYS, -20, "Used more than once in the last 90 days"),
        ),
    ),
    Signal(
        "fits_thanks",
        lambda ask: (
            Grade(Q(owes_thanks=False), 0, ""),
            Grade(ALWAYS, -10, "We still owe them a thank-you"),
        ),
    ),
    Signal(
        "fits_peace",
        lambda ask: (
            Grade(Q(open_issue=0), 0, ""),
            Grade(ALWAYS, -10, "A small issue is open"),
        ),
    ),
)


def ranked(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return those that may be asked for this and are free, best fit first, with each signal's grade as a column."""
    rows = eligible(references, ask).filter(being_asked=False, is_booked=False)
    for signal in SIGNALS:
        rows = rows.annotate(**{signal.code: _grade(signal.grades(ask))})
    points = [
        Case(
            *(When(**{signal.code: place}, then=Value(grade.points)) for place, grade in enumerate(signal.grades(ask))),
            default=Value(0),
            output_field=IntegerField(),
        )
        for signal in SIGNALS
    ]
    scored: QuerySet[Any] = rows.annotate(score=sum(points[1:], start=points[0]))
    return scored.order_by("-score", F("checked_on").desc(), "pk")


def unsuitable(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return exactly those that `ranked` leaves out, nearest to usable first: who is only busy, then fewest reasons."""
    rows = judged(references, ask).filter(Q(worst_level__gte=BLOCKED) | Q(being_asked=True) | Q(is_booked=True))
    blocking = [
        Case(When(**{f"{rule.code}__gte": BLOCKED}, then=Value(1)), default=Value(0), output_field=IntegerField())
        for rule in RULES
    ]
    nearest: QuerySet[Any] = rows.annotate(in_the_way=sum(blocking[1:], start=blocking[0]))
    return nearest.order_by("worst_level", "in_the_way", "pk")


def reasons(row: Any, ask: Ask) -> list[Reason]:
    """Read from a ranked row why it stands where it does: what speaks for it, against it, and what is not known."""
    found = [signal.grades(ask)[getattr(row, signal.code)] for signal in SIGNALS]
    return [
        Reason("+" if grade.points > 0 else "-" if grade.points < 0 else "?", grade.reason, grade.points)
        for grade in found
        if grade.reason
    ]


def _grade(grades: tuple[Grade, ...]) -> Case:
    return Case(
        *(When(grade.holds, then=Value(place)) for place, grade in enumerate(grades)),
        default=Value(len(grades) - 1),
        output_field=SmallIntegerField(),
    )
