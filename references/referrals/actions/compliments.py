"""Who said something kind about us, and who thanks them? It is heard, thanked for, and a good moment to ask."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from references.actions.noted import announce, hold_with_colleagues, note_down
from references.actions.talk import must_want_contact
from references.models import Reference
from references.referrals.models import Compliment
from refprogram.batches import in_batches
from refprogram.dates import business_days_after
from refprogram.errors import Refused

THANK_WITHIN = 3


@transaction.atomic
def log_compliment(reference: Reference, *, words: str, heard_on: date, by: Any, on: date) -> Compliment:
    """Write down something kind that somebody said: we owe them thanks, and it is a good moment to ask (seed 004).

    Written down twice on one day in the same words, it is kept once.
    """
    if not by.has_perm("referrals.log_compliment"):
        raise PermissionDenied
    hold_with_colleagues(reference, by=by)
    must_want_contact(reference)
    same = Compliment.objects.filter(reference=reference, on=heard_on, heard_by=by, words=words).first()
    if same:
        return same
    compliment = Compliment.objects.create(
        reference=reference,
        words=words,
        on=heard_on,
        heard_by=by,
        due_on=business_days_after(on, THANK_WITHIN),
    )
    note_down(reference, "log_compliment", by=by, about=f"compliment-{compliment.pk}")
    announce(reference, on=on)
    return compliment


@transaction.atomic
def thank_for(compliment: Compliment, *, by: Any, on: date) -> Compliment:
    """Write down that somebody said thank you for a compliment."""
    if not by.has_perm("referrals.log_compliment"):
        raise PermissionDenied
    Reference.objects.hold(compliment.reference_id)
    unthanked = Compliment.objects.unthanked().filter(pk=compliment.pk)
    if not unthanked.update(thanked_on=on, thanked_by=by):
        raise Refused("Somebody has already said thank you for this. Nothing was changed.")
    note_down(compliment.reference, "thank_for", by=by, about=f"compliment-{compliment.pk}")
    compliment.refresh_from_db()
    return compliment


def purge_compliment_words(*, on: date) -> int:
    """Delete in which words people praised us 24 months ago, and return how many."""
    return in_batches(Compliment.objects.outlived(on=on), lambda rows: rows.update(words=""))
