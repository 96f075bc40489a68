"""Who gets which letter about a request? A table; the wording is in templates/email/."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from references import links
from references.eligibility import BLOCKED
from references.models import Consent, Purpose, Reference, Use, UseConsent
from references.notices import contact_address, in_hours_of_work, is_left_alone
from references.verdicts import recalled
from refprogram.accounts.mailbox import mailbox, managers
from refprogram.dates import today
from refprogram.outbox.kinds import Kind, Letter, Mint
from refprogram.outbox.models import IN_HAND, Message, State
from refprogram.outbox.post import post
from refprogram.outbox.wording import written
from requests.models import RequestEvent
from requests.notices_of_meetings import KINDS as ABOUT_MEETINGS
from requests.notices_of_meetings import cancelled_for

REQUESTER, MANAGER, MANAGERS = "requester", "manager", "managers"


@dataclass(frozen=True)
class Notice:
    """A letter to our own people after a step: its template, and who is told."""

    kind: str
    to: tuple[str, ...]


# Which step tells whom. A verb that is not here tells nobody by letter.
NOTICES = {
    "submit": Notice("request_submitted", (MANAGERS,)),
    "take_up": Notice("request_taken_up", (REQUESTER,)),
    "confirm": Notice("request_confirmed", (REQUESTER, MANAGER)),
    "decline": Notice("request_declined", (REQUESTER, MANAGER)),
    "not_now": Notice("request_declined", (REQUESTER, MANAGER)),
    "talk": Notice("request_wants_to_talk", (REQUESTER, MANAGER)),
    "hold_back": Notice("request_stopped", (REQUESTER, MANAGER)),
    "complete": Notice("request_completed", (REQUESTER,)),
    "withdraw": Notice("request_taken_back", (REQUESTER, MANAGER)),
    "heard_yes": Notice("request_confirmed", (REQUESTER, MANAGER)),
    "heard_no": Notice("request_declined", (REQUESTER, MANAGER)),
    "heard_not_now": Notice("request_declined", (REQUESTER, MANAGER)),
    "late_answer": Notice("request_answered_late", (MANAGER,)),
    "supply": Notice("request_supplied", (REQUESTER,)),
    "give_up": Notice("request_unfulfilled", (REQUESTER,)),
    "close": Notice("request_closed", (REQUESTER,)),
    "cancel": Notice("request_cancelled", (REQUESTER, MANAGER)),
    "expire": Notice("request_expired", (REQUESTER, MANAGER)),
}

QUESTION = "question_to_customer"
QUESTION_AGAIN = "question_again"
YES_TO_CONFIRM = "yes_to_confirm"
QUESTION_TAKEN_BACK = "question_taken_back"
YES_TAKEN_BACK = "yes_taken_back"
# What somebody has done with their data, and the letter about it.
FORGOTTEN, LEFT_ALONE, CORRECTED = "person_forgotten", "person_left_alone", "person_corrected"
ABOUT_A_PERSON = {YES_TAKEN_BACK, FORGOTTEN, LEFT_ALONE, CORRECTED}
WENT_OUT_OR_MAY_HAVE = (State.SENDING, State.UNCERTAIN, State.SENT)
# Who is told, or will be: a letter that may not have arrived has told nobody.
TOLD = (State.QUEUED, *IN_HAND, State.SENT)


def tell(event: RequestEvent) -> None:
    """Write the letters of a step that was taken, one a person; whoever took the step is not told of it."""
    notice = NOTICES.get(event.verb)
    if notice is None:
        return
    ask = event.ask
    people: dict[str, list[int | None]] = {
        REQUESTER: [ask.requested_by_id],
        MANAGER: [ask.manager_id],
        MANAGERS: [manager.pk for manager in managers()],
    }
    for person in {key for group in notice.to for key in people[group]} - {None, event.actor_id}:
        post(kind=notice.kind, to=f"user:{person}", key=f"request-event-{event.pk}-{person}", event=event.pk)


def put_question(question: UseConsent) -> None:
    """Write to the customer: one question about one use, with a link that answers it."""
    post(
        kind=QUESTION,
        to=f"contact:{question.reference.contact_id}",
        key=f"question-{question.pk}",
        question=question.pk,
    )


def put_question_again(question: UseConsent) -> None:
    """Write once more to whoever has not answered; its key sees to it that there is never a third letter."""
    post(
        kind=QUESTION_AGAIN,
        to=f"contact:{question.reference.contact_id}",
        key=f"question-{question.pk}-again",
        question=question.pk,
    )


def put_to_confirm(question: UseConsent) -> None:
    """Write to whoever said yes on the phone what we noted, with a link where they say so themselves, or otherwise."""
    post(
        kind=YES_TO_CONFIRM,
        to=f"contact:{question.reference.contact_id}",
        key=f"question-{question.pk}-heard",
        question=question.pk,
    )


def take_question_back(question: UseConsent) -> None:
    """Tell a customer who was asked, or had said yes, that it is no longer needed."""
    post(
        kind=QUESTION_TAKEN_BACK,
        to=f"contact:{question.reference.contact_id}",
        key=f"question-{question.pk}-taken-back",
        question=question.pk,
    )


def tell_who_knows(consents: Sequence[Consent], on: date) -> None:
    """Tell everybody whom we gave somebody's name and number for something they no longer agree to (GDPR 19).

    A subscriber of `references.announce`: the letters are written in the transaction that ends the consent.
    """
    for consent in consents:
        known = {"judgement__reference": consent.reference_id, "ask__activity": consent.activity_id}
        for event in RequestEvent.objects.filter(verb="reveal", **known).order_by("pk"):
            post(
                kind=YES_TAKEN_BACK,
                to=f"user:{event.actor_id}",
                key=f"yes-{consent.pk}-taken-back-{event.ask_id}-{event.actor_id}",
                event=event.pk,
            )


def tell_who_was_shown(reference: Reference, *, kind: str, on: date) -> None:
    """Tell everybody to whom somebody's name and number were ever shown what became of their data (GDPR 19).

    Who hears today that they took back their yes is not told to delete it a second time; a letter that did not leave
    and will not by itself has told nobody. Each correction is told, even two of one day, unless a letter about the one
    before still waits: it says where to read what holds now.
    """
    events = RequestEvent.objects.filter(verb="reveal", judgement__reference=reference).order_by("-pk")
    shown = {(event.ask_id, event.actor_id): event.pk for event in events}
    told = set() if kind == CORRECTED else _told_to_delete(shown, on=on)
    for (ask, actor), event in shown.items():
        if (ask, actor) not in told:
            to, key = f"user:{actor}", f"{kind}-{reference.pk}-{ask}-{actor}-"
            post(kind=kind, to=to, key=_next_key(key, to=to, each=kind == CORRECTED, on=on), event=event)


def _told_to_delete(shown: dict[tuple[int, int | None], int], *, on: date) -> set[tuple[int, int | None]]:
    """Say who heard or will hear of a day that a yes was taken back: who they are, and for which request."""
    begins = datetime.combine(on, time(), ZoneInfo(settings.PROGRAM_TIME_ZONE))
    letters = Message.objects.filter(kind=YES_TAKEN_BACK, state__in=TOLD, created_at__gte=begins)
    events = set(letters.filter(facts__event__in=list(shown.values())).values_list("facts__event", flat=True))
    return {whom for whom, event in shown.items() if event in events}


def _next_key(key: str, *, to: str, each: bool, on: date) -> str:
    """Return the key of a letter: another one for each correction, and after one that has told nobody."""
    letters = Message.objects.filter(to=to, key__startswith=key if each else f"{key}{on}")
    before = letters.exclude(state__in=[State.QUEUED] if each else TOLD).count()
    return f"{key}{before}" if each else f"{key}{on}-{before}" if before else f"{key}{on}"


def _event(message: Message) -> RequestEvent:
    return RequestEvent.objects.select_related("ask__opportunity", "ask__activity", "judgement").get(
        pk=message.facts["event"]
    )


def _about_step(message: Message) -> Letter:
    event = _event(message)
    address = settings.PUBLIC_BASE_URL + event.ask.get_absolute_url()
    # The class of each reason, never a detail: one letter for reps and managers alike.
    found = recalled(event.judgement, masked=True).findings if event.judgement else ()
    why = [finding.sentence for finding in found if finding.level >= BLOCKED]
    context = {"ask": event.ask, "event": event, "note": getattr(event, "note", None), "why": why, "address": address}
    return written(message.kind, context)


def _question(message: Message) -> UseConsent:
    return UseConsent.objects.select_related("activity", "asked_by", "heard_by", "reference__contact__details").get(
        pk=message.facts["question"]
    )


def _put(message: Message, mint: Mint) -> Letter:
    question = _question(message)
    of = {"purpose": Purpose.ASK, "reference": question.reference_id, "use_consent": question}
    return _to_customer(message, question, address=mint(on=today(), letter=message.pk, **of))


def _taken_back(message: Message, mint: Mint) -> Letter:
    question = _question(message)
    of = {"purpose": Purpose.HOME, "reference": question.reference_id}
    agrees = Consent.objects.live(on=today()).filter(reference=question.reference_id, activity=question.activity_id)
    address = mint(on=today(), letter=message.pk, **of)
    letter = _to_customer(message, question, address=address, still_agrees=agrees.exists())
    return replace(letter, enclosures=cancelled_for(question.pk))


def _to_customer(message: Message, question: UseConsent, *, address: str, **more: bool) -> Letter:
    contact = question.reference.contact
    context = {"question": question, "contact": contact, "address": address, **more}
    return written(message.kind, context, language=contact.language, stop=address)


def _still_open(message: Message) -> str:
    question = _question(message)
    if question.taken_back_at or question.answered_at:
        return "The question was answered or taken back before it was sent."
    return ""


def _was_asked(message: Message) -> str:
    """Nobody is told that a question is off which never reached them."""
    question = _question(message)
    letter = Message.objects.filter(key=f"question-{question.pk}", state__in=WENT_OUT_OR_MAY_HAVE)
    asked = question.answered_at or letter.exists()
    return "" if asked else "The question itself never went out."


def _may_be_put_again(message: Message) -> str:
    """Press nobody: not who answered, was never reached, rests, or has a quiet month."""
    question = _question(message)
    left_alone = "They want to be left alone." if is_left_alone(question.reference, on=today()) else ""
    return _still_open(message) or _was_asked(message) or left_alone


def _may_still_be_confirmed(message: Message) -> str:
    question = _question(message)
    still = question.heard_by_id and Use.objects.booked().filter(use_consent=question).exists()
    return "" if still else "They have said it themselves by now, or it was called off."


def _always(message: Message) -> str:
    return ""


KINDS = (
    *(
        Kind(kind, render=_about_step, address=mailbox, may_go=_always)
        for kind in sorted({notice.kind for notice in NOTICES.values()} | ABOUT_A_PERSON)
    ),
    Kind(QUESTION, render=_put, address=contact_address, may_go=_still_open, mint=links.mint),
    Kind(
        QUESTION_AGAIN,
        render=_put,
        address=contact_address,
        may_go=_may_be_put_again,
        mint=links.mint,
        not_before=in_hours_of_work,
    ),
    Kind(YES_TO_CONFIRM, render=_put, address=contact_address, may_go=_may_still_be_confirmed, mint=links.mint),
    Kind(QUESTION_TAKEN_BACK, render=_taken_back, address=contact_address, may_go=_was_asked, mint=links.mint),
    *ABOUT_MEETINGS,
)
