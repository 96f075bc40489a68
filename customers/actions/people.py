"""What can be written down about the people at a customer? Who they are, and whether they can be reached."""

from datetime import date
from typing import Any

from django.db import transaction

from customers.actions.noted import note_down
from customers.actions.quarantine import known_from_business
from customers.announce import facts_changed
from customers.models import Contact, ContactDetails, Customer, Suppression
from customers.models.contact import THEIR_OWN_WISH, ContactStatus, ToldBy
from refprogram.errors import Refused

SUPPRESSED = "This person asked us not to keep or use their data. They cannot be written down again."


@transaction.atomic
def add_contact(
    customer: Customer,
    *,
    name: str,
    title: str,
    email: str,
    by: Any,
    on: date,
    phone: str = "",
    told_by: str = ToldBy.BUSINESS,
) -> Contact:
    """Write down a person at a customer; says nothing yet about whether they would speak for us.

    Whom we know from our own business is written down for good. Whom only others told us of (`told_by`) is in
    quarantine from that day on, until somebody contacts them (GDPR 14); somebody who is known already stays as they
    are. Refused for whoever asked to be forgotten, left alone for good, or only kept.
    """
    Customer.objects.hold(customer.pk)
    _not_an_address_to_use(email)
    known = Contact.objects.filter(customer=customer, details__email__iexact=email).first() if email else None
    if known:
        return known_from_business(known, by=by, on=on) if told_by == ToldBy.BUSINESS else known
    quarantined_on = None if told_by == ToldBy.BUSINESS else on
    contact = Contact.objects.create(customer=customer, title=title, told_by=told_by, quarantined_on=quarantined_on)
    ContactDetails.objects.create(contact=contact, name=name, email=email, phone=phone)
    note_down(customer, "add_contact", by=by, about=f"contact-{contact.pk}")
    facts_changed([customer.pk], on=on)
    return contact


@transaction.atomic
def change_contact(
    contact: Contact, *, by: Any, on: date, title: str = "", email: str = "", phone: str = ""
) -> Contact:
    """Write down what has changed about a person; what is left empty stays as it was.

    Refused when the address is a colleague's: one address stands for one person (see `add_contact`), and for whoever
    asked to be forgotten, left alone for good, or only kept.
    """
    customer = Customer.objects.hold(contact.customer_id)
    _not_against_their_wish(contact)
    _not_an_address_to_use(email)
    theirs = Contact.objects.filter(customer=customer).exclude(pk=contact.pk)
    if email and theirs.filter(details__email__iexact=email).exists():
        raise Refused("Somebody else at this customer has this e-mail address already. Nothing was changed.")
    if title:
        Contact.objects.filter(pk=contact.pk).update(title=title)
    reachable = {name: value for name, value in (("email", email), ("phone", phone)) if value}
    if reachable:
        ContactDetails.objects.filter(contact=contact).update(**reachable)
    note_down(customer, "change_contact", by=by, about=f"contact-{contact.pk}")
    facts_changed([customer.pk], on=on)
    contact.refresh_from_db()
    return contact


@transaction.atomic
def mark_contact(
    contact: Contact, *, status: str, since: date, by: Any, on: date, back_on: date | None = None
) -> Contact:
    """Say whether a person can be reached, and since when not; whoever cannot is not asked and not written to.

    Of somebody who can be reached again, no day is kept. `back_on` is for those out of office alone. Refused where the
    person decided themselves what may be done with their data.
    """
    Customer.objects.hold(contact.customer_id)
    _not_against_their_wish(contact)
    if status in THEIR_OWN_WISH:
        raise Refused("Only the person themselves can wish this. An admin writes their wish down.")
    gone = None if status == ContactStatus.ACTIVE else since
    Contact.objects.filter(pk=contact.pk).update(
        status=status, status_since=gone, back_on=back_on if status == ContactStatus.AWAY else None
    )
    note_down(contact.customer, "mark_contact", by=by, about=f"contact-{contact.pk}")
    facts_changed([contact.customer_id], on=on)
    contact.refresh_from_db()
    return contact


def may_be_written_down(email: str) -> bool:
    """Say that nobody with this address asked us not to keep or use their data, at whichever company."""
    kept_only = ContactDetails.objects.filter(contact__status=ContactStatus.RESTRICTED, email__iexact=email.strip())
    return not (email and (Suppression.objects.covers(email=email) or kept_only.exists()))


def _not_an_address_to_use(email: str) -> None:
    """Raise `Refused` for the address of somebody who asked us not to keep or use their data."""
    if not may_be_written_down(email):
        raise Refused(SUPPRESSED)


def _not_against_their_wish(contact: Contact) -> None:
    """Raise `Refused` for somebody who decided about their data; read anew, under the lock of their company."""
    if Contact.objects.filter(pk=contact.pk, status__in=THEIR_OWN_WISH).exists():
        raise Refused("This person decided what may be done with their data. Nothing was changed.")
