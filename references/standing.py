"""What do we know of everybody today, without judging everybody on every page? The kept answer, one row a reference.

Lists, boards and matching read it; a decision about a person never does. It is written here only: the references are
locked in order of their keys, and in a second statement the rules write what they say of them. On PostgreSQL a
statement that waited for a lock still sees the tables as they were before it waited, so locking and judging in one
would keep a wrong answer.
"""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Greatest, Least, NullIf
from django.db.models.lookups import GreaterThan

from customers.models import Contract, Hardship, Issue, SurveyResponse
from references.eligibility import RULES, judged, over
from references.facts import KEPT, NO_LAST_DAY, Ask, asked_facts
from references.models import Reference, Standing
from refprogram.dates import AddDays
from refprogram.thresholds.models import threshold

KEPT_RULES = tuple(rule.code for rule in RULES if rule.kept)
COLUMNS = (*KEPT, *KEPT_RULES, "worst", "next_change")
AT_ONCE = 500


def shown(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Judge references for a page: what is kept from Standing, what depends on the ask as it is stored now.

    Nobody decides on these rows; a reference without a standing is known for nothing, and so not usable.
    """
    kept = {name: F(f"standing__{name}") for name in KEPT}
    return over(references.annotate(**kept, **asked_facts(ask)), ask)


@transaction.atomic
def refresh(references: QuerySet[Reference], *, on: date) -> int:
    """Write what the rules say of these references on a day; lock first, then judge. Return how many there are."""
    held = references.hold_all()
    for first in range(0, len(held), AT_ONCE):
        _write(Reference.objects.filter(pk__in=held[first : first + AT_ONCE]), on=on)
    return len(held)


def sweep(*, on: date) -> int:
    """Refresh those that the clock alone has changed, and whoever has none, some hundred at a time; return how many."""
    swept = 0
    due = Reference.objects.filter(Q(standing=None) | Q(standing__next_change__lte=on)).order_by("pk")
    while keys := list(due.values_list("pk", flat=True)[:AT_ONCE]):
        swept += refresh(Reference.objects.filter(pk__in=keys), on=on)
    return swept


def recompute(*, on: date) -> int:
    """Refresh everybody, a few hundred at a time: for a threshold that changed, never within a request."""
    done = last = 0
    while keys := list(Reference.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        done += refresh(Reference.objects.filter(pk__in=keys), on=on)
        last = keys[-1]
    return done


def differences(*, on: date) -> list[int]:
    """Return the keys of those whose standing is not what the rules say today; there must be none."""
    fresh, params = _sql(_fresh(Reference.objects.all(), on=on))
    kept, more = _sql(Standing.objects.values_list("reference", *COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({fresh}) AS fresh EXCEPT {kept}", [*params, *more])
        return sorted(row[0] for row in cursor.fetchall())


def _sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    sql: tuple[str, tuple[Any, ...]] = rows.query.get_compiler(using=rows.db).as_sql()
    return sql


def _write(references: QuerySet[Reference], *, on: date) -> None:
    names = ("reference_id", *COLUMNS, "judged_on")
    select, params = _sql(_fresh(references, on=on, also=("on",)))
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, names))
    changes = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in names[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(Standing._meta.db_table)} ({columns}) SELECT * FROM ({select}) AS fresh WHERE true "
            f"ON CONFLICT (reference_id) DO UPDATE SET {changes}",
            params,
        )


def _fresh(references: QuerySet[Reference], *, on: date, also: tuple[str, ...] = ()) -> QuerySet[Any]:
    """Select what a standing should hold, each column as its field: PostgreSQL would type a bare NULL as text."""
    rows = judged(references, Ask(on=on)).annotate(
        kept_worst=Greatest(*(F(code) for code in KEPT_RULES)), flips_on=_next_change(on)
    )
    named = {"worst": "kept_worst", "next_change": "flips_on"}
    casts = [Cast(F(named.get(name, name)), Standing._meta.get_field(name)) for name in COLUMNS]
    return rows.order_by().values_list("pk", *casts, *also)


def _next_change(on: date) -> NullIf:
    """Return the first day after this one on which the clock alone flips a kept rule."""
    never = Value(NO_LAST_DAY, output_field=DateField())
    theirs = {"customer": OuterRef("contact__customer")}
    recovery, renewal = threshold("recovery_days"), threshold("renewal_days")
    days = (
        AddDays(F("recovered_on"), recovery),
        AddDays(F("cheered_on"), recovery),
        F("due_from"),
        AddDays(F("good_until"), Value(1)),
        F("contact_back_on"),
        AddDays(F("renews_on"), 1 - renewal),
        AddDays(F("renews_on"), Value(1)),
        _first(Issue.objects.open(on=on).filter(**theirs), "resolved_on"),
        _first(Hardship.objects.active(on=on).filter(**theirs), "ended_on"),
        _first(SurveyResponse.objects.filter(answered_on__gt=on, **theirs), "answered_on"),
        _first(Contract.objects.filter(negotiating_since__gt=on, **theirs), "negotiating_since"),
    )
    ahead = [Case(When(GreaterThan(day, Value(on)), then=day), default=never, output_field=DateField()) for day in days]
    return NullIf(Least(*ahead), never)


def _first(rows: QuerySet[Any], column: str) -> Subquery:
    return Subquery(rows.order_by(column).values(column)[:1])
