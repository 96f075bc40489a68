"""What does a talk with the customer change? It verifies, renews or ends what they agreed to, and updates their file.

The six-month page is here too: the customer's own answer refreshes, it never verifies.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from customers.actions import reach_contact
from customers.models import Customer
from references import ledger
from references.actions.claims import BetterKnown, Hearsay, claim_all
from references.actions.consents import end, grant, must_be_there
from references.actions.learned import write_down
from references.actions.noted import announce, hold_with_colleagues, note_down
from references.actions.peace import pause
from references.actions.talk import Learned, Talk, contradictions, known_of, must_want_contact
from references.ledger import Evidence
from references.links import LinkHolder
from references.models import (
    ActivityType,
    Answer,
    Channel,
    CheckIn,
    CheckInDraft,
    Consent,
    ConsentChannel,
    ConsentEventKind,
    Cue,
    Link,
    Outcome,
    Reference,
)
from refprogram.dates import add_months
from refprogram.errors import Refused

# For how long "not now" on the six-month page leaves somebody alone; they may end it, or choose another day.
NOT_NOW_MONTHS = 3


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
    """Write down a talk with the customer; a direct one verifies.

    The activities are those the person said that they agree to, for these audiences: until they confirm it themselves,
    behind a link, it is a claim. Whatever else they had agreed to ends at once. Second-hand news is kept, verifies
    nobody and agrees to nothing. The only thing that verifies somebody for the first time, so only a reference manager
    does it (seed 003). What cannot have been is refused. `begun` is the key of the newest talk when the sheet was
    opened: one sheet is saved once.
    """
    if not by.has_perm("references.check_in"):
        raise PermissionDenied
    # First the customer, then its people: whoever opens an issue holds them in this order.
    Customer.objects.hold(reference.contact.customer_id)
    hold_with_colleagues(reference, by=by)
    reference = Reference.objects.select_related("contact__customer").get(pk=reference.pk)
    must_want_contact(reference)
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
        reach_contact(reference.contact, by=by, on=on)
        _agree(talk, reference, said_on=happened_on, channel=channel, by=by, on=on)
    write_down(talk.learned, checkin, by=by, on=on)
    CheckInDraft.objects.filter(reference=reference, by=by).delete()
    announce(reference, on=on)
    return checkin


def _agree(talk: Talk, reference: Reference, *, said_on: date, channel: str, by: Any, on: date) -> None:
    """End what they agree to no more, at once, and note the rest as said: it counts when they confirm it themselves.

    What they said on their own page since that talk, yes or no, stays as they said it.
    """
    since = Consent.objects.unended().filter(reference=reference, granted_on__gt=said_on).values("activity")
    others = ActivityType.objects.exclude(pk__in=[activity.pk for activity in talk.activities]).exclude(pk__in=since)
    end(reference, others, channel=channel, by=by, on=on)
    known = BetterKnown([reference.pk])
    told = [Hearsay(reference, activity, said_on, talk.audiences) for activity in talk.activities]
    claim_all([one for one in told if not known.against(one, on=on)], channel=channel, by=by, on=on)


def saved_since(reference: Reference, *, begun: int, by: Any) -> bool:
    """Say whether somebody wrote down a talk after they opened the sheet."""
    return CheckIn.objects.filter(reference=reference, by=by, pk__gt=begun).exists()


@transaction.atomic
def note_attempt(reference: Reference, *, by: Any) -> None:
    """Write down that somebody tried to log a talk who may not: only a reference manager can verify (seed 003)."""
    Reference.objects.hold(reference.pk)
    note_down(reference, "check_in_refused", by=by)


@transaction.atomic
def answer_check_in(
    holder: LinkHolder,
    *,
    answer: str,
    evidence: Evidence,
    on: date,
    has_recommended: str = "",
    recommended_to: str = "",
    learned: Learned | None = None,
) -> None:
    """Take the customer's own answer to the six-month check.

    Yes is a direct check-in and renews what was live when we asked, on the words that were shown; it refreshes, it
    never verifies. No ends all of it, without a reason; not now is a pause and ends nothing; talk to me first changes
    nothing until a manager has talked. A check is answered once, by whichever of its letters; after that `Refused`.
    """
    if not holder.has_perm("references.answer_check_in"):
        raise PermissionDenied
    link = holder.link
    reference, step = link.reference, link.cycle_step
    assert step is not None
    # First the customer, then its people: whoever opens an issue holds them in this order.
    Customer.objects.hold(reference.contact.customer_id)
    hold_with_colleagues(reference, by=holder)
    if Link.objects.answered_in_cycle(reference=reference, cycle_start=step.cycle_start).exists():
        raise Refused(gettext("You have answered this already. Thank you; nothing was changed."))
    if answer in (Answer.YES, Answer.TALK):
        must_be_there(reference)
    Link.objects.filter(pk=link.pk).update(used_at=timezone.now(), answer=answer)
    agreed = Consent.objects.unended().filter(reference=reference).select_related("activity")
    if answer == Answer.YES:
        checkin = CheckIn.objects.create(
            reference=reference,
            on=on,
            channel=Channel.LINK,
            direct=True,
            outcome=Outcome.WILLING,
            has_recommended=has_recommended,
            recommended_to=recommended_to,
            by=None,
        )
        write_down(learned or Learned(), checkin, by=holder, on=on)
        for consent in agreed.live(on=step.on).prefetch_related("audiences").order_by("pk"):
            audiences = [row.audience for row in consent.audiences.all()]
            grant(reference, consent.activity, audiences=audiences, evidence=evidence, by=holder, on=on)
    elif answer == Answer.NO:
        everything = ActivityType.objects.all()
        end(reference, everything, channel=ConsentChannel.LINK, by=holder, on=on, evidence=evidence)
    elif answer == Answer.NOT_NOW:
        ledger.record(
            reference,
            ConsentEventKind.NOT_NOW,
            by=holder,
            on=on,
            channel=ConsentChannel.LINK,
            about=f"cycle-{step.pk}",
            evidence=evidence,
            link=link,
        )
        pause(reference, until=add_months(on, NOT_NOW_MONTHS), by=holder, on=on)
    note_down(reference, f"answer_{answer}", by=holder, about=f"link-{link.pk}")
    announce(reference, on=on)
