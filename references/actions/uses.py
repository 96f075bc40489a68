"""What does `requests` need of a reference? Ask about a use, book it, release it, finish it."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from references import ledger, standing
from references.actions.noted import note_down
from references.ledger import Evidence
from references.links import LinkHolder
from references.models import (
    ActivityType,
    Answer,
    ConsentChannel,
    ConsentEventKind,
    Link,
    Reference,
    ThankYou,
    Use,
    UseConsent,
    UseState,
)
from refprogram.dates import business_days_after
from refprogram.errors import Refused

THANK_WITHIN = 3
# Whoever wants to talk first has neither agreed nor refused.
EVENT_OF_ANSWER = {
    Answer.YES: ConsentEventKind.GRANTED,
    Answer.NO: ConsentEventKind.REFUSED,
    Answer.NOT_NOW: ConsentEventKind.NOT_NOW,
}


def ask_about_use(
    reference: Reference,
    *,
    activity: ActivityType,
    audience: str,
    about: str,
    needed_by: date,
    by: Any,
    on: date,
    attending: str = "",
) -> UseConsent:
    """Put one question about one use to one person, whom the caller holds and has judged.

    Raises `Refused` while they still owe an answer to another question or are booked: nobody is asked twice at once.
    """
    if UseConsent.objects.open().filter(reference=reference).exists():
        raise Refused(
            "This person is being asked about another request. Wait for their answer, or choose somebody else."
        )
    if Use.objects.booked().filter(reference=reference).exists():
        raise Refused("This person has already said yes to another request. Let that one happen first.")
    question = UseConsent.objects.create(
        reference=reference,
        activity=activity,
        audience=audience,
        about=about,
        attending=attending,
        needed_by=needed_by,
        asked_on=on,
        asked_by=by,
    )
    note_down(reference, "ask_about_use", by=by, about=f"question-{question.pk}")
    return question


def answer_use(question: UseConsent, *, answer: str, words: str, evidence: Evidence, by: LinkHolder, on: date) -> None:
    """Store the customer's answer to a question, once, and in the ledger what they read when they gave it.

    Raises `Refused` when it was answered or taken back before.
    """
    now = timezone.now()
    if (
        not UseConsent.objects.open()
        .filter(pk=question.pk)
        .update(answer=answer, words=words, answered_at=now, answered_on=on)
    ):
        raise Refused(gettext("This question is closed. Nothing was changed."))
    note_own_answer(question, answer=answer, evidence=evidence, by=by, on=on)


def note_own_answer(question: UseConsent, *, answer: str, evidence: Evidence, by: LinkHolder, on: date) -> None:
    """Write down what somebody answered on their own page: at their link, in the ledger, and in what is kept."""
    Link.objects.filter(pk=by.link.pk).update(used_at=timezone.now(), answer=answer)
    note_down(question.reference, f"answer_{answer}", by=by, about=f"question-{question.pk}")
    if answer in EVENT_OF_ANSWER:
        ledger.record(
            question.reference,
            EVENT_OF_ANSWER[Answer(answer)],
            by=by,
            on=on,
            channel=ConsentChannel.LINK,
            purpose=question.activity.code,
            about=f"question-{question.pk}",
            text=evidence.texts.get(question.activity_id),
            evidence=evidence,
            link=by.link,
            asked_by=question.asked_by_id,
        )
    standing.refresh(Reference.objects.filter(pk=question.reference_id), on=on)


def take_back(question: UseConsent, *, by: Any) -> bool:
    """Withdraw a question that was not answered yet; its links then lead to a page that says so."""
    return bool(UseConsent.objects.open().filter(pk=question.pk).update(taken_back_at=timezone.now()))


def book(question: UseConsent) -> Use:
    """Promise the use that the person just said yes to."""
    return Use.objects.create(
        reference_id=question.reference_id,
        activity_id=question.activity_id,
        use_consent=question,
        on=question.needed_by,
    )


def release(use: Use) -> None:
    """Give a booked use back: it will not happen."""
    Use.objects.booked().filter(pk=use.pk).update(state=UseState.RELEASED)


def finish(use: Use, *, on: date) -> ThankYou:
    """Say that a use has happened; from now on we owe a thank-you, due in three business days (seed 004)."""
    if not Use.objects.booked().filter(pk=use.pk).update(state=UseState.DONE, on=on):
        raise Refused("This use is not booked any more. Nothing was changed.")
    return ThankYou.objects.create(use=use, due_on=business_days_after(on, THANK_WITHIN))
