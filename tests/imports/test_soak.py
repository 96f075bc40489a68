"""What if a file is huge? What if the machine goes down in the middle of one, again and again?"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
# A process starts with the memory of the one that made it, so a small one stands between the tests and the import.
TELL_MEMORY = (
    "import os, sys; child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ); "
    "print(os.wait4(child, 0)[2].ru_maxrss)"
)
ROWS, KILLS, A_BATCH = 20_000, 20, 500


@pytest.fixture
def address(tmp_path) -> str:
    """Where another process finds the tests' database; what lies in memory is copied to a file first."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "desk.sqlite3")])
        return f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    here = connection.settings_dict
    secret = f":{here['PASSWORD']}" if here["PASSWORD"] else ""
    return f"postgresql://{here['USER']}{secret}@{here['HOST']}:{here['PORT']}/{here['NAME']}"


def ask(address: str, sql: str) -> list[tuple]:
    if not address.startswith("sqlite"):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"), timeout=20)) as database:
        return database.execute(sql).fetchall()


def start(path: Path, address: str, *, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    command = [*before, sys.executable, "manage.py", "import_data", "issues", str(path), "--create-missing", "--json"]
    environment = {**os.environ, "DEBUG": "1", "DATABASE_URL": address, "REDIS_URL": "memory://"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def written(path: Path, number: int) -> list[tuple[str, str, str]]:
    """Write a file of so many issues and return them."""
    rows = [(f"Firm {n % 700} GmbH", f"No {n % 9_000}", f"2024-01-{n % 28 + 1:02}") for n in range(number)]
    path.write_text("customer,summary,opened_on\n" + "".join(",".join(row) + "\n" for row in rows))
    return rows


def test_a_hundred_thousand_rows_need_no_more_memory_than_a_thousand(address, tmp_path):
    """DEBUG is on: what Django keeps for its debugging pages must not grow with the file either."""
    worst = {}
    for number in (1_000, 100_000):
        path = tmp_path / f"{number} issues.csv"
        written(path, number)
        run = start(path, address, before=(sys.executable, "-c", TELL_MEMORY))
        counts, worst[number] = (json.loads(line) for line in run.communicate()[0].splitlines())
        assert counts["created"] == number

    assert worst[100_000] < worst[1_000] * 1.2, f"memory by rows: {worst}"


def test_killed_twenty_times_a_file_is_in_the_end_stored_once(address, tmp_path):
    path = tmp_path / "tickets.csv"
    rows = written(path, ROWS)
    stored = 0
    for _ in range(KILLS):
        run = start(path, address)
        time.sleep(random.uniform(0.8, 2.5))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        ((issues,),) = ask(address, "SELECT COUNT(*) FROM customers_issue")
        ((remembered,),) = ask(address, "SELECT COUNT(*) FROM imports_importedrow")
        assert issues == remembered >= stored
        assert issues % A_BATCH == 0
        stored = issues
    assert stored, "every run was killed before its first batch"

    last = json.loads(start(path, address).communicate()[0].splitlines()[-1])

    assert last["unchanged"] == stored
    assert last["created"] == ROWS - stored
    found = ask(
        address,
        "SELECT customers_customer.name, summary, CAST(opened_on AS VARCHAR(10)) FROM customers_issue "
        "JOIN customers_customer ON customers_customer.id = customer_id",
    )
    assert sorted(found) == sorted(rows)
    assert ask(address, "SELECT COUNT(*) FROM customers_customer") == [(700,)]
