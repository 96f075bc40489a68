"""Which eligible reference fits this request best? The signals' columns added up; lists read the very same columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import combinations
from operator import and_
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from references.eligibility import BLOCKED, FORBIDDEN, RULES
from references.facts import NOBODY, QUARTER, Ask
from references.models import Consent, ThankYou, Use
from references.standing import KEPT_RULES, kept_below, shown
from requests.signals import SIGNALS, known_good, score


def ranked(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return those that may be asked for this and are free, best fit first, with each signal's grade as a column.

    Read from what is kept, so for lists; whoever decides on one of them judges that one again.
    """
    rows = shown(references.filter(_may_do(ask)), ask).filter(worst_level__lt=BLOCKED)
    free = rows.filter(being_asked=False, is_booked=False)
    return _scored(free.annotate(**{signal.code: signal.column(ask) for signal in SIGNALS}), ask)


def unsuitable(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return exactly those that `ranked` leaves out, nearest to usable first: who is only busy, then fewest reasons."""
    rows = shown(references, ask).filter(Q(worst_level__gte=BLOCKED) | Q(being_asked=True) | Q(is_booked=True))
    nearest: QuerySet[Any] = rows.annotate(in_the_way=_how_many(rule.code for rule in RULES))
    return nearest.order_by("worst_level", "in_the_way", "pk")


@dataclass(frozen=True)
class Found:
    """The first of some people. `total` is how many there are if all were `counted`, else there are at least so many.

    `looked_at` are the keys of those among whom they were found, best fit first, and `promised` is how many those are
    whom nothing that is kept rules out. `good_at` counts who is known to speak well on several topics at once, each
    combination of their places by itself.
    """

    rows: list[Any]
    total: int
    counted: bool
    looked_at: tuple[int, ...] = ()
    promised: int = 0
    good_at: Mapping[tuple[int, ...], int] = field(default_factory=dict)


# So many are judged for a page; ten times as many when too few of these are usable, and then everybody.
AT_FIRST = 100


def best(references: QuerySet[Any], ask: Ask, *, most: int) -> Found:
    """Find the first of `ranked` without judging everybody.

    Everybody whom nothing that is kept rules out is put in order first, by the very score that `ranked` gives; then
    they are judged from the front until enough of them are usable.
    """
    promising, found = _promising(references, ask), Found([], 0, counted=False)
    for reach in (AT_FIRST, 10 * AT_FIRST):
        ahead = list(promising[:reach])
        keys, promised = tuple(row.pk for row in ahead), ahead[0].of if ahead else 0
        judged = _found(references.filter(pk__in=keys), ask, most)
        found = replace(judged, counted=promised <= reach, looked_at=keys, promised=promised)
        if found.counted or len(found.rows) == most:
            return found
    return replace(_found(references, ask, most), looked_at=found.looked_at, promised=found.promised)


def nearest(references: QuerySet[Any], ask: Ask, *, most: int, usable: Found) -> Found:
    """Find the first of `unsuitable`, next to the `usable` that were found for the same ask, without judging everybody.

    Looked at are those who fit best and yet may be busy, and of those whom something that is kept rules out first
    whoever is blocked and not forbidden, then who is forbidden for the fewest reasons. All others are counted only.
    """
    unable = references.exclude(_may_do(ask))
    only_blocked = kept_below(FORBIDDEN, activity=ask.activity) & _agreed(ask)
    by_reasons = unable.annotate(
        in_the_way=_how_many(f"standing__{code}" for code in KEPT_RULES),
        forbidden=Case(When(only_blocked, then=Value(0)), default=Value(1), output_field=IntegerField()),
    ).order_by("forbidden", "in_the_way", "pk")
    among = Q(pk__in=usable.looked_at[:AT_FIRST]) | Q(pk__in=by_reasons.values("pk")[:AT_FIRST])
    counted = unable.order_by().values(everybody=Value(1)).annotate(n=Count("pk")).values("n")
    judged = unsuitable(references.filter(among), ask).annotate(
        unable=Coalesce(Subquery(counted), 0, output_field=IntegerField())
    )
    rows = _first(judged, most)
    total = usable.promised - usable.total if usable.counted else 0
    return Found(rows, total + (rows[0].unable if rows else 0), counted=usable.counted)


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


def _found(references: QuerySet[Any], ask: Ask, most: int) -> Found:
    """Judge these, and return the first who are usable, with how many they are and what they are good at."""
    together = _combinations(ask)
    good = [known_good(topic) for topic in ask.topics]
    counted = {
        name: Window(Count("pk", filter=reduce(and_, (good[place] for place in places))))
        for name, places in together.items()
    }
    rows = _first(ranked(references, ask).annotate(**counted), most)
    good_at = {places: getattr(rows[0], name) if rows else 0 for name, places in together.items()}
    return Found(rows, rows[0].total if rows else 0, counted=True, good_at=good_at)


def _combinations(ask: Ask) -> dict[str, tuple[int, ...]]:
    """Name every combination of the topics that matter most, by their places."""
    places = range(len(ask.topics))
    each = [some for size in range(1, len(places) + 1) for some in combinations(places, size)]
    return {f"good_at_{'_'.join(map(str, some))}": some for some in each}


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


def _first(rows: QuerySet[Any], most: int) -> list[Any]:
    """Fetch the first people with their company and details, each with the count of all of them (`total`)."""
    with_company = rows.select_related("contact__customer", "contact__details")
    return list(with_company.annotate(total=Window(Count("pk")))[:most])
