"""Where does somebody say how much is enough? They set their own limits, which stand above all of ours."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from customers.actions import write_in
from customers.models import Customer
from customers.models.source import Source
from references.actions.noted import announce, hold_with_colleagues, note_down
from references.links import LinkHolder
from references.models import ActivityType, ContactPreference, QuietMonth, Reference


@transaction.atomic
def set_limits(
    reference: Reference,
    *,
    max_per_quarter: int | None,
    months: Iterable[int],
    best_time: str,
    activities: Iterable[ActivityType],
    language: str,
    by: LinkHolder,
    on: date,
) -> None:
    """Keep how often, when and for what somebody wants to be asked, and in which language; what they left out is open.

    First the customer is held, then its people, as whoever opens an issue does.
    """
    if not by.has_perm("references.set_limits"):
        raise PermissionDenied
    Customer.objects.hold(reference.contact.customer_id)
    hold_with_colleagues(reference, by=by)
    said = {"max_per_quarter": max_per_quarter, "best_time": best_time, "source": Source.CUSTOMER, "on": on}
    preference, _ = ContactPreference.objects.update_or_create(reference=reference, defaults=said)
    preference.activities.set(activities)
    preference.quiet_months.all().delete()
    QuietMonth.objects.bulk_create([QuietMonth(preference=preference, month=month) for month in sorted(set(months))])
    note_down(reference, "set_limits", by=by)
    if language:
        write_in(reference.contact, language=language, by=by, on=on)
    announce(reference, on=on)
