"""How can another process open the tests' database, and send to the tests' mail server?"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import count
from pathlib import Path

from django.db import connection

from tests.outbox.sink import Sink

ROOT = Path(__file__).resolve().parents[2]


class Apart:
    """A database and a mail server as a sender in another process finds them.

    PostgreSQL is the tests' own. SQLite's test database lies in this process's memory: what stands in it now is
    copied to a file, and asked for there.
    """

    def __init__(self, sink: Sink, folder: Path, **settings: str) -> None:
        self._file = ""
        self._folder = folder
        self._clocks = count()
        self.log = folder / "apart.log"
        if connection.vendor == "sqlite":
            self._file = str(folder / "apart.sqlite3")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [self._file])
        self.environment = {
            **os.environ,
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "refprogram.settings",
            "DATABASE_URL": f"sqlite:///{self._file}" if self._file else self._server(),
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "REDIS_URL": "memory://",
            **settings,
        }

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a sender."""
        return self._start("-m", "tests.outbox.sender", *arguments)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker, which does what the clock rings."""
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=ERROR")
        return self._start("-m", "celery", "-A", "refprogram", "worker", "--pool=threads", "--concurrency=2", *quiet)

    def start_clock(self) -> subprocess.Popen[bytes]:
        """Start a clock that rings every moment."""
        return self._start("-m", "tests.outbox.clock", str(self._folder / f"schedule-{next(self._clocks)}"))

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def run(self) -> None:
        """Let a sender send what is due, to the end."""
        sender = self.start("--once")
        assert sender.wait(60) == 0, self.log.read_text()[-3000:]

    def keeps(self, *promises: str) -> None:
        """Look for whatever breaks one of these promises."""
        check = self._start("manage.py", "check_invariants", *promises)
        assert check.wait(60) == 0, self.log.read_text()[-3000:]

    def let_leases_run_out(self) -> None:
        self._execute("UPDATE outbox_message SET lease_until = '2020-01-01 00:00:00' WHERE lease_until IS NOT NULL")

    def count(self, table: str) -> int:
        return int(self._execute(f"SELECT count(*) FROM {table}")[0][0])

    def letters(self) -> dict[str, str]:
        """Return the state of each letter by its Message-ID, or by its key while it has none."""
        rows = self._execute("SELECT message_id, key, state FROM outbox_message ORDER BY id")
        return {number or key: state for number, key, state in rows}

    def _execute(self, sql: str) -> list[tuple[str, ...]]:
        if not self._file:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self._file, timeout=20)) as database, database:
            return database.execute(sql).fetchall()

    @staticmethod
    def _server() -> str:
        here = connection.settings_dict
        secret = f":{here['PASSWORD']}" if here["PASSWORD"] else ""
        return f"postgresql://{here['USER']}{secret}@{here['HOST']}:{here['PORT']}/{here['NAME']}"
