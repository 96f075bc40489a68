"""What must never be missing? The triggers that keep the consent ledger from being changed."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from references.ledger import guards


@register(Tags.database)
def ledger_is_guarded(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a database whose ledger could be rewritten; ``check --database default`` and ``migrate`` ask."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if guards.TABLES.keys() <= set(connection.introspection.table_names()) and (gone := guards.missing(connection)):
            found.append(
                Error(
                    f"The consent ledger in {alias!r} is not guarded: {', '.join(gone)} is missing or changed.",
                    hint="Run “python manage.py migrate”, which puts the triggers up again.",
                    id="references.E001",
                )
            )
    return found
