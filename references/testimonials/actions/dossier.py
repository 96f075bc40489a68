"""How does a dossier fill? Staff say who it was and of what kind, add proofs and papers, and answer for our side."""

from datetime import date
from typing import Any

from django.db import transaction

from customers.models import Product
from references.models import Reference
from references.testimonials.actions.noted import hold, must_be_allowed, note_down
from references.testimonials.actions.upkeep import look_at_one
from references.testimonials.files import Checked
from references.testimonials.models import (
    AskedOf,
    Attachment,
    AttachmentKind,
    BodyDecision,
    Connection,
    Endorsement,
    Kind,
    Status,
)
from references.testimonials.models.proof import Proof
from refprogram.errors import Refused

# As long as somebody works on it. What is shown already is suspended before anything but a proof is changed.
OPEN = (Status.INTAKE, Status.PERSON_APPROVAL, Status.DOSSIER, Status.READY, Status.SUSPENDED)


def _hold_open(endorsement: Endorsement) -> Endorsement:
    held = hold(endorsement)
    if held.status not in OPEN:
        raise Refused(f"These words are {held.get_status_display().lower()}. Nothing was changed.")
    return held


@transaction.atomic
def identify(endorsement: Endorsement, *, reference: Reference, by: Any, on: date) -> Endorsement:
    """Say which of the people we know said it. Once they have been asked about it, it stays theirs."""
    must_be_allowed("identify", by=by)
    Reference.objects.of_customers([reference.contact.customer_id]).hold_all()
    held = Endorsement.objects.hold(endorsement.pk)
    if held.status != Status.INTAKE:
        raise Refused("They have been asked about these words already. Retire this one and take the words in anew.")
    held.reference = reference
    held.save(update_fields=["reference"])
    note_down(held, "identify", by=by, about=f"reference-{reference.pk}")
    return held


@transaction.atomic
def set_kind(endorsement: Endorsement, *, kind: str, product: Product | None, by: Any) -> Endorsement:
    """Say what kind of endorsement it is, and of which product it speaks, if of one.

    An organization's stays none while we own, steer or pay it.
    """
    must_be_allowed("set_kind", by=by)
    held = _hold_open(endorsement)
    decision = BodyDecision.objects.standing().filter(endorsement=held).first()
    if kind == Kind.ORGANIZATION and decision is not None and not decision.is_independent:
        raise Refused("We own it, have a say in it or pay for it: it cannot be an independent organization’s.")
    held.kind, held.product = kind, product
    held.save(update_fields=["kind", "product"])
    note_down(held, "set_kind", by=by)
    return held


@transaction.atomic
def prove(proof: Proof, *, by: Any, on: date) -> Proof:
    """Add one row to a dossier, filled in by a form; whoever adds it answers for it.

    What it changes about words that are shown takes them down, until the person has approved them like that.
    """
    must_be_allowed("prove", by=by)
    hold(proof.endorsement)
    proof.recorded_by, proof.recorded_on = by, on
    proof.save(force_insert=True)
    note_down(proof.endorsement, "prove", by=by, about=f"{proof._meta.model_name}-{proof.pk}")
    look_at_one(proof.endorsement_id, on=on)
    return proof


@transaction.atomic
def drop(proof: Proof, *, by: Any, on: date) -> None:
    """Set a row aside that turned out wrong; it stays to be seen. What rests on it comes down with the next look."""
    must_be_allowed("prove", by=by)
    hold(proof.endorsement)
    if not type(proof).objects.standing().filter(pk=proof.pk).update(dropped_on=on):
        raise Refused("Somebody has set this aside already.")
    note_down(proof.endorsement, "drop", by=by, about=f"{proof._meta.model_name}-{proof.pk}")
    look_at_one(proof.endorsement_id, on=on)


@transaction.atomic
def tie(endorsement: Endorsement, *, tie: str, nature: str, by: Any, on: date) -> Connection:
    """Answer for our side what ties this person to us. A new answer that is shown differently asks them again."""
    must_be_allowed("tie", by=by)
    held = hold(endorsement)
    answer = Connection.objects.create(
        endorsement=held, asked_of=AskedOf.STAFF, tie=tie, nature=nature, on=on, recorded_by=by
    )
    note_down(held, "tie", by=by, about=f"connection-{answer.pk}")
    look_at_one(held.pk, on=on)
    return answer


@transaction.atomic
def attach(
    endorsement: Endorsement, *, kind: str, file: Checked, is_actual_person: bool, by: Any, on: date
) -> Attachment:
    """Keep a picture or a paper, checked by its bytes. A new picture replaces the old one."""
    must_be_allowed("attach", by=by)
    held = _hold_open(endorsement)
    if kind == AttachmentKind.PHOTO:
        held.attachments.filter(kind=kind).delete()
    kept = Attachment.objects.create(
        endorsement=held,
        kind=kind,
        name=file.name,
        content_type=file.content_type,
        size=len(file.data),
        digest=file.digest,
        data=file.data,
        is_actual_person=is_actual_person,
        on=on,
        recorded_by=getattr(by, "pk", None) and by,
    )
    note_down(held, "attach", by=by, about=f"attachment-{kept.pk}")
    return kept
