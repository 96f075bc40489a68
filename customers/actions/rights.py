"""What does a person's own wish about their data do to what we keep of them? Forget, leave alone, or only keep."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from customers.actions.noted import note_down
from customers.actions.quarantine import OF_OUR_OWN
from customers.announce import facts_changed
from customers.models import Contact, ContactDetails, Customer, Suppression, SurveyResponse
from customers.models.contact import ContactStatus
from customers.models.suppression import digest_of
from customers.models.survey import ERASED, WARNING


@transaction.atomic
def forget_contact(contact: Contact, *, by: Any, on: date, for_good: bool = True) -> None:
    """Delete who a person is and what they wrote; a row without a name stays, so that history keeps its numbers.

    An unhappy or unread comment leaves its mark: no rule learns good news because the words are gone. `for_good` is
    their own wish: their address and key are kept as digests that no import gets past (GDPR 17, 21). Done twice,
    nothing more happens.
    """
    Customer.objects.hold(contact.customer_id)
    if for_good:
        _suppress(contact, on=on)
    ContactDetails.objects.filter(contact=contact).delete()
    said = SurveyResponse.objects.filter(contact=contact)
    said.filter(tone__in=WARNING).update(comment=ERASED)
    said.exclude(tone__in=WARNING).update(comment="", tone="")
    said.update(contact=None, handling="")
    Contact.objects.filter(pk=contact.pk).update(
        external_id="", title="", language="", time_zone="", silent_since=on, **OF_OUR_OWN
    )
    _set(contact, ContactStatus.ERASED, verb="forget_contact", by=by, on=on)


@transaction.atomic
def leave_for_good(contact: Contact, *, by: Any, on: date) -> None:
    """Never write to somebody again, nor write them down again under this address (GDPR 21).

    Somebody restricted stays hidden, and is left alone when the restriction ends.
    """
    Customer.objects.hold(contact.customer_id)
    _suppress(contact, on=on)
    Contact.objects.filter(pk=contact.pk).update(silent_since=on)
    if _restricted(contact).update(status_before=ContactStatus.OBJECTED):
        note_down(contact.customer, "leave_for_good", by=by, about=f"contact-{contact.pk}")
        facts_changed([contact.customer_id], on=on)
    else:
        _set(contact, ContactStatus.OBJECTED, verb="leave_for_good", by=by, on=on)


@transaction.atomic
def restrict(contact: Contact, *, by: Any, on: date) -> None:
    """Keep what we know of somebody, show it to nobody but the admins, and use it for nothing (GDPR 18)."""
    Customer.objects.hold(contact.customer_id)
    if _restricted(contact).exists():
        return
    before = Contact.objects.values_list("status", flat=True).get(pk=contact.pk)
    _set(contact, ContactStatus.RESTRICTED, verb="restrict", by=by, on=on)
    # Whoever was away is back by the time that anybody writes to them again.
    lasting = "" if before in (ContactStatus.ACTIVE, ContactStatus.AWAY) else before
    Contact.objects.filter(pk=contact.pk).update(status_before=lasting)


@transaction.atomic
def use_again(contact: Contact, *, by: Any, on: date) -> None:
    """End a restriction; whoever had left or wanted no contact before is as before. Twice, nothing more happens."""
    Customer.objects.hold(contact.customer_id)
    before = _restricted(contact).values_list("status_before", flat=True).first()
    if before is not None:
        _set(contact, before or ContactStatus.ACTIVE, verb="use_again", by=by, on=on)


@transaction.atomic
def correct(contact: Contact, *, name: str, title: str, phone: str, by: Any, on: date) -> None:
    """Write down a person's name, role and number as they give them; emptied, what was there is gone (GDPR 16)."""
    customer = Customer.objects.hold(contact.customer_id)
    Contact.objects.filter(pk=contact.pk).update(title=title)
    ContactDetails.objects.filter(contact=contact).update(name=name, phone=phone)
    note_down(customer, "correct", by=by, about=f"contact-{contact.pk}")
    facts_changed([customer.pk], on=on)


def _suppress(contact: Contact, *, on: date) -> None:
    address = ContactDetails.objects.filter(contact=contact).values_list("email", flat=True).first()
    digests = [digest_of(email=address)] if address else []
    digests += [digest_of(external_id=contact.external_id)] if contact.external_id else []
    Suppression.objects.bulk_create([Suppression(digest=digest, since=on) for digest in digests], ignore_conflicts=True)


def _restricted(contact: Contact) -> QuerySet[Contact]:
    return Contact.objects.filter(pk=contact.pk, status=ContactStatus.RESTRICTED)


def _set(contact: Contact, status: str, *, verb: str, by: Any, on: date) -> None:
    since = None if status == ContactStatus.ACTIVE else on
    Contact.objects.filter(pk=contact.pk).update(status=status, status_since=since, status_before="", back_on=None)
    note_down(contact.customer, verb, by=by, about=f"contact-{contact.pk}")
    facts_changed([contact.customer_id], on=on)
