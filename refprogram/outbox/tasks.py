"""What does Celery do for the outbox? It takes turns when the bell or the clock rings, and decides nothing."""

from celery import shared_task

from refprogram.outbox import deliver


@shared_task(name="outbox.send_due")
def send_due() -> None:
    """Send what is due; stops well inside the worker's time limit, the next turn of the clock goes on."""
    deliver.send_all_due(seconds=60)
