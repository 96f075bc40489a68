"""What does the calendar do to referrals? It lets questions go that nobody answered."""

from celery import shared_task

from references.referrals import actions
from refprogram.dates import today


@shared_task(name="referrals.let_unanswered_go")
def let_unanswered_go() -> None:
    """Let go what nobody answered for two months; harmless when it runs twice."""
    actions.let_unanswered_go(on=today())
