"""Why (not)? A judged row read as findings and sentences, kept for the decision it led to, and read again later."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format

from customers.models.contact import ContactStatus
from customers.models.customer import ReferencePolicy
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from customers.models.relationship import RelationshipKind
from references.eligibility import BLOCKED, CLEAR, RULES, levels
from references.facts import FACTS, Ask
from references.models import Audience, Depth, Judgement, Mood
from references.rules import Rule


@dataclass(frozen=True)
class Finding:
    """One rule that fired, in words; `evidence` is the facts it rests on, for those who may know the reason."""

    code: str
    level: int
    sentence: str
    since: date | None
    clears: str
    who: str
    evidence: Mapping[str, Any] = field(default_factory=dict, hash=False)

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


def verdict(row: Any, *, masked: bool = False, set_aside: Collection[str] = ()) -> Verdict:
    """Read the verdict from a judged row, worst first; raises AttributeError for a row that nobody judged.

    Masked, the sentences give only the class of a reason, as a sales rep may know it (seed 003). Rules that were
    `set_aside` are left out where they block; where they forbid they stay, whoever set them aside.
    """
    fired = ((rule, getattr(row, rule.code)) for rule in RULES)
    return _worst_first(
        _finding(rule, row, worth, masked=masked)
        for rule, worth in fired
        if worth > CLEAR and not (worth == BLOCKED and rule.code in set_aside)
    )


def _worst_first(findings: Iterable[Finding]) -> Verdict:
    """Put findings in order; two of one level that tell the same become one, for two would tell that there are two."""
    told: dict[tuple[int, str], Finding] = {}
    for finding in findings:
        told.setdefault((finding.level, finding.sentence), finding)
    return Verdict(tuple(sorted(told.values(), key=lambda finding: -finding.level)))


def _finding(rule: Rule, row: Any, worth: int, *, masked: bool) -> Finding:
    says = _at(rule.tells if masked else rule.says, worth, otherwise=UNTOLD if masked else rule.stops)
    silent = masked and rule.private
    return Finding(
        code=rule.code,
        level=worth,
        sentence=says.format_map(_Worded(row)),
        since=None if silent or not rule.since else getattr(row, rule.since),
        clears="" if silent else _at(rule.clears, worth),
        who="" if silent else _at(rule.who, worth),
        evidence={} if masked else {name: getattr(row, name) for name in rule.rests_on},
    )


def _at(words: str | Mapping[int, str], worth: int, *, otherwise: str = "") -> str:
    """Return the words of a rule for a level; a level kept from before it had words of its own has others."""
    return words if isinstance(words, str) else words.get(worth, otherwise)


def recalled(judgement: Judgement, *, masked: bool = False) -> Verdict:
    """Read a verdict that was kept again, as it counted: the facts of its day, and the rules of today."""
    row = levels(Judgement.objects.filter(pk=judgement.pk)).get()
    return verdict(row, masked=masked, set_aside=judgement.set_aside)


def remembered(row: Any, *, masked: bool = False) -> Verdict:
    """Read a kept verdict as it was: its own levels, in today's words; `row` is a judgement with levels.

    A rule that is no longer there is named by its code, for it was a reason then.
    """
    rules = {rule.code: rule for rule in RULES}
    return _worst_first(
        _finding(rules[code], row, worth, masked=masked)
        if code in rules
        else Finding(code, worth, GONE if masked else f"{GONE} It was called “{code}”.", None, "", "")
        for code, worth in row.findings.items()
    )


def changes(row: Any) -> dict[str, tuple[int, int]]:
    """Say where today's rules differ from a kept verdict over its own facts: each rule, its level then and now."""
    now = {rule.code: getattr(row, rule.code) for rule in RULES}
    codes = [*now, *(code for code in row.findings if code not in now)]
    pairs = {code: (row.findings.get(code, CLEAR), now.get(code, CLEAR)) for code in codes}
    return {code: pair for code, pair in pairs.items() if pair[0] != pair[1]}


def keep(row: Any, *, ask: Ask, decision: str, set_aside: Collection[str] = ()) -> Judgement:
    """Store the verdict that a decision is about to use, with what was asked for and the facts it rests on.

    It is kept whole, whatever was `set_aside` for this decision, so that judging it again gives the same.
    """
    ruling = verdict(row)
    return Judgement.objects.create(
        reference_id=row.pk,
        decision=decision,
        on=ask.on,
        activity_id=ask.activity,
        audience=ask.audience,
        depth=ask.depth,
        prospect=ask.prospect,
        prospect_domain=ask.prospect_domain,
        topics=list(ask.topics),
        worst=ruling.worst,
        findings={finding.code: finding.level for finding in ruling.findings},
        set_aside=sorted(set_aside),
        **{name: getattr(row, name) for name in FACTS},
    )


LABELS: dict[str, Mapping[Any, str]] = {
    "issue_severity": {choice.value: choice.label.lower() for choice in Severity},
    "issue_kind": {choice.value: choice.label.lower() for choice in IssueKind},
    "hardship_kind": {choice.value: choice.label.lower() for choice in HardshipKind},
    "contact_status": {choice.value: choice.label.lower() for choice in ContactStatus},
    "reference_policy": {choice.value: choice.label.lower() for choice in ReferencePolicy},
    "prospect_relation": {choice.value: choice.label for choice in RelationshipKind},
    "mood": {choice.value: choice.label.lower() for choice in Mood},
    "audience": {choice.value: choice.label.lower() for choice in Audience},
    "depth": {choice.value: choice.label for choice in Depth},
}


NONE = {name: "an unknown day" for name in FACTS if name.endswith(("_on", "_since", "_until"))} | {"rest_until": "none"}


GONE = "A reason that we no longer keep."
UNTOLD = "The reference manager can advise."


def in_words(row: Any, name: str) -> Any:
    """Return one fact as people read it: a day as it is, a code as its label, and nothing known as None."""
    value = getattr(row, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return LABELS[name].get(value, value) if name in LABELS else value


class _Worded(dict[str, str]):
    """The facts of a row as words: dates written out, codes as labels, and nothing known as such."""

    def __init__(self, row: Any) -> None:
        self.row = row

    def __missing__(self, name: str) -> str:
        value = getattr(self.row, name)
        if value is None:
            return NONE.get(name, "not known")
        if isinstance(value, date):
            return date_format(value, "j M Y")
        return LABELS[name].get(value, str(value)) if name in LABELS else str(value)
