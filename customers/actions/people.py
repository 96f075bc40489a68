"""What can be written down about the people at a customer?"""

from datetime import date
from typing import Any

from django.db import transaction

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Contact, ContactDetails, Customer


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
    note_down(customer, "add_contact", by=by, about=f"contact-{contact.pk}")
    facts_changed([customer.pk], on=on)
    return contact
