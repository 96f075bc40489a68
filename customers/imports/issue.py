"""What does a row about a problem become?"""

from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Lower

from customers.imports.register import GONE, Register, change, news, still_to_come, tidy, told
from customers.models import Issue, Topic
from customers.models.issue import IssueKind, Severity
from customers.models.source import Source
from refprogram.imports.kinds import (
    Batch,
    Field,
    ImportKind,
    Outcome,
    Row,
    created,
    rejected,
    unchanged,
    unmatched,
    updated,
)
from refprogram.imports.values import choice, day, shown, text

ISSUE_COLUMNS = ("external_id", "kind", "severity", "summary", "opened_on", "resolution")
ISSUE_DEFAULTS = {"kind": IssueKind.OTHER, "severity": Severity.MEDIUM}


class Topics:
    """The topics that a batch names, in any case, and those that it makes."""

    def __init__(self, names: Iterable[str], *, create_missing: bool) -> None:
        self.create_missing = create_missing
        wanted = {tidy(name) for name in names}
        alike = Q(lower__in={name.lower() for name in wanted}) | Q(name__in=wanted)
        self._made: list[Topic] = []
        self._topics: dict[str, Topic] = {
            t.name.lower(): t for t in Topic.objects.annotate(lower=Lower("name")).filter(alike)
        }

    def find(self, name: str) -> Topic | None:
        """Return the topic of a name, made if that was asked for."""
        plain = tidy(name).lower()
        if plain not in self._topics and self.create_missing:
            self._topics[plain] = Topic(name=tidy(name))
            self._made.append(self._topics[plain])
        return self._topics.get(plain)

    def store(self) -> None:
        Topic.objects.bulk_create(self._made)


def upsert_issues(batch: Batch) -> list[Outcome]:
    """Write down what is wrong, or what a file newly says of it.

    Without a day of resolution an issue is open, and open again when the file says something new of it without one. A
    kind or severity that the file leaves out counts as other and medium, which keeps the customer from being used:
    missing news is not good news.
    """
    rows = batch.rows
    known_keys = [row.known for row in rows if row.known]
    register = Register(
        [row.values["customer"] for row in rows],
        create_missing=batch.create_missing,
        also=Issue.objects.filter(pk__in=known_keys).values("customer"),
    )
    topics = Topics((row.values["topic"] for row in rows if "topic" in row.values), create_missing=batch.create_missing)
    known = Issue.objects.in_bulk(known_keys)
    tagged = set(Issue.topics.through.objects.filter(issue__in=known).values_list("issue_id", "topic_id"))
    touched = {issue.customer_id for issue in known.values()}
    outcomes: dict[Row, Outcome] = {}
    tags: list[tuple[Issue, Topic]] = []
    for row in rows:
        values = row.values
        if early := still_to_come(row, "opened_on", "resolved_on", on=batch.on):
            outcomes[row] = rejected(early)
            continue
        if "resolved_on" in values and values["resolved_on"] < values["opened_on"]:
            outcomes[row] = rejected("resolved_on: an issue cannot be resolved before it was opened.")
            continue
        topic = topics.find(values["topic"]) if "topic" in values else None
        if "topic" in values and not topic:
            outcomes[row] = rejected(f"topic: no topic is called {shown(values['topic'])}.")
            continue
        customer = register.find(values["customer"])
        if isinstance(customer, str):
            outcomes[row] = unmatched(customer)
            continue
        said = {name: values[name] for name in ISSUE_COLUMNS if name in values}
        said |= {"customer": customer, "resolved_on": values.get("resolved_on")}
        if "resolved_on" not in values:
            # What is wrong again has not been put right: nobody's praise for how it was can stand.
            said |= {"recovery": None, "may_be_told": False}
        if not row.known:
            issue = Issue(**ISSUE_DEFAULTS | said, source=Source.IMPORTED, opened_by=batch.by)
            outcomes[row] = created(issue)
        elif row.known in known:
            issue = known[row.known]
            issue.customer = register.by_key[issue.customer_id]
            is_new_tag = topic is not None and (issue.pk, topic.pk) not in tagged
            outcomes[row] = updated(issue) if change(issue, **said) or is_new_tag else unchanged(issue)
        else:
            outcomes[row] = unmatched(GONE)
            continue
        tags += [(issue, topic)] if topic else []
    register.store()
    topics.store()
    stored = news(outcomes)
    Issue.objects.bulk_create([issue for issue in stored if not issue.pk])
    Issue.objects.bulk_update(
        [issue for issue in stored if issue.pk in known],
        [*ISSUE_COLUMNS, "customer", "resolved_on", "recovery", "may_be_told"],
    )
    tag = Issue.topics.through
    tag.objects.bulk_create([tag(issue=issue, topic=topic) for issue, topic in tags], ignore_conflicts=True)
    return told(batch, outcomes, touched | {issue.customer_id for issue in stored})


ISSUES = ImportKind(
    "issues",
    "Issues",
    (
        Field("customer", text(250), required=True, help="The customer's name."),
        Field("external_id", text(200), help="The ticket's id in the other system."),
        Field(
            "kind",
            choice({kind: kind for kind in IssueKind.values}),
            help=f"{', '.join(IssueKind.values)}; else other.",
        ),
        Field(
            "severity",
            choice({severity.name.lower(): severity.value for severity in Severity}),
            help="low, medium, high, critical; without one it counts as medium.",
        ),
        Field("topic", text(200), help="A topic's name."),
        Field("summary", text(10_000)),
        Field("opened_on", day, required=True),
        Field("resolved_on", day, help="Without it the issue is open."),
        Field("resolution", text(10_000)),
    ),
    upsert_issues,
)
