"""When does what run by itself? The Celery app and the one table of periodic jobs.

The database is the queue and the broker only a doorbell: a lost message costs at most one turn of this table,
because every job looks for due rows and finds the work again.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "refprogram.settings")

MINUTE = 60.0

app = Celery("refprogram")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "letters": {"task": "outbox.send_due", "schedule": MINUTE / 2},
    "mail that came back": {"task": "outbox.read_bounces", "schedule": 5 * MINUTE},
    "six-month cycle": {"task": "references.reconsent", "schedule": 30 * MINUTE},
    # Nothing waits for it: a consent holds by its dates. It is the ledger that says that one ran out.
    "consents that ran out": {"task": "references.expire_consents", "schedule": 60 * MINUTE},
    "what is kept of references": {"task": "references.sweep_standing", "schedule": 30 * MINUTE},
    # The first ring after midnight compares; a plain interval of a day would begin anew with every start of the clock.
    "what is kept, compared": {"task": "references.compare_standing", "schedule": 60 * MINUTE},
    # Once a day would do; more often costs a query a class, and no start of the clock puts the next turn off.
    "what is past its time": {"task": "rights.purge", "schedule": 6 * 60 * MINUTE},
    "questions for a referral that waited too long": {
        "task": "referrals.let_old_ones_go",
        "schedule": 6 * 60 * MINUTE,
    },
    "words that are shown": {"task": "testimonials.sweep", "schedule": 60 * MINUTE},
    "requests the clock moves": {"task": "requests.by_the_clock", "schedule": 30 * MINUTE},
}


@celeryd_init.connect
def refuse_a_queue_nobody_else_sees(conf: Any, **kwargs: Any) -> None:
    """Stop ``celery worker`` on the in-process broker: it would wait for ever. The demo's worker lives with the web."""
    if str(conf.broker_url).startswith("memory:"):
        raise SystemExit(
            "REDIS_URL is memory://, a queue that only the process of `make demo` can see; this worker would hear "
            "nothing. Set REDIS_URL to a Redis server, for instance redis://127.0.0.1:6379/0."
        )
