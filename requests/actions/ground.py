"""What does every step of a request rest on? The locks, the look at one person, and how a person is let go."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from references import actions as references
from references.eligibility import BLOCKED, judged
from references.models import Judgement, Reference, UseConsent
from references.verdicts import Finding, Verdict, keep, verdict
from refprogram.errors import Refused
from refprogram.steps import THE_CLOCK
from requests import notices
from requests.actions import times
from requests.models import Assignment, Override, ReferenceRequest, RequestEvent, RequestNote
from requests.workflow import WORKFLOW


def step(
    verb: str, ask: ReferenceRequest, *, by: Any, judgement: Judgement | None = None, note: str = "", **changes: Any
) -> RequestEvent:
    """Take a step, keep its note, and write its letters."""
    WORKFLOW.take(verb, ask, by=by, event={"judgement": judgement}, **changes)
    event = ask.events.latest("seq")
    if note:
        RequestNote.objects.create(event=event, text=note)
    notices.tell(event)
    return event


def judge(
    ask: ReferenceRequest, reference: int, *, on: date, decision: str, masked: bool = False
) -> tuple[Verdict, Judgement]:
    """Judge one held reference for a request, without what is set aside for it; keep the whole verdict."""
    terms = ask.terms(on=on)
    row = judged(Reference.objects.filter(pk=reference), terms).get()
    aside = set_aside(ask, row, on=on)
    kept = keep(row, ask=terms, decision=decision, set_aside=aside)
    return verdict(row, masked=masked, set_aside=aside), kept


def set_aside(ask: ReferenceRequest, row: Any, *, on: date) -> set[str]:
    """Say which of the findings that block a judged person do not count for this request on a day.

    A reason that began on another day than the one that was set aside is another reason, and counts.
    """
    found = blocking(row)
    if not found:
        return set()
    counting = Override.objects.counting(on=on).filter(ask=ask, reference=row.pk)
    known = {pair for findings in counting.values_list("findings", flat=True) for pair in findings.items()}
    return {code for code, finding in found.items() if (code, began(finding)) in known}


def blocking(row: Any) -> dict[str, Finding]:
    """Return what blocks a judged person and does not forbid them, by its code: what a manager may set aside."""
    return {finding.code: finding for finding in verdict(row).findings if finding.override}


def began(finding: Finding) -> str | None:
    """Write since when a finding stands, as an override remembers it."""
    return finding.since.isoformat() if finding.since else None


def must_be_usable(ruling: Verdict) -> None:
    if not ruling:
        raise Refused(*(finding.sentence for finding in ruling.findings if finding.level >= BLOCKED))


def not_ones_own(ask: ReferenceRequest, by: Any) -> None:
    if ask.requested_by_id == by.pk:
        raise Refused("This is your own request; another reference manager decides on it.")


def assigned(ask: ReferenceRequest) -> Assignment:
    found = Assignment.objects.live().select_related("reference__contact", "use_consent", "use").filter(ask=ask).first()
    if found is None:
        raise Refused(gettext("Nobody is chosen for this request any more. Look at it again."))
    return found


def asked(ask: ReferenceRequest) -> UseConsent:
    """Return the question that the person on a request was asked; refused when nobody was."""
    question = assigned(ask).use_consent
    if question is None:
        raise Refused("Nobody was asked about this request yet. Look at it again.")
    return question


def hold(ask: ReferenceRequest, *, and_also: int | None = None) -> list[int]:
    """Lock the file of whoever is on a request, and of one more person, in order of their key."""
    on_it = Assignment.objects.live().filter(ask=ask).values("reference")
    return Reference.objects.filter(Q(pk__in=on_it) | Q(pk=and_also)).hold_all()


def end_assignment(ask: ReferenceRequest, *, held: list[int], by: Any, tell_customer: bool = False) -> None:
    """Let go of the person on a request, whose file is held: the question is taken back, a booked use is released."""
    for assignment in Assignment.objects.live().filter(ask=ask).select_related("use_consent__reference", "use"):
        if assignment.reference_id not in held:
            raise Refused("Somebody chose another person in the meantime. Nothing was changed; look at it again.")
        question = assignment.use_consent
        if question:
            was_open = references.take_back(question, by=by)
            if tell_customer and was_open:
                notices.take_question_back(question)
        times.let_go(assignment, tell_customer=not tell_customer)
        if assignment.use:
            references.release(assignment.use)
        Assignment.objects.filter(pk=assignment.pk).update(ended_at=timezone.now())


def end(verb: str, ask: ReferenceRequest, *, by: Any, note: str = "", **changes: Any) -> RequestEvent:
    """End a request: whoever was asked, or said yes at any time and is not called now, is told that it is off."""
    held = hold(ask)
    event = step(verb, ask, by=by, note=note, **changes)
    end_assignment(ask, held=held, by=by, tell_customer=True)
    Override.objects.filter(ask=ask, ended_at=None).update(ended_at=timezone.now())
    for assignment in Assignment.objects.said_yes_for_nothing(ask).select_related("use_consent__reference"):
        assert assignment.use_consent is not None
        notices.take_question_back(assignment.use_consent)
    return event


def stop_if_blocked(ask: ReferenceRequest, *, on: date) -> None:
    """Stop a request in flight whose person, who is held, a rule blocks now; both sides are told."""
    assignment = assigned(ask)
    ruling, judgement = judge(ask, assignment.reference_id, on=on, decision="hold_back")
    if not ruling:
        step("hold_back", ask, by=THE_CLOCK, judgement=judgement)
        end_assignment(ask, held=[assignment.reference_id], by=THE_CLOCK)
