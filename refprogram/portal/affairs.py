"""What stands on a person's own page? What they agreed to, what they are said to have agreed to, and their limits."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext

from customers.models import Issue
from references.models import (
    ActivityType,
    Claim,
    ClaimAudience,
    CompanyPermission,
    Consent,
    ConsentAudience,
    ContactPreference,
    Pause,
    QuietMonth,
    Reference,
    ReferenceEvent,
)
from references.referrals.models import AskStatus, ReferralAsk
from refprogram.portal.door import Visit
from refprogram.portal.shown import Shown, draw, texts_of
from refprogram.portal.their_words import known_of
from refprogram.portal.words import AUDIENCES, PLACES


@dataclass(frozen=True)
class Agreement:
    """One kind of activity on a person's page: agreed to, said to be agreed to, or stopped by now."""

    activity: Any
    state: str
    audiences: list[str]
    shown: Shown


@dataclass(frozen=True)
class Affairs:
    """Everything that a person's page shows, and what its form of limits begins with."""

    agreements: list[Agreement]
    person: Any
    offered: dict[int, str] = field(default_factory=dict)
    limits: dict[str, Any] = field(default_factory=dict)


def affairs_of(visit: Visit) -> Affairs:
    """Look up everything in four queries, however much there is."""
    reference = visit.link.reference
    activities = list(_activities(reference, on=visit.on))
    lists = _lists(reference)
    mine = [activity for activity in activities if state_of(activity, on=visit.on)]
    texts = texts_of(visit, mine)
    agreements = [_agreement(visit, activity, texts, lists) for activity in mine]
    if not visit.link.acts:
        live = [agreement for agreement in agreements if agreement.state != "stopped"]
        return Affairs(live, person=None)
    person = _person(reference, on=visit.on)
    preference = getattr(person, "preference", None)
    limits = {
        "max_per_quarter": str(preference.max_per_quarter)
        if preference and preference.max_per_quarter is not None
        else "",
        "best_time": preference.best_time if preference else "",
        "months": [str(month) for sort, _, month in lists if sort == "month"],
        "activities": [activity.pk for activity in activities if activity.liked],
        "language": reference.contact.language,
    }
    offered = {activity.pk: gettext(activity.name) for activity in activities if activity.is_active or activity.liked}
    return Affairs(agreements, person, offered, limits)


def agreement_of(visit: Visit, activity: int) -> Agreement | None:
    """Return one kind of activity as the person's page shows it now, or None when it does not."""
    rows = _activities(visit.link.reference, on=visit.on).filter(pk=activity)
    found = next((row for row in rows if state_of(row, on=visit.on)), None)
    return _agreement(visit, found, texts_of(visit, [found]), _lists(visit.link.reference)) if found else None


def state_of(activity: Any, *, on: date) -> str:
    """Say how it stands with one kind of activity: said by somebody, agreed to, or stopped and open to be undone."""
    if activity.claimed:
        return "said"
    if activity.consent is None:
        return ""
    return "stopped" if activity.ended_on or activity.until < on else "agreed"


def _agreement(visit: Visit, activity: Any, texts: Any, lists: list[Any]) -> Agreement:
    state = state_of(activity, on=visit.on)
    sort, key = ("claim", activity.claimed) if state == "said" else ("consent", activity.consent)
    heard = sorted(value for one, row, value in lists if one == sort and row == key)
    audiences = [_place(audience) if activity.has_words else str(AUDIENCES[audience]) for audience in heard]
    texts = {activity.pk: texts[activity.pk]}
    context = {"activity": activity, "state": state, "audiences": audiences, "may_agree": visit.may_agree}
    shown = draw("agreement", visit, texts, **context)
    return Agreement(activity, state, audiences, shown)


def _place(audience: str) -> str:
    """Say where words may be shown in the middle of a sentence, as their page asked it."""
    said = str(PLACES.get(audience, AUDIENCES[audience]))
    return said[:1].lower() + said[1:]


def _activities(reference: Reference, *, on: date) -> Any:
    consents = Consent.objects.filter(reference=reference, activity=OuterRef("pk")).order_by("-pk")
    claims = Claim.objects.waiting(on=on).filter(reference=reference, activity=OuterRef("pk"))
    permitted = CompanyPermission.objects.live(on=on).filter(
        Q(activity=None) | Q(activity=OuterRef("pk")), customer=reference.contact.customer_id
    )
    liked = ContactPreference.activities.through.objects.filter(
        contactpreference__reference=reference, activitytype=OuterRef("pk")
    )
    return ActivityType.objects.annotate(
        consent=Subquery(consents.values("pk")[:1]),
        since=Subquery(consents.values("granted_on")[:1]),
        until=Subquery(consents.values("expires_on")[:1]),
        ended_on=Subquery(consents.values("ended_on")[:1]),
        claimed=Subquery(claims.values("pk")[:1]),
        said_on=Subquery(claims.values("said_on")[:1]),
        permitted=Exists(permitted),
        liked=Exists(liked),
        has_words=Exists(known_of(reference).filter(activity=OuterRef("pk"))),
    ).order_by("name", "pk")


def _lists(reference: Reference) -> list[tuple[str, int, str]]:
    """Return what comes in lists, as sort, key and value: audiences of consents and claims, quiet months."""
    audience = {"value": Cast("audience", CharField(max_length=10))}
    consents = ConsentAudience.objects.filter(consent__reference=reference)
    claims = ClaimAudience.objects.filter(claim__reference=reference)
    months = QuietMonth.objects.filter(preference__reference=reference)
    parts = (
        consents.annotate(sort=Value("consent"), key=F("consent_id"), **audience),
        claims.annotate(sort=Value("claim"), key=F("claim_id"), **audience),
        months.annotate(sort=Value("month"), key=F("preference_id"), value=Cast("month", CharField(max_length=10))),
    )
    first, *others = (part.order_by().values_list("sort", "key", "value") for part in parts)
    return list(first.union(*others, all=True))


def _person(reference: Reference, *, on: date) -> Any:
    pauses = Pause.objects.active(on=on).filter(reference=OuterRef("pk"))
    told = ReferenceEvent.objects.filter(reference=reference, verb="complain", about=OuterRef("code"))
    asked = ReferralAsk.objects.filter(reference=OuterRef("pk"), status=AskStatus.ASKED)
    complaints = (
        Issue.objects.filter(customer=OuterRef("contact__customer"))
        .alias(code=Concat(Value("issue-"), Cast("pk", CharField())))
        .filter(Exists(told))
        .order_by("-pk")
    )
    return (
        Reference.objects.select_related("preference", "contact__customer__owner")
        .annotate(
            paused_since=Subquery(pauses.values("since")[:1]),
            paused_until=Subquery(pauses.values("until")[:1]),
            referral_ask=Subquery(asked.values("pk")[:1]),
            referral_question=Subquery(asked.values("sentence")[:1]),
            has_words=Exists(known_of(OuterRef("pk"))),
            complained_on=Subquery(complaints.values("opened_on")[:1]),
            solved_on=Subquery(complaints.values("resolved_on")[:1]),
        )
        .get(pk=reference.pk)
    )
