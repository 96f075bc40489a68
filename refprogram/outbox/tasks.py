"""What does Celery do for the outbox? It takes turns when the bell or the clock rings, and decides nothing."""

from celery import shared_task
from django.conf import settings

from refprogram.outbox import deliver, incoming


@shared_task(name="outbox.send_due")
def send_due() -> None:
    """Send what is due; stops well inside the worker's time limit, the next turn of the clock goes on."""
    deliver.send_all_due(seconds=60)


@shared_task(name="outbox.read_bounces")
def read_bounces() -> None:
    """Read what has come back, where a folder is named in which mail comes in."""
    if settings.BOUNCE_MAILDIR:
        incoming.take_in_folder(settings.BOUNCE_MAILDIR)
