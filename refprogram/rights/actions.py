"""What does somebody's wish about their own data set off? One verb each, in every app at once, or nowhere."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from customers import actions as customers
from customers.models import Contact, Customer
from customers.models.contact import ContactStatus
from references import actions as references
from references.models import Reference
from refprogram.errors import Refused
from refprogram.outbox.actions import call_off
from refprogram.rights.closing import let_go
from requests import actions as requests

GONE = "This person asked us to forget them."
LEFT_ALONE = "This person does not want to be contacted."


@transaction.atomic
def erase(reference: Reference, *, by: Any, on: date) -> None:
    """Forget somebody: what they agreed to ends, what we know of them goes, what waits for them is not sent (GDPR 17).

    The rows of the consent ledger stay untouched, without the key that ties them to the person. A digest of their
    address stays, so that nobody writes them down again.
    """
    contact = _held(reference, by=by)
    references.forget(reference, by=by, on=on)
    requests.forget_notes(reference)
    customers.forget_contact(contact, by=by, on=on)
    call_off(f"contact:{contact.pk}", reason=GONE)
    let_go(reference, by=by, on=on)


@transaction.atomic
def leave_for_good(reference: Reference, *, by: Any, on: date) -> None:
    """Never contact somebody again: what they agreed to ends, and no file brings them back (GDPR 21)."""
    contact = _held(reference, by=by)
    references.end_everything(reference, by=by, on=on)
    customers.leave_for_good(contact, by=by, on=on)
    call_off(f"contact:{contact.pk}", reason=LEFT_ALONE)


@transaction.atomic
def restrict(reference: Reference, *, by: Any, on: date) -> None:
    """Keep what we know of somebody and use it for nothing; only the admins see them (GDPR 18)."""
    contact = _held(reference, by=by)
    customers.restrict(contact, by=by, on=on)


@transaction.atomic
def correct(reference: Reference, *, name: str, title: str, phone: str, by: Any, on: date) -> None:
    """Write down a person's name, role and number as they give them (GDPR 16)."""
    contact = _held(reference, by=by)
    customers.correct(contact, name=name, title=title, phone=phone, by=by, on=on)


def _held(reference: Reference, *, by: Any) -> Contact:
    """Hold the company first, as everybody does, and return the person; refused for whoever is forgotten already."""
    if not by.has_perm("references.use_rights") and not by.has_perm("rights.handle"):
        raise PermissionDenied
    Customer.objects.hold(reference.contact.customer_id)
    contact = Contact.objects.select_related("customer").get(pk=reference.contact_id)
    if contact.status == ContactStatus.ERASED:
        raise Refused(gettext("What we knew of this person is deleted already. Nothing was changed."))
    return contact
