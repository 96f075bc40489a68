"""Which customers stand on the do-not-use board, and each in which lane? Counted by customer, read from what is kept.

A lane is a rule, or two that come to the same. A person stands in the lane of the reason that has to go first; a
customer in the first lane that one of its people stands in. Where nobody has a file, the rules that are about the
customer alone say it, over the same names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from customers.models import Customer, Hardship, Issue, SurveyResponse
from customers.models.customer import customer_facts
from references.eligibility import BLOCKED, levels
from references.facts import FACTS, WISHED, Ask
from references.models import Consent, ContactPreference, Judgement, Reference, Use
from references.models.activity import LONGEST_REST
from references.spelled import THE_DAY, Statement, some, sql
from references.standing import shown


@dataclass(frozen=True)
class Lane:
    """One reason to stand on the board, and the rules that lead there.

    `tells` is its name for whoever learns only the class of a reason, where the label would say more; `code` names it
    in addresses, which they read too.
    """

    rules: tuple[str, ...]
    label: str
    heading: str
    tells: str = ""
    code: str = ""

    @property
    def rule(self) -> str:
        return self.rules[0]

    @property
    def address(self) -> str:
        return f"?reason={self.code or self.rule}"

    def called(self, *, masked: bool) -> tuple[str, str]:
        """Return label and heading for one reader."""
        return (self.tells, self.tells) if masked and self.tells else (self.label, self.heading)


PEACE = Lane(("hardship",), "Left in peace", "Left in peace")
ISSUE = Lane(("open_issue",), "Open issue", "Open issue: the customer is waiting for us")
SURVEY = Lane(
    ("survey_red_flag",), "Unhappy survey", "Unhappy survey: somebody has to follow up", tells="Survey", code="survey"
)
STALE = Lane(("stale_check_in",), "Check-in needed", "Check-in needed: only talking to them clears this")
HESITANT = Lane(("hesitant",), "Hesitant", "Hesitant: talk with them before anybody asks for anything")
GONE = Lane(("contact_gone",), "Not reachable", "Not reachable: wait, or find who takes over")
POLICY = Lane(("policy_private_only",), "Company policy", "Their company’s policy: respect it")
CHOICE = Lane(
    ("no_consent", "paused_by_customer"), "Customer’s own choice", "Customer’s own choice: respect it, do not chase"
)
LIMIT = Lane(("over_cap_program", "over_cap_customer_set"), "Asked enough", "Asked enough for now: let them rest")
UNKNOWN = Lane(("never_verified",), "Not known", "Not known: nobody here has spoken with them about it")

# A customer's own trouble comes first, then its people, those nearest to being cleared before the others.
LANES = (PEACE, ISSUE, SURVEY, STALE, HESITANT, GONE, POLICY, CHOICE, LIMIT, UNKNOWN)
# What is about the customer alone, whoever works there.
OWN = (PEACE, ISSUE, SURVEY, POLICY)
# Who has no row, for reference managers and for others: a hard time and an uneasy talk must not be told apart.
AWAY, AWAY_FOR_OTHERS = (PEACE,), (PEACE, HESITANT)
# The columns of the board that say how many stand in each lane.
COUNTS = tuple(f"in_lane_{number}" for number in range(len(LANES)))
# Of several reasons about one person, the one that has to go first: whoever has left cannot be talked with.
FIRST_TO_GO = (PEACE, ISSUE, SURVEY, POLICY, GONE, STALE, HESITANT, UNKNOWN)

# What puts nobody on the board by itself, and why.
NOBODY_BY_ITSELF = {
    "recently_recovered": "warns, and blocks only where somebody digs into a long history",
    "check_in_due": "warns that the next talk is near",
    "secondhand_only": "warns that the good word came from one of us",
    "renewal_window": "warns that a favour weighs more now",
    "company_permission_missing": "only a public use needs it",
    "topic_conflict": "only an ask names topics",
    "audience_mismatch": "only an ask names an audience",
    "competes_with_prospect": "only an ask names a prospect",
}


def on_board(*, on: date) -> QuerySet[Any]:
    """Return the customers that have somebody who must not be used, or trouble of their own, each with its `lane`.

    Reads what is kept of people, as of that day, and everybody once: each row brings along how many stand in every
    lane, and `counted` reads that off.
    """
    return _board(connection.vendor).beside(
        Customer.objects.all(), {"lane": IntegerField(), **dict.fromkeys(COUNTS, IntegerField())}, on=on
    )


def narrowed(rows: QuerySet[Any], lane: Lane | None, *, away: Sequence[Lane]) -> QuerySet[Any]:
    """Keep one lane of the board, or all but those who are away: where nobody stands in it, or none was chosen."""
    everybody = ~Q(lane__in=[LANES.index(lane) for lane in away])
    if lane is None:
        return rows.filter(everybody)
    number = LANES.index(lane)
    return rows.filter(Q(lane=number) | Q(everybody, **{COUNTS[number]: 0}))


def counted(rows: Sequence[Any], *, on: date) -> Mapping[Lane, int]:
    """Read off some rows of the board how many customers stand in each lane; where there are none, count."""
    if not rows:
        return counts(on=on)
    found = [(lane, getattr(rows[0], name)) for lane, name in zip(LANES, COUNTS, strict=True)]
    return {lane: number for lane, number in found if number}


def counts(*, on: date) -> Mapping[Lane, int]:
    """Count the customers in each lane, those with none left out."""
    found = dict(on_board(on=on).order_by().values_list("lane").annotate(customers=Count("pk")))
    return {lane: found[number] for number, lane in enumerate(LANES) if number in found}


def people_in_lanes(people: QuerySet[Any], customers: Sequence[int], *, on: date) -> QuerySet[Any]:
    """Return those who stand in a lane among the people of some customers, judged for a page, each with its `lane`."""
    spelled, columns = _people(connection.vendor)
    return spelled.beside(people, columns, on=on, keys=customers)


def judged_alone(customers: Sequence[int], *, on: date) -> QuerySet[Any]:
    """Return some customers as `own_levels` judges them."""
    spelled, columns = _alone(connection.vendor)
    return spelled.beside(Customer.objects.all(), columns, on=on, keys=customers)


@lru_cache
def _board(vendor: str) -> Statement:
    """Spell the board: building it takes the query builder many times as long as the database takes to read it."""
    people = Reference.objects.order_by().annotate(about=F("contact__customer")).values("about")
    by_people = people.annotate(lane=Min(lane_of(on=THE_DAY))).filter(lane__isnull=False)
    alone = own_levels(_troubled_alone(on=THE_DAY), on=THE_DAY).annotate(lane=_first(OWN)).filter(lane__isnull=False)
    both, values = sql(by_people.values("about", "lane").union(alone.values("pk", "lane"), all=True))
    in_each = (f"COUNT(CASE WHEN lane = {number} THEN 1 END) OVER () AS {name}" for number, name in enumerate(COUNTS))
    return Statement(f"SELECT about, lane, {', '.join(in_each)} FROM ({both}) AS board", values)


@lru_cache
def _people(vendor: str) -> tuple[Statement, dict[str, Any]]:
    theirs = Reference.objects.filter(contact__customer__in=some())
    judged = shown(theirs, Ask(on=THE_DAY)).annotate(lane=lane_of(on=THE_DAY, among=theirs))
    return _spelled(judged.filter(lane__isnull=False))


@lru_cache
def _alone(vendor: str) -> tuple[Statement, dict[str, Any]]:
    return _spelled(own_levels(Customer.objects.filter(pk__in=some()), on=THE_DAY))


def _spelled(rows: QuerySet[Any]) -> tuple[Statement, dict[str, Any]]:
    """Spell rows with all that was annotated to them, and name the field of each column."""
    columns = {name: column.output_field for name, column in rows.query.annotations.items()}
    return Statement(*sql(rows.order_by().annotate(about=F("pk")).values_list("about", *columns))), columns


def lane_of(*, on: date, among: QuerySet[Any] | None = None) -> Case:
    """Say in which lane a reference stands, by its number; NULL for whoever may be asked.

    `among` is who is meant, where that is not everybody: whom to judge live is then looked for among them alone.
    """
    agrees = Exists(Consent.objects.live(on=on).filter(reference=OuterRef("pk")))
    meant = Reference.objects.all() if among is None else among
    return Case(
        *_whens(FIRST_TO_GO, prefix="standing__"),
        When(~agrees | Q(standing__paused_by_customer__gte=BLOCKED), then=LANES.index(CHOICE)),
        When(pk__in=_asked_enough(meant, on=on), then=LANES.index(LIMIT)),
        default=None,
        output_field=IntegerField(),
    )


def own_levels(customers: QuerySet[Any], *, on: date) -> QuerySet[Any]:
    """Judge customers themselves, as if somebody were there of whom nothing is known; only `OWN` rules mean anything.

    Their facts go by the names that people's facts have, so `verdict` reads these rows like people's.
    """
    facts = customer_facts("pk", on=on)
    theirs = (*facts, "reference_policy", "on")
    columns: dict[str, Any] = {name: Judgement._meta.get_field(name) for name in (*FACTS, *WISHED)}
    unknown = {name: Cast(Value(None), column) for name, column in columns.items() if name not in theirs}
    return levels(customers.annotate(**facts, **unknown, on=Cast(Value(on), columns["on"])))


def _troubled_alone(*, on: date) -> QuerySet[Customer]:
    """Return the customers where nobody has a file and a rule about the customer might fire."""
    theirs = {"customer": OuterRef("pk")}
    has_reason = (
        Exists(Issue.objects.open(on=on).filter(**theirs))
        | Exists(Hardship.objects.active(on=on).filter(**theirs))
        | Exists(SurveyResponse.objects.answered_by(on=on).unhappy().filter(**theirs))
        | ~Q(reference_policy="")
    )
    return Customer.objects.filter(has_reason, ~Exists(Reference.objects.filter(contact__customer=OuterRef("pk"))))


def _asked_enough(references: QuerySet[Any], *, on: date) -> QuerySet[Any]:
    """Return the keys of those whom we, or they themselves, let rest; judged live, among those it could be true of."""
    used = Use.objects.spent_since(on - LONGEST_REST).filter(reference=OuterRef("pk"))
    limited = ContactPreference.objects.filter(reference=OuterRef("pk"))
    judged = shown(references.filter(Exists(used) | Exists(limited)), Ask(on=on))
    return judged.filter(_blocked(LIMIT)).values("pk")


def _first(lanes: tuple[Lane, ...]) -> Case:
    return Case(*_whens(lanes), default=None, output_field=IntegerField())


def _whens(lanes: tuple[Lane, ...], *, prefix: str = "") -> list[When]:
    return [When(_blocked(lane, prefix=prefix), then=LANES.index(lane)) for lane in lanes]


def _blocked(lane: Lane, *, prefix: str = "") -> Q:
    return Q(*(Q(**{f"{prefix}{rule}__gte": BLOCKED}) for rule in lane.rules), _connector=Q.OR)
