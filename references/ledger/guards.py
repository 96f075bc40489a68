"""Who keeps the ledger from being changed? The database itself: triggers, put up after every migration.

SQLite rebuilds a table to change a column, and the triggers are gone afterwards; so they are put up anew each time, and
a check says when one is missing or does something else. On SQLite ``INSERT OR REPLACE`` would delete a row without a
DELETE; a third trigger refuses a row that is there already. The ledger names an activity by its code, which therefore
never changes either.
"""

from collections.abc import Iterator
from typing import Any

from references.models import ActivityType, ConsentEvent, ConsentText

TABLES = {
    ConsentEvent._meta.db_table: ("id", "digest", ("subject", "seq")),
    ConsentText._meta.db_table: ("id",),
}
ACTIVITIES = ActivityType._meta.db_table
NO = "What is in the consent ledger is never changed."
NO_OTHER_CODE = "The consent ledger names an activity by its code, which is never changed."
# On PostgreSQL: what the triggers call, word for word as the database keeps it.
FUNCTIONS = {
    "references_append_only": f" BEGIN RAISE EXCEPTION '{NO}' USING ERRCODE = 'integrity_constraint_violation'; END ",
    "references_keeps_code": (
        f" BEGIN IF NEW.code IS DISTINCT FROM OLD.code THEN RAISE EXCEPTION '{NO_OTHER_CODE}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END "
    ),
}


def put_up(connection: Any) -> None:
    """Create every trigger anew; safe to run again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, does in FUNCTIONS.items():
                cursor.execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${does}$$")
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
    """Name the triggers, and what they call, that should be there and are not, or do something else."""
    wanted, there = _wanted(connection.vendor), dict[str, str]()
    queries = ["SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"]
    if connection.vendor == "postgresql":
        wanted = wanted | FUNCTIONS
        queries = [
            "SELECT tgname, pg_get_triggerdef(oid, true) FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
            "SELECT proname, prosrc FROM pg_proc WHERE pronargs = 0 AND pg_function_is_visible(oid)",
        ]
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query)
            there.update(cursor.fetchall())
    return sorted(name for name, does in wanted.items() if there.get(name) != does)


def gaps(connection: Any) -> Iterator[str]:
    """Yield a sentence for each trigger that does not guard the ledger any more."""
    for name in missing(connection):
        yield f"The trigger {name} is missing or does something else. Run “python manage.py migrate”."


def _wanted(vendor: str) -> dict[str, str]:
    """Return every trigger by its name, as the statement that creates it, word for word as the database tells it."""
    return _on_postgresql() if vendor == "postgresql" else _on_sqlite()


def _on_postgresql() -> dict[str, str]:
    statements = {}
    for table in TABLES:
        for name, moment in (("row", "DELETE OR UPDATE"), ("all", "TRUNCATE")):
            each = "ROW" if name == "row" else "STATEMENT"
            statements[f"{table}__keeps_{name}"] = (
                f"CREATE TRIGGER {table}__keeps_{name} BEFORE {moment} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION references_append_only()"
            )
    statements[f"{ACTIVITIES}__keeps_code"] = (
        f"CREATE TRIGGER {ACTIVITIES}__keeps_code BEFORE UPDATE ON {ACTIVITIES} "
        "FOR EACH ROW EXECUTE FUNCTION references_keeps_code()"
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
    statements[f"{ACTIVITIES}__keeps_code"] = (
        f'CREATE TRIGGER "{ACTIVITIES}__keeps_code" BEFORE UPDATE ON "{ACTIVITIES}" '
        f"WHEN NEW.code <> OLD.code BEGIN SELECT RAISE(ABORT, '{NO_OTHER_CODE}'); END"
    )
    return statements


def _same(columns: str | tuple[str, ...]) -> str:
    names = (columns,) if isinstance(columns, str) else columns
    return "(" + " AND ".join(f'old."{name}" = NEW."{name}"' for name in names) + ")"


def _drop(vendor: str, name: str, table: str) -> str:
    of_table = f' ON "{table}"' if vendor == "postgresql" else ""
    return f'DROP TRIGGER IF EXISTS "{name}"{of_table}'
