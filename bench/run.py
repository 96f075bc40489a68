"""How is everything measured in one run? In turn, round by round, so that whatever else the machine does meets all."""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import cycle
from statistics import median

from django.db import DatabaseError
from django.test import Client

from bench import letters
from bench.clock import Took, backends, timed
from bench.databases import Program
from bench.jobs import jobs
from bench.pages import AGAIN, FLOORS, PAGES, statements
from bench.report import Line
from bench.serving import HERE, NotServed, served, signed_in

VISIT_MS = 200  # so long is something measured before it is the next one's turn
MOST_TURNS = 20
# What takes long is measured in fewer rounds than the rest.
LONG_MS = 20_000
FEWEST_ROUNDS = 3


@dataclass
class Visit:
    """One thing to measure on one program; `prepare` runs before each turn of it and is not counted."""

    program: Program
    name: str
    floor: str
    turn: Callable[[], object]
    app: Callable[[], int]
    prepare: Callable[[], object] | None = None
    count: Callable[[], int] | None = None
    bytes: int | None = None
    statements: int | None = None
    missing: str = ""

    @property
    def took(self) -> Took:
        return self.program.took.setdefault(self.name, Took())

    def warm(self) -> None:
        """Take a turn that does not count: it loads what the first one always loads."""
        if self.prepare:
            self.prepare()
        answer = self.turn()
        self.bytes = len(answer) if isinstance(answer, bytes) else None
        self.statements = self.count() if self.count else None

    def measure(self) -> None:
        """Take some turns, fewer of what takes long."""
        took, turns = self.took, 1
        if self.prepare:
            self.prepare()
        elif took.ms:
            turns = max(1, min(MOST_TURNS, int(VISIT_MS / took.typical)))
        timed(self.turn, took, turns=turns, app=self.app(), backends=partial(backends, self.program.database))

    def attempt(self, step: Callable[[], None]) -> None:
        """Take a step where this program is; what has once failed is reported and left alone."""
        if self.missing:
            return
        self.program.enter()
        try:
            step()
        except (NotServed, DatabaseError) as reason:
            self.missing = str(reason).strip().splitlines()[0]
            print(f"{self.name}, {self.program.size:,} customers: {self.missing}", flush=True)


def measured(programs: Sequence[Program], *, rounds: int, on: date) -> list[Line]:
    """Measure all pages and jobs on all programs; return a line for each."""
    with contextlib.ExitStack() as held:
        by_program = [list(visits(one, held, on=on)) for one in programs]
        # The same thing at each size, then the next thing.
        in_turn = [visit for same in zip(*by_program, strict=True) for visit in same]
        for visit in in_turn:
            visit.attempt(visit.warm)
        for number in range(rounds):
            for visit in in_turn:
                if number < FEWEST_ROUNDS or sum(visit.took.ms) < LONG_MS:
                    visit.attempt(visit.measure)
            print(f"round {number + 1} of {rounds}", flush=True)
    return [_line(visit) for visit in in_turn]


def visits(one: Program, held: contextlib.ExitStack, *, on: date) -> Iterator[Visit]:
    """Say what is measured on one program, whose pages are served until `held` ends."""
    one.enter()
    manager, nobody = signed_in(), Client(SERVER_NAME=HERE)
    there = held.enter_context(served(one.address, client=manager))
    for page in (*FLOORS, *PAGES):
        paths = page.paths()
        get = partial(there.get, signed_in=page in PAGES)
        yield Visit(
            program=one,
            name=page.name,
            floor=page.floor,
            turn=partial(_next, get, cycle(paths)),
            app=lambda: there.worker,
            count=partial(statements, paths[0], client=manager if page in PAGES else nobody),
        )
    for page in AGAIN:
        paths = page.paths()
        yield Visit(
            program=one,
            name=page.name,
            floor=page.floor,
            turn=there.again(paths),
            app=lambda: there.worker,
            count=partial(statements, paths[0], client=nobody, again=True),
        )
    for job in (*jobs(on=on), *letters.jobs(on=on, held=held)):
        yield Visit(one, job.name, job.floor, job.turn, os.getpid, prepare=job.prepare)


def _next(get: Callable[[str], bytes], paths: Iterator[str]) -> bytes:
    return get(next(paths))


def _line(visit: Visit) -> Line:
    one, took = visit.program, visit.took
    floor = one.took.get(visit.floor)
    return Line(
        size=one.size,
        name=visit.name,
        floor=visit.floor,
        turns=len(took.ms),
        ms=took.typical if took.ms else None,
        slow_ms=took.slow if took.ms else None,
        ratio=took.typical / floor.typical if floor and floor.ms and took.ms else None,
        cpu_ratio=took.cpu_ms / floor.cpu_ms if floor and floor.cpu_ms and took.cpu_ms else None,
        app_ms=median(took.app_ms) if took.app_ms else None,
        database_ms=median(took.database_ms) if took.database_ms else None,
        bytes=visit.bytes,
        statements=visit.statements,
        missing=visit.missing,
    )
