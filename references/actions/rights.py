"""What of a reference's file goes when the person says so? Their words and ours about them, and the ledger's key."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from customers.models import Issue
from customers.models.survey import ERASED
from references.actions.consents import end
from references.actions.noted import announce, hold_with_colleagues, note_down
from references.models import (
    ActivityType,
    CheckIn,
    CheckInDraft,
    Claim,
    ConsentChannel,
    ContactPreference,
    LedgerKey,
    Link,
    Nomination,
    NominationStatus,
    PageSeen,
    Pause,
    Reference,
    ReferenceEvent,
    Result,
    RewardEntry,
    StorySeed,
    ToldUse,
    TopicStrength,
    UseConsent,
    UseFeedback,
)
from refprogram.history import ActedAs

CHANNEL = {
    ActedAs.CUSTOMER: ConsentChannel.LINK,
    ActedAs.STAFF: ConsentChannel.EMAIL,
    ActedAs.CLOCK: ConsentChannel.CLOCK,
}


@transaction.atomic
def end_everything(reference: Reference, *, by: Any, on: date) -> None:
    """End all that they agreed to, or were said to have agreed to, in the ledger first."""
    hold_with_colleagues(reference, by=by)
    end(reference, ActivityType.objects.all(), channel=CHANNEL[by.acted_as], by=by, on=on)
    note_down(reference, "end_everything", by=by)
    announce(reference, on=on)


@transaction.atomic
def forget(reference: Reference, *, by: Any, on: date, for_good: bool = True) -> None:
    """Delete what tells something of a person, in their own words or in ours.

    What they told us was not right goes at once when they wish it (`for_good`). The calendar leaves it to its own
    time, because it is about their company as well.

    What they agreed to ends first. The rows of the ledger stay as they are, and with the key goes what tied them to
    the person: they still prove that somebody agreed to something, and no longer who (GDPR 17.3).
    """
    end_everything(reference, by=by, on=on)
    mine = {"reference": reference}
    CheckIn.objects.filter(**mine).update(note="", recommended_to="")
    Nomination.objects.filter(**mine).update(why="", known_problems=ERASED)
    Nomination.objects.filter(**mine, status=NominationStatus.DECLINED).update(reason=ERASED)
    UseConsent.objects.filter(**mine).update(words="")
    UseFeedback.objects.filter(use__reference=reference).update(words="")
    ToldUse.objects.filter(use__reference=reference).update(words="")
    Claim.objects.filter(**mine).update(witness="")
    RewardEntry.objects.filter(**mine).update(what="")
    for personal in (StorySeed, Result, CheckInDraft, ContactPreference, TopicStrength, Pause, Link, PageSeen):
        personal._default_manager.filter(**mine).delete()
    LedgerKey.objects.filter(**mine).delete()
    told = complaints(reference=reference)
    (told if for_good else told.outlived(on=on)).update(summary="", resolution="", response="")
    note_down(reference, "forget", by=by)
    announce(reference, on=on)


def complaints(**of: Any) -> Any:
    """Return what somebody told us on their page that was not right; `of` says whose."""
    told = ReferenceEvent.objects.filter(verb="complain", **of)
    return Issue.objects.alias(told_as=Concat(Value("issue-"), Cast("pk", CharField()))).filter(
        told_as__in=told.values("about")
    )
