"""What is left of somebody who was erased? Nothing may be: no name, no word, no key, no page, no way to reach them."""

from collections.abc import Iterator

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from customers.models import Contact, ContactDetails, SurveyResponse
from customers.models.contact import ContactStatus
from customers.models.survey import ERASED
from references.actions.rights import complaints
from references.models import (
    CheckIn,
    CheckInDraft,
    Claim,
    ContactPreference,
    LedgerKey,
    Link,
    Nomination,
    PageSeen,
    Pause,
    ReferenceEvent,
    Result,
    StorySeed,
    ToldUse,
    TopicStrength,
    UseConsent,
    UseFeedback,
)
from references.referrals.models import Compliment, Referral, ReferralAsk
from references.testimonials.actions import left_of
from refprogram.history import ActedAs
from refprogram.outbox.models import Message, State
from requests.models import Assignment, Feedback, MatteredLetter, Override, RequestNote

TABLES = (
    CheckInDraft, ContactPreference, LedgerKey, Link, PageSeen, Pause, Result, StorySeed, TopicStrength,
)  # fmt: skip


def what_is_left() -> Iterator[str]:
    """Yield a sentence for each row that an erasure should have deleted or emptied."""
    gone = Contact.objects.filter(status=ContactStatus.ERASED)
    mine = Q(reference__contact__in=gone)
    names = Q(external_id="", title="", language="", time_zone="")
    # The calendar leaves complaints to their own time; the wish of whose they were does not.
    wished = ReferenceEvent.objects.filter(mine, verb="forget").exclude(acted_as=ActedAs.CLOCK).values("reference")
    # What a colleague writes afterwards on a request they were once chosen for is not about them.
    chosen = Assignment.objects.filter(reference=OuterRef("reference"), ask=OuterRef(OuterRef("event__ask")))
    forgotten = ReferenceEvent.objects.filter(Exists(chosen), mine, verb="forget", at__gte=OuterRef("event__at"))
    letters = gone.values_list(Concat(Value("contact:"), Cast("pk", CharField())))
    left = [
        ContactDetails.objects.filter(contact__in=gone),
        gone.exclude(names),
        SurveyResponse.objects.filter(contact__in=gone),
        *(model._default_manager.filter(mine) for model in TABLES),
        CheckIn.objects.filter(mine).exclude(note="", recommended_to=""),
        Nomination.objects.filter(mine).exclude(why="", known_problems=ERASED, reason__in=("", ERASED)),
        UseConsent.objects.filter(mine).exclude(words=""),
        Compliment.objects.filter(mine).exclude(words=""),
        ReferralAsk.objects.filter(mine).exclude(circle__in=("", ERASED), sentence__in=("", ERASED)),
        Referral.objects.filter(ask__reference__contact__in=gone),
        UseFeedback.objects.filter(use__reference__contact__in=gone).exclude(words=""),
        ToldUse.objects.filter(use__reference__contact__in=gone).exclude(words=""),
        Claim.objects.filter(mine).exclude(witness=""),
        complaints(reference__in=wished).exclude(summary=""),
        RequestNote.objects.filter(Exists(forgotten)),
        Override.objects.filter(mine).exclude(reason=""),
        Feedback.objects.filter(assignment__reference__contact__in=gone).exclude(words=""),
        MatteredLetter.objects.filter(mine).exclude(words=""),
        *left_of(mine),
        Message.objects.filter(to__in=letters).filter(Q(state=State.QUEUED) | ~Q(sent_to="") | ~Q(last_error="")),
    ]
    for rows in left:
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            yield f"{rows.model._meta.label} {pk}: left of somebody who was erased. Remove it."
