"""What goes when somebody is forgotten, or when the time of words is over? The words, wherever they were shown."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from references.models import Reference
from references.testimonials.actions.placing import bring_down
from references.testimonials.models import (
    Attachment,
    Connection,
    Endorsement,
    Mention,
    Speaker,
    Words,
)
from references.testimonials.models.proof import PROOFS
from references.testimonials.workflow import UNDER_WAY, WORKFLOW
from refprogram.batches import in_batches
from refprogram.steps import THE_CLOCK

OF_THE_PERSON: tuple[type[Any], ...] = (Speaker, Attachment, Connection, *PROOFS, Words)


@transaction.atomic
def forget(reference: Reference, *, on: date) -> None:
    """Delete what somebody said and all that was noted to prove it; the caller holds the person.

    That words were shown, where and until when stays without them, because whoever still shows them has to be told to
    take them down (GDPR 17.2, 19).
    """
    theirs = Endorsement.objects.filter(reference=reference)
    for pk in theirs.order_by("pk").values_list("pk", flat=True):
        held = Endorsement.objects.hold(pk)
        if held.status in UNDER_WAY:
            WORKFLOW.take("take_back", held, by=THE_CLOCK)
            bring_down(held, on=on)
    Mention.objects.filter(endorsement__in=theirs).delete()
    for personal in OF_THE_PERSON:
        personal._default_manager.filter(endorsement__in=theirs).delete()
    theirs.update(source="", text_key="")


def left_of(whose: Q) -> list[Any]:
    """Return what an erasure should have deleted, table by table; `whose` says of whom."""
    theirs = Endorsement.objects.filter(whose)
    return [
        theirs.exclude(source="", text_key=""),
        *(m._default_manager.filter(endorsement__in=theirs) for m in OF_THE_PERSON),
    ]


def purge_never_shown(*, on: date) -> int:
    """Delete words that were never shown within 24 months, and return how many."""
    return in_batches(Endorsement.objects.never_shown_outlived(on=on), lambda rows: rows.delete())


def purge_shown(*, on: date) -> int:
    """Delete words, with their dossier, that were last shown six years ago, and return how many."""
    return in_batches(Endorsement.objects.shown_outlived(on=on), lambda rows: rows.delete())


def purge_mentions(*, on: date) -> int:
    """Delete what was noted 24 months ago of what others say about us, and return how much."""
    return in_batches(Mention.objects.outlived(on=on), lambda rows: rows.delete())
