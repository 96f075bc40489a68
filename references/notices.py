"""Who gets which letter about being a reference? Data; the wording is in templates/email/."""

from customers.models import ContactDetails
from references import links
from references.models import Consent, CycleStep, Purpose, ReconsentCycle
from refprogram.accounts.mailbox import mailbox, managers
from refprogram.dates import today
from refprogram.outbox.kinds import Kind, Letter, Mint
from refprogram.outbox.models import Message
from refprogram.outbox.post import post
from refprogram.outbox.wording import written

SIX_MONTH_CHECK = "six_month_check"
CHECK_IN_OVERDUE = "check_in_overdue"

LETTER_OF_STEP = {
    CycleStep.FIRST_LETTER: SIX_MONTH_CHECK,
    CycleStep.SECOND_LETTER: SIX_MONTH_CHECK,
    CycleStep.ESCALATION: CHECK_IN_OVERDUE,
}


def post_step(row: ReconsentCycle) -> None:
    """Write the letters of a step that was taken: to the customer, or at the end of the ladder to the managers."""
    key = f"cycle-{row.pk}"
    if row.step == CycleStep.ESCALATION:
        for manager in managers():
            post(kind=CHECK_IN_OVERDUE, to=f"user:{manager.pk}", key=f"{key}-{manager.pk}", cycle_step=row.pk)
    else:
        post(kind=SIX_MONTH_CHECK, to=f"contact:{row.reference.contact_id}", key=key, cycle_step=row.pk)


def contact_address(message: Message) -> str | None:
    """Turn ``contact:12`` into the address we have now."""
    return (
        ContactDetails.objects.filter(contact=int(message.to.removeprefix("contact:")))
        .values_list("email", flat=True)
        .first()
    )


def _cycle_step(message: Message) -> ReconsentCycle:
    return ReconsentCycle.objects.select_related("reference__contact__customer", "reference__contact__details").get(
        pk=message.facts["cycle_step"]
    )


def _may_ask_again(message: Message) -> str:
    row = _cycle_step(message)
    if not Consent.objects.unended().filter(reference=row.reference).exists():
        return "They have ended what they agreed to; there is nothing to renew."
    return _checked_in_since(message)


def _checked_in_since(message: Message) -> str:
    row = _cycle_step(message)
    if row.reference.checkins.direct().filter(on__gt=row.cycle_start).exists():
        return "Somebody has checked in with them in the meantime."
    return ""


def _six_month_check(message: Message, mint: Mint) -> Letter:
    row = _cycle_step(message)
    of = {"purpose": Purpose.CHECK_IN, "reference": row.reference_id, "cycle_step": row}
    address = mint(on=today(), letter=message.pk, **of)
    contact = row.reference.contact
    agreed = Consent.objects.unended().filter(reference=row.reference).select_related("activity")
    context = {"contact": contact, "agreed": agreed, "address": address}
    return written(SIX_MONTH_CHECK, context, language=contact.language, stop=address)


def _check_in_overdue(message: Message) -> Letter:
    row = _cycle_step(message)
    return written("check_in_overdue", {"reference": row.reference, "since": row.cycle_start})


KINDS = (
    Kind(SIX_MONTH_CHECK, render=_six_month_check, address=contact_address, may_go=_may_ask_again, mint=links.mint),
    Kind(CHECK_IN_OVERDUE, render=_check_in_overdue, address=mailbox, may_go=_checked_in_since),
)
