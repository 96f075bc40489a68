"""Which column gives which field? What the person says, else the column that has the field's own name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from refprogram.errors import Refused
from refprogram.imports.kinds import Field, ImportKind
from refprogram.imports.values import Day, Unreadable, shown

LISTED = 30


@dataclass
class Mapping:
    """Where each field of a kind comes from: a column, or one value for the whole file."""

    kind: ImportKind
    columns: Sequence[str]
    taken: dict[int, list[Field]] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)

    def unused(self) -> list[str]:
        """Return the columns that no field takes; they are left where they are."""
        return [column for index, column in enumerate(self.columns) if column and index not in self.taken]

    def dates(self) -> list[int]:
        """Return the places of the columns that hold dates."""
        return [index for index, fields in self.taken.items() if any(isinstance(f.parse, Day) for f in fields)]

    def in_order(self, order: str) -> None:
        """Read dates in this order from now on."""
        for index, fields in self.taken.items():
            self.taken[index] = [replace(f, parse=Day(order)) if isinstance(f.parse, Day) else f for f in fields]

    def values(self, cells: Sequence[str]) -> dict[str, Any]:
        """Return what a row says, by field, without what is empty. Raises `Unreadable` with every mistake."""
        if len(cells) != len(self.columns):
            raise Unreadable(f"The row has {len(cells):,} cells, the header {len(self.columns):,}.")
        values, mistakes = dict(self.constants), []
        for index, fields in self.taken.items():
            for known in fields:
                if not cells[index]:
                    if known.required:
                        mistakes.append(f"{known.name} is empty.")
                    continue
                try:
                    values[known.name] = known.parse(cells[index])
                except Unreadable as mistake:
                    mistakes.append(f"{known.name}: {mistake}")
        if mistakes:
            raise Unreadable(" ".join(mistakes))
        return values


def mapped(
    kind: ImportKind,
    columns: Sequence[str],
    *,
    maps: Iterable[str] = (),
    sets: Iterable[str] = (),
    date_order: str = "",
) -> Mapping:
    """Settle where every field comes from; `maps` and `sets` are lines like FIELD=COLUMN and FIELD=VALUE.

    Raises `Refused` for a field or column that does not exist, one that is given twice, and one that is needed.
    """
    fields = {known.name: known for known in kind.fields}
    places = {column.casefold(): index for index, column in enumerate(columns) if column}
    chosen = _pairs(maps, kind, what="COLUMN")
    constants = _pairs(sets, kind, what="VALUE")
    if both := chosen.keys() & constants.keys():
        raise Refused(f"{sorted(both)[0]} is given both a column and a value; one of them is enough.")
    mapping = Mapping(kind, columns)
    for name, known in fields.items():
        if name in constants:
            mapping.constants[name] = _constant(known, constants[name], date_order)
            continue
        column = chosen.get(name, name)
        index = columns.index(column) if column in columns else places.get(column.casefold())
        if index is None and name in chosen:
            raise Refused(_no_such_column(column, columns))
        if index is not None:
            mapping.taken.setdefault(index, []).append(known)
        elif known.required:
            raise Refused(
                f"Nothing in the file gives {name}. Say which column does with --map {name}=COLUMN, or give one value "
                f"for all rows with --set {name}=VALUE. {_columns(columns)}"
            )
    return mapping


def _pairs(lines: Iterable[str], kind: ImportKind, *, what: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for line in lines:
        name, equals, value = (part.strip() for part in line.partition("="))
        if not equals or not name or not value:
            raise Refused(f"{shown(line)} does not say FIELD={what}.")
        if name not in kind.names():
            raise Refused(f"{kind.label} have no field {shown(name)}; there are {', '.join(kind.names())}.")
        if name in pairs:
            raise Refused(f"{name} is given twice: {shown(pairs[name])} and {shown(value)}.")
        pairs[name] = value
    return pairs


def _constant(known: Field, cell: str, date_order: str) -> Any:
    parse = Day(date_order) if isinstance(known.parse, Day) else known.parse
    try:
        return parse(cell)
    except Unreadable as mistake:
        raise Refused(f"{known.name}: {mistake}") from None


def _no_such_column(column: str, columns: Sequence[str]) -> str:
    by_case = {known.casefold(): known for known in columns if known}
    near = [by_case[name] for name in get_close_matches(column.casefold(), by_case, n=3)]
    meant = f" Did you mean {' or '.join(shown(name) for name in near)}?" if near else ""
    return f"The file has no column {shown(column)}.{meant} {_columns(columns)}"


def _columns(columns: Sequence[str]) -> str:
    names = [column for column in columns if column]
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return f"Its columns are: {', '.join(names[:LISTED])}{more}."
