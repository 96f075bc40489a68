"""What came out? One line a measurement, as a table for people and as rows for machines."""

import json
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.databases import Program


@dataclass(frozen=True)
class Line:
    """One thing at one size; times are milliseconds, ratios are to the floor of the same size and the same run.

    Where other work runs on the machine, the ratio of CPU time is the one to trust.
    """

    size: int
    name: str
    floor: str
    turns: int
    ms: float | None
    slow_ms: float | None
    ratio: float | None
    cpu_ratio: float | None
    app_ms: float | None
    database_ms: float | None
    bytes: int | None = None
    statements: int | None = None
    missing: str = ""


NAMED = 32
HEADS = ("size", "ms", "95 of 100", "x floor", "x CPU", "CPU app", "CPU db", "SQL", "kB")


def table(lines: Sequence[Line]) -> str:
    """Write the lines as a table, the same thing at each size one below the other."""
    written = [_row("", HEADS)]
    for family in dict.fromkeys(_family(one.name) for one in lines):
        written += [_row(one.name, _cells(one), _more(one)) for one in lines if _family(one.name) == family]
    return "\n".join(written)


def _row(name: str, cells: Iterable[str], more: str = "") -> str:
    return f"{name:{NAMED}}{''.join(f'{cell:>10}' for cell in cells)}  {more}".rstrip()


def _cells(one: Line) -> Iterator[str]:
    yield f"{one.size:,}"
    yield from (_number(ms, 2) for ms in (one.ms, one.slow_ms))
    yield from (_number(ratio, 1) for ratio in (one.ratio, one.cpu_ratio))
    yield from (_number(ms, 2) for ms in (one.app_ms, one.database_ms))
    yield _number(one.statements, 0)
    yield _number(one.bytes / 1024 if one.bytes else None, 1)


def _more(one: Line) -> str:
    return one.missing or (f"of {one.floor}" if one.floor else "")


def _family(name: str) -> str:
    """Put what differs only by how many there were together."""
    return name.split(",")[0] if any(letter.isdigit() for letter in name) else name


def _number(value: float | None, places: int) -> str:
    return "" if value is None else f"{value:,.{places}f}"


def keep(lines: Sequence[Line], *, programs: Sequence[Program], rounds: int, path: Path) -> None:
    """Write everything to a file, with what one needs to read it later."""
    found = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()},
        "rounds": rounds,
        "programs": [{"customers": one.size, "seconds": one.seconds, "rows": one.rows} for one in programs],
        "lines": [asdict(one) for one in lines],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
