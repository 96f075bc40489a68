"""What does the calendar do to referrals? It lets questions go that nobody answered, or asked."""

from celery import shared_task

from references.referrals import actions
from refprogram.dates import today


@shared_task(name="referrals.let_old_ones_go")
def let_old_ones_go() -> None:
    """Let go what nobody answered, or asked, for two months; harmless when it runs twice."""
    actions.let_old_ones_go(on=today())
