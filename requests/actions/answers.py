"""What if an answer comes on the phone, a second time, or too late? Each is decided here, and told kindly."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from references import actions as references
from references.actions.noted import must_still_hold
from references.ledger import Evidence
from references.links import LinkHolder
from references.models import Answer, Reference, UseConsent
from refprogram.errors import Refused
from refprogram.steps import THE_CLOCK
from requests import notices
from requests.actions.grading import expected_of
from requests.actions.ground import assigned, end_assignment, judge, not_ones_own, step
from requests.models import Assignment, ReferenceRequest
from requests.workflow import WORKFLOW

VERB_OF_HEARD = {Answer.YES: "heard_yes", Answer.NO: "heard_no", Answer.NOT_NOW: "heard_not_now"}
VERB_OF_SECOND = {Answer.NO: "withdraw", Answer.NOT_NOW: "withdraw", Answer.TALK: "talk"}

CHOSEN_ANEW = "Somebody else is on this request by now. Nothing was written down; look at it again."


@transaction.atomic
def record_answer(
    ask: ReferenceRequest,
    *,
    reference: int,
    answer: str,
    how: str,
    said_on: date,
    words: str = "",
    by: Any,
    on: date,
) -> ReferenceRequest:
    """Write down what the person who was asked, and whom the page named, told a reference manager (seed 003).

    A yes is judged under lock like any other: it books the use, or the request stops. It stays `claimed` in the ledger,
    and a letter asks the person to say it on their own page, where one press takes it back. A no takes back a yes.
    """
    not_ones_own(ask, by)
    assignment = assigned(ask)
    held = Reference.objects.hold(assignment.reference_id)
    assignment = assigned(ask)
    question = assignment.use_consent
    if assignment.reference_id != reference or question is None:
        raise Refused(CHOSEN_ANEW)
    references.hear_answer(question, answer=answer, words=words, how=how, said_on=said_on, by=by, on=on)
    verb = VERB_OF_HEARD[Answer(answer)]
    if answer == Answer.YES:
        if book_or_stop(verb, assignment, by=by, on=on):
            notices.put_to_confirm(question)
    else:
        step(verb, assignment.ask, by=by)
        end_assignment(assignment.ask, held=[held.pk], by=by)
    ask.refresh_from_db()
    return ask


def book_or_stop(verb: str, assignment: Assignment, *, by: Any, on: date) -> bool:
    """Judge the person who said yes, whom the caller holds, and book the use; or stop the request, and say False."""
    ask, question = assignment.ask, assignment.use_consent
    assert question is not None
    ruling, judgement = judge(ask, assignment.reference_id, on=on, decision="confirm")
    if ruling:
        step(verb, ask, by=by, judgement=judgement)
        expected = expected_of(ask, assignment.reference_id, ruling)
        Assignment.objects.filter(pk=assignment.pk).update(use=references.book(question), expected=expected)
        return True
    step("hold_back", ask, by=THE_CLOCK, judgement=judgement)
    end_assignment(ask, held=[assignment.reference_id], by=THE_CLOCK)
    return False


def answer_again(holder: LinkHolder, *, answer: str, words: str, evidence: Evidence, on: date) -> ReferenceRequest:
    """Take a second answer after a yes that is still to happen, from a person whom the caller holds.

    A no, at whatever time, takes back this one use and releases it. A yes makes one that was heard their own, and after
    a yes of their own it changes nothing. Wanting to talk stops the request until somebody has talked with them.
    """
    question = holder.link.use_consent
    assert question is not None
    assignment = Assignment.objects.select_related("ask").get(use_consent=question)
    ask = assignment.ask
    question.refresh_from_db()
    if answer == Answer.YES and question.heard_by_id is None:
        return ask
    if answer != Answer.YES:
        return _not_after_all(assignment, question, answer=answer, words=words, evidence=evidence, by=holder, on=on)
    references.answer_anew(question, answer=answer, words=words, evidence=evidence, by=holder, on=on)
    ask = ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=ask.pk)
    WORKFLOW.remember("said_themselves", ask, by=holder)
    return ask


@transaction.atomic
def withdraw(ask: ReferenceRequest, *, by: LinkHolder, evidence: Evidence, on: date) -> ReferenceRequest:
    """Take back a yes that is still to happen, behind whichever link of theirs (GDPR 7.3).

    Raises `Refused` when nothing of theirs is booked for this request any more.
    """
    held = Reference.objects.hold(by.link.reference_id)
    must_still_hold(by)
    mine = Assignment.objects.live().filter(ask=ask, reference=held.pk, use__isnull=False)
    assignment = mine.select_related("ask", "use_consent").first()
    if assignment is None or assignment.use_consent is None:
        raise Refused(gettext("This question is closed. Nothing was changed."))
    question = assignment.use_consent
    return _not_after_all(assignment, question, answer=Answer.NO, words="", evidence=evidence, by=by, on=on)


def _not_after_all(assignment: Assignment, question: UseConsent, *, by: LinkHolder, **said: Any) -> ReferenceRequest:
    """Let go of somebody whom the caller holds and who says otherwise than yes after their yes."""
    references.answer_anew(question, by=by, **said)
    step(VERB_OF_SECOND[Answer(said["answer"])], assignment.ask, by=by)
    end_assignment(assignment.ask, held=[assignment.reference_id], by=by)
    return assignment.ask


@transaction.atomic
def note_late_answer(holder: LinkHolder) -> None:
    """Tell the manager, once, that an answer came after its question was taken back; what they said is not kept."""
    question = holder.link.use_consent
    assert question is not None
    if question.taken_back_at is None:
        raise Refused("This question was not taken back.")
    mine = ReferenceRequest.objects.filter(assignments__use_consent=question)
    ask = mine.select_for_update(of=("self",)).get()
    if not ask.events.filter(verb="late_answer", at__gte=question.taken_back_at).exists():
        WORKFLOW.remember("late_answer", ask, by=holder)
        notices.tell(ask.events.latest("seq"))
