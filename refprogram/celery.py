"""When does what run by itself? The Celery app and the one table of periodic jobs.

The database is the queue and the broker only a doorbell: a lost message costs at most one turn of this table,
because every job looks for due rows and finds the work again.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "refprogram.settings")

MINUTE = 60.0

app = Celery("refprogram")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "letters": {"task": "outbox.send_due", "schedule": MINUTE / 2},
    "six-month cycle": {"task": "references.reconsent", "schedule": 30 * MINUTE},
    "requests the clock moves": {"task": "requests.by_the_clock", "schedule": 30 * MINUTE},
}
