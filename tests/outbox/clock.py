"""A clock in a process of its own, so that a test can kill it: a beat that rings every moment."""

import sys

from refprogram.celery import app

MOMENT = 0.5

if __name__ == "__main__":
    app.conf.beat_schedule = {
        "letters": {"task": "outbox.send_due", "schedule": MOMENT},
        "six-month cycle": {"task": "references.reconsent", "schedule": MOMENT},
    }
    app.Beat(schedule=sys.argv[1], max_interval=MOMENT, loglevel="ERROR", quiet=True).run()
