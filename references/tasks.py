"""What does the calendar do to references? It asks again every six months (seed 003)."""

from celery import shared_task

from references.cycle import take_due_steps
from refprogram.dates import today


@shared_task(name="references.reconsent")
def reconsent() -> None:
    """Take every step of the six-month cycle that is due; harmless when it runs twice."""
    take_due_steps(on=today())
