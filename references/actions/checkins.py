"""What does a talk with the customer change? It verifies, renews or ends what they agreed to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from references.actions.noted import announce, hold_with_colleagues, note_down
from references.links import LinkHolder
from references.models import ActivityType, Answer, Channel, CheckIn, Consent, Link, Outcome, Reference
from refprogram.dates import add_months
from refprogram.errors import Refused
from refprogram.thresholds.models import Threshold


@transaction.atomic
def check_in(
    reference: Reference,
    *,
    happened_on: date,
    channel: str,
    direct: bool,
    outcome: str,
    activities: Iterable[ActivityType],
    by: Any,
    on: date,
    note: str = "",
) -> CheckIn:
    """Write down a talk with the customer; a direct one verifies, and a willing one renews what they agreed to.

    The activities are those the person agrees to from now on; an unwilling answer ends every consent. Second-hand news
    is kept and changes nothing. The only thing that verifies somebody for the first time (seed 003).
    """
    hold_with_colleagues(reference)
    good_for = Threshold.objects.in_force()["check_in_months"]
    checkin = CheckIn.objects.create(
        reference=reference, on=happened_on, channel=channel, direct=direct, outcome=outcome, note=note, by=by
    )
    note_down(reference, "check_in", by=by, about=f"checkin-{checkin.pk}")
    if direct:
        agreed = list(activities) if outcome == Outcome.WILLING else []
        Consent.objects.unended().filter(reference=reference).exclude(activity__in=agreed).update(ended_on=on)
        for activity in agreed:
            Consent.objects.update_or_create(
                reference=reference,
                activity=activity,
                ended_on=None,
                defaults={
                    "granted_on": happened_on,
                    "expires_on": add_months(happened_on, good_for),
                    "recorded_by": by,
                },
            )
    announce(reference, on=on)
    return checkin


@transaction.atomic
def answer_check_in(holder: LinkHolder, *, answer: str, on: date) -> None:
    """Take the customer's own answer to the six-month check.

    Yes is a direct check-in and renews the consents that were live when we asked; it refreshes, it never verifies. No
    and not now end them, without a reason. Talk to me first changes nothing until a manager has talked. A check is
    answered once, by whichever of its letters; after that `Refused`.
    """
    if not holder.has_perm("references.answer_check_in"):
        raise PermissionDenied
    link = holder.link
    reference, step = link.reference, link.cycle_step
    assert step is not None
    hold_with_colleagues(reference)
    if Link.objects.answered_in_cycle(reference=reference, cycle_start=step.cycle_start).exists():
        raise Refused("You have answered this already. Thank you; nothing was changed.")
    Link.objects.filter(pk=link.pk).update(used_at=timezone.now(), answer=answer)
    consents = Consent.objects.unended().filter(reference=reference)
    if answer == Answer.YES:
        CheckIn.objects.create(
            reference=reference, on=on, channel=Channel.LINK, direct=True, outcome=Outcome.WILLING, by=None
        )
        consents.live(on=step.on).update(expires_on=add_months(on, Threshold.objects.in_force()["check_in_months"]))
    elif answer in (Answer.NO, Answer.NOT_NOW):
        consents.update(ended_on=on)
    note_down(reference, f"answer_{answer}", by=holder, about=f"link-{link.pk}")
    announce(reference, on=on)
