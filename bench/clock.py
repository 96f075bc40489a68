"""How long did it take, and how much of a core did it cost? Wall clock, and run time of processes from /proc.

On a machine with other work the wall clock tells little by itself: trust ratios within one run, and the CPU time.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from django.db import connection

PROC = Path("/proc")


@dataclass
class Took:
    """What was measured of one thing: milliseconds of each turn, and CPU milliseconds a turn where they are known."""

    ms: list[float] = field(default_factory=list)
    app_ms: list[float] = field(default_factory=list)
    database_ms: list[float] = field(default_factory=list)

    @property
    def typical(self) -> float:
        return median(self.ms)

    @property
    def slow(self) -> float:
        """Return what nineteen of twenty turns stay under."""
        return sorted(self.ms)[min(len(self.ms) - 1, int(len(self.ms) * 0.95))]

    @property
    def cpu_ms(self) -> float | None:
        """Return what a turn cost the program and the database together; None where the system does not tell."""
        return median(self.app_ms) + median(self.database_ms or [0]) if self.app_ms else None


def timed(
    turn: Callable[[], object], took: Took, *, turns: int, app: int, backends: Callable[[], Iterable[int]]
) -> None:
    """Take some turns at something and write down how long each took, and what they cost on average.

    `app` is the process of the program, `backends` names those of its database: they may come and go.
    """
    before = {pid: run_time(pid) for pid in {app, *backends()}}
    for _ in range(turns):
        began = time.perf_counter()
        turn()
        took.ms.append((time.perf_counter() - began) * 1000)
    after = {pid: run_time(pid) for pid in before}
    after |= {pid: run_time(pid) for pid in backends() if pid not in before}
    spent = {pid: (now - (before.get(pid) or 0)) / turns / 1e6 for pid, now in after.items() if now is not None}
    if app in spent:
        took.app_ms.append(spent.pop(app))
    if spent:
        took.database_ms.append(sum(spent.values()))


def run_time(pid: int) -> int | None:
    """Return for how many nanoseconds a process has run, where the system tells it."""
    try:
        return int((PROC / str(pid) / "schedstat").read_text().split()[0])
    except (OSError, IndexError, ValueError):
        return None


def backends(database: str) -> list[int]:
    """Return the processes of PostgreSQL that serve a database, if they run on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [database])
        found = [row[0] for row in cursor.fetchall()]
    return [pid for pid in found if _is_postgres(pid)]


def _is_postgres(pid: int) -> bool:
    try:
        return (PROC / str(pid) / "comm").read_text().startswith("postgres")
    except OSError:
        return False
