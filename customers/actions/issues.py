"""What can be done about something that is wrong? It is opened, and it is resolved."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Customer, Issue, Topic
from refprogram.errors import Refused


@transaction.atomic
def open_issue(
    customer: Customer,
    *,
    kind: str,
    severity: int,
    summary: str,
    opened_on: date,
    by: Any,
    on: date,
    topics: Iterable[Topic] = (),
) -> Issue:
    """Write down that something is wrong; requests in flight are held back in the same transaction (seed 003)."""
    Customer.objects.hold(customer.pk)
    issue = Issue.objects.create(
        customer=customer, kind=kind, severity=severity, summary=summary, opened_on=opened_on, opened_by=by
    )
    issue.topics.set(topics)
    note_down(customer, "open_issue", by=by, about=f"issue-{issue.pk}")
    facts_changed([customer.pk], on=on)
    return issue


@transaction.atomic
def resolve_issue(issue: Issue, *, resolution: str, resolved_on: date, by: Any, on: date) -> Issue:
    """Say how an issue ended; of two people who do, the second is told."""
    Customer.objects.hold(issue.customer_id)
    if not Issue.objects.open(on=on).filter(pk=issue.pk).update(resolved_on=resolved_on, resolution=resolution):
        raise Refused("Somebody resolved this issue before you. Nothing was changed.")
    note_down(issue.customer, "resolve_issue", by=by, about=f"issue-{issue.pk}")
    facts_changed([issue.customer_id], on=on)
    issue.refresh_from_db()
    return issue
