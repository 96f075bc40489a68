"""What does the clock do to requests? It closes those whose day has passed, and ends what was set aside for a while."""

from celery import shared_task

from refprogram.dates import today
from requests.actions import end_what_ran_out, expire


@shared_task(name="requests.by_the_clock")
def by_the_clock() -> None:
    """Take the steps that a day asks for; harmless when it runs twice."""
    day = today()
    end_what_ran_out(on=day)
    expire(on=day)
