"""What does a talk with the customer change? It verifies, renews or ends what they agreed to, and updates their file.

The six-month page is here too: the customer's own answer refreshes, it never verifies.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from customers.models import Customer
from references.actions.learned import write_down
from references.actions.noted import announce, hold_with_colleagues, note_down
from references.actions.talk import Learned, Talk, contradictions, known_of
from references.links import LinkHolder
from references.models import (
    ActivityType,
    Answer,
    Channel,
    CheckIn,
    CheckInDraft,
    Consent,
    ConsentAudience,
    Cue,
    Link,
    Outcome,
    Reference,
)
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
    mood: str = "",
    cues: Iterable[str] = (),
    audiences: Iterable[str] = (),
    would_recommend: str = "",
    has_recommended: str = "",
    recommended_to: str = "",
    note: str = "",
    learned: Learned | None = None,
    begun: int | None = None,
) -> CheckIn:
    """Write down a talk with the customer; a direct one verifies, and a willing one renews what they agreed to.

    The activities are those the person agrees to from now on, for these audiences; an unwilling answer ends every
    consent. Second-hand news is kept, verifies nobody and agrees to nothing. The only thing that verifies somebody for
    the first time, so only a reference manager does it (seed 003). What cannot have been is refused. `begun` is the key
    of the newest talk when the sheet was opened: one sheet is saved once.
    """
    if not by.has_perm("references.check_in"):
        raise PermissionDenied
    # First the customer, then its people: whoever opens an issue holds them in this order.
    Customer.objects.hold(reference.contact.customer_id)
    hold_with_colleagues(reference)
    if begun is not None and saved_since(reference, begun=begun, by=by):
        raise Refused("You have saved this sheet already. Nothing was written down twice.")
    talk = Talk(
        on=happened_on,
        direct=direct,
        outcome=outcome,
        mood=mood,
        cues=tuple(cues),
        activities=tuple(activities),
        audiences=tuple(audiences),
        has_recommended=has_recommended,
        recommended_to=recommended_to,
        learned=learned or Learned(),
    )
    wrong = [sentence for _, sentence in contradictions(talk, known=known_of(reference), on=on)]
    if wrong:
        raise Refused(" ".join(wrong))
    checkin = CheckIn.objects.create(
        reference=reference,
        on=happened_on,
        channel=channel,
        direct=direct,
        outcome=outcome,
        mood=mood,
        would_recommend=would_recommend,
        has_recommended=has_recommended,
        recommended_to=recommended_to,
        note=note,
        by=by,
    )
    Cue.objects.bulk_create([Cue(checkin=checkin, kind=kind) for kind in talk.cues])
    note_down(reference, "check_in", by=by, about=f"checkin-{checkin.pk}")
    if direct:
        _agree(talk, reference, granted_on=happened_on, by=by, on=on)
    write_down(talk.learned, checkin, by=by, on=on)
    CheckInDraft.objects.filter(reference=reference, by=by).delete()
    announce(reference, on=on)
    return checkin


def _agree(talk: Talk, reference: Reference, *, granted_on: date, by: Any, on: date) -> None:
    """End what they agree to no more, and renew the rest; audiences that nobody asked about stay as they were."""
    Consent.objects.unended().filter(reference=reference).exclude(activity__in=talk.activities).update(ended_on=on)
    good_for = Threshold.objects.in_force()["check_in_months"]
    for activity in talk.activities:
        consent, _ = Consent.objects.update_or_create(
            reference=reference,
            activity=activity,
            ended_on=None,
            defaults={
                "granted_on": granted_on,
                "expires_on": add_months(granted_on, good_for),
                "recorded_by": by,
            },
        )
        if talk.audiences:
            consent.audiences.all().delete()
            ConsentAudience.objects.bulk_create(
                [ConsentAudience(consent=consent, audience=audience) for audience in talk.audiences]
            )


def saved_since(reference: Reference, *, begun: int, by: Any) -> bool:
    """Say whether somebody wrote down a talk after they opened the sheet."""
    return CheckIn.objects.filter(reference=reference, by=by, pk__gt=begun).exists()


@transaction.atomic
def note_attempt(reference: Reference, *, by: Any) -> None:
    """Write down that somebody tried to log a talk who may not: only a reference manager can verify (seed 003)."""
    Reference.objects.hold(reference.pk)
    note_down(reference, "check_in_refused", by=by)


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
