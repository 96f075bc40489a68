"""What happens when a use went badly? Somebody of us answers by a day, and nobody asks them meanwhile (seed 000)."""

from datetime import date
from typing import Any

from django.db import transaction

from customers.actions import open_issue
from customers.models import Customer, Issue
from customers.models.issue import IssueKind, Severity
from references.actions.noted import hold_with_colleagues, note_down
from references.models import Reference, Use
from refprogram.accounts.mailbox import managers
from refprogram.dates import business_days_after

# They hear from us on the next business day, as whoever complains does.
ANSWERED_WITHIN = 1


@transaction.atomic
def look_into(use: Use, *, said: str, severity: int = Severity.MEDIUM, source: str, by: Any, on: date) -> Issue:
    """Open an issue because of a use, with an owner and a day; a use has one, whoever is unhappy with it.

    `said` is a sentence of ours, without anybody's words or name. Whoever looks after the company owns it, else a
    reference manager. A second word about the same use returns the issue that is there.
    """
    customer = hold_before_issue(use.reference)
    hold_with_colleagues(use.reference, by=by)
    held = Use.objects.select_related("issue", "activity").get(pk=use.pk)
    if held.issue is not None:
        return held.issue
    issue = open_issue(
        customer,
        kind=IssueKind.OTHER,
        severity=severity,
        summary=f"{held.activity} on {held.on.isoformat()}: {said}",
        opened_on=on,
        due_on=business_days_after(on, ANSWERED_WITHIN),
        source=source,
        owner=customer.owner or next(iter(managers()), None),
        by=by,
        on=on,
    )
    Use.objects.filter(pk=use.pk).update(issue=issue)
    note_down(use.reference, "look_into", by=by, about=f"issue-{issue.pk}")
    return issue


def hold_before_issue(reference: Reference) -> Customer:
    """Lock the company before its people, in the order of everybody who opens an issue."""
    return Customer.objects.hold(reference.contact.customer_id)
