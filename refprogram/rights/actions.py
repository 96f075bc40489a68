"""What does somebody's wish about their own data set off? One verb each, in every app at once, or nowhere."""

import logging
from datetime import date
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from customers import actions as customers
from customers.models import Contact, Customer
from customers.models.contact import ContactStatus
from references import actions as references
from references.actions.rights import complaints
from references.models import Claim, Consent, Reference
from references.referrals import actions as referrals
from references.testimonials import actions as testimonials
from refprogram.dates import AddMonths
from refprogram.errors import Refused
from refprogram.outbox.actions import call_off, hold_letters_to
from refprogram.outbox.models import IN_HAND
from refprogram.rights.closing import let_go
from refprogram.rights.models import RightsRequest
from refprogram.steps import THE_CLOCK
from requests import actions as requests
from requests.notices import CORRECTED, FORGOTTEN, tell_who_was_shown
from requests.notices import LEFT_ALONE as PLEASE_LEAVE_ALONE

GONE = "This person asked us to forget them."
NOBODY_CONTACTED = "Nobody contacted this person within 30 days, so we forgot them."
LEFT_LONG_AGO = "This person left their company a year ago, so we forgot them."
LEFT_ALONE = "This person does not want to be contacted."

log = logging.getLogger(__name__)

# For how long we keep somebody who has left their company.
LEFT_MONTHS = 12


@transaction.atomic
def erase(reference: Reference, *, by: Any, on: date) -> None:
    """Forget somebody: what they agreed to ends, what we know of them goes, what waits for them is not sent (GDPR 17).

    The rows of the consent ledger stay untouched, without the key that ties them to the person. A digest of their
    address stays, so that nobody writes them down again.
    """
    _forget(reference, _held(reference, by=by), by=by, on=on, reason=GONE)


def quarantine_over(*, on: date) -> QuerySet[Any]:
    """Return whom others told us of 30 days ago or earlier, and who agrees to nothing nor is said to.

    A yes of theirs is a contact, whatever a mail server says of the letter that led to it.
    """
    mine = {"reference__contact": OuterRef("pk")}
    said, heard = Consent.objects.live(on=on).filter(**mine), Claim.objects.waiting(on=on).filter(**mine)
    return Contact.objects.quarantine_over(on=on).filter(~Exists(said), ~Exists(heard))


def forget_the_quarantined(*, on: date) -> int:
    """Forget whom others told us of and nobody contacted within 30 days; return how many people that were (GDPR 14).

    They asked for nothing, so no digest keeps anybody from writing them down again. One person a transaction.
    """
    return _forget_each(quarantine_over(on=on), on=on, reason=NOBODY_CONTACTED)


def left_long_ago(*, on: date) -> QuerySet[Any]:
    """Return who left their company 12 months ago or earlier, agrees to nothing and waits for no answer of ours."""
    agreed = Consent.objects.live(on=on).filter(reference__contact=OuterRef("pk"))
    left = Contact.objects.filter(status=ContactStatus.LEFT).annotate(kept_until=AddMonths("status_since", LEFT_MONTHS))
    waits = complaints(reference__contact=OuterRef(OuterRef("pk"))).open(on=on)
    return left.filter(~Exists(agreed), ~Exists(waits), kept_until__lte=on)


def forget_who_left(*, on: date) -> int:
    """Forget who left their company 12 months ago, and return how many people that were.

    They asked for nothing: at their next company they may be written down again. One person a transaction.
    """
    return _forget_each(left_long_ago(on=on), on=on, reason=LEFT_LONG_AGO)


def _forget_each(over: QuerySet[Any], *, on: date, reason: str) -> int:
    """Forget one after the other; one who cannot be forgotten keeps nobody else. Afterwards that is raised as one."""
    forgotten, broken = 0, []
    for key, customer in list(over.order_by("kept_until", "pk").values_list("pk", "customer")):
        try:
            forgotten += _forget_one(key, customer=customer, over=over, on=on, reason=reason)
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            log.exception("Contact %s could not be forgotten.", key)
            broken.append(error)
    if broken:
        raise ExceptionGroup("Not everybody could be forgotten.", broken)
    return forgotten


@transaction.atomic
def _forget_one(key: int, *, customer: int, over: QuerySet[Any], on: date, reason: str) -> bool:
    """Forget one person, unless somebody contacts them now: in a talk, or by a letter in a sender's hands.

    Nor while they wait for an answer about their data: there would be nothing left to show them.
    """
    letters = hold_letters_to(f"contact:{key}")
    Customer.objects.hold(customer)
    contact = over.select_related("customer").filter(pk=key).first()
    if contact is None or any(letter.state in IN_HAND for letter in letters):
        return False
    reference = Reference.objects.select_related("contact").get(contact=contact)
    if RightsRequest.objects.open().filter(reference=reference).exists():
        return False
    _forget(reference, contact, by=THE_CLOCK, on=on, reason=reason, for_good=False)
    return True


def _forget(reference: Reference, contact: Contact, *, by: Any, on: date, reason: str, for_good: bool = True) -> None:
    references.forget(reference, by=by, on=on, for_good=for_good)
    referrals.forget_asks(reference, on=on)
    testimonials.forget(reference, on=on)
    requests.forget_notes(reference)
    customers.forget_contact(contact, by=by, on=on, for_good=for_good)
    call_off(f"contact:{contact.pk}", reason=reason)
    let_go(reference, by=by, on=on)
    tell_who_was_shown(reference, kind=FORGOTTEN, on=on)


@transaction.atomic
def leave_for_good(reference: Reference, *, by: Any, on: date) -> None:
    """Never contact somebody again: what they agreed to ends, and no file brings them back (GDPR 21)."""
    contact = _held(reference, by=by)
    references.end_everything(reference, by=by, on=on)
    customers.leave_for_good(contact, by=by, on=on)
    call_off(f"contact:{contact.pk}", reason=LEFT_ALONE)
    tell_who_was_shown(reference, kind=PLEASE_LEAVE_ALONE, on=on)


@transaction.atomic
def restrict(reference: Reference, *, by: Any, on: date) -> None:
    """Keep what we know of somebody and use it for nothing; only the admins see them (GDPR 18)."""
    contact = _held(reference, by=by)
    customers.restrict(contact, by=by, on=on)
    tell_who_was_shown(reference, kind=PLEASE_LEAVE_ALONE, on=on)


@transaction.atomic
def use_again(reference: Reference, *, by: Any, on: date) -> None:
    """End the restriction, because they say so; what they agreed to is as it was (GDPR 18.3).

    That gives something back, so it takes a link that still acts.
    """
    if not by.has_perm("references.agree") and not by.has_perm("rights.handle"):
        raise PermissionDenied
    contact = _held(reference, by=by)
    customers.use_again(contact, by=by, on=on)


@transaction.atomic
def correct(reference: Reference, *, name: str, title: str, phone: str, by: Any, on: date) -> None:
    """Write down a person's name, role and number as they give them (GDPR 16)."""
    contact = _held(reference, by=by)
    customers.correct(contact, name=name, title=title, phone=phone, by=by, on=on)
    tell_who_was_shown(reference, kind=CORRECTED, on=on)


def _held(reference: Reference, *, by: Any) -> Contact:
    """Hold the person's letters, then the company, and return the person; refused for whoever is forgotten already.

    Letters come first because a sender holds one when it notes what it told, and whoever reads a return does too.
    """
    if not by.has_perm("references.use_rights") and not by.has_perm("rights.handle"):
        raise PermissionDenied
    hold_letters_to(f"contact:{reference.contact_id}")
    Customer.objects.hold(reference.contact.customer_id)
    contact = Contact.objects.select_related("customer").get(pk=reference.contact_id)
    if contact.status == ContactStatus.ERASED:
        raise Refused(gettext("What we knew of this person is deleted already. Nothing was changed."))
    return contact
