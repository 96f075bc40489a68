"""What do we know of everybody today, without judging everybody on every page? The kept answer, one row a reference.

Lists, boards and matching read it; a decision about a person never does. It is written here only: the references are
locked in order of their keys, and in a second statement the rules write what they say of them. On PostgreSQL a
statement that waited for a lock still sees the tables as they were before it waited, so locking and judging in one
would keep a wrong answer.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Greatest, Least, NullIf, TruncMonth
from django.db.models.lookups import GreaterThan

from customers.models import Contract, Hardship, Issue, SurveyResponse
from references.eligibility import BLOCKED, CLEAR, RULES, judged, over
from references.facts import KEPT, NO_LAST_DAY, Ask, asked_facts, day, derived
from references.models import ActivityType, CheckIn, Consent, Mode, QuietMonth, Reference, Standing, StandingCheck
from references.models.reference import ReferenceQuerySet
from references.spelled import THE_DAY, Statement, some, sql
from refprogram.dates import AddDays, AddMonths
from refprogram.thresholds.models import threshold

KEPT_RULES = tuple(rule.code for rule in RULES if rule.kept)
COLUMNS = (*KEPT, *KEPT_RULES, "worst", "next_change")
AT_ONCE = 500
DUE, OVERDUE = Q(standing__check_in_due__gt=CLEAR), Q(standing__stale_check_in__gt=CLEAR)
# What is written down about a customer for a day that is still to come begins or ends on that day by itself.
THEIR_DAYS: tuple[tuple[Any, str], ...] = (
    (Issue, "opened_on"),
    (Issue, "resolved_on"),
    (Hardship, "since"),
    (Hardship, "ended_on"),
    (SurveyResponse, "answered_on"),
    (SurveyResponse, "handled_on"),
    (Contract, "negotiating_since"),
)


def known(references: QuerySet[Any]) -> QuerySet[Any]:
    """Add what is kept of references, and the days that follow from it, for pages that sort by it and judge nobody."""
    return derived(references.annotate(**{name: F(f"standing__{name}") for name in KEPT}))


def to_talk_with(references: QuerySet[Any]) -> QuerySet[Any]:
    """Return, with what is kept, those whose check-in is due or too old, and whom we check in with."""
    return known(references).filter(DUE | OVERDUE, checked_in_with())


def checked_in_with() -> Q:
    """Say with whom we check in: who agrees to something, run out or not, and needs no peace."""
    agree = Exists(Consent.objects.unended().filter(reference=OuterRef("pk")))
    return Q(agree, standing__hardship_since=None)


def not_known(prefix: str = "") -> Q:
    """Say whom nobody has asked, when no other kept rule blocks them: not known, which is no good news either."""
    others = {f"{prefix}{code}__lt": BLOCKED for code in KEPT_RULES if code != "never_verified"}
    return Q(**{f"{prefix}never_verified__gte": BLOCKED}, **others)


def may_be_asked(*, on: date, activity: int | None = None) -> Q:
    """Say who is usable on a list: no kept rule blocks them, and they have agreed to it, or to anything at all.

    What only an ask can tell (their limits, its audience, its prospect) is judged when somebody asks.
    """
    consents = Consent.objects.live(on=on).filter(reference=OuterRef("pk"))
    if activity is not None:
        consents = consents.filter(activity=activity)
    return Q(Exists(consents)) & kept_below(BLOCKED, activity=activity)


def kept_below(level: int, *, activity: int | None = None) -> Q:
    """Say that no kept level reaches a level; to content hesitation is no obstacle, though it is kept as one."""
    below = Q(standing__worst__lt=level)
    if activity is None:
        return below
    content = ActivityType.objects.filter(pk=activity, mode=Mode.CONTENT)
    others = {f"standing__{code}__lt": level for code in KEPT_RULES if code != "hesitant"}
    return below | Q(Exists(content), **others)


def shown(references: QuerySet[Any], ask: Ask, *, nth: int = 0) -> QuerySet[Any]:
    """Judge references for a page: what is kept from Standing, what depends on the ask as it is stored now.

    Nobody decides on these rows; a reference without a standing is known for nothing, and so not usable. `nth` tells
    those apart that are judged for several asks in one statement.
    """
    kept = {name: F(f"standing__{name}") for name in KEPT}
    return over(references.annotate(**kept, **asked_facts(ask)), nth=nth)


@transaction.atomic
def refresh(references: ReferenceQuerySet, *, on: date) -> int:
    """Write what the rules say of these references on a day; lock first, then judge. Return how many there are."""
    held = references.hold_all()
    for first in range(0, len(held), AT_ONCE):
        _writing(connection.vendor).run(held[first : first + AT_ONCE], on=on)
    return len(held)


def sweep(*, on: date) -> int:
    """Refresh those that the clock alone has changed, and whoever has none, some hundred at a time; return how many.

    Who was judged on a later day is judged again as well: then the clock was wrong, that day or now, and either way the
    next sweep finds what this one leaves behind.
    """
    changed = Standing.objects.filter(Q(next_change__lte=on) | Q(judged_on__gt=on))
    unjudged = Reference.objects.filter(~Exists(Standing.objects.filter(reference=OuterRef("pk"))))
    return sum(refresh(some, on=on) for rows in (changed, unjudged) for some in _in_chunks(rows))


def recompute(*, on: date) -> int:
    """Refresh everybody, a few hundred at a time: for a threshold that changed, never within a request."""
    return sum(refresh(some, on=on) for some in _in_chunks(Reference.objects.all()))


def differences(*, on: date) -> list[int]:
    """Return the keys of those whose standing is not what the rules say today; there must be none."""
    return [key for some in _in_chunks(Reference.objects.all()) for key in _different(some, on=on)]


def compare(*, on: date) -> StandingCheck:
    """Compare everybody with what the rules say, once a day; write down how many differed, and repair them.

    The clock's own changes are swept first, so whatever differs then is a fact that nobody announced.
    """
    done = StandingCheck.objects.filter(on=on).first()
    if done:
        return done
    sweep(on=on)
    return StandingCheck.objects.get_or_create(on=on, defaults={"differed": len(repair(on=on))})[0]


def repair(*, on: date) -> list[int]:
    """Judge those anew whose standing differs, and return their keys."""
    differing = differences(on=on)
    for first in range(0, len(differing), AT_ONCE):
        refresh(Reference.objects.filter(pk__in=differing[first : first + AT_ONCE]), on=on)
    return differing


def _in_chunks(rows: QuerySet[Any]) -> Iterator[ReferenceQuerySet]:
    """Yield the references of rows a few hundred at a time, in order of their keys, each asked for when it is needed.

    Every key comes at most once, so a row that will not change holds nobody up for ever.
    """
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield Reference.objects.filter(pk__in=keys)
        last = keys[-1]


def _different(references: QuerySet[Reference], *, on: date) -> list[int]:
    """Compare in one statement, so that both sides are seen at the same moment."""
    keys = list(references.values_list("pk", flat=True))
    return sorted(row[0] for row in _comparison(connection.vendor).run(keys, on=on))


@lru_cache
def _comparison(vendor: str) -> Statement:
    """Spell what compares; the keys stand on both sides, or it would read everybody."""
    fresh, values = sql(_fresh(Reference.objects.filter(pk__in=some()), on=THE_DAY))
    kept, more = sql(Standing.objects.filter(pk__in=some()).values_list("pk", *COLUMNS))
    return Statement(f"SELECT * FROM ({fresh}) AS fresh EXCEPT {kept}", (*values, *more))


@lru_cache
def _writing(vendor: str) -> Statement:
    """Spell what writes standings: every change of a fact runs it."""
    names = ("reference_id", *COLUMNS, "judged_on")
    select, values = sql(_fresh(Reference.objects.filter(pk__in=some()), on=THE_DAY, also=("on",)))
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, names))
    changes = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in names[1:])
    return Statement(
        f"INSERT INTO {quote(Standing._meta.db_table)} ({columns}) SELECT * FROM ({select}) AS fresh WHERE true "
        f"ON CONFLICT (reference_id) DO UPDATE SET {changes}",
        values,
    )


def _fresh(references: QuerySet[Reference], *, on: date, also: tuple[str, ...] = ()) -> QuerySet[Any]:
    """Select what a standing should hold, each column as its field: PostgreSQL would type a bare NULL as text."""
    rows = judged(references, Ask(on=on)).annotate(
        kept_worst=Greatest(*(F(code) for code in KEPT_RULES)), flips_on=_next_change(on)
    )
    named = {"worst": "kept_worst", "next_change": "flips_on"}
    columns: dict[str, Any] = {name: Standing._meta.get_field(name) for name in COLUMNS}
    casts = [Cast(F(named.get(name, name)), column) for name, column in columns.items()]
    fresh: QuerySet[Any] = rows.order_by().values_list("pk", *casts, *also)
    return fresh


def _next_change(on: date) -> NullIf:
    """Return the first day after this one on which the clock alone flips a kept rule."""
    never = Value(NO_LAST_DAY, output_field=DateField())
    theirs = {"customer": OuterRef("contact__customer")}
    quiet = Exists(QuietMonth.objects.filter(preference__reference=OuterRef("pk")))
    recovery, renewal = threshold("recovery_days"), threshold("renewal_days")
    days = (
        AddDays(F("recovered_on"), recovery),
        AddDays(F("cheered_on"), recovery),
        F("due_from"),
        AddDays(F("good_until"), Value(1)),
        F("contact_back_on"),
        AddDays(NullIf(F("paused_until"), never), Value(1)),
        Case(When(quiet, then=AddMonths(TruncMonth(day(on)), Value(1))), default=never, output_field=DateField()),
        AddDays(F("renews_on"), 1 - renewal),
        AddDays(F("renews_on"), Value(1)),
        _first_ahead(CheckIn.objects.filter(reference=OuterRef("pk")), "on", on=on),
        *(_first_ahead(model.objects.filter(**theirs), day, on=on) for model, day in THEIR_DAYS),
    )
    ahead = [Case(When(GreaterThan(one, Value(on)), then=one), default=never, output_field=DateField()) for one in days]
    return NullIf(Least(*ahead), never)


def _first_ahead(rows: QuerySet[Any], column: str, *, on: date) -> Subquery:
    """Return the first of these days that is still to come; rows without one say nothing."""
    return Subquery(rows.filter(**{f"{column}__gt": on}).order_by(column).values(column)[:1])
