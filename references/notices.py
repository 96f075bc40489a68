"""Who gets which letter about being a reference? Data; the wording is in templates/email/."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from customers.models import Contact, ContactDetails
from references import links
from references.models import (
    CheckIn,
    Claim,
    Consent,
    CycleStep,
    LetterPause,
    Pause,
    Purpose,
    QuietMonth,
    ReconsentCycle,
    Reference,
    Use,
    UseConsent,
    UseState,
)
from refprogram.accounts.mailbox import mailbox, managers
from refprogram.dates import today
from refprogram.outbox.hours import next_open
from refprogram.outbox.kinds import Kind, Letter, Mint
from refprogram.outbox.models import IN_HAND, Message, State
from refprogram.outbox.post import drafted
from refprogram.outbox.wording import written

SIX_MONTH_CHECK = "six_month_check"
SMALL_QUESTIONS = "small_questions"
CHECK_IN_OVERDUE = "check_in_overdue"
TO_CUSTOMERS = (SIX_MONTH_CHECK, SMALL_QUESTIONS)

LETTER_OF_STEP = {
    CycleStep.FIRST_LETTER: SIX_MONTH_CHECK,
    CycleStep.SECOND_LETTER: SIX_MONTH_CHECK,
    CycleStep.ESCALATION: CHECK_IN_OVERDUE,
}
# For so long does a letter that is held back wait before anybody looks again.
HELD_FOR = timedelta(minutes=30)
PAUSED = "They asked us to leave them alone for a while."
CHECKED_IN = "Somebody has checked in with them in the meantime."


def letter_to_customer(
    *,
    reference: int,
    contact: int,
    on: date,
    not_before: datetime | None = None,
    cycle_step: int | None = None,
    claims: Sequence[int] = (),
    uses: Sequence[int] = (),
) -> Message:
    """Draft the one letter of a day to one person: a step of their cycle, or what made us ask without one."""
    return drafted(
        kind=SIX_MONTH_CHECK if cycle_step else SMALL_QUESTIONS,
        to=f"contact:{contact}",
        key=f"cycle-{cycle_step}" if cycle_step else f"small-{reference}-{on}",
        not_before=not_before,
        reference=reference,
        cycle_step=cycle_step,
        claims=list(claims),
        uses=list(uses),
    )


def as_it_would_be(*, reference: Reference, kind: str, uses: Sequence[int]) -> Letter:
    """Write the letter that a person would get now, with real facts; nothing is sent, minted or stored."""
    letter = drafted(kind=kind, to=f"contact:{reference.contact_id}", key="none", cycle_step=None, uses=list(uses))
    return next(known for known in KINDS if known.code == kind).preview(letter)


def letters_to_managers() -> Callable[[int], Iterable[Message]]:
    """Return what drafts the letters of the end of a ladder, one to each manager who works here now."""
    people = list(managers())
    return lambda step: [
        drafted(
            kind=CHECK_IN_OVERDUE, to=f"user:{one.pk}", key=f"cycle-{step}-{one.pk}", not_before=None, cycle_step=step
        )
        for one in people
    ]


def on_their_way(contacts: Collection[int], *, on: date) -> dict[int, date]:
    """Return to whom a letter of the cycle has still to leave, or has left on a day, and the last day that it takes.

    Until then they get no second one.
    """
    zone = ZoneInfo(settings.PROGRAM_TIME_ZONE)
    begins = datetime.combine(on, time(), zone)
    waits = Q(state__in=(State.QUEUED, *IN_HAND))
    left = Q(sent_at__gte=begins, sent_at__lt=begins + timedelta(days=1))
    letters = Message.objects.filter(waits | left, kind__in=TO_CUSTOMERS, to__in=[f"contact:{pk}" for pk in contacts])
    until: dict[int, date] = {}
    for to, state, next_at in letters.values_list("to", "state", "next_at"):
        contact = int(to.removeprefix("contact:"))
        leaves = timezone.localdate(next_at, zone) if state == State.QUEUED else on
        until[contact] = max(until.get(contact, on), leaves)
    return until


def contact_address(message: Message) -> str | None:
    """Turn ``contact:12`` into the address we have now."""
    return ContactDetails.objects.filter(contact=_contact(message)).values_list("email", flat=True).first()


def _contact(message: Message) -> int:
    return int(message.to.removeprefix("contact:"))


def _cycle_step(message: Message) -> ReconsentCycle:
    return ReconsentCycle.objects.select_related("reference__contact__customer", "reference__contact__details").get(
        pk=message.facts["cycle_step"]
    )


def _reference(message: Message) -> Reference:
    return Reference.objects.select_related("contact__details").get(contact=_contact(message))


def _may_ask_again(message: Message) -> str:
    """Ask all that speaks against a letter in one query: there may be very many letters."""
    mine = {"reference": OuterRef("reference")}
    row = ReconsentCycle.objects.annotate(
        agreed=Exists(Consent.objects.unended().filter(**mine)),
        replaced=Exists(
            ReconsentCycle.objects.filter(cycle_start=OuterRef("cycle_start"), pk__gt=OuterRef("pk"), **mine)
        ),
        paused=Exists(Pause.objects.active(on=today()).filter(**mine)),
        talked=Exists(CheckIn.objects.direct().filter(on__gt=OuterRef("cycle_start"), **mine)),
    ).get(pk=message.facts["cycle_step"])
    if not row.agreed:
        return "They have ended what they agreed to; there is nothing to renew."
    if row.replaced:
        return "A later letter of the same cycle takes its place."
    return PAUSED if row.paused else CHECKED_IN if row.talked else ""


def _may_ask_small_things(message: Message) -> str:
    reference = _reference(message)
    if not _waiting_claims(reference) and not _helped(message):
        return "They have told us in the meantime."
    checks = Message.objects.filter(kind=SIX_MONTH_CHECK, to=message.to, pk__gt=message.pk)
    if checks.filter(state__in=(State.QUEUED, State.SENT, *IN_HAND)).exists():
        return "The six-month letter asks for it as well."
    return _rests(reference)


def _rests(reference: Reference) -> str:
    return PAUSED if Pause.objects.active(on=today()).filter(reference=reference).exists() else ""


def is_left_alone(reference: Reference, *, on: date) -> bool:
    """Say whether no letter goes to a person on a day: they want none, rest, or it is a quiet month of theirs."""
    if reference.contact.silent_since:
        return True
    quiet = QuietMonth.objects.filter(preference__reference=reference, month=on.month)
    return Pause.objects.active(on=on).filter(reference=reference).exists() or quiet.exists()


def _checked_in_since(message: Message) -> str:
    row = _cycle_step(message)
    return CHECKED_IN if row.reference.checkins.direct().filter(on__gt=row.cycle_start).exists() else ""


def in_hours_of_work(message: Message) -> datetime | None:
    """Keep the hours of where somebody lives, and wait while a manager holds the letters back."""
    held = LetterPause.objects.open().filter(Q(reference=None) | Q(reference__contact=OuterRef("pk")))
    contact = Contact.objects.annotate(held=Exists(held)).get(pk=_contact(message))
    now = timezone.now()
    return now + HELD_FOR if contact.held else next_open(now, zone=contact.time_zone)


def _to_customer(message: Message, mint: Mint) -> Letter:
    """Gather in one letter everything that waits for one person."""
    reference, on = _reference(message), today()
    contact, check = reference.contact, message.kind == SIX_MONTH_CHECK

    def address(purpose: str, **of: Any) -> str:
        return mint(purpose=purpose, reference=reference.pk, on=on, letter=message.pk, **of)

    step = message.facts.get("cycle_step")
    main = address(Purpose.CHECK_IN, cycle_step_id=step) if check else address(Purpose.HOME)
    questions = UseConsent.objects.open().filter(reference=reference).select_related("activity").order_by("pk")
    context = {
        "contact": contact,
        "address": main,
        "agreed": Consent.objects.unended().filter(reference=reference).select_related("activity").order_by("pk"),
        "claims": _waiting_claims(reference),
        "questions": [
            {"question": question, "address": address(Purpose.ASK, use_consent=question)} for question in questions
        ],
        "feedback": [{"use": use, "address": address(Purpose.FEEDBACK, use=use)} for use in _helped(message)],
    }
    return written(message.kind, context, language=contact.language, stop=main)


def _waiting_claims(reference: Reference) -> list[Claim]:
    waiting = Claim.objects.waiting(on=today()).filter(reference=reference)
    return list(waiting.select_related("activity").order_by("pk"))


def _helped(message: Message) -> list[Use]:
    """Return the uses a letter is to ask about that still want a word."""
    done = Use.objects.filter(pk__in=message.facts.get("uses", []), state=UseState.DONE, feedback=None)
    return list(done.select_related("activity").order_by("on", "pk"))


def _check_in_overdue(message: Message) -> Letter:
    row = _cycle_step(message)
    return written(CHECK_IN_OVERDUE, {"reference": row.reference, "since": row.cycle_start})


KINDS = (
    *(
        Kind(
            kind,
            render=_to_customer,
            address=contact_address,
            may_go=may_go,
            mint=links.mint,
            not_before=in_hours_of_work,
        )
        for kind, may_go in ((SIX_MONTH_CHECK, _may_ask_again), (SMALL_QUESTIONS, _may_ask_small_things))
    ),
    Kind(CHECK_IN_OVERDUE, render=_check_in_overdue, address=mailbox, may_go=_checked_in_since),
)
