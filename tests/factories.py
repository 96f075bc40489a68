"""What do the tests' rows look like? Each is true and usable unless a trait or argument says otherwise.

A `ReferenceFactory()` may be asked today: its contact was spoken to 30 days ago, at ease, and agreed that prospects
hear them in a reference call; their company has permitted public use. Rows are made without actions, so what is kept of
a reference is written anew before anybody reads it (tests/settled.py).
"""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from customers.models import (
    Contact,
    ContactDetails,
    Contract,
    Customer,
    Hardship,
    HardshipNote,
    Issue,
    Product,
    Relationship,
    SurveyResponse,
    Topic,
)
from customers.models.customer import name_key
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from customers.models.relationship import RelationshipKind
from customers.models.source import Source
from customers.models.survey import Scale, Series
from references import actions, ledger
from references.eligibility import BLOCKED
from references.ledger import Evidence
from references.links import LinkHolder
from references.models import (
    ActivityType,
    Answer,
    Audience,
    Channel,
    CheckIn,
    Claim,
    CompanyPermission,
    Consent,
    ConsentAudience,
    ContactPreference,
    Judgement,
    Link,
    Mood,
    Nomination,
    Outcome,
    Pause,
    Purpose,
    Reference,
    RewardEntry,
    ThankYou,
    ToldUse,
    TopicStrength,
    Use,
    UseConsent,
    UseState,
)
from references.referrals.models import (
    AskStatus,
    Because,
    Compliment,
    Frame,
    Introduced,
    Referral,
    ReferralAsk,
)
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role
from refprogram.dates import add_months, today
from refprogram.rights.models import RightsRequest, State, Way, Wish, due_after
from refprogram.thresholds.models import FIGURES
from requests.models import (
    Answered,
    Assignment,
    Feedback,
    Invitation,
    MatteredLetter,
    Meeting,
    Opportunity,
    Override,
    ReferenceRequest,
    Side,
    Stage,
    Status,
    WantedTopic,
)
from requests.models import Way as SaidBy
from requests.models.feedback import gone_on

USUAL = object()
CONSENT_MONTHS = FIGURES["check_in_months"].default
PASSWORD = "a-long-enough-password"


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@northquay.example")
    role = Role.SALES_REP
    password = PASSWORD

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)


# Numbers in names are padded, so that names stand in the order in which they were made, with ten of them as with two.


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n:06}")


class ProductFactory(DjangoModelFactory):
    class Meta:
        model = Product

    name = factory.Sequence(lambda n: f"Product {n:06}")


class CustomerFactory(DjangoModelFactory):
    class Meta:
        model = Customer
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Halvorsen {n:06} AS")
    name_key = factory.LazyAttribute(lambda customer: name_key(customer.name))
    industry = "Food logistics"
    region = "Nordics"
    country = "Norway"

    class Params:
        in_trouble = factory.Trait(issue=factory.RelatedFactory("tests.factories.IssueFactory", "customer"))
        in_hardship = factory.Trait(hardship=factory.RelatedFactory("tests.factories.HardshipFactory", "customer"))


class IssueFactory(DjangoModelFactory):
    class Meta:
        model = Issue

    customer = factory.SubFactory(CustomerFactory)
    kind = IssueKind.SUPPORT
    severity = Severity.HIGH
    summary = "Booking feed down"
    opened_on = factory.LazyFunction(lambda: days_ago(5))


class HardshipFactory(DjangoModelFactory):
    class Meta:
        model = Hardship

    customer = factory.SubFactory(CustomerFactory)
    kind = HardshipKind.LAYOFFS
    since = factory.LazyFunction(lambda: days_ago(20))
    review_on = factory.LazyAttribute(lambda hardship: hardship.since + timedelta(days=180))


class HardshipNoteFactory(DjangoModelFactory):
    class Meta:
        model = HardshipNote

    hardship = factory.SubFactory(HardshipFactory)
    text = "Told in confidence"


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact
        skip_postgeneration_save = True

    customer = factory.SubFactory(CustomerFactory)
    title = "Head of Operations"
    details = factory.RelatedFactory("tests.factories.ContactDetailsFactory", "contact")


class ContactDetailsFactory(DjangoModelFactory):
    class Meta:
        model = ContactDetails

    contact = factory.SubFactory(ContactFactory, details=None)
    name = factory.Sequence(lambda n: f"Ingrid Solheim {n:06}")
    email = factory.Sequence(lambda n: f"ingrid{n}@halvorsen.example")
    phone = factory.Sequence(lambda n: f"+47 555 {n:05d}")


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = ActivityType
        django_get_or_create = ("code",)

    code = "call"
    name = factory.LazyAttribute(lambda activity: {"call": "Reference call"}.get(activity.code, activity.code.title()))
    minutes = 30


class ReferenceFactory(DjangoModelFactory):
    """A person who may be asked for a reference call today."""

    class Meta:
        model = Reference
        skip_postgeneration_save = True

    class Params:
        customer = factory.SubFactory(CustomerFactory)

    contact = factory.SubFactory(ContactFactory, customer=factory.SelfAttribute("..customer"))
    opened_on = factory.LazyFunction(lambda: days_ago(400))

    @classmethod
    def _create(cls, model_class, *args, checked_on=USUAL, agreed_to=USUAL, permitted=True, **kwargs):
        """`checked_on` is the day somebody spoke with them, None for never; `agreed_to` lists activities, and
        `permitted` says whether the company allows public use."""
        reference, _ = model_class.objects.get_or_create(
            contact=kwargs["contact"], defaults={"opened_on": kwargs["opened_on"]}
        )
        checked = days_ago(30) if checked_on is USUAL else checked_on
        if checked:
            CheckInFactory(reference=reference, on=checked)
        if permitted and not CompanyPermission.objects.filter(customer=reference.contact.customer).exists():
            CompanyPermissionFactory(customer=reference.contact.customer)
        for activity in [ActivityFactory()] if agreed_to is USUAL else agreed_to:
            ConsentFactory(reference=reference, activity=activity, granted_on=checked or days_ago(30))
        return reference


class CheckInFactory(DjangoModelFactory):
    class Meta:
        model = CheckIn

    reference = factory.SubFactory(ReferenceFactory)
    on = factory.LazyFunction(lambda: days_ago(30))
    channel = Channel.CALL
    direct = True
    outcome = Outcome.WILLING
    mood = factory.LazyAttribute(
        lambda checkin: Mood.WILLING if checkin.direct and checkin.channel != Channel.LINK else ""
    )
    by = factory.LazyAttribute(
        lambda checkin: None if checkin.channel == Channel.LINK else UserFactory(role=Role.REFERENCE_MANAGER)
    )


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    reference = factory.SubFactory(ReferenceFactory, agreed_to=())
    activity = factory.SubFactory(ActivityFactory)
    granted_on = factory.LazyFunction(lambda: days_ago(30))
    expires_on = factory.LazyAttribute(lambda consent: add_months(consent.granted_on, CONSENT_MONTHS))

    @classmethod
    def _create(cls, model_class, *args, audiences=(Audience.PROSPECT,), **kwargs):
        consent = super()._create(model_class, *args, **kwargs)
        ConsentAudience.objects.bulk_create(
            [ConsentAudience(consent=consent, audience=audience) for audience in audiences]
        )
        return consent


class CompanyPermissionFactory(DjangoModelFactory):
    class Meta:
        model = CompanyPermission

    customer = factory.SubFactory(CustomerFactory)
    document = "Frame contract, clause 12"
    approver = "Legal department"
    granted_on = factory.LazyFunction(lambda: days_ago(300))
    recorded_by = factory.SubFactory(UserFactory, role=Role.ADMIN)


class SurveyResponseFactory(DjangoModelFactory):
    class Meta:
        model = SurveyResponse

    customer = factory.SubFactory(CustomerFactory)
    series = Series.RELATIONSHIP
    scale = Scale.NPS
    score = 9
    answered_on = factory.LazyFunction(lambda: days_ago(10))


class ContractFactory(DjangoModelFactory):
    class Meta:
        model = Contract

    customer = factory.SubFactory(CustomerFactory)
    renews_on = factory.LazyFunction(lambda: today() + timedelta(days=200))


class RelationshipFactory(DjangoModelFactory):
    class Meta:
        model = Relationship

    customer = factory.SubFactory(CustomerFactory)
    other = "Marlow Grocers"
    name_key = factory.LazyAttribute(lambda relationship: name_key(relationship.other))
    kind = RelationshipKind.COMPETITOR


class TopicStrengthFactory(DjangoModelFactory):
    class Meta:
        model = TopicStrength

    reference = factory.SubFactory(ReferenceFactory)
    topic = factory.SubFactory(TopicFactory)
    rating = 4
    source = Source.STAFF
    on = factory.LazyFunction(lambda: days_ago(30))


class ContactPreferenceFactory(DjangoModelFactory):
    class Meta:
        model = ContactPreference

    reference = factory.SubFactory(ReferenceFactory)
    max_per_quarter = 2
    on = factory.LazyFunction(lambda: days_ago(30))


class PauseFactory(DjangoModelFactory):
    class Meta:
        model = Pause

    reference = factory.SubFactory(ReferenceFactory)
    since = factory.LazyFunction(lambda: days_ago(3))


class NominationFactory(DjangoModelFactory):
    class Meta:
        model = Nomination

    reference = factory.SubFactory(ReferenceFactory, checked_on=None, agreed_to=())
    nominated_by = factory.SubFactory(UserFactory)
    nominated_on = factory.LazyFunction(lambda: days_ago(3))
    why = "They like the reports"
    known_problems = "none known"


class UseConsentFactory(DjangoModelFactory):
    class Meta:
        model = UseConsent

    reference = factory.SubFactory(ReferenceFactory)
    activity = factory.SubFactory(ActivityFactory)
    audience = "Marlow Grocers"
    about = "Reporting and support"
    needed_by = factory.LazyFunction(lambda: today() + timedelta(days=5))
    asked_on = factory.LazyFunction(today)
    asked_by = factory.SubFactory(UserFactory, role=Role.REFERENCE_MANAGER)
    answered_at = None
    answered_on = factory.LazyAttribute(lambda question: _day_of(question.answered_at))


def _day_of(moment: datetime | str | None) -> date | None:
    return datetime.fromisoformat(str(moment)).date() if moment else None


class UseFactory(DjangoModelFactory):
    class Meta:
        model = Use

    use_consent = factory.SubFactory(UseConsentFactory)
    reference = factory.SelfAttribute("use_consent.reference")
    activity = factory.SelfAttribute("use_consent.activity")
    on = factory.LazyFunction(lambda: days_ago(2))
    state = UseState.DONE


class ThankYouFactory(DjangoModelFactory):
    class Meta:
        model = ThankYou

    use = factory.SubFactory(UseFactory)
    due_on = factory.LazyFunction(lambda: today() + timedelta(days=1))


class ToldUseFactory(DjangoModelFactory):
    """A use outside the program, of which nobody has said yet who it was."""

    class Meta:
        model = ToldUse

    activity = factory.SubFactory(ActivityFactory)
    on = factory.LazyFunction(lambda: days_ago(3))
    words = "Somebody at Halvorsen spoke with a prospect"
    told_by = factory.SubFactory(UserFactory)
    told_on = factory.LazyFunction(today)


class RewardEntryFactory(DjangoModelFactory):
    """A gift that was offered, and that nobody has answered yet; `given` is one that they have."""

    class Meta:
        model = RewardEntry

    class Params:
        accepted = factory.Trait(answer="accepted", answered_on=factory.SelfAttribute("offered_on"))
        declined = factory.Trait(answer="declined", answered_on=factory.SelfAttribute("offered_on"))
        given = factory.Trait(accepted=True, given_on=factory.SelfAttribute("offered_on"))

    reference = factory.SubFactory(ReferenceFactory)
    act = "activity"
    what = "A box of chocolates"
    value = 40
    currency = "EUR"
    offered_on = factory.LazyFunction(lambda: days_ago(30))
    offered_by = factory.SubFactory(UserFactory, role=Role.REFERENCE_MANAGER)


class ReferralAskFactory(DjangoModelFactory):
    """A question for a referral that is due; `asked` is one that was asked, `answered` names what they said."""

    class Meta:
        model = ReferralAsk

    class Params:
        asked = False
        answered = ""

    reference = factory.SubFactory(ReferenceFactory)
    because = Because.DELIGHTED_CHECK_IN
    about = factory.Sequence(lambda n: f"checkin-{n}00")
    made_on = factory.LazyFunction(lambda: days_ago(2))
    due_on = factory.LazyFunction(lambda: today() + timedelta(days=3))
    status = factory.LazyAttribute(lambda ask: ask.answered or (AskStatus.ASKED if ask.asked else AskStatus.DUE))
    frame = factory.LazyAttribute(lambda ask: Frame.ASSOCIATION if ask.asked else "")
    circle = factory.LazyAttribute(lambda ask: "the Leeds Logistics Forum" if ask.asked else "")
    sentence = factory.LazyAttribute(lambda ask: f"Whom do you know at {ask.circle}?" if ask.asked else "")
    asked_on = factory.LazyAttribute(lambda ask: days_ago(1) if ask.asked else None)
    asked_by = factory.LazyAttribute(lambda ask: UserFactory(role=Role.REFERENCE_MANAGER) if ask.asked else None)
    answered_on = factory.LazyAttribute(lambda ask: today() if ask.answered else None)


class ReferralFactory(DjangoModelFactory):
    """Somebody who was introduced today, and to whom nobody has written."""

    class Meta:
        model = Referral
        skip_postgeneration_save = True

    ask = factory.SubFactory(ReferralAskFactory, asked=True, answered=AskStatus.INTRODUCED)
    introduced_on = factory.LazyFunction(today)
    moved_on = factory.SelfAttribute("introduced_on")
    person = factory.RelatedFactory("tests.factories.IntroducedFactory", "referral")


class IntroducedFactory(DjangoModelFactory):
    class Meta:
        model = Introduced

    referral = factory.SubFactory(ReferralFactory, person=None)
    name = "Oswin Tarrant"
    company = "Tarrant Haulage"
    email = factory.Sequence(lambda n: f"oswin{n}@tarrant.example")


class ComplimentFactory(DjangoModelFactory):
    class Meta:
        model = Compliment

    reference = factory.SubFactory(ReferenceFactory)
    words = "Your support is the best we have"
    on = factory.LazyFunction(today)
    heard_by = factory.SubFactory(UserFactory)
    due_on = factory.LazyFunction(lambda: today() + timedelta(days=3))


class OpportunityFactory(DjangoModelFactory):
    class Meta:
        model = Opportunity

    name = "Depot roll-out"
    account = "Marlow Grocers"
    value = 210_000
    close_on = factory.LazyFunction(lambda: today() + timedelta(days=25))
    owner = factory.SubFactory(UserFactory)


class ReferenceRequestFactory(DjangoModelFactory):
    """A rep's request; `status` is set directly, for pages that only show it (actions are tested by actions).

    One topic of its own matters most, or those that are given as `topics`.
    """

    class Meta:
        model = ReferenceRequest
        skip_postgeneration_save = True

    requested_by = factory.SubFactory(UserFactory)
    opportunity = factory.SubFactory(OpportunityFactory, owner=factory.SelfAttribute("..requested_by"))
    activity = factory.SubFactory(ActivityFactory)
    matters_most = "Reporting, and how support answers"
    needed_by = factory.LazyFunction(lambda: today() + timedelta(days=5))
    status = Status.SUBMITTED
    unfulfilled_because = factory.LazyAttribute(lambda ask: "too_late" if ask.status == Status.UNFULFILLED else "")

    @factory.post_generation
    def topics(self, create, topics):
        wanted = enumerate([TopicFactory()] if topics is None else topics, start=1)
        WantedTopic.objects.bulk_create([WantedTopic(ask=self, topic=topic, rank=rank) for rank, topic in wanted])


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    ask = factory.SubFactory(ReferenceRequestFactory, status=Status.MATCHED)
    reference = factory.SubFactory(ReferenceFactory)


class MeetingFactory(DjangoModelFactory):
    """Half an hour, the day after tomorrow."""

    class Meta:
        model = Meeting

    assignment = factory.SubFactory(AssignmentFactory, ask__status=Status.SCHEDULED)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))
    ends_at = factory.LazyAttribute(lambda made: made.starts_at + timedelta(minutes=30))


def heard(ask: ReferenceRequest, reference: Reference, *, on: date | None = None, **of: Any) -> Assignment:
    """Have a person have been heard for a request, two days ago or on a day."""
    use = UseFactory(
        use_consent__reference=reference,
        use_consent__activity=ask.activity,
        use_consent__answer=Answer.YES,
        use_consent__answered_at=timezone.now(),
        on=on or days_ago(2),
    )
    return AssignmentFactory(ask=ask, reference=reference, use_consent=use.use_consent, use=use, **of)


class InvitationFactory(DjangoModelFactory):
    """Somebody at a prospect whom nobody has written to."""

    class Meta:
        model = Invitation

    assignment = factory.LazyFunction(
        lambda: heard(ReferenceRequestFactory(status=Status.COMPLETED), ReferenceFactory())
    )
    invited_by = factory.SubFactory(UserFactory)
    invited_on = factory.LazyFunction(today)
    expires_on = factory.LazyAttribute(lambda made: gone_on(made.invited_on))


class FeedbackFactory(DjangoModelFactory):
    """What a prospect said on their own page."""

    class Meta:
        model = Feedback

    assignment = factory.LazyFunction(
        lambda: heard(ReferenceRequestFactory(status=Status.COMPLETED), ReferenceFactory())
    )
    side = Side.PROSPECT
    way = factory.LazyAttribute(lambda said: SaidBy.LINK if said.side == Side.PROSPECT else SaidBy.HERE)
    answered = Answered.YES
    on = factory.LazyFunction(today)
    noted_by = factory.LazyAttribute(lambda said: said.assignment.ask.requested_by if said.side == Side.REP else None)


class MatteredLetterFactory(DjangoModelFactory):
    """A draft about a deal that was won yesterday."""

    class Meta:
        model = MatteredLetter

    opportunity = factory.SubFactory(
        OpportunityFactory, stage=Stage.WON, closed_on=factory.LazyFunction(lambda: days_ago(1))
    )
    reference = factory.SubFactory(ReferenceFactory)
    words = "Marlow Grocers works with us now."
    drafted_on = factory.LazyFunction(today)


class OverrideFactory(DjangoModelFactory):
    """What was set aside about somebody: an open issue of medium weight, as their verdict says it."""

    class Meta:
        model = Override

    ask = factory.SubFactory(ReferenceRequestFactory, status=Status.IN_REVIEW)
    reference = factory.SubFactory(ReferenceFactory)
    judgement = factory.LazyAttribute(
        lambda made: Judgement.objects.create(
            reference=made.reference,
            decision="override",
            on=made.given_on,
            worst=BLOCKED,
            findings={"open_issue": BLOCKED},
            issue_severity=Severity.MEDIUM,
            issue_kind=IssueKind.SUPPORT,
            issue_since=made.given_on,
        )
    )
    findings = factory.LazyAttribute(lambda made: {"open_issue": made.given_on.isoformat()})
    reason = "It is about invoices, and they want to talk about routes."
    given_by = factory.SubFactory(UserFactory, role=Role.REFERENCE_MANAGER)
    given_on = factory.LazyFunction(today)
    until = factory.LazyAttribute(lambda made: made.given_on + timedelta(days=7))


def seen(*, on: date | None = None) -> Evidence:
    """Return what a page showed that asked about every kind of activity."""
    texts = ledger.texts_for(ActivityType.objects.all(), language="en", on=on or today())
    return Evidence("<p>What you agree to</p>", "en", texts)


def at_home(reference: Reference, *, on: date | None = None) -> LinkHolder:
    """Return a person on their own page, behind a link that acts."""
    expires_on = (on or today()) + timedelta(days=30)
    return LinkHolder(
        Link.objects.create(
            token_hash=secrets.token_hex(32), purpose=Purpose.HOME, reference=reference, expires_on=expires_on
        )
    )


def confirms(reference: Reference, *, on: date | None = None) -> None:
    """Have a person say yes on their own page to all that they are said to have agreed to."""
    day = on or today()
    for claim in Claim.objects.waiting(on=day).filter(reference=reference).select_related("activity").order_by("pk"):
        actions.agree(reference, claim.activity, evidence=seen(on=day), by=at_home(reference, on=day), on=day)


class RightsRequestFactory(DjangoModelFactory):
    class Meta:
        model = RightsRequest

    class Params:
        closed = factory.Trait(
            state=State.ANSWERED,
            outcome="done",
            answered_on=factory.LazyFunction(today),
            answered_by=factory.SubFactory(UserFactory, role=Role.ADMIN),
            writer="",
            note="",
        )

    wish = Wish.ACCESS
    way = Way.EMAIL
    received_on = factory.LazyFunction(lambda: days_ago(5))
    due_on = factory.LazyAttribute(lambda case: due_after(case.received_on, extended=case.extended_on is not None))
    extended_on = None
    writer = "Ingrid Solheim"
    note = "What do you have on me?"
