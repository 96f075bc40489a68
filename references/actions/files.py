"""How does somebody get a file with the program? A contact becomes known, or a colleague proposes them."""

from datetime import date
from typing import Any

from django.db import transaction

from customers.actions import add_contact
from customers.models import Contact, Customer
from references import standing
from references.actions.noted import note_down
from references.models import Nomination, Reference
from refprogram.errors import Refused


def open_files(customers: list[int], on: date) -> None:
    """Hold the references of customers whose facts changed, and open a file on each contact that has none.

    The first subscriber of `customers.announce`. Holding comes first: whoever is about to decide on one of these
    people waits until the new fact is stored, and then judges with it. At the end what is kept of them is written anew.
    """
    Reference.objects.of_customers(customers).hold_all()
    without = Contact.objects.filter(customer__in=customers).exclude(pk__in=Reference.objects.values("contact"))
    Reference.objects.bulk_create(
        [Reference(contact=contact, opened_on=on) for contact in without], ignore_conflicts=True
    )
    standing.refresh(Reference.objects.of_customers(customers), on=on)


@transaction.atomic
def nominate(
    customer: Customer, *, name: str, title: str, email: str, why: str, known_problems: str, by: Any, on: date
) -> Nomination:
    """Propose somebody as a reference. This does not make them one: a manager has to speak with them (seed 003)."""
    contact = add_contact(customer, name=name, title=title, email=email, by=by, on=on)
    reference = Reference.objects.get(contact=contact)
    Reference.objects.hold(reference.pk)
    if Nomination.objects.filter(reference=reference, nominated_by=by).exists():
        raise Refused("You nominated this person before. The reference managers know.")
    nomination = Nomination.objects.create(
        reference=reference, nominated_by=by, nominated_on=on, why=why, known_problems=known_problems
    )
    note_down(reference, "nominate", by=by, about=f"nomination-{nomination.pk}")
    return nomination
