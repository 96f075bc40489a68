"""What can be written down about what a customer runs?"""

from datetime import date
from typing import Any

from django.db import transaction

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Customer, Deployment, Product
from customers.models.source import Source


@transaction.atomic
def deploy(
    customer: Customer, *, product: Product, since: date, by: Any, on: date, source: str = Source.STAFF
) -> Deployment:
    """Write down that a customer uses a product since a day; what is in use on that day already stays as it is."""
    Customer.objects.hold(customer.pk)
    in_use = Deployment.objects.running(on=since).filter(customer=customer, product=product).first()
    if in_use:
        return in_use
    deployment = Deployment.objects.create(customer=customer, product=product, since=since, source=source)
    note_down(customer, "deploy", by=by, about=f"deployment-{deployment.pk}")
    facts_changed([customer.pk], on=on)
    return deployment
