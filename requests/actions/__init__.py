"""What can be done with a request? One verb each, one transaction, everything or nothing.

Locks are taken in one order: the reference first, then the request by its step, then its question. Whoever decides on a
person holds that person's file and judges in a second query, so nobody decides on facts that are being changed at the
same moment; whoever lets a person go holds their file too.
"""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from customers.announce import facts_changed
from customers.models import ContactDetails
from references import actions as references
from references.actions.noted import must_still_hold
from references.ledger import Evidence
from references.links import LinkHolder
from references.models import Answer, Reference, Use
from refprogram.errors import Refused
from refprogram.steps import THE_CLOCK
from requests import notices
from requests.actions import times
from requests.actions.answers import answer_again, book_or_stop, note_late_answer, record_answer, withdraw
from requests.actions.drafts import draft, lacks, revise, submit
from requests.actions.endings import give_up, offered_content, supply
from requests.actions.grading import expected_of
from requests.actions.ground import (
    assigned,
    end,
    end_assignment,
    hold,
    judge,
    must_be_usable,
    not_ones_own,
    step,
    stop_if_blocked,
)
from requests.actions.mattered import draft_mattered
from requests.actions.meetings import offer_times, pick_time, took_place_on, unschedule
from requests.actions.overrides import POSSIBLE_IN, end_override, end_what_ran_out, override, what_blocks
from requests.actions.patience import chase, let_go, wait_longer
from requests.actions.words import (
    forget_notes,
    purge_feedback,
    purge_invitations,
    purge_mattered,
    purge_notes,
    purge_reasons,
    purge_wishes,
)
from requests.models import AGREED, Assignment, Opportunity, ReferenceRequest, Status
from requests.workflow import WORKFLOW

__all__ = [
    "POSSIBLE_IN",
    "REVEALED_FROM",
    "answer",
    "ask_customer",
    "cancel",
    "chase",
    "close",
    "complete",
    "draft",
    "end_override",
    "end_what_ran_out",
    "expire",
    "forget_notes",
    "give_up",
    "hold_back",
    "lacks",
    "let_go",
    "match",
    "note_late_answer",
    "offer_times",
    "offered_content",
    "override",
    "pick_time",
    "purge_feedback",
    "purge_invitations",
    "purge_mattered",
    "purge_notes",
    "purge_reasons",
    "purge_wishes",
    "record_answer",
    "resume",
    "reveal",
    "revise",
    "submit",
    "supply",
    "take_up",
    "unschedule",
    "wait_longer",
    "what_blocks",
    "withdraw",
]

REVEALED_FROM = (*AGREED, Status.COMPLETED)

CHOSEN_ANEW = "Somebody chose another person in the meantime. Nobody was asked; look at it again."

VERB_OF_ANSWER = {Answer.YES: "confirm", Answer.NO: "decline", Answer.NOT_NOW: "not_now", Answer.TALK: "talk"}


def _must_have_an_address(reference: Reference) -> None:
    if not ContactDetails.objects.filter(contact=reference.contact_id).exclude(email="").exists():
        raise Refused(
            "We have no e-mail address of this person; add it to the customer's contacts, or choose somebody else."
        )


@transaction.atomic
def take_up(ask: ReferenceRequest, *, by: Any) -> ReferenceRequest:
    """Say that a reference manager looks after a request from now on; of two who do at once, one wins."""
    step("take_up", ask, by=by, manager=by)
    return ask


@transaction.atomic
def match(ask: ReferenceRequest, *, reference: int, by: Any, on: date) -> ReferenceRequest:
    """Choose a person for a request, judged under lock; whoever was chosen before is let go."""
    not_ones_own(ask, by)
    held = hold(ask, and_also=reference)
    if Assignment.objects.said_no(ask).filter(reference=reference).exists():
        raise Refused("They answered this request already. Choose somebody else.")
    ruling, judgement = judge(ask, reference, on=on, decision="match")
    must_be_usable(ruling)
    step("match", ask, by=by, judgement=judgement)
    end_assignment(ask, held=held, by=by)
    expected = expected_of(ask, reference, ruling)
    Assignment.objects.create(ask=ask, reference_id=reference, expected=expected)
    return ask


@transaction.atomic
def ask_customer(ask: ReferenceRequest, *, reference: int, by: Any, on: date) -> ReferenceRequest:
    """Ask the chosen person, whom the page named, about this one use, by a letter with a link.

    Refused when another person is chosen by now, with every reason when a rule says no by now, and when the person
    cannot be written to, or is being asked or booked already.
    """
    not_ones_own(ask, by)
    assignment = assigned(ask)
    if assignment.reference_id != reference:
        raise Refused(CHOSEN_ANEW)
    held = Reference.objects.hold(assignment.reference_id)
    _must_have_an_address(held)
    ruling, judgement = judge(ask, held.pk, on=on, decision="ask_customer")
    must_be_usable(ruling)
    step("ask_customer", ask, by=by, judgement=judgement)
    question = references.ask_about_use(
        held,
        activity=ask.activity,
        audience=ask.opportunity.account,
        about="\n".join([ask.matters_most, *ask.asked_in_order()]),
        attending=ask.role,
        needed_by=ask.needed_by,
        by=by,
        on=on,
    )
    if not Assignment.objects.live().filter(pk=assignment.pk).update(use_consent=question):
        raise Refused(CHOSEN_ANEW)
    notices.put_question(question)
    return ask


@transaction.atomic
def answer(holder: LinkHolder, *, answer: str, words: str, evidence: Evidence, on: date) -> ReferenceRequest:
    """Take the customer's answer to a question about one use.

    A yes is judged once more under lock: it confirms the request and books the use at once, or, when a rule says no by
    now, the request stops for a decision and both sides are told. A yes that is still to happen may be taken back.
    Raises `Refused` for a question that is closed.
    """
    question = holder.link.use_consent
    assert question is not None
    held = Reference.objects.hold(question.reference_id)
    must_still_hold(holder)
    if Use.objects.booked().filter(use_consent=question).exists():
        return answer_again(holder, answer=answer, words=words, evidence=evidence, on=on)
    references.answer_use(question, answer=answer, words=words, evidence=evidence, by=holder, on=on)
    assignment = Assignment.objects.select_related("ask").get(use_consent=question)
    ask = assignment.ask
    if answer != Answer.YES:
        step(VERB_OF_ANSWER[Answer(answer)], ask, by=holder)
        end_assignment(ask, held=[held.pk], by=holder)
        return ask
    book_or_stop("confirm", assignment, by=holder, on=on)
    return ask


def hold_back(customers: list[int], on: date) -> None:
    """Stop every request in flight whose person a rule blocks now, and tell both sides in the same transaction.

    The second subscriber of `customers.announce`: the references are held by the first one.
    """
    for ask in ReferenceRequest.objects.in_flight_with(customers):
        try:
            with transaction.atomic():
                stop_if_blocked(ask, on=on)
        except Refused:
            continue  # somebody ended this request at the same moment; the new fact must not fail for that


@transaction.atomic
def resume(ask: ReferenceRequest, *, by: Any) -> ReferenceRequest:
    """Go back to looking for somebody, after a stop or a no."""
    step("resume", ask, by=by, manager=by)
    return ask


@transaction.atomic
def reveal(ask: ReferenceRequest, *, by: Any, on: date) -> ContactDetails:
    """Show the requester whom they may call, once the customer said yes; judged again, and written down each time."""
    if not by.has_perm("requests.reveal"):
        raise PermissionDenied
    _revealed_from(ask)
    held = Reference.objects.hold(assigned(ask).reference_id)
    assignment = _assigned_still(ask, [held.pk])
    _revealed_from(ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=ask.pk))
    ruling, judgement = judge(ask, assignment.reference_id, on=on, decision="reveal", masked=True)
    must_be_usable(ruling)
    WORKFLOW.remember("reveal", ask, by=by, judgement=judgement)
    return ContactDetails.objects.get(contact=assignment.reference.contact_id)


def _assigned_still(ask: ReferenceRequest, held: list[int]) -> Assignment:
    """Look in a second query who is on a request, and what they said, now that their file is held."""
    assignment = assigned(ask)
    if assignment.reference_id not in held:
        raise Refused("Somebody chose another person in the meantime. Nothing was changed; look at it again.")
    return assignment


def _revealed_from(ask: ReferenceRequest) -> None:
    if ask.status in REVEALED_FROM:
        return
    if Assignment.objects.filter(ask=ask, use_consent__answer=Answer.YES).exists():
        raise Refused("Names and numbers cannot be shown at this stage. The reference manager can say how it goes on.")
    raise Refused("Names and numbers are shown once the customer has said yes, not before.")


@transaction.atomic
def complete(ask: ReferenceRequest, *, by: Any, on: date) -> ReferenceRequest:
    """Say that it took place, on its day; what was on offer goes, and we owe the customer a thank-you (seed 004).

    Whoever was heard before the deal was won hears that it mattered, though somebody says so only afterwards.
    """
    customer = assigned(ask).reference.contact.customer_id
    # Everybody there, because it is announced: a favour done is a fact that others live by.
    held = Reference.objects.of_customers([customer]).hold_all()
    assignment = _assigned_still(ask, held)
    day = took_place_on(assignment, on=on)
    step("complete", ask, by=by)
    times.clear_the_table(assignment)
    assert assignment.use is not None
    references.finish(assignment.use, on=day)
    deal = Opportunity.objects.hold(ask.opportunity_id)
    draft_mattered([deal.pk], on=on)
    facts_changed([customer], on=on)
    return ask


@transaction.atomic
def close(ask: ReferenceRequest, *, by: Any, note: str = "") -> ReferenceRequest:
    """Put away what took place, or what was answered with content; nothing is left to do."""
    end("close", ask, by=by, note=note)
    return ask


@transaction.atomic
def cancel(ask: ReferenceRequest, *, by: Any, note: str = "") -> ReferenceRequest:
    """Call a request off; a customer who was asked or had said yes is told kindly."""
    end("cancel", ask, by=by, note=note)
    return ask


def expire(*, on: date) -> int:
    """Close what is past its day without a yes; each in its own transaction, so one that moved on stops nobody."""
    gone = 0
    for ask in ReferenceRequest.objects.out_of_time(on=on).filter(status__in=WORKFLOW.steps["expire"].sources):
        try:
            with transaction.atomic():
                end("expire", ask, by=THE_CLOCK)
        except Refused:
            continue
        gone += 1
    return gone
