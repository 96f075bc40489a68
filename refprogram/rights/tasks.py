"""What does the calendar do to what we keep of people? It removes what is past its time."""

from celery import shared_task

from refprogram.dates import today
from refprogram.rights import retention


@shared_task(name="rights.purge", soft_time_limit=1500, time_limit=1600)
def purge() -> None:
    """Remove what is past its time; harmless when it runs twice."""
    retention.purge(on=today())
