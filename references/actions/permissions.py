"""What has the customer's company allowed? A permission is written down with its paper, and ended."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Customer
from references.models import ActivityType, CompanyPermission
from refprogram.errors import Refused


@transaction.atomic
def record_permission(
    customer: Customer,
    *,
    activity: ActivityType | None,
    document: str,
    approver: str,
    granted_on: date,
    valid_until: date | None,
    by: Any,
    on: date,
) -> CompanyPermission:
    """Write down that a company allows one kind of public use, or (without an activity) all of them (seed 002)."""
    _allowed(by)
    Customer.objects.hold(customer.pk)
    if granted_on > on:
        raise Refused("The day on which they allowed it is still to come. Nothing was written down.")
    permission = CompanyPermission.objects.create(
        customer=customer,
        activity=activity,
        document=document,
        approver=approver,
        granted_on=granted_on,
        valid_until=valid_until,
        recorded_by=by,
    )
    note_down(customer, "record_permission", by=by, about=f"permission-{permission.pk}")
    facts_changed([customer.pk], on=on)
    return permission


@transaction.atomic
def end_permission(permission: CompanyPermission, *, by: Any, on: date) -> CompanyPermission:
    """Say that a company allows it no more, from today on; of two people who do, the second is told."""
    _allowed(by)
    Customer.objects.hold(permission.customer_id)
    if not CompanyPermission.objects.filter(pk=permission.pk, ended_on=None).update(ended_on=on):
        raise Refused("Somebody ended this permission before you. Nothing was changed.")
    note_down(permission.customer, "end_permission", by=by, about=f"permission-{permission.pk}")
    facts_changed([permission.customer_id], on=on)
    permission.refresh_from_db()
    return permission


def _allowed(by: Any) -> None:
    if not by.has_perm("references.record_permission"):
        raise PermissionDenied
