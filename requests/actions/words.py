"""Which words about people go, and when? Notes on steps, why something was set aside, who was to be in a talk."""

from datetime import date

from django.db.models.functions import Coalesce, Now, TruncDate

from references.models import Reference
from refprogram.batches import in_batches
from requests.models import (
    Feedback,
    Invitation,
    MatteredLetter,
    MatteredState,
    Override,
    ReferenceRequest,
    RequestNote,
    Slot,
)


def forget_notes(reference: Reference) -> None:
    """Delete what colleagues wrote on the requests that a person was ever chosen for: it may speak of them.

    What was set aside about them ends, and why it was is deleted too; so is in which words others said how they were
    heard, what we wrote or would have written to them about it, and when they could have talked.
    """
    Slot.objects.filter(assignment__reference=reference).delete()
    Feedback.objects.filter(assignment__reference=reference).update(words="")
    mattered = MatteredLetter.objects.filter(reference=reference)
    mattered.update(words="")
    dropped = {"state": MatteredState.DROPPED, "decided_on": TruncDate(Now())}
    mattered.filter(state=MatteredState.DRAFT).update(**dropped)
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


def purge_feedback(*, on: date) -> int:
    """Delete in which words somebody said 24 months ago how a talk was, and return how many."""
    return in_batches(Feedback.objects.outlived(on=on), lambda rows: rows.update(words=""))


def purge_invitations(*, on: date) -> int:
    """Delete whom of a prospect we asked, with their links, when these have run out, and return how many."""
    return in_batches(Invitation.objects.outlived(on=on), lambda rows: rows.delete())


def purge_mattered(*, on: date) -> int:
    """Delete what letters about won deals of 24 months ago said, and return of how many."""
    return in_batches(MatteredLetter.objects.outlived(on=on), lambda rows: rows.update(words=""))
