"""What do we know of somebody, from whom and since when? How they sound, what they tell and like.

Whether they would recommend us and whether they have done so are two facts: one is a word, the other is something that
happened, and only the second makes an advocate (seed 004).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, OuterRef, QuerySet, Subquery
from django.utils.formats import date_format

from customers.models.source import Source
from references.models import (
    CheckIn,
    CompanyPermission,
    ContactPreference,
    HasRecommended,
    Outcome,
    Reference,
    Result,
    StorySeed,
    TopicStrength,
)
from references.models.checkin import ILL_AT_EASE, introductions, is_advocate

FEW = 12

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """One thing somebody said, and where it comes from: who, and on which day."""

    what: str
    words: str
    source: str


@dataclass(frozen=True)
class Profile:
    """What is known of one person; what nobody asked about is empty, and shown as not known."""

    mood: Pairs
    uneasy: bool
    recommending: Pairs
    is_advocate: bool
    results: list[Told]
    strengths: list[Told]
    wishes: Pairs
    stories: list[Told]
    allowed: list[Told]
    customer: int


def profile(reference: int, *, on: date) -> Profile:
    """Read what is known of one person, by key."""
    talks = CheckIn.objects.direct().filter(reference=reference, on__lte=on).order_by("-on", "-pk")
    heard = talks.heard_mood().prefetch_related("cues").first()
    did = introductions(on=on).filter(reference=OuterRef("pk")).order_by("-seq").values("day")
    known: Any = (
        Reference.objects.select_related("contact")
        .annotate(advocate=is_advocate(on=on), introduced_on=Subquery(did[:1], output_field=DateField()))
        .get(pk=reference)
    )
    customer: int = known.contact.customer_id
    return Profile(
        mood=_mood(heard),
        uneasy=heard is not None and heard.outcome == Outcome.WILLING and heard.mood in ILL_AT_EASE,
        recommending=[*_recommending(talks), *_introducing(known.introduced_on)],
        is_advocate=known.advocate,
        results=[_result(result) for result in _newest(Result, reference)],
        strengths=[
            Told(strength.topic.name, f"{strength.rating} of 5", said_by(strength.source, strength.on))
            for strength in TopicStrength.objects.filter(reference=reference)
            .select_related("topic")
            .order_by("-rating", "topic__name")
        ],
        wishes=_wishes(reference),
        stories=[_story(story) for story in _stories(reference)],
        allowed=[_permission(permission) for permission in _allowed(customer, on=on)],
        customer=customer,
    )


def said_by(source: str, on: date) -> str:
    """Say where something comes from and how fresh it is."""
    return f"from {Source(source).label}, {date_format(on, 'j M Y')}"


def _mood(talk: Any) -> Pairs:
    if talk is None:
        return [("Mood", ""), ("Hesitation", "")]
    cues = ", ".join(cue.get_kind_display() for cue in talk.cues.all())
    heard = f"heard on {date_format(talk.on, 'j M Y')}"
    return [("Mood", f"{talk.get_mood_display()}, {heard}"), ("Hesitation", cues or "None heard")]


def _recommending(talks: QuerySet[CheckIn]) -> Pairs:
    would = talks.exclude(would_recommend="").first()
    has = talks.exclude(has_recommended="").first()
    pairs = [("Would they?", _dated(would, would.get_would_recommend_display()) if would else "")]
    if has is None:
        return [*pairs, ("Have they?", "")]
    pairs.append(("Have they?", _dated(has, has.get_has_recommended_display())))
    done = talks.filter(has_recommended=HasRecommended.YES).first()
    if done and done.pk != has.pk:
        pairs.append(("Before that", _dated(done, done.get_has_recommended_display())))
    if done and done.recommended_to:
        pairs.append(("Whom", done.recommended_to))
    return pairs


def _introducing(day: date | None) -> Pairs:
    return [("Introduced somebody", f"on {date_format(day, 'j M Y')}")] if day else []


def _dated(talk: CheckIn, words: str) -> str:
    return f"{words}, said on {date_format(talk.on, 'j M Y')}"


def _newest(facts: Any, reference: int) -> Any:
    return facts.objects.filter(reference=reference).order_by("-on", "-pk")[:FEW]


def _result(result: Result) -> Told:
    change = f"{result.before} → {result.after}" if result.before else result.after
    shown = f", {result.evidence}" if result.evidence else ""
    return Told(result.metric, f"{change}{shown}", said_by(result.source, result.on))


def _wishes(reference: int) -> Pairs:
    said = ContactPreference.objects.filter(reference=reference).prefetch_related("activities").first()
    if said is None:
        return [("Their limit", ""), ("Like best", ""), ("In their words", "")]
    limit = "" if said.max_per_quarter is None else f"{said.max_per_quarter} within 90 days"
    return [
        ("Their limit", limit),
        ("Like best", ", ".join(sorted(activity.name for activity in said.activities.all()))),
        ("In their words", said.words),
        ("Said", said_by(said.source, said.on)),
    ]


def _stories(reference: int) -> QuerySet[StorySeed]:
    seeds = StorySeed.objects.filter(reference=reference).select_related("result", "issue", "proposed_by")
    return seeds.order_by("-proposed_on", "-pk")[:FEW]


def _story(seed: StorySeed) -> Told:
    what = seed.result.metric if seed.result else seed.get_kind_display()
    kind = seed.get_kind_display() if seed.result else seed.issue.get_kind_display() if seed.issue else ""
    by = f" by {seed.proposed_by}" if seed.proposed_by else ""
    return Told(what, kind, f"proposed on {date_format(seed.proposed_on, 'j M Y')}{by}")


def _allowed(customer: int, *, on: date) -> QuerySet[CompanyPermission]:
    live = CompanyPermission.objects.live(on=on).filter(customer=customer).select_related("activity")
    return live.order_by("-granted_on", "-pk")[:FEW]


def _permission(permission: CompanyPermission) -> Told:
    what = permission.activity.name if permission.activity else "Every public use"
    until = f"until {date_format(permission.valid_until, 'j M Y')}" if permission.valid_until else "until they end it"
    return Told(what, until, f"{permission.document}, {date_format(permission.granted_on, 'j M Y')}")
