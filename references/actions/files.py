"""How does somebody get a file with the program? Their contact becomes known."""

from datetime import date

from customers.models import Contact
from references import standing
from references.models import Reference


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
