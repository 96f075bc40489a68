"""What if nobody answers? One more letter after a while, never a third; then a manager decides."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from references.models import Reference, UseConsent
from references.notices import is_left_alone
from refprogram.dates import business_days_after, business_days_before
from refprogram.errors import Refused
from refprogram.steps import THE_CLOCK
from refprogram.thresholds.models import Threshold
from requests import notices
from requests.actions.ground import assigned, end_assignment, step, stop_if_blocked
from requests.models import Assignment, ReferenceRequest, Status
from requests.workflow import WORKFLOW

STILL_TIME = "They have time to answer until {day:%d %B}. Wait, or write down what they tell one of you."


def chase(*, on: date) -> int:
    """Write once more to whoever has not answered for some business days, and return how many letters.

    Each in its own transaction. Whoever a rule blocks by now is let go instead, and the request stops; whoever wants to
    be left alone gets no letter, and a manager decides at once.
    """
    days = Threshold.objects.in_force()["chase_days"]
    due = Assignment.objects.to_chase(asked_by=business_days_before(on, days))
    due = due.filter(ask__status=Status.AWAITING_CUSTOMER)
    return sum(_chase(pk, days=days, on=on) for pk in due.order_by("pk").values_list("pk", flat=True))


def _chase(pk: int, *, days: int, on: date) -> bool:
    try:
        with transaction.atomic():
            return _write_again(Assignment.objects.select_related("ask").get(pk=pk), days=days, on=on)
    except Refused:
        return False  # somebody answered or decided at the same moment


def _write_again(assignment: Assignment, *, days: int, on: date) -> bool:
    reference = Reference.objects.hold(assignment.reference_id)
    stop_if_blocked(assignment.ask, on=on)
    waits = Assignment.objects.to_chase(asked_by=on).filter(pk=assignment.pk)
    left_alone = is_left_alone(reference, on=on)
    decide_on = on if left_alone else business_days_after(on, days)
    if not waits.update(decide_on=decide_on) or left_alone:
        return False
    question = UseConsent.objects.open().filter(pk__in=[assignment.use_consent_id])
    if not question.update(chased_on=on):
        raise Refused("They have answered by now.")
    notices.put_question_again(question.get())
    ask = ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=assignment.ask_id)
    WORKFLOW.remember("chase", ask, by=THE_CLOCK)
    return True


@transaction.atomic
def wait_longer(ask: ReferenceRequest, *, by: Any, on: date) -> ReferenceRequest:
    """Give somebody who has not answered a little longer, without another letter."""
    if not by.has_perm("requests.let_go"):
        raise PermissionDenied
    Reference.objects.hold(assigned(ask).reference_id)
    later = business_days_after(on, Threshold.objects.in_force()["chase_days"])
    if not Assignment.objects.lapsed(on=on).filter(ask=ask).update(decide_on=later):
        raise Refused("Nothing is to be decided here at the moment. Look at it again.")
    WORKFLOW.remember("wait_longer", ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=ask.pk), by=by)
    return ask


@transaction.atomic
def let_go(ask: ReferenceRequest, *, by: Any, on: date) -> ReferenceRequest:
    """Take the question back from somebody who has not answered, tell them kindly, and look for somebody else.

    Refused while they still have time: a second person is asked only after the first was let go.
    """
    held = Reference.objects.hold(assigned(ask).reference_id)
    must_have_lapsed(ask, on=on)
    step("let_go", ask, by=by, manager=by)
    end_assignment(ask, held=[held.pk], by=by, tell_customer=True)
    return ask


def must_have_lapsed(ask: ReferenceRequest, *, on: date) -> None:
    """Raise `Refused` while the person on a request may still answer in good time."""
    waiting = Assignment.objects.waiting().select_related("use_consent").filter(ask=ask).first()
    if waiting is None or (waiting.decide_on and waiting.decide_on <= on):
        return
    assert waiting.use_consent is not None
    days = Threshold.objects.in_force()["chase_days"]
    chased_on = business_days_after(waiting.use_consent.asked_on, days)
    raise Refused(STILL_TIME.format(day=waiting.decide_on or business_days_after(chased_on, days)))
