"""How does an action say that there is work? It rings a task by name and never waits for it."""

import logging

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)


def ring(task: str) -> None:
    """Ask a worker, after the commit, to take one turn of a task; a broker that is away costs nothing but time.

    The work itself is a row that was written in the same transaction, so the next beat finds it anyway.
    """
    transaction.on_commit(lambda: _publish(task), robust=True)


def _publish(task: str) -> None:
    try:
        current_app.send_task(task, retry=False)
    except Exception as error:
        log.warning("Nobody heard the bell for %s (%s); the next turn of the clock will.", task, error)
