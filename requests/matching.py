"""Which eligible reference fits this request best? One signal each; the order and the reasons are the same columns.

Size and revenue are no signals: the largest customer is not the best reference (seed 001).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    SmallIntegerField,
    Value,
    When,
    Window,
)
from django.db.models.expressions import Combinable

from references.eligibility import BLOCKED, FORBIDDEN, RULES
from references.facts import Ask
from references.models import Consent
from references.standing import KEPT_RULES, kept_below, shown


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
    """Return those that may be asked for this and are free, best fit first, with each signal's grade as a column.

    Read from what is kept, so for lists; whoever decides on one of them judges that one again.
    """
    rows = shown(references.filter(_may_do(ask)), ask).filter(worst_level__lt=BLOCKED)
    return _scored(rows.filter(being_asked=False, is_booked=False), ask)


def unsuitable(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return exactly those that `ranked` leaves out, nearest to usable first: who is only busy, then fewest reasons."""
    rows = shown(references, ask).filter(Q(worst_level__gte=BLOCKED) | Q(being_asked=True) | Q(is_booked=True))
    nearest: QuerySet[Any] = rows.annotate(in_the_way=_how_many(rule.code for rule in RULES))
    return nearest.order_by("worst_level", "in_the_way", "pk")


@dataclass(frozen=True)
class Found:
    """The first of some people. `total` is how many there are if all were `counted`, else there are at least so many.

    `looked_at` are the keys of those among whom they were found, who promised the most first.
    """

    rows: list[Any]
    total: int
    counted: bool
    looked_at: tuple[int, ...]


# So many are judged for a page; ten times as many when these do not settle who fits best, and then everybody.
AT_FIRST = 100


def best(references: QuerySet[Any], ask: Ask, *, most: int) -> Found:
    """Find the first of `ranked` without judging everybody.

    They are judged in the order in which what is kept promises the most, until nobody further back could come before
    those who were found: what is not kept (their uses, our thanks, what the ask itself rules out) lifts nobody.
    """
    promising = _promising(references, ask)
    ahead: list[Any] = []
    for reach in (AT_FIRST, 10 * AT_FIRST):
        ahead = list(promising[: reach + 1])
        keys = tuple(row.pk for row in ahead[:reach])
        rows = _first(ranked(references.filter(pk__in=keys), ask), most)
        everybody = len(ahead) <= reach
        if everybody or (len(rows) == most and _place(rows[-1]) <= _place(ahead[reach])):
            return Found(rows, _total(rows), counted=everybody, looked_at=keys)
    rows = _first(ranked(references, ask), most)
    return Found(rows, _total(rows), counted=True, looked_at=tuple(row.pk for row in ahead))


def nearest(references: QuerySet[Any], ask: Ask, *, most: int, usable: Found) -> Found:
    """Find the first of `unsuitable`, next to the `usable` that were found for the same ask, without judging everybody.

    Looked at are those who promised the most and yet may be busy, those whom what is kept blocks and does not forbid,
    and, when these do not fill the list, those whom it forbids for the fewest reasons. All others are counted only.
    """
    kept_reasons = _how_many(f"standing__{code}" for code in KEPT_RULES)
    unable = references.exclude(_may_do(ask)).annotate(in_the_way=kept_reasons)
    by_reasons = unable.order_by("in_the_way", "pk").values_list("pk", flat=True)
    only_blocked = list(by_reasons.filter(kept_below(FORBIDDEN, activity=ask.activity) & _agreed(ask))[:AT_FIRST])
    keys = (*usable.looked_at[:AT_FIRST], *only_blocked)
    rows = _first(unsuitable(references.filter(pk__in=keys), ask), most) if len(only_blocked) >= most else []
    if len(rows) < most or rows[-1].worst_level > BLOCKED:
        keys = (*keys, *by_reasons.exclude(pk__in=keys)[:AT_FIRST])
        rows = _first(unsuitable(references.filter(pk__in=keys), ask), most)
    others = usable.total if usable.counted else references.filter(_may_do(ask)).count()
    return Found(rows, references.count() - others, counted=usable.counted, looked_at=keys)


def reasons(row: Any, ask: Ask) -> list[Reason]:
    """Read from a ranked row why it stands where it does: what speaks for it, against it, and what is not known."""
    found = [signal.grades(ask)[getattr(row, signal.code)] for signal in SIGNALS]
    return [
        Reason("+" if grade.points > 0 else "-" if grade.points < 0 else "?", grade.reason, grade.points)
        for grade in found
        if grade.reason
    ]


def _promising(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return those whom nothing that is kept rules out, in the order of the best score that each could have."""
    kept = {name: F(f"standing__{name}") for name in ("checked_on", "check_in_due", "open_issue")}
    at_best = {"recent_uses": Value(0), "owes_thanks": Value(False)}
    return _scored(references.filter(_may_do(ask)).annotate(**kept, **at_best), ask)


def _scored(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Add each signal's grade and the score, best first."""
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


def _place(row: Any) -> tuple[int, int, int]:
    """Say where a scored row stands, as its order does."""
    return (-row.score, -row.checked_on.toordinal(), row.pk)


def _may_do(ask: Ask) -> Q:
    """Leave out whom what is kept blocks for every ask of this kind, and who has not agreed to it; never more."""
    return kept_below(BLOCKED, activity=ask.activity) & _agreed(ask)


def _agreed(ask: Ask) -> Q:
    consents = Consent.objects.live(on=ask.on)
    if ask.activity is not None:
        consents = consents.filter(activity=ask.activity)
    return Q(pk__in=consents.values("reference"))


def _how_many(levels: Iterable[str]) -> Combinable:
    """Count the levels that block."""
    blocking = [
        Case(When(**{f"{name}__gte": BLOCKED}, then=Value(1)), default=Value(0), output_field=IntegerField())
        for name in levels
    ]
    return sum(blocking[1:], start=blocking[0])


def _first(rows: QuerySet[Any], most: int) -> list[Any]:
    """Fetch the first people with their company and details, each with the count of all of them (`total`)."""
    with_company = rows.select_related("contact__customer", "contact__details")
    return list(with_company.annotate(total=Window(Count("pk")))[:most])


def _total(rows: list[Any]) -> int:
    return rows[0].total if rows else 0


def _grade(grades: tuple[Grade, ...]) -> Case:
    return Case(
        *(When(grade.holds, then=Value(place)) for place, grade in enumerate(grades)),
        default=Value(len(grades) - 1),
        output_field=SmallIntegerField(),
    )
