"""What was said in a talk with a customer, and what of it cannot be?

Whatever nobody spoke about is empty. What cannot be is said once, here: the sheet shows each sentence at its field, the
action refuses with the same one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max
from django.utils.formats import date_format

from customers.models import Product, Topic
from customers.models.contact import THEIR_OWN_WISH
from customers.models.source import Source
from references.models import ActivityType, CheckIn, HasRecommended, Outcome, Reference, TopicStrength
from refprogram.errors import Refused

LEFT_ALONE = "They asked us to leave them alone. Only they can take that back."


@dataclass(frozen=True)
class Problem:
    """Something that is wrong between them and us, as they told it."""

    kind: str
    severity: int
    what: str


@dataclass(frozen=True)
class Success:
    """Something that got better for them; with `story` it is proposed as one to be told."""

    metric: str
    after: str
    before: str = ""
    evidence: str = ""
    story: bool = False


@dataclass(frozen=True)
class Learned:
    """What else a talk brought to light: about their company, about themselves, and about how they want to be asked."""

    problem: Problem | None = None
    products: tuple[Product, ...] = ()
    success: Success | None = None
    title: str = ""
    email: str = ""
    phone: str = ""
    likes: tuple[ActivityType, ...] = ()
    max_per_quarter: int | None = None
    words: str = ""
    strengths: Mapping[Topic, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Talk:
    """One talk. Who was told by somebody else (not `direct`) has not heard the customer say anything."""

    on: date | None
    direct: bool
    outcome: str
    mood: str = ""
    cues: tuple[str, ...] = ()
    activities: tuple[ActivityType, ...] = ()
    audiences: tuple[str, ...] = ()
    has_recommended: str = ""
    recommended_to: str = ""
    learned: Learned = Learned()


@dataclass(frozen=True)
class Known:
    """What is written down already and a talk must not contradict; `rated` names who said it, by topic."""

    newest: date | None
    opened_on: date
    customer_since: date | None
    rated: Mapping[int, tuple[str, date]]


def known_of(reference: Reference) -> Known:
    """Look up what is written down about somebody; under a lock when something is decided on it."""
    rated = TopicStrength.objects.filter(reference=reference).values_list("topic", "source", "on")
    return Known(
        newest=CheckIn.objects.direct().filter(reference=reference).aggregate(day=Max("on"))["day"],
        opened_on=reference.opened_on,
        customer_since=reference.contact.customer.customer_since,
        rated={topic: (source, on) for topic, source, on in rated},
    )


def contradictions(talk: Talk, *, known: Known, on: date) -> Iterator[tuple[str, str]]:
    """Name everything that cannot be as told, each with the question it belongs to."""
    yield from _impossible_days(talk, known=known, on=on)
    if talk.activities and talk.outcome == Outcome.NOT_WILLING:
        yield "activities", "They would rather not. Leave this empty."
    if talk.audiences and not talk.activities:
        yield "audiences", "They agreed to nothing, so there is nobody to hear it. Leave this empty, or tick what for."
    if talk.recommended_to and talk.has_recommended != HasRecommended.YES:
        yield "recommended_to", "Say whom only when they have recommended us."
    if not talk.direct:
        yield from _only_they_can_say(talk, known=known)


def _impossible_days(talk: Talk, *, known: Known, on: date) -> Iterator[tuple[str, str]]:
    if talk.on is None:
        return
    if talk.on > on:
        yield "happened_on", "This day is still to come. Choose today or an earlier day."
    if talk.direct and known.newest and talk.on < known.newest:
        yield (
            "happened_on",
            f"A later talk with them, on {_day(known.newest)}, is written down already. "
            "What they said then still counts.",
        )
    if talk.on < known.opened_on:
        yield (
            "happened_on",
            f"Nobody here knew them before {_day(known.opened_on)}, so a talk before that day cannot have been "
            "about this. Choose a later day.",
        )
    if known.customer_since and talk.on < known.customer_since:
        yield (
            "happened_on",
            f"Their company has been a customer since {_day(known.customer_since)}. Choose a later day.",
        )


def _only_they_can_say(talk: Talk, *, known: Known) -> Iterator[tuple[str, str]]:
    """Name what second-hand news cannot change: what somebody agrees to, how they sound, how they want to be asked."""
    if talk.activities:
        yield "activities", "Only they can agree to something. Leave this empty, or talk with them."
    if talk.mood:
        yield "mood", "Only somebody who heard them knows how they sounded. Leave this empty."
    if talk.cues:
        yield "cues", "Only somebody who heard them knows how they sounded. Leave this empty."
    if talk.learned.max_per_quarter is not None:
        yield "max_per_quarter", "Only they can say how often. Leave this empty, or talk with them."
    if talk.learned.likes:
        yield "likes", "Only they can say what they like. Leave this empty, or talk with them."
    if talk.learned.words:
        yield "words", "These would not be their own words. Use the note at the end."
    for topic in talk.learned.strengths:
        source, day = known.rated.get(topic.pk, ("", date.min))
        if source == Source.CUSTOMER or (talk.on and day > talk.on):
            yield (
                "strengths",
                f"{topic.name} was rated on {_day(day)}, and that counts for more. Leave it out, or talk with them.",
            )


def _day(day: date) -> str:
    return str(date_format(day, "j M Y"))


def must_want_contact(reference: Reference) -> None:
    """Raise `Refused` for somebody who decided that they are not contacted; there is no talk to write down."""
    if reference.contact.status in THEIR_OWN_WISH:
        raise Refused(LEFT_ALONE)
