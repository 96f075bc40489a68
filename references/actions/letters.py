"""Can a reference manager hold back the letters that the program writes by itself? Everybody's, or one person's."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from references.actions.noted import note_down
from references.models import LetterPause, Reference


@transaction.atomic
def hold_letters(reference: Reference | None, *, by: Any) -> None:
    """Let no letter of the cycle leave, to this person or to anybody, until they go on; pressed twice, it is held once.

    What waits to leave waits on. No fact changes: nobody is asked less or more for it.
    """
    _may(by)
    if reference:
        Reference.objects.hold(reference.pk)
        note_down(reference, "hold_letters", by=by)
    held = LetterPause(reference=reference, began_at=timezone.now(), began_by=by)
    LetterPause.objects.bulk_create([held], ignore_conflicts=True)


@transaction.atomic
def let_letters_go(reference: Reference | None, *, by: Any) -> None:
    """Let the letters leave again; what was due meanwhile goes with the next turn of the clock."""
    _may(by)
    if reference:
        Reference.objects.hold(reference.pk)
        note_down(reference, "let_letters_go", by=by)
    LetterPause.objects.of(reference).update(ended_at=timezone.now(), ended_by=by)


def _may(by: Any) -> None:
    if not by.has_perm("references.pause_letters"):
        raise PermissionDenied
