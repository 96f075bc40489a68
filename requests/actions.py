"""What can be done with a request? One verb each, one transaction, everything or nothing.

Locks are taken in one order: the reference first, then the request by its step, then its question. Whoever decides on a
person holds that person's file and judges in a second query, so nobody decides on facts that are being changed at the
same moment; whoever lets a person go holds their file too.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from customers.announce import facts_changed
from customers.models import ContactDetails
from references import actions as references
from references.actions.noted import must_still_hold
from references.eligibility import BLOCKED, judged
from references.facts import Ask
from references.ledger import Evidence
from references.links import LinkHolder
from references.models import Answer, Judgement, Reference
from references.verdicts import Verdict, keep, verdict
from refprogram.batches import in_batches
from refprogram.errors import Refused
from refprogram.steps import THE_CLOCK
from requests import deals, notices
from requests.models import Assignment, ReferenceRequest, RequestEvent, RequestNote, Status, WantedTopic
from requests.workflow import WORKFLOW

REVEALED_FROM = (Status.CONFIRMED, Status.COMPLETED)

CHOSEN_ANEW = "Somebody chose another person in the meantime. Nobody was asked; look at it again."

VERB_OF_ANSWER = {Answer.YES: "confirm", Answer.NO: "decline", Answer.NOT_NOW: "not_now", Answer.TALK: "talk"}


def _step(
    verb: str, ask: ReferenceRequest, *, by: Any, judgement: Judgement | None = None, note: str = "", **changes: Any
) -> RequestEvent:
    """Take a step, keep its note, and write its letters."""
    WORKFLOW.take(verb, ask, by=by, event={"judgement": judgement}, **changes)
    event = ask.events.latest("seq")
    if note:
        RequestNote.objects.create(event=event, text=note)
    notices.tell(event)
    return event


def _judge(reference: int, terms: Ask, *, decision: str, masked: bool = False) -> tuple[Verdict, Judgement]:
    """Judge one held reference, and keep the verdict for the decision."""
    row = judged(Reference.objects.filter(pk=reference), terms).get()
    return verdict(row, masked=masked), keep(row, ask=terms, decision=decision)


def _must_be_usable(ruling: Verdict) -> None:
    if not ruling:
        raise Refused(*(finding.sentence for finding in ruling.findings if finding.level >= BLOCKED))


def _must_have_an_address(reference: Reference) -> None:
    if not ContactDetails.objects.filter(contact=reference.contact_id).exclude(email="").exists():
        raise Refused(
            "We have no e-mail address of this person; add it to the customer's contacts, or choose somebody else."
        )


def _not_ones_own(ask: ReferenceRequest, by: Any) -> None:
    if ask.requested_by_id == by.pk:
        raise Refused("This is your own request; another reference manager decides on it.")


def _assigned(ask: ReferenceRequest) -> Assignment:
    found = Assignment.objects.live().select_related("reference__contact", "use_consent", "use").filter(ask=ask).first()
    if found is None:
        raise Refused("Nobody is chosen for this request any more. Look at it again.")
    return found


def _hold(ask: ReferenceRequest, *, and_also: int | None = None) -> list[int]:
    """Lock the file of whoever is on a request, and of one more person, in order of their key."""
    on_it = Assignment.objects.live().filter(ask=ask).values("reference")
    return Reference.objects.filter(Q(pk__in=on_it) | Q(pk=and_also)).hold_all()


def _end_assignment(ask: ReferenceRequest, *, held: list[int], by: Any, tell_customer: bool = False) -> None:
    """Let go of the person on a request, whose file is held: the question is taken back, a booked use is released."""
    for assignment in Assignment.objects.live().filter(ask=ask).select_related("use_consent__reference", "use"):
        if assignment.reference_id not in held:
            raise Refused("Somebody chose another person in the meantime. Nothing was changed; look at it again.")
        question = assignment.use_consent
        if question:
            was_open = references.take_back(question, by=by)
            if tell_customer and was_open:
                notices.take_question_back(question)
        if assignment.use:
            references.release(assignment.use)
        Assignment.objects.filter(pk=assignment.pk).update(ended_at=timezone.now())


def _end(verb: str, ask: ReferenceRequest, *, by: Any, note: str = "") -> None:
    """End a request: whoever was asked, or said yes at any time and is not called now, is told that it is off."""
    held = _hold(ask)
    _step(verb, ask, by=by, note=note)
    _end_assignment(ask, held=held, by=by, tell_customer=True)
    for assignment in Assignment.objects.said_yes_for_nothing(ask).select_related("use_consent__reference"):
        assert assignment.use_consent is not None
        notices.take_question_back(assignment.use_consent)


@transaction.atomic
def draft(
    *, deal: dict[str, Any], need: dict[str, Any], topics: Sequence[int], by: Any, chosen: int | None = None
) -> ReferenceRequest:
    """Write down a request that only its rep sees until it is sent.

    `topics` are those that matter to the prospect, by key, what matters most first; `chosen` is a deal that is known.
    """
    if not by.has_perm("requests.submit"):
        raise PermissionDenied
    opportunity = deals.wanted_for(deal, chosen=chosen, by=by)
    ask = ReferenceRequest.objects.create(opportunity=opportunity, requested_by=by, **need)
    _want(ask, topics)
    return ask


def _want(ask: ReferenceRequest, topics: Sequence[int]) -> None:
    WantedTopic.objects.bulk_create(
        [WantedTopic(ask=ask, topic_id=topic, rank=rank) for rank, topic in enumerate(topics, start=1)]
    )


@transaction.atomic
def revise(
    ask: ReferenceRequest,
    *,
    deal: dict[str, Any],
    need: dict[str, Any],
    topics: Sequence[int],
    by: Any,
    chosen: int | None = None,
) -> ReferenceRequest:
    """Change a request that was not sent yet, perhaps to another deal."""
    mine = ReferenceRequest.objects.filter(pk=ask.pk, status=Status.DRAFT, requested_by=by)
    if not mine.update(**need):
        raise Refused("This request has been sent; it can no longer be changed here. Cancel it and send a new one.")
    deals.change(ask, deal, chosen=chosen, by=by)
    ask.topics.all().delete()
    _want(ask, topics)
    ask.refresh_from_db()
    return ask


@transaction.atomic
def submit(ask: ReferenceRequest, *, by: Any) -> ReferenceRequest:
    """Send a draft to the reference managers.

    Nobody is chosen yet, so there is nobody to judge. Refused without a topic that matters most: nobody could tell then
    whose bad experience would be put in front of the prospect (seed 001).
    """
    _step("submit", ask, by=by)
    if not ask.topics.exists():
        raise Refused("Say which topic matters most to the prospect first: change the request and choose one.")
    return ask


@transaction.atomic
def take_up(ask: ReferenceRequest, *, by: Any) -> ReferenceRequest:
    """Say that a reference manager looks after a request from now on; of two who do at once, one wins."""
    _step("take_up", ask, by=by, manager=by)
    return ask


@transaction.atomic
def match(ask: ReferenceRequest, *, reference: int, by: Any, on: date) -> ReferenceRequest:
    """Choose a person for a request, judged under lock; whoever was chosen before is let go."""
    _not_ones_own(ask, by)
    held = _hold(ask, and_also=reference)
    if Assignment.objects.said_no(ask).filter(reference=reference).exists():
        raise Refused("They answered this request already. Choose somebody else.")
    ruling, judgement = _judge(reference, ask.terms(on=on), decision="match")
    _must_be_usable(ruling)
    _step("match", ask, by=by, judgement=judgement)
    _end_assignment(ask, held=held, by=by)
    Assignment.objects.create(ask=ask, reference_id=reference)
    return ask


@transaction.atomic
def ask_customer(ask: ReferenceRequest, *, reference: int, by: Any, on: date) -> ReferenceRequest:
    """Ask the chosen person, whom the page named, about this one use, by a letter with a link.

    Refused when another person is chosen by now, with every reason when a rule says no by now, and when the person
    cannot be written to, or is being asked or booked already.
    """
    _not_ones_own(ask, by)
    assignment = _assigned(ask)
    if assignment.reference_id != reference:
        raise Refused(CHOSEN_ANEW)
    held = Reference.objects.hold(assignment.reference_id)
    _must_have_an_address(held)
    ruling, judgement = _judge(held.pk, ask.terms(on=on), decision="ask_customer")
    _must_be_usable(ruling)
    _step("ask_customer", ask, by=by, judgement=judgement)
    question = references.ask_about_use(
        held,
        activity=ask.activity,
        audience=ask.opportunity.account,
        about=ask.matters_most,
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
    now, the request stops for a decision and both sides are told. Raises `Refused` for a question that is closed.
    """
    question = holder.link.use_consent
    assert question is not None
    held = Reference.objects.hold(question.reference_id)
    must_still_hold(holder)
    references.answer_use(question, answer=answer, words=words, evidence=evidence, by=holder, on=on)
    assignment = Assignment.objects.select_related("ask").get(use_consent=question)
    ask = assignment.ask
    if answer != Answer.YES:
        _step(VERB_OF_ANSWER[Answer(answer)], ask, by=holder)
        _end_assignment(ask, held=[held.pk], by=holder)
        return ask
    ruling, judgement = _judge(held.pk, ask.terms(on=on), decision="confirm")
    if ruling:
        _step("confirm", ask, by=holder, judgement=judgement)
        Assignment.objects.filter(pk=assignment.pk).update(use=references.book(question))
    else:
        _step("hold_back", ask, by=THE_CLOCK, judgement=judgement)
        _end_assignment(ask, held=[held.pk], by=THE_CLOCK)
    return ask


def hold_back(customers: list[int], on: date) -> None:
    """Stop every request in flight whose person a rule blocks now, and tell both sides in the same transaction.

    The second subscriber of `customers.announce`: the references are held by the first one.
    """
    for ask in ReferenceRequest.objects.in_flight_with(customers):
        try:
            with transaction.atomic():
                _stop_if_blocked(ask, on=on)
        except Refused:
            continue  # somebody ended this request at the same moment; the new fact must not fail for that


def _stop_if_blocked(ask: ReferenceRequest, *, on: date) -> None:
    assignment = _assigned(ask)
    ruling, judgement = _judge(assignment.reference_id, ask.terms(on=on), decision="hold_back")
    if not ruling:
        _step("hold_back", ask, by=THE_CLOCK, judgement=judgement)
        _end_assignment(ask, held=[assignment.reference_id], by=THE_CLOCK)


@transaction.atomic
def resume(ask: ReferenceRequest, *, by: Any) -> ReferenceRequest:
    """Go back to looking for somebody, after a stop or a no."""
    _step("resume", ask, by=by, manager=by)
    return ask


@transaction.atomic
def reveal(ask: ReferenceRequest, *, by: Any, on: date) -> ContactDetails:
    """Show the requester whom they may call, once the customer said yes; judged again, and written down each time."""
    if not by.has_perm("requests.reveal"):
        raise PermissionDenied
    _revealed_from(ask)
    assignment = _assigned(ask)
    Reference.objects.hold(assignment.reference_id)
    _revealed_from(ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=ask.pk))
    ruling, judgement = _judge(assignment.reference_id, ask.terms(on=on), decision="reveal", masked=True)
    _must_be_usable(ruling)
    WORKFLOW.remember("reveal", ask, by=by, judgement=judgement)
    return ContactDetails.objects.get(contact=assignment.reference.contact_id)


def _revealed_from(ask: ReferenceRequest) -> None:
    if ask.status in REVEALED_FROM:
        return
    if Assignment.objects.filter(ask=ask, use_consent__answer=Answer.YES).exists():
        raise Refused("Names and numbers cannot be shown at this stage. The reference manager can say how it goes on.")
    raise Refused("Names and numbers are shown once the customer has said yes, not before.")


@transaction.atomic
def complete(ask: ReferenceRequest, *, by: Any, on: date) -> ReferenceRequest:
    """Say that it took place; from now on we owe the customer a thank-you (seed 004)."""
    assignment = _assigned(ask)
    customer = assignment.reference.contact.customer_id
    # Everybody there, because it is announced: a favour done is a fact that others live by.
    Reference.objects.of_customers([customer]).hold_all()
    _step("complete", ask, by=by)
    assert assignment.use is not None
    references.finish(assignment.use, on=on)
    facts_changed([customer], on=on)
    return ask


@transaction.atomic
def close(ask: ReferenceRequest, *, by: Any, note: str = "") -> ReferenceRequest:
    """Put a request away. Having found nobody is an honest outcome; the note says why (seed 003)."""
    _end("close", ask, by=by, note=note)
    return ask


@transaction.atomic
def cancel(ask: ReferenceRequest, *, by: Any, note: str = "") -> ReferenceRequest:
    """Call a request off; a customer who was asked or had said yes is told kindly."""
    _end("cancel", ask, by=by, note=note)
    return ask


def expire(*, on: date) -> int:
    """Close what is past its day without a yes; each in its own transaction, so one that moved on stops nobody."""
    gone = 0
    for ask in ReferenceRequest.objects.out_of_time(on=on).filter(status__in=WORKFLOW.steps["expire"].sources):
        try:
            with transaction.atomic():
                _end("expire", ask, by=THE_CLOCK)
        except Refused:
            continue
        gone += 1
    return gone


def forget_notes(reference: Reference) -> None:
    """Delete what colleagues wrote on the requests that a person was ever chosen for: it may speak of them."""
    RequestNote.objects.filter(event__ask__assignments__reference=reference).delete()


def purge_notes(*, on: date) -> int:
    """Delete what was written on steps 24 months ago, of requests that are over, and return how many notes."""
    return in_batches(RequestNote.objects.outlived(on=on), lambda rows: rows.delete())
