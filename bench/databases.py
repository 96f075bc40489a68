"""Where do the made-up programs lie? Each in a database of its own, made for one run and dropped after it."""

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connection

from bench import program
from bench.clock import Took
from references import standing

EMPTY = "desk_bench"


@dataclass
class Program:
    """One made-up program: how large, where it lies, how long it took to make, and all that was measured on it."""

    size: int
    rows: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    took: dict[str, Took] = field(default_factory=dict)

    @property
    def database(self) -> str:
        return f"{EMPTY}_{self.size}"

    @property
    def address(self) -> str:
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.database}").geturl()

    def enter(self) -> None:
        """Let this process's connection lead here."""
        if connection.settings_dict["NAME"] != self.database:
            _open(self.database)


@contextlib.contextmanager
def made(sizes: Sequence[int], *, on: date, empty: str = "") -> Iterator[list[Program]]:
    """Make a program of each size and give them, until the block ends.

    `empty` names a database of ours without rows, to copy; without it one is made, which takes as long as our history.
    """
    home = connection.settings_dict["NAME"]
    programs = [Program(size) for size in sizes]
    names = [EMPTY, *(one.database for one in programs)]
    drops = [f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names]
    try:
        _in(home, *drops)
        if not empty:
            _in(home, f'CREATE DATABASE "{EMPTY}"')
            _open(EMPTY)
            call_command("migrate", verbosity=0)
        _in(home, *(f'CREATE DATABASE "{one.database}" TEMPLATE "{empty or EMPTY}"' for one in programs))
        for one in programs:
            _fill(one, on=on)
        yield programs
    finally:
        _in(home, *drops)


def _fill(one: Program, *, on: date) -> None:
    one.enter()
    with _timed(one, "made up"):
        one.rows = program.put_together(one.size, on=on)
    _statistics()
    with _timed(one, "judged"):
        standing.recompute(on=on)
    _statistics()


@contextlib.contextmanager
def _timed(one: Program, what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    one.seconds[what] = round(time.monotonic() - began, 1)
    print(f"{one.size:,} customers {what} in {one.seconds[what]} s", flush=True)


def _statistics() -> None:
    """Let the planner know the tables, as it would after a night."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")


def _open(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _in(database: str, *statements: str) -> None:
    _open(database)
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
