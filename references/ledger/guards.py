"""Who keeps the ledger from being changed? The database itself: triggers, put up after every migration.

SQLite rebuilds a table to change a column, and the triggers are gone afterwards; so they are put up anew each time, and
a check says when one is missing. On SQLite ``INSERT OR REPLACE`` would delete a row without a DELETE; a third trigger
refuses a row that is there already.
"""

from typing import Any

from references.models import ConsentEvent, ConsentText

TABLES = {
    ConsentEvent._meta.db_table: ("id", "digest", ("subject", "seq")),
    ConsentText._meta.db_table: ("id",),
}
NO = "What is in the consent ledger is never changed."


def put_up(connection: Any) -> None:
    """Create every trigger anew; safe to run again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION references_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{NO}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
        for name, statement in _wanted(connection.vendor).items():
            table = name.rpartition("__")[0]
            cursor.execute(_drop(connection.vendor, name, table))
            cursor.execute(statement)


def take_down(connection: Any) -> None:
    """Drop every trigger: only for who empties the whole database, as the tests do."""
    with connection.cursor() as cursor:
        for name in _wanted(connection.vendor):
            cursor.execute(_drop(connection.vendor, name, name.rpartition("__")[0]))


def missing(connection: Any) -> list[str]:
    """Name the triggers that should be there and are not."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    return sorted(_wanted(connection.vendor).keys() - there)


def _wanted(vendor: str) -> dict[str, str]:
    """Return every trigger by its name, as the statement that creates it."""
    return _on_postgresql() if vendor == "postgresql" else _on_sqlite()


def _on_postgresql() -> dict[str, str]:
    statements = {}
    for table in TABLES:
        for name, moment in (("row", "UPDATE OR DELETE"), ("all", "TRUNCATE")):
            each = "ROW" if name == "row" else "STATEMENT"
            statements[f"{table}__keeps_{name}"] = (
                f'CREATE TRIGGER "{table}__keeps_{name}" BEFORE {moment} ON "{table}" '
                f"FOR EACH {each} EXECUTE FUNCTION references_append_only()"
            )
    return statements


def _on_sqlite() -> dict[str, str]:
    statements = {}
    for table, unique in TABLES.items():
        for moment in ("UPDATE", "DELETE"):
            statements[f"{table}__keeps_{moment.lower()}"] = (
                f'CREATE TRIGGER "{table}__keeps_{moment.lower()}" BEFORE {moment} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{NO}'); END"
            )
        there = " OR ".join(_same(columns) for columns in unique)
        statements[f"{table}__keeps_insert"] = (
            f'CREATE TRIGGER "{table}__keeps_insert" BEFORE INSERT ON "{table}" '
            f'WHEN EXISTS (SELECT 1 FROM "{table}" AS old WHERE {there}) '
            f"BEGIN SELECT RAISE(ABORT, '{NO}'); END"
        )
    return statements


def _same(columns: str | tuple[str, ...]) -> str:
    names = (columns,) if isinstance(columns, str) else columns
    return "(" + " AND ".join(f'old."{name}" = NEW."{name}"' for name in names) + ")"


def _drop(vendor: str, name: str, table: str) -> str:
    of_table = f' ON "{table}"' if vendor == "postgresql" else ""
    return f'DROP TRIGGER IF EXISTS "{name}"{of_table}'
