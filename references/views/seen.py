"""What does this reader see of a person, and in which words?

Names only for those who may read details, companies only where they are known, reasons only as a class for everybody
who may not read them. Somebody in a hard time shows to those neither company nor reason, nor what would clear it; and
somebody who is not at ease shows just as little, or else it could be told which of the two it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.formats import date_format

from customers.models import ContactDetails
from customers.models.contact import THEIR_OWN_WISH
from references.eligibility import BLOCKED, CLEAR, FORBIDDEN, WARNING
from references.facts import Ask
from references.models import ActivityType, Claim, Reference
from references.rules import NOT_AVAILABLE
from references.standing import not_known, shown
from references.verdicts import Finding, verdict
from references.views.quarantine import Quarantine, quarantine
from references.views.readiness import Remaining, remaining
from refprogram.thresholds.models import threshold
from refprogram.ui.parts import Action, Limit, VerdictRow

AWAY = Finding(code="", level=FORBIDDEN, sentence=NOT_AVAILABLE, since=None, clears="", who="")
UNNAMED = "Somebody whose role is not known"
NOT_KNOWN = not_known()


@dataclass(frozen=True)
class Person:
    """Somebody with a file, as one reader may see them; what they may not see is empty."""

    pk: int
    name: str
    email: str
    phone: str
    role: str
    company: str
    company_url: str
    sector: str
    region: str
    url: str
    level: int | None
    findings: tuple[Finding, ...]
    checked_on: date | None
    good_until: date | None
    due_from: date | None
    recent_uses: int
    hidden: bool
    quarantine: Quarantine | None

    @property
    def called(self) -> str:
        return self.name or self.role or UNNAMED


@dataclass(frozen=True)
class Banner:
    """The verdict about one person: one sentence, then a row for each use."""

    person: Person
    level: int | None
    title: str
    sub: str
    rows: list[VerdictRow]
    actions: list[Action]
    remaining: list[Remaining]
    limits: list[Limit]
    told: dict[str, date]


def masked(user: Any) -> bool:
    """Say whether somebody gets the class of a reason only."""
    return not user.has_perm("references.read_reasons")


def judged_for(user: Any, references: QuerySet[Reference], ask: Ask, *, nth: int = 0) -> QuerySet[Any]:
    """Judge people for one reader: adds `knows_company`, and `not_known` for whom nobody has asked yet."""
    known = Reference.objects.known_to(user).filter(pk=OuterRef("pk"))
    unknown = Case(When(NOT_KNOWN, then=True), default=False, output_field=BooleanField())
    rows = shown(references, ask, nth=nth).select_related("contact__customer")
    judged: QuerySet[Any] = rows.annotate(
        knows_company=Exists(known), not_known=unknown, load_limit=threshold("program_load")
    )
    return judged


def details(user: Any, rows: Iterable[Any]) -> dict[int, ContactDetails]:
    """Return names and addresses by contact, for those who may read them; one query, or none."""
    contacts = [row.contact_id for row in rows]
    return {found.contact_id: found for found in ContactDetails.objects.visible_to(user).filter(contact__in=contacts)}


def findings(row: Any, *, user: Any) -> tuple[Finding, ...]:
    """Read the reasons as somebody may know them; of whoever is hidden nothing but that they are not available."""
    return (AWAY,) if hidden(row, user=user) else verdict(row, masked=masked(user)).findings


def hidden(row: Any, *, user: Any) -> bool:
    """Say whether a reader learns only that somebody is not available: a hard time, or ill at ease and not usable."""
    ill_at_ease = row.hesitant > CLEAR and row.worst_level >= BLOCKED
    return masked(user) and (row.hardship > CLEAR or ill_at_ease)


def _level(row: Any, *, user: Any) -> int:
    worst: int = FORBIDDEN if hidden(row, user=user) else row.worst_level
    return worst


def person(row: Any, *, user: Any, details: ContactDetails | None = None) -> Person:
    """Show a judged row to one reader."""
    away = hidden(row, user=user)
    customer = row.contact.customer
    company_known = row.knows_company and not away
    return Person(
        pk=row.pk,
        name=details.name if details else "",
        email=details.email if details else "",
        phone=details.phone if details else "",
        role=row.contact.title,
        company=customer.name if company_known else "",
        company_url=customer.get_absolute_url() if company_known else "",
        sector=customer.industry,
        region=customer.region,
        url="" if away else row.get_absolute_url(),
        level=None if row.not_known else _level(row, user=user),
        findings=findings(row, user=user),
        checked_on=None if away else row.checked_on,
        good_until=None if away else row.good_until,
        due_from=None if away else row.due_from,
        recent_uses=0 if away else row.recent_uses,
        hidden=away,
        quarantine=None if masked(user) else quarantine(row.contact, on=row.on),
    )


def banners(
    user: Any, references: QuerySet[Reference], *, activities: Sequence[ActivityType], on: date
) -> list[Banner]:
    """Judge some people once for each use and once for any, in one query, and put the answers into words.

    With each use comes until when a yes to it waits that we were only told of.
    """
    asks = [Ask(on=on), *(Ask(on=on, activity=activity.pk) for activity in activities)]
    first, *others = [
        judged_for(user, references, ask, nth=nth).annotate(
            use=Value(ask.activity or 0, output_field=IntegerField()), told_until=_told_until(ask)
        )
        for nth, ask in enumerate(asks)
    ]
    answers = list(first.union(*others, all=True)) if others else list(first)
    by_person: dict[int, dict[int, Any]] = {}
    for row in answers:
        by_person.setdefault(row.pk, {})[row.use] = row
    known = details(user, [uses[0] for uses in by_person.values()])
    return [
        _banner(uses, activities=activities, user=user, details=known.get(uses[0].contact_id), first=place == 0)
        for place, (_, uses) in enumerate(sorted(by_person.items()))
    ]


def _told_until(ask: Ask) -> Subquery:
    told = Claim.objects.waiting(on=ask.on).filter(reference=OuterRef("pk"), activity=ask.activity or 0)
    return Subquery(told.values("expires_on")[:1])


def _banner(
    uses: dict[int, Any],
    *,
    activities: Sequence[ActivityType],
    user: Any,
    details: ContactDetails | None,
    first: bool,
) -> Banner:
    whole = person(uses[0], user=user, details=details)
    may = [activity.name for activity in activities if uses[activity.pk].worst_level < BLOCKED]
    not_for = [activity.name for activity in activities if activity.name not in may]
    if may:
        level: int | None = min(uses[activity.pk].worst_level for activity in activities)
        title, sub = f"{whole.called}: may be asked for {in_words(may, inside=True)}", _not_for(not_for)
    elif uses[0].not_known:
        level, title = None, f"{whole.called}: not known"
        sub = "Nobody here has spoken with them about it yet."
    else:
        levels = [_level(uses[activity.pk], user=user) for activity in activities]
        level = min(levels, default=_level(uses[0], user=user))
        title = f"{whole.called}: do not use" if level > BLOCKED else f"{whole.called}: not now"
        sub = whole.findings[0].sentence if whole.findings else "They have agreed to none of what we offer."
    in_peace = uses[0].hardship > CLEAR
    their_wish = uses[0].contact.status in THEIR_OWN_WISH
    may_call = user.has_perm("references.check_in") and not (in_peace or their_wish or whole.hidden)
    waiting = {} if masked(user) else {activity.name: uses[activity.pk].told_until for activity in activities}
    told = {use: until for use, until in waiting.items() if until}
    return Banner(
        person=whole,
        level=level,
        title=title,
        sub=sub,
        rows=_rows(uses, activities, user=user),
        actions=_ways_on(whole, first=first) if may_call else [],
        remaining=[] if may else remaining(whole.findings, check_in=whole.pk if may_call else None, told=told),
        limits=[] if masked(user) else _limits(uses[0]),
        told=told,
    )


def _limits(row: Any) -> list[Limit]:
    """Say how much of a person's own limit, and of the program's, is used up."""
    return [
        Limit("Their own limit, in uses", row.recent_uses, row.customer_cap),
        Limit("The program’s limit, in weight", row.recent_load, row.load_limit),
    ]


def _not_for(uses: Sequence[str]) -> str:
    always = "They say yes or no each time."
    return f"Not for {in_words(uses, inside=True)}. {always}" if uses else always


def _rows(uses: dict[int, Any], activities: Sequence[ActivityType], *, user: Any) -> list[VerdictRow]:
    """Put uses with the same answer into one row, so that what differs is seen."""
    same: dict[VerdictRow, list[str]] = {}
    for activity in activities:
        same.setdefault(verdict_row(uses[activity.pk], user=user), []).append(activity.name)
    every = len(same) == 1 and len(activities) > 1
    usable_first = sorted(same.items(), key=lambda item: item[0].level or 0)
    return [replace(row, name="Every use" if every else in_words(group)) for row, group in usable_first]


def verdict_row(row: Any, *, user: Any) -> VerdictRow:
    """Write one judged answer as a row without a name: all reasons, since when, what clears them and who may."""
    found = findings(row, user=user)
    in_the_way = [finding for finding in found if finding.level >= WARNING]
    because = [finding.sentence for finding in found]
    if row.worst_level < BLOCKED:
        because.append(f"Agreed until {date_format(row.consent_until, 'j M Y')}.")
        if row.being_asked:
            because.append("Being asked about another request at the moment.")
        if row.is_booked:
            because.append("Has said yes to another request.")
    return VerdictRow(
        "",
        _level(row, user=user),
        " ".join(because),
        since=in_the_way[0].since if in_the_way else None,
        clears=" ".join(dict.fromkeys(finding.clears for finding in in_the_way if finding.clears)),
        who="; ".join(dict.fromkeys(finding.who for finding in in_the_way if finding.who)),
    )


def _ways_on(seen: Person, *, first: bool) -> list[Action]:
    """Return the next steps about one person; of several people the first has the step that stands out."""
    return [Action("Log a check-in", reverse("references:check_in", args=[seen.pk]), icon="phone", primary=first)]


def in_words(things: Sequence[str], *, inside: bool = False) -> str:
    """Write a list as people say it: "a, b and c"; all but abbreviations in small letters `inside` a sentence."""
    *others, last = [
        thing if thing[1:2].isupper() or not (inside or place) else thing[:1].lower() + thing[1:]
        for place, thing in enumerate(things)
    ]
    return f"{', '.join(others)} and {last}" if others else last
