"""Where do the tests' databases come from? The migrations run once from nothing, and each process copies the result.

They take twenty seconds, nearly all of it for rendering the models that each one speaks of. So `make test` runs them
once on each engine (tests/__main__.py), which shows that they run from nothing on both, and says in MIGRATED what to
copy. Without it, as when `pytest` runs alone, each process migrates by itself.

Also a plugin (tests/conftest.py names it in `pytest_plugins`).
"""

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from django.db.backends.signals import connection_created

ROOT = Path(__file__).resolve().parent.parent


class CannotMigrate(Exception):
    """The migrations do not run from nothing; the text is what they said."""


@contextlib.contextmanager
def database_on(server: str) -> Iterator[str]:
    """Make an empty database on a PostgreSQL, give its address, and drop it in the end."""
    name = f"desk_migrated_{os.getpid()}"
    _on_server(server, f"CREATE DATABASE {name}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        _on_server(server, f"DROP DATABASE {name}")


def migrate(addresses: Iterable[str], environment: Mapping[str, str]) -> None:
    """Run all migrations on some empty databases, side by side."""
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    running = [
        subprocess.Popen(
            command, cwd=ROOT, env={**environment, "DATABASE_URL": address}, stderr=subprocess.PIPE, text=True
        )
        for address in addresses
    ]
    said = [process.communicate()[1] for process in running]
    if any(process.returncode for process in running):
        raise CannotMigrate("The migrations do not run from nothing:\n" + "\n".join(said))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Have this process's database begin as a copy; then Django finds nothing left to migrate."""
    migrated = os.environ.get("MIGRATED")
    if not migrated:
        return
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated
        return

    def copy(connection, **kwargs) -> None:
        connection_created.disconnect(copy)
        with closing(sqlite3.connect(migrated)) as source:
            source.backup(connection.connection)

    connection_created.connect(copy, weak=False)


def _on_server(server: str, sql: str) -> None:
    with closing(psycopg2.connect(server)) as opened:
        opened.autocommit = True
        opened.cursor().execute(sql)
