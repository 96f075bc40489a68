"""What came out? One line a measurement, as a table for people and as rows for machines."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.databases import Program


@dataclass(frozen=True)
class Line:
    """One thing at one size; times are milliseconds, `ratio` is to the floor of the same size and the same run."""

    size: int
    name: str
    floor: str
    turns: int
    ms: float
    slow_ms: float
    ratio: float | None
    app_ms: float | None
    database_ms: float | None
    bytes: int | None = None
    statements: int | None = None


HEAD = (
    f"{'':32} {'size':>8} {'ms':>9} {'95 of 100':>9} {'x floor':>8} {'CPU app':>8} {'CPU db':>8} {'SQL':>4} {'kB':>6}"
)


def table(lines: Sequence[Line]) -> str:
    """Write the lines as a table, the same thing at each size one below the other."""
    written = [HEAD]
    for name in dict.fromkeys(_family(one.name) for one in lines):
        for one in (one for one in lines if _family(one.name) == name):
            kilobytes = one.bytes / 1024 if one.bytes else None
            written.append(
                f"{one.name:32} {one.size:8,} {one.ms:9.2f} {one.slow_ms:9.2f} {_number(one.ratio, 1):>8}"
                f" {_number(one.app_ms, 2):>8} {_number(one.database_ms, 2):>8} {one.statements or '':>4}"
                f" {_number(kilobytes, 1):>6}  {one.floor and f'of {one.floor}'}".rstrip()
            )
    return "\n".join(written)


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
