"""Which words about people go, and when? Notes on steps, why something was set aside, who was to be in a talk."""

from datetime import date

from django.db.models.functions import Coalesce, Now

from references.models import Reference
from refprogram.batches import in_batches
from requests.models import Override, ReferenceRequest, RequestNote


def forget_notes(reference: Reference) -> None:
    """Delete what colleagues wrote on the requests that a person was ever chosen for: it may speak of them.

    What was set aside about them ends, and why it was is deleted too.
    """
    RequestNote.objects.filter(event__ask__assignments__reference=reference).delete()
    Override.objects.filter(reference=reference).update(reason="", ended_at=Coalesce("ended_at", Now()))


def purge_notes(*, on: date) -> int:
    """Delete what was written on steps 24 months ago, of requests that are over, and return how many notes."""
    return in_batches(RequestNote.objects.outlived(on=on), lambda rows: rows.delete())


def purge_reasons(*, on: date) -> int:
    """Empty why something was set aside, 24 months after its last day, and return how often."""
    return in_batches(Override.objects.outlived(on=on), lambda rows: rows.update(reason=""))


def purge_wishes(*, on: date) -> int:
    """Empty who was to be in a talk and what they would ask, 24 months after its day, and return of how many."""
    return in_batches(ReferenceRequest.objects.outlived(on=on), lambda rows: rows.update(role="", questions=""))
