"""Which kinds of file can be read? A port: each app registers its kinds in `AppConfig.ready()`, as declarations.

A kind names its fields and one function that stores a batch of rows. The floor does everything else: encodings,
delimiters, dates, the identity of a row, transactions and the report. A new kind is a declaration, nothing more.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from refprogram.errors import Refused

Parse = Callable[[str], Any]


class Result(StrEnum):
    """What became of a row. Every row that was read has exactly one."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    UNMATCHED = "unmatched"
    REJECTED = "rejected"

    @property
    def is_stored(self) -> bool:
        return self in {Result.CREATED, Result.UPDATED, Result.UNCHANGED}


@dataclass(frozen=True)
class Field:
    """One thing a row can say: its name, how its text becomes a value, whether a row is nothing without it."""

    name: str
    parse: Parse
    required: bool = False
    help: str = ""


@dataclass(frozen=True, eq=False)
class Row:
    """One row as values by field, without those that the file leaves empty.

    `known` is the key of the object that an earlier import made of this very row: the file now says something else.
    Two rows are never the same, even if they say the same.
    """

    line: int
    values: Mapping[str, Any]
    known: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What an upsert did with a row: the object it stands for now, or the reason why there is none.

    With both, the row was stored without something that could not be found: the reason is a note, and the row is looked
    at again when it comes again, because it may be found by then.
    """

    result: Result
    object: Any = None
    reason: str = ""


def created(row_object: Any, note: str = "") -> Outcome:
    return Outcome(Result.CREATED, row_object, note)


def updated(row_object: Any, note: str = "") -> Outcome:
    return Outcome(Result.UPDATED, row_object, note)


def unchanged(row_object: Any, note: str = "") -> Outcome:
    return Outcome(Result.UNCHANGED, row_object, note)


def unmatched(reason: str) -> Outcome:
    """Say that the row speaks of something that is not here, or that is here twice."""
    return Outcome(Result.UNMATCHED, reason=reason)


def rejected(reason: str) -> Outcome:
    """Say that the row itself is wrong."""
    return Outcome(Result.REJECTED, reason=reason)


@dataclass(frozen=True)
class Batch:
    """Some rows to store in one transaction, and under which circumstances.

    `taken(keys)` returns those of the given objects for which a row of the same source, with an id of its own, stands.
    """

    rows: Sequence[Row]
    source: str
    on: date
    by: Any = None
    create_missing: bool = False
    taken: Callable[[Iterable[int]], set[int]] = field(default=lambda keys: set())


@dataclass(frozen=True)
class ImportKind:
    """A kind of file: its fields, and the function that stores a batch and returns one outcome a row, in order.

    The function works on sets (never one query a row) and announces what it changed. `identity` names the field that
    holds the source's own id of a row, where the kind has one.
    """

    code: str
    label: str
    fields: tuple[Field, ...]
    upsert: Callable[[Batch], list[Outcome]]
    identity: str = "external_id"

    def names(self) -> list[str]:
        return [known.name for known in self.fields]


_kinds: dict[str, ImportKind] = {}


def register(*kinds: ImportKind) -> None:
    """Add kinds to the port; to add the same code again replaces it."""
    for kind in kinds:
        _kinds[kind.code] = kind


def registered() -> list[ImportKind]:
    """Return all kinds in the order in which they were registered."""
    return list(_kinds.values())


def find(code: str) -> ImportKind:
    """Return a kind by its code, or refuse with those that there are."""
    if code not in _kinds:
        raise Refused(f"There is no kind of file called “{code}”; there are {', '.join(_kinds) or 'none'}.")
    return _kinds[code]
