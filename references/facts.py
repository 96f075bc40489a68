"""What is known of a reference? One named column a fact; the only place that looks at other tables.

A fact is a date, a code or a number of somebody else's table, as a subquery, so that rows never multiply. Whether it is
good or bad news is not said here: that is a rule's, and rules are written over these names.

What is dated ahead counts from its own day on: a talk or a consent of tomorrow proves nothing today. A day that lies
behind is not looked up here, because what was written down since would be seen too: what was known then is what a
`Judgement` kept.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, ExtractMonth

from customers.models import Customer, Issue, Relationship
from customers.models.customer import customer_facts, name_key
from customers.models.relationship import RelationshipKind
from references.models import (
    ActivityType,
    CheckIn,
    CompanyPermission,
    Consent,
    ConsentAudience,
    ContactPreference,
    Mode,
    Nomination,
    Outcome,
    Pause,
    QuietMonth,
    ThankYou,
    TopicStrength,
    Use,
    UseConsent,
)
from references.models.activity import LONGEST_REST
from references.models.checkin import ILL_AT_EASE
from references.models.facts import KeptFacts
from refprogram.dates import AddDays, AddMonths
from refprogram.thresholds.models import threshold

QUARTER = timedelta(days=90)
NO_LAST_DAY = date(9999, 12, 31)
NOBODY = 0  # the key of no row

KEPT = tuple(field.name for field in KeptFacts._meta.local_fields)
# What was asked for, beside the facts, so that a rule is written over names alone.
WISHED = ("on", "audience", "depth")
ASKED = (
    "activity_is_public",
    "activity_is_live",
    "activity_weight",
    "activity_cap",
    "was_asked",
    "consent_until",
    "audience_agreed",
    "permission_until",
    "customer_cap",
    "recent_uses",
    "first_recent_use_on",
    "recent_load",
    "activity_uses",
    "rest_until",
    "conflict_topic",
    "conflict_on",
    "prospect_relation",
    "owes_thanks",
    "being_asked",
    "is_booked",
)
FACTS = (*KEPT, *ASKED)


@dataclass(frozen=True)
class Ask:
    """What is wanted, as a value: the day, the activity (by key; None means any), who hears it and what they are like.

    `topics` are those that matter most, by key, the first one first; `product` is the one they would buy, by key;
    `trouble` says that they ask what happens when things break. `use` is the use that is booked for this very
    wish, by key: it does not count against itself. `question` is the one that was put to them about it, by key: what
    they were asked is theirs to answer, and to keep to, though they want to be asked for nothing else.
    """

    on: date
    activity: int | None = None
    audience: str = ""
    depth: str = ""
    prospect: str = ""
    prospect_domain: str = ""
    topics: tuple[int, ...] = ()
    use: int | None = None
    question: int | None = None
    industry: str = ""
    region: str = ""
    size: str = ""
    product: int | None = None
    trouble: bool = False


def facts(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Annotate every fact that a rule may speak of (`FACTS`), and what was asked for (`WISHED`)."""
    known: QuerySet[Any] = references.annotate(**kept_facts(ask.on), **asked_facts(ask))
    return known


def derived(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add what follows from the facts and the thresholds: the days on which something runs out, and since when."""
    signs = [_sign(name) for name in ("late_yes_on", "declined_twice_on", "hedged_on")]
    settled = Q(survey_unhappy_on=None) | Q(survey_handled_on__isnull=False, willing_on__gt=F("survey_handled_on"))
    more: QuerySet[Any] = rows.annotate(
        **check_in_days(),
        better_since=_later("recovered_on", "cheered_on"),
        secondhand_on=_later("nominated_on", "told_on"),
        hesitation_signs=sum(signs[1:], start=signs[0]),
        wavering_on=_later("late_yes_on", "declined_twice_on"),
        survey_settled=Case(When(settled, then=True), default=False, output_field=BooleanField()),
        survey_since=Coalesce("survey_unhappy_on", "survey_unread_on"),
        renewal_from=Coalesce("negotiating_since", AddDays(F("renews_on"), 1 - threshold("renewal_days"))),
    ).annotate(
        hesitant_since=Case(
            When(mood__in=ILL_AT_EASE, then=F("mood_on")),
            default=_later("wavering_on", "hedged_on"),
            output_field=DateField(),
        )
    )
    return more


def check_in_days() -> dict[str, Any]:
    """Name the days that follow from the last direct talk: from when on the next is due, and until when it holds."""
    return {
        "good_until": AddMonths(F("checked_on"), threshold("check_in_months")),
        "due_from": AddMonths(F("checked_on"), threshold("check_in_due_months")),
    }


def _later(one: str, other: str) -> Case:
    """Return the later of two days; one that is not known loses."""
    return Case(
        When(Q(**{other: None}) | Q(**{f"{one}__gte": F(other)}), then=F(one)),
        default=F(other),
        output_field=DateField(),
    )


def _sign(name: str) -> Case:
    """Count a sign of hesitation that no later talk at ease has settled."""
    unsettled = Q(willing_on=None) | Q(**{f"{name}__gte": F("willing_on")})
    return Case(When(Q(**{f"{name}__isnull": False}) & unsettled, then=1), default=0, output_field=IntegerField())


def day(on: date) -> Cast:
    """Return a day as a column: PostgreSQL takes a bare one for a text."""
    return Cast(Value(on), DateField())


@lru_cache(maxsize=16)
def kept_facts(on: date) -> dict[str, Any]:
    """Name what depends on the reference and the day alone; what Standing keeps."""
    mine = {"reference": OuterRef("pk")}
    talks = CheckIn.objects.filter(on__lte=on, **mine)
    direct = talks.direct()
    verifying = talks.by_a_manager().order_by("on")
    heard_mood = talks.heard_mood().order_by("-on", "-pk")
    happy = talks.happy().order_by("-on")
    again = talks.first_happy_again().order_by("-on")
    told = talks.filter(direct=False, outcome=Outcome.WILLING).order_by("-on")
    nominated = Nomination.objects.filter(**mine).order_by("-nominated_on")
    late = UseConsent.objects.late_yes().filter(**mine).order_by("-answered_on")
    declined = UseConsent.objects.declined_since_any_yes().filter(**mine).order_by()
    pauses = Pause.objects.active(on=on).filter(**mine).order_by("-since", "-pk")
    quiet = QuietMonth.objects.filter(preference__reference=OuterRef("pk"), month=ExtractMonth(day(on)))
    twice = declined.values("reference").annotate(times=Count("pk"), last=Max("answered_on")).filter(times__gte=2)
    return {
        **customer_facts("contact__customer", on=on),
        "reference_policy": F("contact__customer__reference_policy"),
        "contact_status": F("contact__status"),
        "contact_status_since": F("contact__status_since"),
        "contact_back_on": F("contact__back_on"),
        "paused_since": Subquery(pauses.values("since")[:1]),
        "paused_until": Subquery(
            pauses.annotate(last=Coalesce("until", Value(NO_LAST_DAY), output_field=DateField())).values("last")[:1]
        ),
        "quiet_month": Exists(quiet),
        "verified_on": Subquery(verifying.values("on")[:1]),
        "checked_on": Subquery(direct.order_by("-on").values("on")[:1]),
        "heard_on": Subquery(direct.filter(outcome=Outcome.WILLING).order_by("-on").values("on")[:1]),
        "nominated_on": Subquery(nominated.values("nominated_on")[:1]),
        "told_on": Subquery(told.values("on")[:1]),
        "mood": Subquery(heard_mood.values("mood")[:1]),
        "mood_on": Subquery(heard_mood.values("on")[:1]),
        "willing_on": Subquery(happy.values("on")[:1]),
        "cheered_on": Subquery(again.values("on")[:1]),
        "late_yes_on": Subquery(late.values("answered_on")[:1]),
        "declined_twice_on": Subquery(twice.values("last"), output_field=DateField()),
        "hedged_on": Subquery(direct.filter(cues__isnull=False).order_by("-on").values("on")[:1]),
    }


@lru_cache(maxsize=64)
def asked_facts(ask: Ask) -> dict[str, Any]:
    """Name what depends on what is asked for; judged at the moment of asking, never kept."""
    mine = {"reference": OuterRef("pk")}
    activity = ActivityType.objects.filter(pk=ask.activity or NOBODY)
    consents = Consent.objects.filter(**mine).order_by("-expires_on")
    permissions = CompanyPermission.objects.live(on=ask.on).filter(customer=OuterRef("contact__customer"))
    if ask.activity is not None:
        consents = consents.filter(activity=ask.activity)
    uses = Use.objects.spent_since(ask.on - QUARTER).filter(**mine).exclude(pk=ask.use or NOBODY).order_by()
    per_person = uses.values("reference")
    resting = Use.objects.spent_since(ask.on - LONGEST_REST).filter(activity__rest_days__gt=0, **mine)
    rests = resting.exclude(pk=ask.use or NOBODY).order_by().values("reference")
    return {
        "on": Value(ask.on, output_field=DateField()),
        "audience": Value(ask.audience, output_field=CharField()),
        "depth": Value(ask.depth, output_field=CharField()),
        "activity_is_public": Coalesce(Subquery(activity.values("public")), Value(False)),
        "activity_is_live": ~Exists(activity.filter(mode=Mode.CONTENT)),
        "activity_weight": Coalesce(Subquery(activity.values("weight")), Value(1), output_field=IntegerField()),
        "activity_cap": Subquery(activity.values("max_per_quarter")),
        "was_asked": Value(ask.question is not None, output_field=BooleanField()),
        "consent_until": Subquery(consents.unended().filter(granted_on__lte=ask.on).values("expires_on")[:1]),
        "audience_agreed": _agreed_for(consents.live(on=ask.on), ask.audience),
        "permission_until": Subquery(
            permissions.filter(Q(activity=None) | Q(activity=ask.activity))
            .annotate(until=Coalesce("valid_until", Value(NO_LAST_DAY), output_field=DateField()))
            .order_by("-until")
            .values("until")[:1]
        ),
        "customer_cap": Subquery(ContactPreference.objects.filter(**mine).values("max_per_quarter")),
        "recent_uses": _number(per_person.annotate(n=Count("pk"))),
        "first_recent_use_on": Subquery(per_person.annotate(n=Min("on")).values("n"), output_field=DateField()),
        "recent_load": _number(per_person.annotate(n=Sum("activity__weight"))),
        "activity_uses": _number(
            uses.filter(activity=ask.activity or NOBODY).values("reference").annotate(n=Count("pk"))
        ),
        "rest_until": Subquery(
            rests.annotate(n=Max(AddDays(F("on"), F("activity__rest_days")))).values("n"), output_field=DateField()
        ),
        **_conflict(ask),
        "prospect_relation": _relation(ask),
        "owes_thanks": Exists(ThankYou.objects.owed().filter(use__reference=OuterRef("pk"))),
        "being_asked": Exists(UseConsent.objects.open().filter(**mine)),
        "is_booked": Exists(Use.objects.booked().filter(**mine).exclude(pk=ask.use or NOBODY)),
    }


def _number(counted: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def _agreed_for(consents: QuerySet[Any], audience: str) -> Subquery:
    """Say whether the consent names an audience: NULL when it names none at all, or when there is no consent."""
    named = ConsentAudience.objects.filter(consent=OuterRef("pk"))
    answer = Case(
        When(Exists(named.filter(audience=audience)), then=Value(True)),
        When(~Exists(named), then=Value(None, output_field=BooleanField())),
        default=Value(False),
        output_field=BooleanField(),
    )
    return Subquery(consents.annotate(agreed=answer).values("agreed")[:1], output_field=BooleanField())


def _conflict(ask: Ask) -> dict[str, Any]:
    """Name the first thing that went badly at this customer on a topic that matters most, or that they are weak on."""
    bad = Issue.objects.bad().filter(customer=OuterRef("contact__customer"), topics__in=ask.topics)
    weak = TopicStrength.objects.weak().filter(reference=OuterRef("pk"), topic__in=ask.topics)
    incidents, ratings = bad.order_by("-opened_on", "-pk", "topics__name"), weak.order_by("-on", "-pk")
    return {
        "conflict_topic": Coalesce(
            Subquery(incidents.values("topics__name")[:1]), Subquery(ratings.values("topic__name")[:1])
        ),
        "conflict_on": Coalesce(Subquery(incidents.values("opened_on")[:1]), Subquery(ratings.values("on")[:1])),
    }


def _relation(ask: Ask) -> Any:
    """Name what the customer is to the prospect; itself, its parent and what belongs to either are the same group."""
    key = name_key(ask.prospect) if ask.prospect else ""
    if not key and not ask.prospect_domain:
        return Value(None, output_field=CharField())
    mine, parent = OuterRef("contact__customer"), OuterRef("contact__customer__parent")
    told = Relationship.objects.filter(customer=mine).with_company(name_key=key, domain=ask.prospect_domain)
    named = Q(name_key=key) if key else Q(pk=None)
    prospect = Customer.objects.filter(named | Q(domain__iexact=ask.prospect_domain) if ask.prospect_domain else named)
    kin = prospect.filter(Q(pk=mine) | Q(parent=mine) | Q(pk=parent) | Q(parent=parent))
    same_group = Case(
        When(Exists(kin), then=Value(RelationshipKind.SAME_GROUP)), default=None, output_field=CharField()
    )
    return Coalesce(Subquery(told.order_by("kind").values("kind")[:1]), same_group)
