"""Which eligible reference fits this request best? The signals' columns added up; lists read the very same columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from operator import attrgetter
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.expressions import Combinable

from references.eligibility import BLOCKED, FORBIDDEN, RULES
from references.facts import NOBODY, QUARTER, Ask
from references.models import Consent, ThankYou, Use
from references.standing import KEPT_RULES, kept_below, shown
from requests.weighing import KNOWN_GOOD, SIGNALS, TOPICS, score


def ranked(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return those that may be asked for this and are free, best fit first, with each signal's column.

    Read from what is kept, so for lists; whoever decides on one of them judges that one again.
    """
    return _scored(_weighed(_judged(references.filter(_may_do(ask)), ask).filter(is_free=True), ask), ask)


def unsuitable(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return exactly those that `ranked` leaves out, first whom a manager can do something about.

    Who is blocked, for the fewest reasons first; then who is only busy, which passes by itself; then who is forbidden.
    """
    return _hindered(_judged(references, ask).filter(is_free=False)).order_by(*NEAREST_FIRST)


@dataclass(frozen=True)
class Found:
    """The first of some people. `total` is how many there are if all were `counted`, else there are at least so many.

    `good_at` counts who of them is known to speak well on several topics at once, each combination by itself.
    """

    rows: list[Any]
    total: int
    counted: bool
    good_at: Mapping[tuple[int, ...], int] = field(default_factory=dict)


NEAREST_FIRST = ("out_of_reach", "in_the_way", "pk")

# So many of each sort are judged for a page; ten times as many when too few of these are usable, and then everybody.
AT_FIRST = 100


def search(references: QuerySet[Any], ask: Ask, *, best: int, nearest: int) -> tuple[Found, Found]:
    """Find the first of `ranked` and the first of `unsuitable` without judging everybody.

    Everybody whom nothing that is kept rules out is put in order first, by the very score that `ranked` gives; of the
    others come first who is blocked and not forbidden, then who is forbidden for the fewest reasons. The first of both
    are judged together, who is busy among them. All others are counted only.
    """
    ahead, behind = list(_promising(references, ask)[:AT_FIRST]), list(_unable(references, ask)[:AT_FIRST])
    promised, unable = (rows[0].of if rows else 0 for rows in (ahead, behind))
    judged = _judged(references.filter(pk__in=[row.pk for row in (*ahead, *behind)]), ask)
    rows = list(_with_company(_scored(_hindered(_weighed(judged, ask)), ask)))
    usable = _usable([row for row in rows if row.is_free], best, ask, counted=promised <= AT_FIRST)
    if not usable.counted and len(usable.rows) < best:
        usable = _further(references, ask, best, promised=promised)
    others = sorted((row for row in rows if not row.is_free), key=attrgetter(*NEAREST_FIRST))
    total = unable + (promised - usable.total if usable.counted else 0)
    return usable, Found(others[:nearest], total, counted=usable.counted)


def _further(references: QuerySet[Any], ask: Ask, best: int, *, promised: int) -> Found:
    """Judge more of those who promise most, and everybody when that is not enough: then few are usable at all."""
    keys = [row.pk for row in _promising(references, ask)[: 10 * AT_FIRST]]
    rows = list(_with_company(ranked(references.filter(pk__in=keys), ask)))
    usable = _usable(rows, best, ask, counted=promised <= len(keys))
    if usable.counted or len(usable.rows) == best:
        return usable
    return _usable(list(_with_company(ranked(references, ask))), best, ask, counted=True)


def _usable(rows: list[Any], best: int, ask: Ask, *, counted: bool) -> Found:
    """Take the first of ranked rows, and count what all of them are good at."""
    places = range(len(ask.topics))
    good_at = {some: 0 for size in places for some in combinations(places, size + 1)}
    for row in rows:
        good = {place for place in places if getattr(row, TOPICS[place].code) <= KNOWN_GOOD}
        for some in good_at:
            good_at[some] += good.issuperset(some)
    return Found(rows[:best], len(rows), counted=counted, good_at=good_at)


def _promising(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return those whom nothing that is kept rules out, in the order of `ranked`, and how many they are (`of`).

    What is not kept is asked here of everybody at once, as sets: a look at each person's uses would take as many looks
    as there are people.
    """
    spent = Use.objects.spent_since(ask.on - QUARTER).exclude(pk=ask.use or NOBODY).order_by()
    twice = spent.values("reference").annotate(n=Count("pk")).filter(n__gt=1).values("reference")
    owed = ThankYou.objects.owed().values("use__reference")
    kept = {name: F(f"standing__{name}") for name in ("checked_on", "check_in_due", "open_issue")}
    known = references.filter(_may_do(ask)).annotate(
        **kept,
        recent_uses=Case(
            When(pk__in=twice, then=Value(2)),
            When(pk__in=spent.values("reference"), then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        ),
        owes_thanks=Case(When(pk__in=owed, then=Value(True)), default=Value(False), output_field=BooleanField()),
    )
    # Narrow rows: counting them all means keeping them all for a moment.
    narrow: QuerySet[Any] = _scored(known, ask).annotate(of=Window(Count("pk"))).values_list("pk", "of", named=True)
    return narrow


def _unable(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return whom something that is kept rules out, nearest to usable first, and how many they are (`of`)."""
    only_blocked = kept_below(FORBIDDEN, activity=ask.activity) & _agreed(ask)
    known = references.exclude(_may_do(ask)).annotate(
        in_the_way=_how_many(f"standing__{code}" for code in KEPT_RULES),
        forbidden=Case(When(only_blocked, then=Value(0)), default=Value(1), output_field=IntegerField()),
    )
    ordered = known.order_by("forbidden", "in_the_way", "pk").annotate(of=Window(Count("pk")))
    narrow: QuerySet[Any] = ordered.values_list("pk", "of", named=True)
    return narrow


def _judged(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Judge for a page, and say who is usable and free: neither being asked for another request, nor booked."""
    free = Q(worst_level__lt=BLOCKED, being_asked=False, is_booked=False)
    judged: QuerySet[Any] = shown(references, ask).annotate(
        is_free=Case(When(free, then=Value(True)), default=Value(False), output_field=BooleanField())
    )
    return judged


def _weighed(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Add each signal's column."""
    weighed: QuerySet[Any] = rows.annotate(**{signal.code: signal.column(ask) for signal in SIGNALS})
    return weighed


def _hindered(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add for how many reasons somebody is blocked, and whether anybody here can do something about it."""
    hindered: QuerySet[Any] = rows.annotate(
        in_the_way=_how_many(rule.code for rule in RULES),
        out_of_reach=Case(
            When(worst_level__gte=FORBIDDEN, then=Value(2)),
            When(worst_level__gte=BLOCKED, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        ),
    )
    return hindered


def _scored(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Add the score, best first."""
    scored: QuerySet[Any] = rows.annotate(score=score(ask))
    return scored.order_by("-score", F("checked_on").desc(), "pk")


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


def _with_company(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("contact__customer", "contact__details")
