"""What can be done about something that is wrong? It is opened, revised, resolved, and then the customer is asked.

Nobody is perfect; what counts is how bad days are handled, and only the customer can say how that was (seed 001).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Customer, Issue, Topic
from customers.models.source import Source
from refprogram.errors import Refused
from refprogram.history import acting


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
    owner: Any = None,
    source: str = Source.STAFF,
    due_on: date | None = None,
) -> Issue:
    """Write down that something is wrong; requests in flight are held back in the same transaction (seed 003).

    Without an owner it is looked after by whoever of us opens it. `due_on` is the day by which they hear from us.
    """
    Customer.objects.hold(customer.pk)
    opened_by = acting(by)["actor"]
    issue = Issue.objects.create(
        customer=customer,
        kind=kind,
        severity=severity,
        summary=summary,
        opened_on=opened_on,
        due_on=due_on,
        opened_by=opened_by,
        owner=owner or opened_by,
        source=source,
    )
    issue.topics.set(topics)
    note_down(customer, "open_issue", by=by, about=f"issue-{issue.pk}")
    facts_changed([customer.pk], on=on)
    return issue


@transaction.atomic
def revise_issue(
    issue: Issue, *, kind: str, severity: int, topics: Iterable[Topic], owner: Any, by: Any, on: date
) -> Issue:
    """Say anew what an open issue is about, how bad it is and who looks after it; what is over stays as it was."""
    Customer.objects.hold(issue.customer_id)
    if not Issue.objects.open(on=on).filter(pk=issue.pk).update(kind=kind, severity=severity, owner=owner):
        raise Refused("This issue is resolved by now, and stays as it was. Nothing was changed.")
    issue.topics.set(topics)
    note_down(issue.customer, "revise_issue", by=by, about=f"issue-{issue.pk}")
    facts_changed([issue.customer_id], on=on)
    issue.refresh_from_db()
    return issue


@transaction.atomic
def resolve_issue(issue: Issue, *, resolution: str, response: str, resolved_on: date, by: Any, on: date) -> Issue:
    """Say how an issue ended and how we responded to it; of two people who do, the second is told."""
    Customer.objects.hold(issue.customer_id)
    ended = {"resolved_on": resolved_on, "resolution": resolution, "response": response}
    if not Issue.objects.open(on=on).filter(pk=issue.pk).update(**ended):
        raise Refused("Somebody resolved this issue before you. Nothing was changed.")
    note_down(issue.customer, "resolve_issue", by=by, about=f"issue-{issue.pk}")
    facts_changed([issue.customer_id], on=on)
    issue.refresh_from_db()
    return issue


@transaction.atomic
def record_recovery(issue: Issue, *, recovery: int, may_be_told: bool, by: Any, on: date) -> Issue:
    """Write down how the customer sees the recovery, from 1 to 5, and whether they let us tell the story (seed 001).

    It can be written down again: people see things differently later, and may take back that it is told.
    """
    Customer.objects.hold(issue.customer_id)
    said = {"recovery": recovery, "may_be_told": may_be_told}
    if not Issue.objects.resolved(on=on).filter(pk=issue.pk).update(**said):
        raise Refused(
            "This issue is still open, so there is no recovery yet. Resolve it first, then ask the customer. "
            "Nothing was changed."
        )
    note_down(issue.customer, "record_recovery", by=by, about=f"issue-{issue.pk}")
    facts_changed([issue.customer_id], on=on)
    issue.refresh_from_db()
    return issue
