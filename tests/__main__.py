"""What does `make test` run? Every stage of the table below, one after the other, each as a pytest of its own.

    python -m tests                          all stages
    python -m tests --only sqlite -k consent one stage, and what follows goes to pytest
    python -m tests --soak                   what is too slow for every run

The stages with servers share a private PostgreSQL, and each gets a fresh private Redis (tests/servers.py). The
migrations run once on each engine, from nothing (tests/migrated.py). What cannot run stops the whole run before it
begins, with one sentence. A stage that finds no test fails, unless pytest was given arguments that choose among the
tests.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests import browser, migrated, servers

ROOT = Path(__file__).resolve().parent.parent
NO_TEST_FOUND = 5
FILES = "tests/real_files"
USUAL = "not (postgres or journey or real_files or soak)"
# One test at a time, and those of an xdist_group together. Processes that take over each other's share (worksteal)
# would run tests after one that empties the database, and what migrations wrote is gone by then.
SHARED_OUT = ("--dist", "loadgroup")


@dataclass(frozen=True)
class Stage:
    name: str
    tests: str  # a marker expression; the markers are explained in pyproject.toml
    with_servers: bool  # PostgreSQL and Redis; without them SQLite and no broker
    processes: int = 2  # each with a database and a bell of its own
    folder: str = "tests"  # to collect all of them takes ten seconds a process
    with_browser: bool = False
    needs_real_files: bool = False


EVERY_RUN = (
    Stage("sqlite", f"{USUAL} and (once or not page)", with_servers=False),
    Stage("postgres", f"{USUAL} and not once", with_servers=True),
    Stage("races", "postgres and not (journey or real_files or soak)", with_servers=True),
    Stage("journeys", "journey and not soak", with_servers=True, folder="tests/journeys", with_browser=True),
    Stage("files", "real_files and not (postgres or soak)", with_servers=False, folder=FILES, needs_real_files=True),
    Stage("files-postgres", "real_files and not soak", with_servers=True, folder=FILES, needs_real_files=True),
)
SOAK = (
    Stage("soak", "soak and not (postgres or real_files)", with_servers=False, processes=0),
    Stage("soak-postgres", "soak and not real_files", with_servers=True, processes=0),
)

# What the shell of whoever runs the tests may say to a real installation must not reach the tests.
NOT_FOR_TESTS = {
    *("ALLOWED_HOSTS", "BEHIND_PROXY", "DATABASE_URL", "DEFAULT_FROM_EMAIL", "EMAIL_URL", "IMPORT_MAX_BYTES"),
    *("MAIL_FOLDER", "PROGRAM_COMPANY", "PROGRAM_TIME_ZONE", "PUBLIC_BASE_URL", "REDIS_URL", "SECRET_KEY"),
    *("PYTHONPATH", "PYTHONSAFEPATH"),
}


def far_from_midnight(now: datetime) -> str:
    """Name the time zone to test in: Berlin, or in its evening one where the next day has begun.

    A test that sees the program's day end under it would fail, and the run lasts half an hour.
    """
    return "Europe/Berlin" if now.astimezone(UTC).hour < 20 else "Etc/GMT-4"  # four hours east of Greenwich


ZONE = far_from_midnight(datetime.now(UTC))


class CannotRun(Exception):
    """The run cannot begin; the text says in one sentence what to do."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests", description="Other arguments go to pytest.")
    parser.add_argument("--soak", action="store_true", help="run the tests that are marked soak, and only those")
    parser.add_argument("--only", metavar="STAGE", action="append", help="run this stage; may be given again")
    wish, for_pytest = parser.parse_known_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        stages = chosen(SOAK if wish.soak else EVERY_RUN, only=wish.only)
        look_around(stages)
        with databases(stages) as named:
            results = [(stage, *run(stage, for_pytest, named[stage.with_servers])) for stage in stages]
    except (CannotRun, servers.CannotServe, browser.NoBrowser, migrated.CannotMigrate) as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    failed = not report(results, narrowed=bool(for_pytest))
    if not wish.soak and not real_files():
        print(
            "The tests on real files were not collected; REAL_FILES=/folder/of/the/files make test runs them.",
            flush=True,
        )
    return int(failed)


def chosen(stages: Sequence[Stage], *, only: Sequence[str] | None) -> list[Stage]:
    """Say which stages of a table run: those asked for, without those that lack their files."""
    if unknown := set(only or ()) - {stage.name for stage in stages}:
        names = ", ".join(stage.name for stage in stages)
        raise CannotRun(f"There is no stage {', '.join(sorted(unknown))}; there are {names}.")
    wanted = [stage for stage in stages if not only or stage.name in only]
    possible = [stage for stage in wanted if real_files() or not stage.needs_real_files]
    if not possible:
        raise CannotRun("The tests on real files need the variable REAL_FILES, which names the folder of the files.")
    return possible


def real_files() -> str:
    """Give the folder of the real files, or nothing."""
    folder = os.environ.get("REAL_FILES", "")
    if folder and not Path(folder).is_dir():
        raise CannotRun(f"REAL_FILES is {folder!r}, which is not a folder.")
    return str(Path(folder).resolve()) if folder else ""


def look_around(stages: Sequence[Stage]) -> None:
    """Stop before the first test if a later stage would find its server or its browser missing."""
    if any(stage.with_servers for stage in stages):
        if not os.environ.get("TEST_DATABASE_URL"):
            servers.postgres_programs()
        if not os.environ.get("TEST_REDIS_URL"):
            servers.redis_program()
    if any(stage.with_browser for stage in stages):
        browser.have_chromium()


@contextlib.contextmanager
def databases(stages: Sequence[Stage]) -> Iterator[dict[bool, dict[str, str]]]:
    """Migrate on each engine that a stage needs; say by variables where that is, without servers and with them."""
    began = time.monotonic()
    named: dict[bool, dict[str, str]] = {}
    addresses = []
    with contextlib.ExitStack() as held:
        if not all(stage.with_servers for stage in stages):
            folder = held.enter_context(tempfile.TemporaryDirectory(prefix="desk-migrated-"))
            named[False] = {"MIGRATED": f"{folder}/migrated.sqlite3"}
            addresses.append(f"sqlite:///{folder}/migrated.sqlite3")
        if any(stage.with_servers for stage in stages):
            server = held.enter_context(servers.postgres())
            addresses.append(held.enter_context(migrated.database_on(server)))
            named[True] = {"DATABASE_URL": server, "MIGRATED": addresses[-1].rpartition("/")[2]}
        migrated.migrate(addresses, surroundings())
        print(f"The migrations ran from nothing in {time.monotonic() - began:.1f} s.", flush=True)
        yield named


def surroundings() -> dict[str, str]:
    """Give the environment of whoever runs the tests, without what it says to a real installation."""
    theirs = {name: value for name, value in os.environ.items() if name not in NOT_FOR_TESTS}
    return theirs | {"DEBUG": "1", "PROGRAM_TIME_ZONE": ZONE}


def run(stage: Stage, for_pytest: Sequence[str], database: Mapping[str, str]) -> tuple[int, float]:
    """Run one stage; give pytest's exit code and the seconds it took, with starting its servers."""
    print(f"\n--- {stage.name}: {'PostgreSQL and Redis' if stage.with_servers else 'SQLite'} ---", flush=True)
    began = time.monotonic()
    with contextlib.ExitStack() as held:
        environment = {**surroundings(), **database, "REAL_FILES": real_files()}
        environment["MAIL_FOLDER"] = held.enter_context(tempfile.TemporaryDirectory(prefix="desk-mail-"))
        if stage.with_servers:
            environment["REDIS_URL"] = held.enter_context(servers.redis())
        command = [sys.executable, "-m", "pytest", *for_pytest, "-m", stage.tests, "-n", str(stage.processes)]
        command += SHARED_OUT if stage.processes else ()
        command += () if for_pytest else (stage.folder,)
        code = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL).returncode
    return code, time.monotonic() - began


def report(results: Sequence[tuple[Stage, int, float]], *, narrowed: bool) -> bool:
    """Print what came of each stage; say whether all is well."""
    found_some = any(code != NO_TEST_FOUND for _, code, _ in results)
    all_well = found_some
    print()
    for stage, code, seconds in results:
        nothing_to_do = code == NO_TEST_FOUND and narrowed
        all_well &= code == 0 or nothing_to_do
        outcome = {0: "passed", NO_TEST_FOUND: "no test found"}.get(code, "FAILED")
        print(f"{stage.name:15} {outcome:15} {seconds:7.1f} s")
    print(f"{'together':15} {'passed' if all_well else 'FAILED':15} {sum(s for *_, s in results):7.1f} s", flush=True)
    return all_well


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
