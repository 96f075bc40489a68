"""What does the clock do to requests? It closes those out of time, ends what was set aside, and writes once more."""

from celery import shared_task

from refprogram.dates import today
from requests.actions import chase, end_what_ran_out, expire


@shared_task(name="requests.by_the_clock")
def by_the_clock() -> None:
    """Take the steps that a day asks for; harmless when it runs twice."""
    day = today()
    end_what_ran_out(on=day)
    expire(on=day)
    chase(on=day)
