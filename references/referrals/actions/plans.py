"""How many people do we mean to ask in a quarter? Written again for a segment, it changes."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from references.referrals.models import ReferralPlan


@transaction.atomic
def plan(*, quarter: date, segment: str, value: str, planned: int, by: Any) -> ReferralPlan:
    """Plan so many asks in the quarter that begins on a day."""
    if not by.has_perm("referrals.plan"):
        raise PermissionDenied
    wanted, _ = ReferralPlan.objects.update_or_create(
        quarter=quarter, segment=segment, value=value, defaults={"planned": planned, "planned_by": by}
    )
    return wanted
