"""How is a statement spelled once, and run for any day and any rows? With marks where the day and the keys belong.

Building a judging statement takes the query builder twenty times as long as the database takes to run it, and every
change of a fact runs it. What it says never changes; only whom it is about, and on which day.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import IntegerField, QuerySet
from django.db.models.expressions import RawSQL
from django_cte import CTE, with_cte
from django_cte.raw import raw_cte_sql

# How each database unfolds a list of keys that is given as one value, and the mark that stands for it meanwhile.
LISTED = {
    "postgresql": "SELECT jsonb_array_elements_text(%s::jsonb)::bigint",
    "sqlite": "SELECT value FROM json_each(%s)",
}
KEYS = "the keys of some rows"
# The day that stands for any other: so long ago that nobody means it. What lies near it is counted from it.
THE_DAY = date(1200, 1, 1)
NEAR = range(-800, 801)
# Which statements each connection of PostgreSQL has planned; gone with it. And what it calls the kinds of values.
PREPARED: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
KINDS: dict[type, str] = {int: "bigint", str: "text", date: "date"}


def some() -> RawSQL:
    """Stand for some keys in a statement that is spelled before anybody knows which."""
    return RawSQL(LISTED[connection.vendor], [KEYS])


def sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """Return the statement of a queryset, and its values."""
    spelled: tuple[str, tuple[Any, ...]] = rows.query.get_compiler(using=rows.db).as_sql()
    return spelled


class Statement:
    """A statement about `some()` rows on `THE_DAY`, to be run about any rows on any day."""

    def __init__(self, text: str, values: Sequence[Any]) -> None:
        days = {_as_stored(THE_DAY + timedelta(days=away)): away for away in NEAR}
        self.text = text
        self.values = tuple(values)
        self.away = [days.get(value) if isinstance(value, str | date) else None for value in self.values]

    def run(self, keys: Sequence[int], *, on: date) -> list[Any]:
        """Run it about these rows on this day, and return what it selects, if it selects."""
        with connection.cursor() as cursor:
            cursor.execute(self.text, self.given(keys, on=on))
            return cursor.fetchall() if cursor.description else []

    def given(self, keys: Sequence[int], *, on: date) -> list[Any]:
        """Return its values for these rows and this day, each where its mark was."""
        chosen = json.dumps(list(keys))
        return [
            _as_stored(on + timedelta(days=away)) if away is not None else chosen if value == KEYS else value
            for value, away in zip(self.values, self.away, strict=True)
        ]

    def beside(
        self, rows: QuerySet[Any], columns: Mapping[str, Any], *, on: date, keys: Sequence[int] = ()
    ) -> QuerySet[Any]:
        """Add the columns it selects, each a name and its field, to those rows that its `about` names by their keys."""
        named = {"about": IntegerField(), **columns}
        table = CTE(raw_cte_sql(self.text, self.given(keys, on=on), named), name="spelled")
        joined = table.join(rows, pk=table.col.about).annotate(**{name: getattr(table.col, name) for name in columns})
        found: QuerySet[Any] = with_cte(table, select=joined)
        return found


class Prepared(Statement):
    """A statement that PostgreSQL plans once a connection: for one that is run all the time and reads next to nothing.

    Planning seven joined tables takes ten times as long as reading a row of each.
    """

    def run(self, keys: Sequence[int], *, on: date) -> list[Any]:
        if connection.vendor != "postgresql":
            return super().run(keys, on=on)
        given = self.given(keys, on=on)
        with connection.cursor() as cursor:
            known = PREPARED.setdefault(connection.connection, set())
            if self.name not in known:
                cursor.execute(self._preparing(given))
                known.add(self.name)
            cursor.execute(f"EXECUTE {self.name} ({', '.join(['%s'] * len(given))})", given)
            return cursor.fetchall()

    @cached_property
    def name(self) -> str:
        return f"spelled_{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"

    def _preparing(self, given: Sequence[Any]) -> str:
        kinds = ", ".join(next(name for kind, name in KINDS.items() if isinstance(one, kind)) for one in given)
        return f"PREPARE {self.name} ({kinds}) AS {self.text % tuple(f'${place + 1}' for place in range(len(given)))}"


def _as_stored(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)
