"""Does `make bench` still run, on the same program each time? A tiny one, and nothing is said about time."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction

from bench import program
from bench.bulk import Table
from bench.pages import AGAIN, FLOORS, PAGES

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.postgres
def test_the_bench_measures_every_page_beside_its_floor(transactional_db, tmp_path):
    """It is given the server and the empty tables of this run, so that it need not make its own."""
    found = tmp_path / "bench.json"
    empty = connection.settings_dict["NAME"]
    connection.close()  # a database can only be copied while nobody is in it
    command = [sys.executable, "-m", "bench", "--sizes", "40", "--rounds", "1", "--json", found, "--empty", empty]
    here = connection.settings_dict
    server = f"postgresql://{here['USER']}:{here['PASSWORD']}@{here['HOST']}:{here['PORT']}/postgres"

    run = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "TEST_DATABASE_URL": server}, capture_output=True, text=True
    )

    assert run.returncode == 0, run.stderr
    lines = {line["name"]: line for line in json.loads(found.read_text())["lines"]}
    assert lines.keys() >= {page.name for page in (*FLOORS, *PAGES, *AGAIN)}
    assert {line["floor"] for line in lines.values()} - {""} <= lines.keys()
    assert all(line["turns"] and line["ms"] > 0 for line in lines.values())
    assert lines["constant"]["statements"] == 0
    assert [lines[page.name]["statements"] for page in AGAIN] == [1, 1, 1]
    assert lines["one indexed query"]["statements"] == lines["50 rows"]["statements"] == 1
    assert all(name in run.stdout for name in lines)


def test_every_run_of_a_day_makes_up_the_same_rows(db, monkeypatch, time_machine, settings):
    """What happens by chance happens again, and no row is dated by the moment at which it was made up."""
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"
    monkeypatch.setattr(Table, "store", lambda table: table._lines.getvalue().splitlines())

    def told(moment: str) -> dict[str, list[str]]:
        time_machine.move_to(moment)
        with transaction.atomic():
            rows = program.put_together(60, on=date(2026, 11, 23))
            transaction.set_rollback(True)
        return rows

    first, again = told("2026-11-23T12:00:00Z"), told("2026-11-23T19:30:00Z")

    assert len(first["customers.Customer"]) == 60
    assert [name for name in first if first[name] != again[name]] == []
