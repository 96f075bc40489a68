"""When is a person left alone because they say so? They pause, and end the pause, themselves."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from customers.actions import begin_hardship, end_hardship
from customers.models import Customer, CustomerEvent, Hardship
from customers.models.hardship import HardshipKind
from references.actions.noted import announce, hold_with_colleagues, note_down
from references.links import LinkHolder
from references.models import Pause, Reference
from refprogram.errors import Refused
from refprogram.history import ActedAs


@transaction.atomic
def pause(reference: Reference, *, until: date | None, by: LinkHolder, on: date) -> Pause:
    """Leave somebody alone up to and including a day, or until they say otherwise; what they agreed to stays."""
    if not by.has_perm("references.pause") and not by.has_perm("references.answer_check_in"):
        raise PermissionDenied
    hold_with_colleagues(reference, by=by)
    if until is not None and until < on:
        raise Refused(gettext("This day has passed. Choose a later one; nothing was changed."))
    Pause.objects.filter(reference=reference, ended_on=None).update(ended_on=on)
    made = Pause.objects.create(reference=reference, since=on, until=until)
    note_down(reference, "pause", by=by, about=f"pause-{made.pk}")
    announce(reference, on=on)
    return made


@transaction.atomic
def end_pause(reference: Reference, *, by: LinkHolder, on: date) -> None:
    """Say that they may be asked again; pressed twice, nothing more happens."""
    if not by.has_perm("references.end_pause"):
        raise PermissionDenied
    hold_with_colleagues(reference, by=by)
    if Pause.objects.filter(reference=reference, ended_on=None).update(ended_on=on):
        note_down(reference, "end_pause", by=by)
        announce(reference, on=on)


@transaction.atomic
def leave_in_peace(reference: Reference, *, by: LinkHolder, on: date) -> None:
    """Leave somebody and their whole company alone, because it is going through something; nobody asks what.

    First the customer is held, then its people, as whoever begins a hardship does.
    """
    if not by.has_perm("customers.begin_hardship"):
        raise PermissionDenied
    customer = Customer.objects.hold(reference.contact.customer_id)
    pause(reference, until=None, by=by, on=on)
    if not Hardship.objects.active(on=on).filter(customer=customer).exists():
        begin_hardship(customer, kind=HardshipKind.OTHER, since=on, by=by, on=on)


@transaction.atomic
def say_calmer(reference: Reference, *, by: LinkHolder, on: date) -> None:
    """End what somebody asked for themselves: their pause, and the hard time that their company told us of like this.

    A hard time that one of us wrote down stays: only whoever knows of it says that it is over.
    """
    if not by.has_perm("customers.end_hardship"):
        raise PermissionDenied
    customer = Customer.objects.hold(reference.contact.customer_id)
    end_pause(reference, by=by, on=on)
    hardship = Hardship.objects.active(on=on).filter(customer=customer).first()
    mine = CustomerEvent.objects.filter(customer=customer, verb="begin_hardship", acted_as=ActedAs.CUSTOMER)
    if hardship and mine.filter(about=f"hardship-{hardship.pk}").exists():
        end_hardship(hardship, ended_on=on, by=by, on=on)
