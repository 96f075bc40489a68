"""What is there of one person whom we know well? Something of their own in every field that can hold it."""

import hashlib
from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from customers.models import Contact, ContactDetails, Issue
from references import actions, ledger
from references.ledger import Evidence
from references.links import LinkHolder
from references.models import (
    CheckInDraft,
    Claim,
    ConsentChannel,
    Cue,
    CycleStep,
    Judgement,
    Link,
    Purpose,
    QuietMonth,
    ReconsentCycle,
    Result,
    StoryKind,
    StorySeed,
    UseFeedback,
)
from references.testimonials.models import Attachment, Connection, Credential, Endorsement, Mention
from refprogram.dates import today
from refprogram.outbox.models import Message, State
from refprogram.rights.models import Wish
from requests.models import RequestEvent, RequestNote, Side, Slot, TopicFeedback
from tests.factories import (
    AssignmentFactory,
    CheckInFactory,
    ComplimentFactory,
    ContactPreferenceFactory,
    FeedbackFactory,
    MatteredLetterFactory,
    MeetingFactory,
    NominationFactory,
    OverrideFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    ReferralAskFactory,
    ReferralFactory,
    RewardEntryFactory,
    RightsRequestFactory,
    SurveyResponseFactory,
    ToldUseFactory,
    TopicStrengthFactory,
    UseConsentFactory,
    UseFactory,
    UserFactory,
    days_ago,
)
from tests.references.testimonials import lives

CANARY = "canary"


def holder_of(reference, *, acts=True, **of):
    link = Link.objects.create(
        token_hash=hashlib.sha256(f"{reference.pk} {Link.objects.count()}".encode()).hexdigest(),
        purpose=Purpose.HOME, reference=reference, expires_on=today() + timedelta(days=30), **of,
    )  # fmt: skip
    return LinkHolder(link, acts=acts)


def in_half_an_hour():
    return timezone.now() + timedelta(minutes=30)


def agree(reference, activity, *, by, html="<p>What you agree to</p>"):
    """Have them said to agree, and confirm it on their page."""
    with transaction.atomic():
        actions.claim(
            reference, activity, audiences=["prospect"], said_on=today(), channel=ConsentChannel.CALL, by=by, on=today()
        )
    texts = ledger.texts_for([activity], language="en", on=today())
    return actions.agree(reference, activity, evidence=Evidence(html, "en", texts), by=holder_of(reference), on=today())


def complains(reference, *, words):
    return actions.complain(reference, words=words, by=holder_of(reference), on=today())


def everything_stored():
    """Yield every value of every row of every table, with where it stands."""
    for model in apps.get_models():
        for row in model._default_manager.values():
            for column, value in row.items():
                yield f"{model._meta.label}.{column}", str(value)


def _words_of(reference, one, *, by):
    """Let them have words on their way into the world, with something of theirs in every part of the dossier."""
    words = lives.proven(lives.asked(by, reference, text=one("It works, says ")), by, kind="expert")
    Connection.objects.create(endorsement=words, asked_of="person", tie="other", nature=one(), on=today())
    Credential.objects.update(field=one(), relevance=one(), document=one())
    Endorsement.objects.update(source=one())
    Attachment.objects.create(
        endorsement=words, kind="photo", name=one(), content_type="image/jpeg", size=1, digest=one(), data=b"x",
        on=today(),
    )  # fmt: skip
    Mention.objects.create(
        where=one(), words=one(), by_whom=one(), tone="good", seen_on=today(), noted_by=by, endorsement=words
    )


def somebody(call, manager):
    """Make a person with a canary of its own in every field that says something of them."""
    seen = iter(range(1_000))

    def one(prefix=""):
        return f"{prefix}{CANARY}{next(seen)}"

    reference = ReferenceFactory(agreed_to=())
    contact = reference.contact
    Contact.objects.filter(pk=contact.pk).update(external_id=one(), title=one(), time_zone=one())
    ContactDetails.objects.filter(contact=contact).update(name=one(), email=f"{one()}@there.example", phone=one())
    agree(reference, call, by=manager, html=f"<p>Dear {one()}</p>")
    Claim.objects.update(witness=one())
    checkin = CheckInFactory(
        reference=reference, on=days_ago(3), note=one(), has_recommended="yes", recommended_to=one()
    )
    CheckInDraft.objects.create(reference=reference, by=manager, typed={"note": [one()]})
    Cue.objects.create(checkin=checkin, kind="maybe")
    preference = ContactPreferenceFactory(reference=reference, words=one())
    preference.activities.add(call)
    QuietMonth.objects.create(preference=preference, month=12)
    step = ReconsentCycle.objects.create(
        reference=reference, cycle_start=days_ago(160), step=CycleStep.FIRST_LETTER, on=days_ago(2)
    )
    Link.objects.create(
        token_hash="c" * 64, purpose=Purpose.CHECK_IN, reference=reference, cycle_step=step, used_at=timezone.now(),
        answer="not_now", expires_on=today(),
    )  # fmt: skip
    judged = Judgement.objects.create(
        reference=reference, decision="match", worst=3, findings={}, on=today(), activity=call
    )
    result = Result.objects.create(
        reference=reference, checkin=checkin, metric=one(), before=one(), after=one(), evidence=one(),
        source="customer", on=today(),
    )  # fmt: skip
    StorySeed.objects.create(reference=reference, kind=StoryKind.RESULT, result=result, proposed_on=today())
    TopicStrengthFactory(reference=reference)
    NominationFactory(reference=reference, why=one(), known_problems=one())
    NominationFactory(
        reference=reference, status="declined", reason=one(), reviewed_on=today(), reviewed_by=UserFactory()
    )
    question = UseConsentFactory(reference=reference, words=one(), answer="yes", answered_at=timezone.now())
    use = UseFactory(use_consent=question)
    UseFeedback.objects.create(use=use, words=one(), on=today())
    RewardEntryFactory(reference=reference, what=one(), given=True)
    ask = ReferenceRequestFactory(status="completed")
    assignment = AssignmentFactory(ask=ask, reference=reference, use_consent=question, use=use, expected=4)
    MeetingFactory(assignment=assignment)
    Slot.objects.create(
        assignment=assignment, place=1, offered_by="customer", starts_at=timezone.now(), ends_at=in_half_an_hour()
    )
    for side in Side:
        feedback = FeedbackFactory(assignment=assignment, side=side, words=one())
        TopicFeedback.objects.create(feedback=feedback, topic=ask.topics.get().topic, rating=2)
    MatteredLetterFactory(reference=reference, opportunity=ask.opportunity, words=one())
    told = ToldUseFactory(words=one())
    UseFactory(reference=reference, activity=told.activity, told=told, use_consent=None)
    event = RequestEvent.objects.create(ask=ask, seq=1, verb="complete", acted_as="staff", actor=manager)
    RequestNote.objects.create(event=event, text=one())
    OverrideFactory(ask=ask, reference=reference, judgement=judged, reason=one("They would rather talk about "))
    ask = ReferralAskFactory(reference=reference, asked=True, circle=one(), sentence=one(), answered="introduced")
    ReferralFactory(ask=ask, person__words=one())
    ComplimentFactory(reference=reference, words=one())
    complains(reference, words=one())
    Issue.objects.update(resolution=one(), response=one())
    SurveyResponseFactory(customer=contact.customer, contact=contact, comment=one(), tone="fine", handling=one())
    Message.objects.create(kind="x", key="waiting", to=f"contact:{contact.pk}", facts={"question": question.pk})
    Message.objects.create(
        kind="x", key="stuck", to=f"contact:{contact.pk}", state=State.FAILED, sent_to=one(), last_error=one()
    )
    RightsRequestFactory(reference=reference, writer=one(), note=one())
    RightsRequestFactory(
        reference=reference, wish=Wish.OBJECTION, state="refused", writer="", note="", answered_on=today(),
        answered_by=manager, refused_because=one("They wrote about "), extended_on=days_ago(1),
        extended_because=one("They wrote about "),
    )  # fmt: skip
    _words_of(reference, one, by=manager)
    contact.refresh_from_db()
    assert sum(CANARY in value for _, value in everything_stored()) >= 20
    return reference
