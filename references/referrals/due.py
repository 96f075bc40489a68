"""Whom may we ask for a referral, and after what is it a good moment? Asked at every fact, in its own transaction.

What somebody did or said makes an occasion: a talk that delighted them, a compliment, something that went live, a
favour done. A score makes none (seed 002). A person who is to be left alone is not asked, whatever the occasion.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from customers.models import Contact, Deployment
from references.eligibility import CLEAR, RULES, judged
from references.facts import Ask
from references.models import CheckIn, Mood, Reference, Use, UseState
from references.referrals.models import AskStatus, Because, Compliment, ReferralAsk
from references.referrals.models.ask import is_left_in_peace
from references.referrals.workflow import ASKS, THE_PROGRAM
from references.spelled import THE_DAY, Statement, some, sql
from refprogram.dates import business_days_after

# An occasion is one for so long, and a manager looks at it within so many business days.
FRESH, LOOK_WITHIN = timedelta(days=14), 5
# So long do we wait: for an answer, to which the link in the letter has ended by then, and for somebody here to ask.
WAITS = timedelta(days=60)
# The rules of which none may fire, however mildly, for somebody whom we ask for a favour of this sort.
AGAINST = ("open_issue", "hardship", "hesitant", "contact_gone", "paused_by_customer")
WHY_NOT = {rule.code: rule.stops for rule in RULES if rule.code in AGAINST}
SILENT = "They want no letters that the program writes by itself."
UNREACHED = "Only others told us of them: somebody has to talk with them first."
LEFT_IN_PEACE = "They are being asked already, or said within the last six months that they would not, or know nobody."


def follow(customers: list[int], on: date) -> None:
    """Make asks of new occasions, and let go those of people who are to be left alone now.

    Told by `customers.announce`, after the files on these people were opened, and held by it. A fact is followed once:
    the occasion stands in the ask.
    """
    let_go(Reference.objects.of_customers(customers), on=on)
    found = _newest_first(_spelled(connection.vendor).run(customers, on=on))
    if found:
        _make(found, on=on)


def may_be_asked(people: QuerySet[Reference], *, on: date) -> QuerySet[Any]:
    """Return, judged, whom we may ask now: nothing speaks against it and they do not rest."""
    known = people.filter(~is_left_in_peace(on=on)).exclude(_unwilling(on=on))
    clear: QuerySet[Any] = judged(known, Ask(on=on)).filter(**dict.fromkeys(AGAINST, CLEAR))
    return clear


def why_not(reference: Reference, *, on: date) -> str:
    """Return what speaks against asking somebody whom the caller holds, as a sentence, or nothing.

    Their own open question is not in the way of sending it.
    """
    mine = Reference.objects.filter(pk=reference.pk)
    (row,) = judged(mine, Ask(on=on))
    for code, sentence in WHY_NOT.items():
        if getattr(row, code) > CLEAR:
            return sentence
    if mine.filter(contact__silent_since__lte=on).exists():
        return SILENT
    if mine.filter(contact__in=Contact.objects.quarantined()).exists():
        return UNREACHED
    return LEFT_IN_PEACE if ReferralAsk.objects.filter(reference=reference).resting(on=on).exists() else ""


def let_go(people: QuerySet[Reference], *, on: date) -> int:
    """Let go what nobody has asked yet of people who are not to be asked now, and return how many asks that were."""
    due = ReferralAsk.objects.filter(status=AskStatus.DUE, reference__in=people)
    keys = set(due.values_list("reference", flat=True))
    if not keys:
        return 0
    asked_of = Reference.objects.filter(pk__in=keys).exclude(_unwilling(on=on))
    keep = {row.pk for row in judged(asked_of, Ask(on=on)).filter(**dict.fromkeys(AGAINST, CLEAR))}
    return _drop(ask for ask in due.order_by("pk") if ask.reference_id not in keep)


def waited_too_long(*, on: date) -> QuerySet[ReferralAsk]:
    """Return the questions that nobody answered in 60 days, and those that nobody asked: the good moment is over."""
    unanswered = Q(status=AskStatus.ASKED, asked_on__lte=on - WAITS)
    return ReferralAsk.objects.filter(unanswered | Q(status=AskStatus.DUE, due_on__lte=on - WAITS))


def _drop(asks: Iterable[ReferralAsk]) -> int:
    return len([ASKS.take("drop_ask", ask, by=THE_PROGRAM) for ask in asks])


def _unwilling(*, on: date) -> Q:
    return Q(contact__silent_since__lte=on) | Q(contact__in=Contact.objects.quarantined())


@lru_cache
def _spelled(vendor: str) -> Statement:
    """Spell once what every fact asks: whom, after what and which row it was; what was followed before is left out."""
    return Statement(*sql(_occasions(Reference.objects.filter(contact__customer__in=some()), some(), on=THE_DAY)))


def _newest_first(found: list[Any]) -> list[tuple[int, str, str]]:
    return [(whom, because, about) for whom, because, about, _ in sorted(found, key=lambda row: row[3], reverse=True)]


def _occasions(people: QuerySet[Reference], customers: Any, *, on: date) -> QuerySet[Any]:
    since = {"on__range": (on - FRESH, on)}
    talks = CheckIn.objects.direct().filter(reference__in=people, mood=Mood.DELIGHTED, **since)
    uses = Use.objects.filter(reference__in=people, state=UseState.DONE, **since)
    praise = Compliment.objects.filter(reference__in=people, **since)
    spoken = CheckIn.objects.happy().filter(reference__contact__customer=OuterRef("customer"), on__lte=on)
    whom = Subquery(spoken.order_by("-on", "-pk").values("reference")[:1])
    live = Deployment.objects.filter(customer__in=customers, since__range=(on - FRESH, on)).annotate(whom=whom)
    parts: tuple[QuerySet[Any], ...] = (
        _followed_by(talks, "reference", "on", because=Because.DELIGHTED_CHECK_IN, name="checkin"),
        _followed_by(praise, "reference", "on", because=Because.COMPLIMENT, name="compliment"),
        _followed_by(uses, "reference", "on", because=Because.COMPLETED_ACTIVITY, name="use"),
        _followed_by(live.filter(whom__isnull=False), "whom", "since", because=Because.GO_LIVE, name="deployment"),
    )
    first, *others = parts
    return first.union(*others, all=True)


def _followed_by(rows: Any, whom: str, day: str, *, because: str, name: str) -> Any:
    """Name a sort of occasion as columns that all sorts have, without those that an ask stands for already."""
    about = Concat(Value(f"{name}-"), Cast("pk", CharField()), output_field=CharField())
    known = ReferralAsk.objects.filter(because=because, about=OuterRef("occasion"))
    named = rows.annotate(occasion=about, sort=Value(because, output_field=CharField()), who=F(whom), day=F(day))
    return named.filter(~Exists(known)).order_by().values_list("who", "sort", "occasion", "day")


def _make(found: list[tuple[int, str, str]], *, on: date) -> None:
    """Write down one ask for each person whom we may ask, for the newest occasion."""
    people = Reference.objects.filter(pk__in={whom for whom, _, _ in found})
    willing = {row.pk for row in may_be_asked(people, on=on)}
    due_on = business_days_after(on, LOOK_WITHIN)
    asks = {}
    for whom, because, about in found:
        if whom in willing and whom not in asks:
            asks[whom] = ReferralAsk(reference_id=whom, because=because, about=about, made_on=on, due_on=due_on)
    ReferralAsk.objects.bulk_create(asks.values(), ignore_conflicts=True)
