"""What does the calendar do to references? It asks again every six months (seed 003) and moves what is kept of them."""

from celery import shared_task

from references import actions, standing
from references.cycle import take_due_steps
from refprogram.dates import today

# Judging everybody may take minutes where there are very many.
EVERYBODY = {"soft_time_limit": 1500, "time_limit": 1600}


@shared_task(name="references.reconsent")
def reconsent() -> None:
    """Take every step of the six-month cycle that is due; harmless when it runs twice."""
    take_due_steps(on=today())


@shared_task(name="references.expire_consents")
def expire_consents() -> None:
    """Write down what people agreed to that has run out, and what they never confirmed."""
    actions.expire_consents(on=today())


@shared_task(name="references.sweep_standing")
def sweep_standing() -> None:
    """Judge those anew whom the day has changed."""
    standing.sweep(on=today())


@shared_task(name="references.compare_standing", **EVERYBODY)
def compare_standing() -> None:
    """Compare what is kept with what the rules say, the first time a day that somebody rings."""
    standing.compare(on=today())


@shared_task(name="references.recompute_standing", **EVERYBODY)
def recompute_standing() -> None:
    """Judge everybody anew, because a threshold has changed."""
    standing.recompute(on=today())
