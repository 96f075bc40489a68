"""What happens to a question for a referral? It is made by hand, asked within a circle, or let go."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from references.models import Reference
from references.referrals import due, notices
from references.referrals.framing import against_circle, against_sentence
from references.referrals.models import Because, ReferralAsk
from references.referrals.workflow import ASKS, THE_PROGRAM
from refprogram.dates import business_days_after
from refprogram.errors import Refused


@transaction.atomic
def think_of(reference: Reference, *, by: Any, on: date) -> ReferralAsk:
    """Write down that somebody should be asked, without an occasion; refused for whoever is to be left alone."""
    if not by.has_perm("referrals.send_ask"):
        raise PermissionDenied
    Reference.objects.hold(reference.pk)
    if ReferralAsk.objects.open().filter(reference=reference).exists():
        raise Refused("They are on the list already, or being asked. Nobody is asked twice at once.")
    _refuse_against(reference, on=on)
    return ReferralAsk.objects.create(
        reference=reference,
        because=Because.BY_HAND,
        made_on=on,
        due_on=business_days_after(on, due.LOOK_WITHIN),
    )


@transaction.atomic
def send_ask(ask: ReferralAsk, *, frame: str, circle: str, sentence: str, by: Any, on: date) -> ReferralAsk:
    """Ask somebody whom they know within a circle, by a letter with a link to their page.

    A question for just anybody is refused with a hint, and so is one to a person who is to be left alone: judged now,
    whatever it was when the ask was made.
    """
    reference = Reference.objects.hold(ask.reference_id)
    hint = against_circle(circle) or against_sentence(sentence, circle=circle)
    if hint:
        raise Refused(hint)
    _refuse_against(reference, on=on)
    ASKS.take("send_ask", ask, by=by, frame=frame, circle=circle, sentence=sentence, asked_on=on, asked_by=by)
    notices.put_question(ask)
    return ask


@transaction.atomic
def drop_ask(ask: ReferralAsk, *, by: Any) -> ReferralAsk:
    """Let an ask go: nobody asks any more, and no answer is waited for."""
    Reference.objects.hold(ask.reference_id)
    return ASKS.take("drop_ask", ask, by=by)


def let_old_ones_go(*, on: date) -> int:
    """Let go what nobody answered, or asked, in 60 days, each in its own transaction; return how many that were."""
    keys = list(due.waited_too_long(on=on).order_by("pk").values_list("pk", flat=True))
    return sum(_let_go(key, on=on) for key in keys)


@transaction.atomic
def _let_go(key: int, *, on: date) -> bool:
    ask = due.waited_too_long(on=on).filter(pk=key).first()
    if ask is None:
        return False
    Reference.objects.hold(ask.reference_id)
    still = due.waited_too_long(on=on).filter(pk=key).exists()
    return bool(still and ASKS.take("drop_ask", ask, by=THE_PROGRAM))


def _refuse_against(reference: Reference, *, on: date) -> None:
    if sentence := due.why_not(reference, on=on):
        raise Refused(f"Not now: {sentence}")
