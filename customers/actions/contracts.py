"""What can be said of a customer's contracts? When they renew, and whether they are being negotiated."""

from datetime import date
from typing import Any

from django.db import transaction

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Contract, Customer


@transaction.atomic
def record_contract(
    customer: Customer, *, renews_on: date, by: Any, on: date, negotiating_since: date | None = None
) -> Contract:
    """Write down when a contract renews; near that day a favour is a bargaining chip (seed 003)."""
    Customer.objects.hold(customer.pk)
    contract = Contract.objects.create(customer=customer, renews_on=renews_on, negotiating_since=negotiating_since)
    note_down(customer, "record_contract", by=by, about=f"contract-{contract.pk}")
    facts_changed([customer.pk], on=on)
    return contract


@transaction.atomic
def update_contract(
    contract: Contract, *, renews_on: date, by: Any, on: date, negotiating_since: date | None = None
) -> Contract:
    """Say what became of a contract: renewed until another day, negotiated, or no longer negotiated."""
    Customer.objects.hold(contract.customer_id)
    Contract.objects.filter(pk=contract.pk).update(renews_on=renews_on, negotiating_since=negotiating_since)
    note_down(contract.customer, "update_contract", by=by, about=f"contract-{contract.pk}")
    facts_changed([contract.customer_id], on=on)
    contract.refresh_from_db()
    return contract
