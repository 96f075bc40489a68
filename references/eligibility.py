"""May this reference be used for this ask? Named facts, one level column a rule, and a sentence for each.

`facts()` is the only place that looks at other tables. A rule is written over the names it annotates, as a `Case` whose
conditions prove the milder answers and whose default is the worst, so what is not known is never good news. The
database is the only interpreter: lists filter on a rule's column, the verdict about one reference reads the same
column, and a stored `Judgement` keeps the facts under the same names, so `levels()` judges it again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils.formats import date_format

from customers.models.customer import customer_facts
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from references.models import CheckIn, Consent, Judgement, ThankYou, Use, UseConsent
from refprogram.accounts.roles import Role
from refprogram.dates import AddMonths

CLEAR, INFO, WARNING, BLOCKED, FORBIDDEN = range(5)

CHECK_IN_MONTHS = 6
CHECK_IN_DUE_MONTHS = 5
QUARTER = timedelta(days=90)

THE_CUSTOMER = "The customer"
REFERENCE_MANAGER = Role.REFERENCE_MANAGER.label


@dataclass(frozen=True)
class Ask:
    """What is wanted, as a value: the day, the activity (by key; None means any), and what the prospect is like."""

    on: date
    activity: int | None = None
    industry: str = ""
    region: str = ""


@dataclass(frozen=True)
class Rule:
    """One reason not to use somebody: its level, the column that says since when, the sentence, what clears it, who.

    `says` is for those who may know the reason, `tells` for a sales rep: the class of the reason, never a detail. Of a
    private rule a rep learns neither since when nor what clears it: either would tell what it is about. `stops` says to
    a reference manager, in one line and without days, why something under way had to wait.
    """

    code: str
    level: Callable[[Ask], Case]
    since: str
    says: str
    tells: str
    stops: str
    clears: str
    who: str
    private: bool = False


@dataclass(frozen=True)
class Finding:
    """One rule that fired, in words."""

    code: str
    level: int
    sentence: str
    since: date | None
    clears: str
    who: str

    @property
    def override(self) -> bool:
        """Say whether a manager could ever get past it for one named request; nothing forbidden can be."""
        return self.level == BLOCKED


@dataclass(frozen=True)
class Verdict:
    """Why (not): the findings, worst first. Usable when none of them is blocked or forbidden."""

    findings: tuple[Finding, ...]

    @property
    def worst(self) -> int:
        return max((finding.level for finding in self.findings), default=CLEAR)

    @property
    def usable(self) -> bool:
        return self.worst < BLOCKED

    def __bool__(self) -> bool:
        return self.usable


def level(*milder: tuple[int, Q], otherwise: int) -> Case:
    """Build a level column: the conditions prove the milder answers in turn, the default is the worst."""
    return Case(
        *(When(proof, then=Value(answer)) for answer, proof in milder),
        default=Value(otherwise),
        output_field=SmallIntegerField(),
    )


RULES = (
    Rule(
        "open_issue",
        level=lambda ask: level(
            (CLEAR, Q(issue_severity=None)),
            (WARNING, Q(issue_severity=Severity.LOW)),
            (BLOCKED, Q(issue_severity=Severity.MEDIUM)),
            otherwise=FORBIDDEN,
        ),
        since="issue_since",
        says="Open issue since {issue_since} ({issue_kind}, {issue_severity}).",
        tells="Open issue since {issue_since} ({issue_kind}); the reference manager can advise.",
        stops="An issue was opened at their company.",
        clears="The issue is resolved.",
        who="Whoever looks after the issue",
    ),
    Rule(
        "hardship",
        level=lambda ask: level((CLEAR, Q(hardship_since=None)), otherwise=FORBIDDEN),
        since="hardship_since",
        says="Going through a hard time since {hardship_since} ({hardship_kind}); look at it again from "
        "{hardship_review_on}. Leave them in peace.",
        tells="Not available at present.",
        stops="They are going through a hard time.",
        clears="The customer says that things are calmer, or a reference manager ends it after talking to them.",
        who=f"{THE_CUSTOMER} or a reference manager",
        private=True,
    ),
    Rule(
        "never_verified",
        level=lambda ask: level((CLEAR, Q(verified_on__isnull=False)), otherwise=FORBIDDEN),
        since="",
        says="No reference manager has ever spoken with them about this.",
        tells="Never spoken to directly by the reference manager.",
        stops="Nobody has spoken with them.",
        clears="A direct check-in with the customer.",
        who=REFERENCE_MANAGER,
    ),
    Rule(
        "stale_check_in",
        level=lambda ask: level(
            (CLEAR, Q(verified_on=None)),  # never_verified says so already
            (CLEAR, Q(good_until__gte=ask.on)),
            otherwise=FORBIDDEN,
        ),
        since="good_until",
        says="Nobody has checked in since {checked_on}; that is more than six months.",
        tells="Last check-in more than six months ago.",
        stops="The last check-in is too old by now.",
        clears="A check-in with the customer.",
        who=REFERENCE_MANAGER,
    ),
    Rule(
        "check_in_due",
        level=lambda ask: level(
            (CLEAR, Q(verified_on=None)),
            (CLEAR, Q(good_until__lt=ask.on)),  # stale_check_in says so already
            (CLEAR, Q(due_from__gt=ask.on)),
            otherwise=WARNING,
        ),
        since="due_from",
        says="Last check-in on {checked_on}; “do not use” after {good_until}.",
        tells="A check-in is due.",
        stops="A check-in is due.",
        clears="A check-in with the customer.",
        who=REFERENCE_MANAGER,
    ),
    Rule(
        "no_consent",
        level=lambda ask: level((CLEAR, Q(consent_until__gte=ask.on)), otherwise=FORBIDDEN),
        since="consent_until",
        says="They have not agreed to this, or their yes has run out.",
        tells="Has not agreed to this kind of use.",
        stops="They no longer agree to this kind of use.",
        clears="The customer agrees to it.",
        who=THE_CUSTOMER,
    ),
)

FACTS = (
    "issue_severity",
    "issue_kind",
    "issue_since",
    "hardship_since",
    "hardship_kind",
    "hardship_review_on",
    "verified_on",
    "checked_on",
    "consent_until",
    "recent_uses",
    "owes_thanks",
    "being_asked",
    "is_booked",
)


def facts(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Annotate every fact that a rule may speak of (`FACTS`), as of the ask's day; the only look at other tables.

    Without an activity in the ask, `consent_until` is the last day of any consent: "may be asked", not "cleared".
    """
    mine = {"reference": OuterRef("pk")}
    checked = CheckIn.objects.direct().filter(**mine).order_by("-on")
    verified = CheckIn.objects.by_a_manager().filter(**mine).order_by("on")
    consents = Consent.objects.unended().filter(**mine).order_by("-expires_on")
    if ask.activity is not None:
        consents = consents.filter(activity=ask.activity)
    uses = Use.objects.spent_since(ask.on - QUARTER).filter(**mine).order_by()
    counted = uses.values("reference").annotate(n=Count("pk")).values("n")
    known: QuerySet[Any] = references.annotate(
        **customer_facts("contact__customer", on=ask.on),
        verified_on=Subquery(verified.values("on")[:1]),
        checked_on=Subquery(checked.values("on")[:1]),
        consent_until=Subquery(consents.values("expires_on")[:1]),
        recent_uses=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        owes_thanks=Exists(ThankYou.objects.owed().filter(use__reference=OuterRef("pk"))),
        being_asked=Exists(UseConsent.objects.open().filter(**mine)),
        is_booked=Exists(Use.objects.booked().filter(**mine)),
    )
    return known


def levels(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Add each rule's level, and the worst of them, to rows that carry the facts.

    Works alike over `facts(...)` and over `Judgement.objects`: the same rules, the same interpreter, that day's facts.
    """
    derived: QuerySet[Any] = rows.annotate(
        good_until=AddMonths(F("checked_on"), CHECK_IN_MONTHS), due_from=AddMonths(F("checked_on"), CHECK_IN_DUE_MONTHS)
    )
    ruled: QuerySet[Any] = derived.annotate(**{rule.code: rule.level(ask) for rule in RULES})
    with_worst: QuerySet[Any] = ruled.annotate(worst_level=Greatest(*(F(rule.code) for rule in RULES)))
    return with_worst


def judged(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Judge references for an ask: their facts, each rule's level, and the worst level."""
    return levels(facts(references, ask), ask)


def eligible(references: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Return, judged, those that no rule blocks; filters on the very columns that `verdict` reads."""
    return judged(references, ask).filter(worst_level__lt=BLOCKED)


def verdict(row: Any, *, masked: bool = False) -> Verdict:
    """Read the verdict from a judged row, worst first; raises AttributeError for a row that nobody judged.

    Masked, the sentences give only the class of a reason, as a sales rep may know it (seed 003).
    """
    words = _Worded(row)
    findings = (
        Finding(
            code=rule.code,
            level=getattr(row, rule.code),
            sentence=(rule.tells if masked else rule.says).format_map(words),
            since=None if (masked and rule.private) or not rule.since else getattr(row, rule.since),
            clears="" if masked and rule.private else rule.clears,
            who="" if masked and rule.private else rule.who,
        )
        for rule in RULES
        if getattr(row, rule.code) > CLEAR
    )
    return Verdict(tuple(sorted(findings, key=lambda finding: -finding.level)))


def recalled(judgement: Judgement, *, masked: bool = False) -> Verdict:
    """Read a verdict that was kept again, from the facts of its day."""
    ask = Ask(on=judgement.on, activity=judgement.activity_id)
    return verdict(levels(Judgement.objects.filter(pk=judgement.pk), ask).get(), masked=masked)


def keep(row: Any, *, ask: Ask, decision: str) -> Judgement:
    """Store the verdict that a decision is about to use, with the facts it rests on."""
    ruling = verdict(row)
    return Judgement.objects.create(
        reference_id=row.pk,
        decision=decision,
        on=ask.on,
        activity_id=ask.activity,
        worst=ruling.worst,
        findings={finding.code: finding.level for finding in ruling.findings},
        **{name: getattr(row, name) for name in FACTS},
    )


LABELS: dict[str, Mapping[Any, str]] = {
    "issue_severity": {choice.value: choice.label.lower() for choice in Severity},
    "issue_kind": {choice.value: choice.label.lower() for choice in IssueKind},
    "hardship_kind": {choice.value: choice.label.lower() for choice in HardshipKind},
}


class _Worded(dict[str, str]):
    """The facts of a row as words: dates written out, codes as labels, and nothing known as such."""

    def __init__(self, row: Any) -> None:
        self.row = row

    def __missing__(self, name: str) -> str:
        value = getattr(self.row, name)
        if value is None:
            return "an unknown day" if name.endswith(("_on", "_since", "_until")) else "not known"
        if isinstance(value, date):
            return date_format(value, "j M Y")
        return LABELS[name][value]
