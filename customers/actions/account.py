"""What can be said of the company itself? Whose account it is, what it allows, and whom it is close to or against."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Customer, Relationship
from customers.models.customer import name_key
from refprogram.errors import Refused


@transaction.atomic
def assign_owner(customer: Customer, *, owner: Any, by: Any, on: date) -> Customer:
    """Say whose account this is; a rep sees the accounts they own."""
    Customer.objects.hold(customer.pk)
    Customer.objects.filter(pk=customer.pk).update(owner=owner)
    note_down(customer, "assign_owner", by=by)
    facts_changed([customer.pk], on=on)
    customer.refresh_from_db()
    return customer


@transaction.atomic
def set_policy(customer: Customer, *, policy: str, by: Any, on: date) -> Customer:
    """Write down what the company allows its people to do for us; nothing means that nobody has asked it."""
    Customer.objects.hold(customer.pk)
    Customer.objects.filter(pk=customer.pk).update(reference_policy=policy)
    note_down(customer, "set_policy", by=by)
    facts_changed([customer.pk], on=on)
    customer.refresh_from_db()
    return customer


@transaction.atomic
def set_gift_policy(
    customer: Customer,
    *,
    policy: str,
    limit: Decimal | None = None,
    currency: str = "",
    public_sector: bool = False,
    public_sector_gifts: bool = False,
    by: Any,
    on: date,
) -> Customer:
    """Write down what the company lets its people take; nothing means that nobody has asked it.

    A limit, and a currency, belong to the policy that is limited. In the public sector nothing is offered until that is
    switched on for the company.
    """
    Customer.objects.hold(customer.pk)
    Customer.objects.filter(pk=customer.pk).update(
        gift_policy=policy,
        gift_limit=limit,
        gift_currency=currency,
        public_sector=public_sector,
        public_sector_gifts=public_sector_gifts,
    )
    note_down(customer, "set_gift_policy", by=by)
    facts_changed([customer.pk], on=on)
    customer.refresh_from_db()
    return customer


@transaction.atomic
def record_relationship(
    customer: Customer, *, other: str, kind: str, by: Any, on: date, domain: str = ""
) -> Relationship:
    """Write down what a customer is to another company, which need not be a customer of ours."""
    Customer.objects.hold(customer.pk)
    key = name_key(other)
    if Relationship.objects.filter(customer=customer, name_key=key, kind=kind).exists():
        raise Refused("This is written down already. Nothing was changed.")
    relationship = Relationship.objects.create(
        customer=customer, other=other, name_key=key, domain=domain.casefold(), kind=kind
    )
    note_down(customer, "record_relationship", by=by, about=f"relationship-{relationship.pk}")
    facts_changed([customer.pk], on=on)
    return relationship


@transaction.atomic
def remove_relationship(relationship: Relationship, *, by: Any, on: date) -> None:
    """Take back what a customer was said to be to another company."""
    customer = relationship.customer
    Customer.objects.hold(customer.pk)
    about = f"relationship-{relationship.pk}"
    if not Relationship.objects.filter(pk=relationship.pk).delete()[0]:
        raise Refused("Somebody removed this before you. Nothing was changed.")
    note_down(customer, "remove_relationship", by=by, about=about)
    facts_changed([customer.pk], on=on)
