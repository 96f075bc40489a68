"""What does the calendar do to words that are shown? It asks whether they still hold, and takes down what does not."""

from celery import shared_task

from references.testimonials import actions
from refprogram.dates import today


@shared_task(name="testimonials.sweep")
def sweep() -> None:
    """Look at everything that is shown; harmless when it runs twice."""
    actions.sweep(on=today())
