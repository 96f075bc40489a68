"""What must never be started this way? Settings that work for an hour and then lose work, said before they do."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import connections

IN_PROCESS = (
    "REDIS_URL is {url}, a queue inside one process that no other process can see: "
    "what a web process rings, no worker hears."
)


@register
def broker_is_shared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse the in-process broker in production; with DEBUG it is the one-process demo."""
    if settings.DEBUG or not settings.CELERY_BROKER_URL.startswith("memory:"):
        return []
    return [
        Error(
            IN_PROCESS.format(url=settings.CELERY_BROKER_URL),
            hint="Set REDIS_URL to a Redis server, for instance redis://127.0.0.1:6379/0.",
            id="refprogram.E001",
        )
    ]


@register
def mail_leaves(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse the mail folder in production: no letter would reach a customer, and /outbox/ would show their text."""
    if settings.DEBUG or not settings.MAIL_FOLDER:
        return []
    return [
        Error(
            "EMAIL_URL is folder://, a folder on this machine: no letter leaves, and the outbox page shows their text.",
            hint="Set EMAIL_URL to a mail server, for instance smtp+tls://user:password@host:587.",
            id="refprogram.E003",
        )
    ]


@register
def sqlite_takes_turns(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse SQLite without WAL and IMMEDIATE: two people who write at once would get "database is locked"."""
    found: list[CheckMessage] = []
    for alias in connections:
        wanted = connections[alias].settings_dict
        if wanted["ENGINE"] != "django.db.backends.sqlite3":
            continue
        options = wanted["OPTIONS"]
        start = "".join(str(options.get("init_command", "")).lower().split())
        if str(options.get("transaction_mode", "")).upper() != "IMMEDIATE" or "journal_mode=wal" not in start:
            found.append(
                Error(
                    f"The SQLite database {alias!r} would refuse whoever writes while somebody else does.",
                    hint='Set its OPTIONS to "transaction_mode": "IMMEDIATE" and "init_command": '
                    '"PRAGMA journal_mode=WAL; …", or use PostgreSQL.',
                    id="refprogram.E002",
                )
            )
    return found
