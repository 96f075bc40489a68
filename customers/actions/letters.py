"""How does somebody want to be written to? Not at all, as before, or in another language: they say so themselves."""

from datetime import date
from typing import Any

from django.db import transaction

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Contact, Customer
from customers.models.contact import THEIR_OWN_WISH


@transaction.atomic
def silence_contact(contact: Contact, *, by: Any, on: date) -> None:
    """Send somebody no automated mail from now on; nothing else about them changes, and a second time nothing does."""
    if _change(Contact.objects.filter(pk=contact.pk, silent_since=None), silent_since=on):
        _told(contact, "silence_contact", by=by, on=on)


@transaction.atomic
def write_again(contact: Contact, *, by: Any, on: date) -> None:
    """Send somebody automated mail again, because they say so; whoever wants no contact at all gets none."""
    silent = Contact.objects.filter(pk=contact.pk, silent_since__isnull=False).exclude(status__in=THEIR_OWN_WISH)
    if _change(silent, silent_since=None):
        _told(contact, "write_again", by=by, on=on)


@transaction.atomic
def write_in(contact: Contact, *, language: str, by: Any, on: date) -> None:
    """Write to somebody in another language from now on."""
    if _change(Contact.objects.filter(pk=contact.pk).exclude(language=language), language=language):
        _told(contact, "write_in", by=by, on=on)


def _change(contacts: Any, **to: Any) -> bool:
    for customer in contacts.values_list("customer", flat=True):
        Customer.objects.hold(customer)
    return bool(contacts.update(**to))


def _told(contact: Contact, verb: str, *, by: Any, on: date) -> None:
    note_down(contact.customer, verb, by=by, about=f"contact-{contact.pk}")
    facts_changed([contact.customer_id], on=on)
    contact.refresh_from_db()
