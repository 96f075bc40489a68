"""What can be done for a customer in a hard time? They are left in peace, until a person says that it is over."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Customer, Hardship, HardshipNote
from refprogram.errors import Refused
from refprogram.steps import THE_CLOCK

REVIEW_AFTER = timedelta(days=180)


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
    note_down(customer, "begin_hardship", by=by, about=f"hardship-{hardship.pk}")
    facts_changed([customer.pk], on=on)
    return hardship


@transaction.atomic
def end_hardship(hardship: Hardship, *, ended_on: date, by: Any, on: date) -> Hardship:
    """Say that a hard time is over; only a person can, the calendar cannot."""
    Customer.objects.hold(hardship.customer_id)
    if not Hardship.objects.active(on=on).filter(pk=hardship.pk).update(ended_on=ended_on):
        raise Refused("Somebody ended this before you. Nothing was changed.")
    note_down(hardship.customer, "end_hardship", by=by, about=f"hardship-{hardship.pk}")
    facts_changed([hardship.customer_id], on=on)
    hardship.refresh_from_db()
    return hardship


def purge_notes(*, on: date) -> int:
    """Delete the private notes whose hard time ended 12 months ago, and return how many there were (seed 003).

    Each customer in a transaction of its own; a second run finds nothing to do.
    """
    outlived = HardshipNote.objects.outlived(on=on).order_by("hardship__customer")
    customers = outlived.values_list("hardship__customer", flat=True).distinct()
    return sum(_purge_notes_of(customer, on=on) for customer in list(customers))


@transaction.atomic
def _purge_notes_of(pk: int, *, on: date) -> int:
    customer = Customer.objects.hold(pk)
    notes = list(HardshipNote.objects.outlived(on=on).filter(hardship__customer=customer).order_by("pk"))
    for note in notes:
        note.delete()
        note_down(customer, "purge_note", by=THE_CLOCK, about=f"hardship-{note.hardship_id}")
    return len(notes)
