"""Who lets words out into the world? A reference manager, after the gate found nothing missing: asked twice, held."""

from datetime import date
from typing import Any

from django.db import transaction

from references.eligibility import judged
from references.facts import Ask
from references.models import Reference
from references.testimonials.actions.noted import hold, must_be_allowed, whose
from references.testimonials.actions.placing import bring_down
from references.testimonials.gate import gate
from references.testimonials.models import Endorsement
from references.testimonials.workflow import WORKFLOW
from references.verdicts import keep
from refprogram.errors import Refused


def _must_be_open(held: Endorsement, *, on: date) -> None:
    if missing := gate(held.pk, on=on):
        raise Refused(*(gap.sentence for gap in missing))


@transaction.atomic
def clear(endorsement: Endorsement, *, by: Any, on: date) -> Endorsement:
    """Say that the dossier is complete. Refused with everything that is missing, whoever asks."""
    must_be_allowed("clear", by=by)
    held = hold(endorsement)
    _must_be_open(held, on=on)
    return WORKFLOW.take("clear", held, by=by)


@transaction.atomic
def publish(endorsement: Endorsement, *, by: Any, on: date) -> Endorsement:
    """Let the words be placed. The gate is asked once more under lock, and the verdict is kept with its facts."""
    must_be_allowed("publish", by=by)
    held = hold(endorsement)
    _must_be_open(held, on=on)
    terms = Ask(on=on, activity=held.activity_id)
    row = judged(Reference.objects.filter(pk=whose(held)), terms).get()
    keep(row, ask=terms, decision="publish")
    return WORKFLOW.take("publish", held, by=by, published_on=on)


@transaction.atomic
def suspend(endorsement: Endorsement, *, by: Any, on: date) -> Endorsement:
    """Take the words down for now: what we serve is gone at once, what others show becomes a task."""
    must_be_allowed("suspend", by=by)
    return leave("suspend", hold(endorsement), by=by, on=on)


@transaction.atomic
def resume(endorsement: Endorsement, *, by: Any) -> Endorsement:
    """Work on suspended words again; the gate is before them as before."""
    must_be_allowed("resume", by=by)
    return WORKFLOW.take("resume", hold(endorsement), by=by)


@transaction.atomic
def retire(endorsement: Endorsement, *, by: Any, on: date) -> Endorsement:
    """Use the words no more, for good."""
    must_be_allowed("retire", by=by)
    return leave("retire", hold(endorsement), by=by, on=on)


def leave(verb: str, held: Endorsement, *, by: Any, on: date) -> Endorsement:
    """Walk a step that takes held words out of the world, with every place they are shown at."""
    WORKFLOW.take(verb, held, by=by)
    bring_down(held, on=on)
    return held
