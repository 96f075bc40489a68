"""How can another process open the tests' database, and send to the tests' mail server?"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.db import connection

from tests.outbox.sink import Sink

ROOT = Path(__file__).resolve().parents[2]


class Apart:
    """A database and a mail server as a sender in another process finds them.

    PostgreSQL is the tests' own. SQLite's test database lies in this process's memory: what stands in it now is
    copied to a file, and asked for there.
    """

    def __init__(self, sink: Sink, folder: Path) -> None:
        self._file = ""
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
        }

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a sender."""
        command = [sys.executable, "-m", "tests.outbox.sender", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL)

    def run(self) -> None:
        """Let a sender send what is due, to the end."""
        sender = self.start("--once")
        assert sender.wait(60) == 0

    def let_leases_run_out(self) -> None:
        self._execute("UPDATE outbox_message SET lease_until = '2020-01-01 00:00:00' WHERE lease_until IS NOT NULL")

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
