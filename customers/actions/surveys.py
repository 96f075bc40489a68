"""What can be done with an answer to a survey? It is written down, its comment is read, and somebody follows up."""

from datetime import date
from typing import Any

from django.db import transaction

from customers.actions.noted import note_down
from customers.announce import facts_changed
from customers.models import Contact, Customer, SurveyResponse
from customers.models.source import Source
from customers.models.survey import Tone
from refprogram.errors import Refused


@transaction.atomic
def record_answer(
    customer: Customer,
    *,
    series: str,
    scale: str,
    score: int,
    answered_on: date,
    by: Any,
    on: date,
    contact: Contact | None = None,
    comment: str = "",
    tone: str = "",
) -> SurveyResponse:
    """Write down by hand what a customer answered; a comment without a tone is one that nobody has judged yet."""
    Customer.objects.hold(customer.pk)
    answer = SurveyResponse.objects.create(
        customer=customer,
        contact=contact,
        series=series,
        scale=scale,
        score=score,
        comment=comment,
        tone=(tone or Tone.UNREAD) if comment else "",
        answered_on=answered_on,
        source=Source.STAFF,
    )
    note_down(customer, "record_answer", by=by, about=f"survey-{answer.pk}")
    facts_changed([customer.pk], on=on)
    return answer


@transaction.atomic
def read_comment(answer: SurveyResponse, *, tone: str, was: str, by: Any, on: date) -> SurveyResponse:
    """Say what a comment is, fine or unhappy; a person does, no machine (seed 003).

    `was` is the tone that the reader saw: of two who read at once the second is told, and a slip can be mended.
    """
    Customer.objects.hold(answer.customer_id)
    written = SurveyResponse.objects.exclude(comment="")
    if not written.filter(pk=answer.pk, tone=was).update(tone=tone):
        raise Refused("Somebody read this comment before you. Nothing was changed; look at what they said of it.")
    note_down(answer.customer, "read_comment", by=by, about=f"survey-{answer.pk}")
    facts_changed([answer.customer_id], on=on)
    answer.refresh_from_db()
    return answer


@transaction.atomic
def follow_up(answer: SurveyResponse, *, handled_on: date, handling: str, by: Any, on: date) -> SurveyResponse:
    """Say what we did about an answer. This alone clears nothing: a later talk has to go well, too (seed 003)."""
    Customer.objects.hold(answer.customer_id)
    waiting = SurveyResponse.objects.filter(pk=answer.pk, handled_on=None)
    if not waiting.update(handled_on=handled_on, handled_by=by, handling=handling):
        raise Refused("Somebody followed up on this answer before you. Nothing was changed.")
    note_down(answer.customer, "follow_up", by=by, about=f"survey-{answer.pk}")
    facts_changed([answer.customer_id], on=on)
    answer.refresh_from_db()
    return answer
