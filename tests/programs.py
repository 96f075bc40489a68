"""How does a random program look? One reference, and facts of every kind about it, at random days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from customers.models.contact import ContactStatus
from customers.models.customer import ReferencePolicy
from customers.models.issue import Severity
from customers.models.relationship import RelationshipKind
from customers.models.survey import Series, Tone
from references.models import Answer, Audience, Channel, Cue, CueKind, Mode, Mood, Outcome, Reference, UseState
from refprogram.accounts.roles import Role
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    CompanyPermissionFactory,
    ConsentFactory,
    ContactPreferenceFactory,
    ContractFactory,
    HardshipFactory,
    IssueFactory,
    NominationFactory,
    PauseFactory,
    RelationshipFactory,
    SurveyResponseFactory,
    TopicFactory,
    TopicStrengthFactory,
    UseConsentFactory,
    UserFactory,
)
from tests.references.eligibility.cases import DAY, before, usable, used

PROSPECT = "Marlow Grocers"


@dataclass(frozen=True)
class World:
    """What every random program shares: two activities and two topics."""

    call: Any
    quote: Any
    topics: tuple[Any, Any]


def world() -> World:
    quote = ActivityFactory(
        code="quote", mode=Mode.CONTENT, confirm_each_use=False, public=True, weight=2, max_per_quarter=1, rest_days=10
    )
    return World(ActivityFactory(), quote, (TopicFactory(), TopicFactory()))


def _issue(it: Reference, at: World, days: int, pick: int) -> None:
    resolved = before(days // 2) if pick % 3 == 0 else None
    issue = IssueFactory(
        customer=it.contact.customer, severity=Severity.values[pick % 4], opened_on=before(days), resolved_on=resolved
    )
    issue.topics.set(at.topics[: pick % 3])


def _hardship(it: Reference, at: World, days: int, pick: int) -> None:
    if not it.contact.customer.hardships.filter(ended_on=None).exists():
        ended = before(days // 2) if pick % 2 else None
        HardshipFactory(customer=it.contact.customer, since=before(days), ended_on=ended)


def _survey(it: Reference, at: World, days: int, pick: int) -> None:
    words = {"comment": "Words", "tone": Tone.values[pick % 3]} if pick % 2 else {}
    handled = {"handled_on": before(days // 2), "handled_by": UserFactory()} if pick % 5 == 0 else {}
    SurveyResponseFactory(
        customer=it.contact.customer,
        series=Series.values[pick % 2],
        score=pick % 11,
        answered_on=before(days),
        **words,
        **handled,
    )


def _contract(it: Reference, at: World, days: int, pick: int) -> None:
    since = before(days) if pick % 3 == 0 else None
    ContractFactory(customer=it.contact.customer, renews_on=DAY + timedelta(days=days), negotiating_since=since)


def _policy(it: Reference, at: World, days: int, pick: int) -> None:
    it.contact.customer.reference_policy = ["", *ReferencePolicy.values][pick % 5]
    it.contact.customer.save()


def _reach(it: Reference, at: World, days: int, pick: int) -> None:
    contact = it.contact
    contact.status = ContactStatus.values[pick % 4]
    contact.status_since = None if contact.status == ContactStatus.ACTIVE else before(days)
    away = contact.status == ContactStatus.AWAY
    contact.back_on = before(days - 1 - pick * 9) if away and pick % 3 else None
    contact.save()


def _talk(it: Reference, at: World, days: int, pick: int) -> None:
    checkin = CheckInFactory(
        reference=it,
        on=before(days),
        channel=Channel.CALL,
        outcome=Outcome.values[pick % 2],
        mood=["", *Mood.values][pick % 5],
    )
    if pick % 3 == 0:
        Cue.objects.create(checkin=checkin, kind=CueKind.values[pick % 4])


def _told(it: Reference, at: World, days: int, pick: int) -> None:
    link = {"channel": Channel.LINK} if pick % 2 else {"direct": False}
    CheckInFactory(reference=it, on=before(days), **link)


def _nominated(it: Reference, at: World, days: int, pick: int) -> None:
    NominationFactory(reference=it, nominated_on=before(days))


def _agreed(it: Reference, at: World, days: int, pick: int) -> None:
    activity = at.quote if pick % 2 else at.call
    if not it.consents.filter(activity=activity, ended_on=None).exists():
        ended = before(days // 2) if pick % 5 == 0 else None
        audiences = Audience.values[: pick % 3]
        ConsentFactory(reference=it, activity=activity, granted_on=before(days), ended_on=ended, audiences=audiences)


def _unagreed(it: Reference, at: World, days: int, pick: int) -> None:
    it.consents.filter(ended_on=None).update(ended_on=before(days))


def _permitted(it: Reference, at: World, days: int, pick: int) -> None:
    CompanyPermissionFactory(
        customer=it.contact.customer,
        activity=at.quote if pick % 2 else None,
        granted_on=before(days),
        valid_until=before(days - pick * 9) if pick % 3 else None,
    )


def _limited(it: Reference, at: World, days: int, pick: int) -> None:
    if not hasattr(it, "preference"):
        it.preference = ContactPreferenceFactory(reference=it, max_per_quarter=pick % 4)


def _rated(it: Reference, at: World, days: int, pick: int) -> None:
    topic = at.topics[pick % 2]
    if not it.strengths.filter(topic=topic).exists():
        TopicStrengthFactory(reference=it, topic=topic, rating=1 + pick % 5, on=before(days))


def _used(it: Reference, at: World, days: int, pick: int) -> None:
    activity = at.quote if pick % 2 else at.call
    state = (UseState.DONE, UseState.RELEASED)[pick % 3 == 0]
    used(it, before(days), question={"activity": activity, "taken_back_at": timezone.now()}, state=state)


def _answered(it: Reference, at: World, days: int, pick: int) -> None:
    UseConsentFactory(
        reference=it,
        activity=at.call,
        asked_on=before(days),
        answer=Answer.values[pick % 4],
        answered_on=before(days - pick),
        answered_at=timezone.now() - timedelta(days=days - pick),
    )


def _related(it: Reference, at: World, days: int, pick: int) -> None:
    kind = RelationshipKind.values[pick % 3]
    other = PROSPECT if pick % 2 else "Somebody else"
    if not it.contact.customer.relationships.filter(kind=kind, other=other).exists():
        RelationshipFactory(customer=it.contact.customer, other=other, kind=kind)


def _paused(it: Reference, at: World, days: int, pick: int) -> None:
    if not it.pauses.filter(ended_on=None).exists():
        until = before(days - pick * 9) if pick % 3 else None
        ended = before(days // 2) if pick % 5 == 0 else None
        PauseFactory(reference=it, since=before(days), until=until, ended_on=ended)


def _quiet(it: Reference, at: World, days: int, pick: int) -> None:
    if not hasattr(it, "preference"):
        it.preference = ContactPreferenceFactory(reference=it, max_per_quarter=None)
        it.preference.quiet_months.create(month=DAY.month if pick % 2 else 1 + pick % 12)


FACTS: tuple[Callable[[Reference, World, int, int], None], ...] = (
    _issue,
    _hardship,
    _survey,
    _contract,
    _policy,
    _reach,
    _talk,
    _told,
    _nominated,
    _agreed,
    _unagreed,
    _permitted,
    _limited,
    _paused,
    _quiet,
    _rated,
    _used,
    _answered,
    _related,
)

lives = st.tuples(
    st.sampled_from(({}, {}, {"checked_on": None}, {"permitted": False}, {"checked_on": before(170)})),
    st.lists(st.tuples(st.sampled_from(FACTS), st.integers(0, 250), st.integers(0, 29)), max_size=4),
)
wishes = st.fixed_dictionaries(
    {
        "public": st.booleans(),
        "audience": st.sampled_from(["", *Audience.values]),
        "depth": st.sampled_from(["quick", "use_case", "long_history"]),
        "topics": st.integers(0, 2),
    }
)


def lived(life: Any, at: World) -> Reference:
    """Make a person with a random life, most of whom may be asked for something."""
    traits, facts = life
    reference = usable(agreed_to=[at.call, at.quote], **traits)
    for fact, days, pick in facts:
        fact(reference, at, days, pick)
    return reference


def wished(wish: dict[str, Any], at: World) -> dict[str, Any]:
    """Give the terms of a random wish, as the names of an `Ask`."""
    return {
        "activity": (at.quote if wish["public"] else at.call).pk,
        "audience": wish["audience"],
        "depth": wish["depth"],
        "topics": tuple(topic.pk for topic in at.topics[: wish["topics"]]),
        "prospect": PROSPECT,
    }


def one_a_role() -> dict[str, Any]:
    return {role.value: UserFactory(role=role) for role in Role}
