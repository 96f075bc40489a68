"""Has somebody said thank you?"""

from datetime import date
from typing import Any

from django.db import transaction

from references.actions.noted import note_down
from references.models import Reference, ThankYou
from refprogram.errors import Refused


@transaction.atomic
def thank(thank_you: ThankYou, *, kind: str, by: Any, on: date) -> ThankYou:
    """Write down that somebody said thank you, and how."""
    if not ThankYou.objects.owed().filter(pk=thank_you.pk).update(kind=kind, thanked_on=on, thanked_by=by):
        raise Refused("Somebody has already said thank you for this. Twice does no harm, but it is written down once.")
    Reference.objects.hold(thank_you.use.reference_id)
    note_down(thank_you.use.reference, "thank", by=by, about=f"thankyou-{thank_you.pk}")
    thank_you.refresh_from_db()
    return thank_you
