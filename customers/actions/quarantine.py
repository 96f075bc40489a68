"""Who knows that we have their data, though others told us of them? What ends a quarantine (GDPR 14).

A talk ends it, and so does the first letter, which says where we have their data from. A letter that comes back has
told nobody anything, and then the quarantine is what it was, with its own day.
"""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Contact, Customer
from customers.models.contact import ToldBy
from refprogram.outbox.models import Message

# What is kept of somebody whom nobody had to tell us of, and of somebody forgotten.
OF_OUR_OWN = {"told_by": ToldBy.BUSINESS, "quarantined_on": None, "reached_on": None, "noticed_on": None}


@transaction.atomic
def reach_contact(contact: Contact, *, by: Any, on: date) -> None:
    """Note that somebody talked with a person whom others told us of; the first letter still says so in writing."""
    _change(Contact.objects.filter(pk=contact.pk).quarantined(), contact, "reach_contact", by=by, on=on, reached_on=on)


@transaction.atomic
def known_from_business(contact: Contact, *, by: Any, on: date) -> Contact:
    """Note that we know a person from our own business as well: then nobody has to tell them that we do."""
    told = Contact.objects.filter(pk=contact.pk).exclude(told_by=ToldBy.BUSINESS)
    return _change(told, contact, "known_from_business", by=by, on=on, **OF_OUR_OWN)


def letter_left(message: Message) -> None:
    """Note that the first letter to a person has left: it said where we have their data from.

    Told by the sender, in the transaction that writes the letter down as sent. It waits for no company and writes no
    history, because a letter must not be held up; the letter itself is the proof.
    """
    owed = _recipient(message).filter(quarantined_on__isnull=False, noticed_on=None)
    owed.update(noticed_on=_day(message))


def letter_told_nobody(message: Message) -> None:
    """Take back that a person was told, when the letter that said it did not arrive."""
    _recipient(message).filter(noticed_on=_day(message)).update(noticed_on=None)


def _recipient(message: Message) -> Any:
    sort, _, key = message.to.partition(":")
    return Contact.objects.filter(pk=int(key)) if sort == "contact" else Contact.objects.none()


def _day(message: Message) -> date | None:
    zone = ZoneInfo(settings.PROGRAM_TIME_ZONE)
    return timezone.localdate(message.sent_at, zone) if message.sent_at else None


def _change(contacts: Any, contact: Contact, verb: str, *, by: Any, on: date, **to: Any) -> Contact:
    Customer.objects.hold(contact.customer_id)
    if contacts.update(**to):
        note_down(contact.customer, verb, by=by, about=f"contact-{contact.pk}")
        facts_changed([contact.customer_id], on=on)
        contact.refresh_from_db()
    return contact
