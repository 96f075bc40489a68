"""How is everything measured in one run? In turn, round by round, so that whatever else the machine does meets all."""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import cycle

from django.test import Client

from bench.clock import Took, backends, timed
from bench.databases import Program
from bench.jobs import jobs
from bench.pages import FLOORS, PAGES, statements
from bench.report import Line
from bench.serving import HERE, served, signed_in

VISIT_MS = 200  # so long is something measured before it is the next one's turn
MOST_TURNS = 20
# What takes long is measured in fewer rounds than the rest.
LONG_SECONDS = 20
FEWEST_ROUNDS = 3


@dataclass(frozen=True)
class Visit:
    """One thing to measure on one program; `prepare` runs before each turn of it and is not counted."""

    program: Program
    name: str
    floor: str
    turn: Callable[[], object]
    app: int
    prepare: Callable[[], object] | None = None
    bytes: int | None = None
    statements: int | None = None

    @property
    def took(self) -> Took:
        return self.program.took.setdefault(self.name, Took())


def measured(programs: Sequence[Program], *, rounds: int, on: date) -> list[Line]:
    """Measure all pages and jobs on all programs; return a line for each."""
    with contextlib.ExitStack() as held:
        by_program = [list(visits(one, held, on=on)) for one in programs]
        # The same thing at each size, then the next thing.
        in_turn = [visit for same in zip(*by_program, strict=True) for visit in same]
        for visit in in_turn:
            _warm(visit)
        for number in range(rounds):
            for visit in in_turn:
                _measure(visit, number)
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
            app=there.worker,
            bytes=len(get(paths[0])),
            statements=statements(paths[0], client=manager if page in PAGES else nobody),
        )
    for job in jobs(on=on):
        yield Visit(one, job.name, job.floor, job.turn, os.getpid(), prepare=job.prepare)


def _next(get: Callable[[str], bytes], paths: Iterator[str]) -> bytes:
    return get(next(paths))


def _warm(visit: Visit) -> None:
    """Take a turn that does not count: it loads what the first one always loads."""
    visit.program.enter()
    if visit.prepare:
        visit.prepare()
    visit.turn()


def _measure(visit: Visit, number: int) -> None:
    took = visit.took
    if number >= FEWEST_ROUNDS and sum(took.ms) > LONG_SECONDS * 1000:
        return
    visit.program.enter()
    there = partial(backends, visit.program.database)
    if visit.prepare:
        visit.prepare()
        turns = 1
    else:
        turns = max(1, min(MOST_TURNS, int(VISIT_MS / took.typical))) if took.ms else 1
    timed(visit.turn, took, turns=turns, app=visit.app, backends=there)


def _line(visit: Visit) -> Line:
    one, took = visit.program, visit.took
    app, database = took.cpu
    return Line(
        size=one.size,
        name=visit.name,
        floor=visit.floor,
        turns=len(took.ms),
        ms=took.typical,
        slow_ms=took.slow,
        ratio=took.typical / one.took[visit.floor].typical if visit.floor else None,
        app_ms=app,
        database_ms=database,
        bytes=visit.bytes,
        statements=visit.statements,
    )
