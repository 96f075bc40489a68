"""What can be done to a customer? One verb each, one transaction, everything or nothing."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from customers.announce import facts_changed
from customers.models import Contact, ContactDetails, Customer, CustomerEvent, Hardship, HardshipNote, Issue, Topic
from refprogram.errors import Refused
from refprogram.history import remember

REVIEW_AFTER = timedelta(days=180)


def _note(customer: Customer, verb: str, *, by: Any, about: str = "") -> None:
    remember(CustomerEvent, verb=verb, by=by, of={"customer": customer}, about=about)


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
    _note(customer, "open_issue", by=by, about=f"issue-{issue.pk}")
    facts_changed([customer.pk], on=on)
    return issue


@transaction.atomic
def resolve_issue(issue: Issue, *, resolution: str, resolved_on: date, by: Any, on: date) -> Issue:
    """Say how an issue ended; of two people who do, the second is told."""
    Customer.objects.hold(issue.customer_id)
    if not Issue.objects.open(on=on).filter(pk=issue.pk).update(resolved_on=resolved_on, resolution=resolution):
        raise Refused("Somebody resolved this issue before you. Nothing was changed.")
    _note(issue.customer, "resolve_issue", by=by, about=f"issue-{issue.pk}")
    facts_changed([issue.customer_id], on=on)
    issue.refresh_from_db()
    return issue


@transaction.atomic
def begin_hardship(
    customer: Customer, *, kind: str, since: date, by: Any, on: date, review_on: date | None = None, note: str = ""
) -> Hardship:
    """Leave a customer in peace from now on: no use, no automated mail (seed 003).

    Without a day to look at it again, that is 180 days later. Refused while another hardship is active: there is one
    row a customer, and it is extended, not doubled.
    """
    Customer.objects.hold(customer.pk)
    if Hardship.objects.active(on=on).filter(customer=customer).exists():
        raise Refused("This customer is already left in peace. Nothing was changed.")
    hardship = Hardship.objects.create(
        customer=customer, kind=kind, since=since, review_on=review_on or since + REVIEW_AFTER
    )
    if note:
        HardshipNote.objects.create(hardship=hardship, text=note)
    _note(customer, "begin_hardship", by=by, about=f"hardship-{hardship.pk}")
    facts_changed([customer.pk], on=on)
    return hardship


@transaction.atomic
def end_hardship(hardship: Hardship, *, ended_on: date, by: Any, on: date) -> Hardship:
    """Say that a hard time is over; only a person can, the calendar cannot."""
    Customer.objects.hold(hardship.customer_id)
    if not Hardship.objects.active(on=on).filter(pk=hardship.pk).update(ended_on=ended_on):
        raise Refused("Somebody ended this before you. Nothing was changed.")
    _note(hardship.customer, "end_hardship", by=by, about=f"hardship-{hardship.pk}")
    facts_changed([hardship.customer_id], on=on)
    hardship.refresh_from_db()
    return hardship


@transaction.atomic
def assign_owner(customer: Customer, *, owner: Any, by: Any, on: date) -> Customer:
    """Say whose account this is; a rep sees the accounts they own."""
    Customer.objects.hold(customer.pk)
    Customer.objects.filter(pk=customer.pk).update(owner=owner)
    _note(customer, "assign_owner", by=by)
    facts_changed([customer.pk], on=on)
    customer.refresh_from_db()
    return customer


@transaction.atomic
def add_contact(
    customer: Customer, *, name: str, title: str, email: str, by: Any, on: date, phone: str = ""
) -> Contact:
    """Write down a person at a customer; says nothing yet about whether they would speak for us."""
    Customer.objects.hold(customer.pk)
    known = Contact.objects.filter(customer=customer, details__email__iexact=email).first() if email else None
    if known:
        return known
    contact = Contact.objects.create(customer=customer, title=title)
    ContactDetails.objects.create(contact=contact, name=name, email=email, phone=phone)
    _note(customer, "add_contact", by=by, about=f"contact-{contact.pk}")
    facts_changed([customer.pk], on=on)
    return contact
