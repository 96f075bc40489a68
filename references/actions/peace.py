"""When is a person left alone because they say so? They pause, and end the pause, themselves."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from references.actions.noted import announce, hold_with_colleagues, note_down
from references.links import LinkHolder
from references.models import Pause, Reference
from refprogram.errors import Refused


@transaction.atomic
def pause(reference: Reference, *, until: date | None, by: LinkHolder, on: date) -> Pause:
    """Leave somebody alone up to and including a day, or until they say otherwise; what they agreed to stays."""
    if not by.has_perm("references.pause") and not by.has_perm("references.answer_check_in"):
        raise PermissionDenied
    hold_with_colleagues(reference)
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
    hold_with_colleagues(reference)
    if Pause.objects.filter(reference=reference, ended_on=None).update(ended_on=on):
        note_down(reference, "end_pause", by=by)
        announce(reference, on=on)
