"""What if an answer comes otherwise than once, on their own page? Heard on the phone, or another one after a yes."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from references import ledger, standing
from references.actions.noted import note_down
from references.actions.uses import EVENT_OF_ANSWER, note_own_answer
from references.ledger import Evidence
from references.links import LinkHolder
from references.models import (
    HEARD,
    Answer,
    ConsentEventKind,
    Reference,
    Use,
    UseConsent,
)
from refprogram.errors import Refused


def hear_answer(question: UseConsent, *, answer: str, words: str, how: str, said_on: date, by: Any, on: date) -> None:
    """Write down what somebody answered to one of us, whose file the caller holds.

    A yes is `claimed` in the ledger until they give it on their own page as well; it never becomes more than we heard.
    A no also takes back a yes that is still to happen. Raises `Refused` when there is nothing left to answer, when
    nobody heard it, and for a day before the question or still to come.
    """
    if how not in HEARD:
        raise Refused("Say how you heard it: in a call, in a meeting or in an e-mail.")
    if not question.asked_on <= said_on <= on:
        raise Refused("They can have answered between the day they were asked and today. Nothing was written down.")
    said = UseConsent.objects.open() if answer == Answer.YES else _open_or_booked()
    given = {"answered_at": timezone.now(), "answered_on": said_on, "heard_by": by, "heard_how": how}
    if not said.filter(pk=question.pk).update(answer=answer, words=words, **given):
        raise Refused("This question is closed already, by them or by one of us. Nothing was changed; look again.")
    note_down(question.reference, f"heard_{answer}", by=by, about=f"question-{question.pk}")
    ledger.record(
        question.reference,
        ConsentEventKind.CLAIMED if answer == Answer.YES else EVENT_OF_ANSWER[Answer(answer)],
        by=by,
        on=said_on,
        channel=how,
        purpose=question.activity.code,
        about=f"question-{question.pk}",
        asked_by=question.asked_by_id,
    )
    standing.refresh(Reference.objects.filter(pk=question.reference_id), on=on)


def answer_anew(question: UseConsent, *, answer: str, words: str, evidence: Evidence, by: LinkHolder, on: date) -> None:
    """Take another answer after a yes that is still to happen; of two words of theirs their own page counts.

    A yes after a yes that one of us heard makes it their own. Raises `Refused` when it is not booked any more.
    """
    given: dict[str, Any] = {"answer": answer, "heard_by": None, "heard_how": ""}
    if answer != Answer.YES:
        given |= {"answered_at": timezone.now(), "answered_on": on}
    if words:
        given["words"] = words
    if not _booked().filter(pk=question.pk).update(**given):
        raise Refused(gettext("This question is closed. Nothing was changed."))
    note_own_answer(question, answer=answer, evidence=evidence, by=by, on=on)


def _booked() -> Any:
    return UseConsent.objects.filter(answer=Answer.YES, pk__in=Use.objects.booked().values("use_consent"))


def _open_or_booked() -> Any:
    return UseConsent.objects.open() | _booked()
