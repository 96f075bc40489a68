"""What can be said of the company itself? Whose account it is."""

from datetime import date
from typing import Any

from django.db import transaction

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Customer


@transaction.atomic
def assign_owner(customer: Customer, *, owner: Any, by: Any, on: date) -> Customer:
    """Say whose account this is; a rep sees the accounts they own."""
    Customer.objects.hold(customer.pk)
    Customer.objects.filter(pk=customer.pk).update(owner=owner)
    note_down(customer, "assign_owner", by=by)
    facts_changed([customer.pk], on=on)
    customer.refresh_from_db()
    return customer
