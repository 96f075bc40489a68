"""Which customers stand on the do-not-use board, and each in which lane? Counted by customer, read from what is kept.

A lane is a rule, or two that come to the same. A person stands in the lane of the reason that has to go first; a
customer in the first lane that one of its people stands in. Where nobody has a file, the rules that are about the
customer alone say it, over the same names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django_cte import CTE, with_cte

from customers.models import Customer, Hardship, Issue, SurveyResponse
from customers.models.customer import customer_facts
from references.eligibility import BLOCKED, levels
from references.facts import FACTS, WISHED, Ask
from references.models import Consent, ContactPreference, Judgement, Reference, Use
from references.models.activity import LONGEST_REST
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
HESITANT = Lane(
    ("hesitant",),
    "Hesitant",
    "Hesitant: talk with them before anybody asks for anything",
    tells="Not available at present",
    code="not_available",
)
GONE = Lane(("contact_gone",), "Not reachable", "Not reachable: wait, or find who takes over")
POLICY = Lane(("policy_private_only",), "Company policy", "Their company’s policy: respect it")
CHOICE = Lane(("no_consent",), "Customer’s own choice", "Customer’s own choice: respect it, do not chase")
LIMIT = Lane(("over_cap_program", "over_cap_customer_set"), "Asked enough", "Asked enough for now: let them rest")
UNKNOWN = Lane(("never_verified",), "Not known", "Not known: nobody here has spoken with them about it")

# A customer's own trouble comes first, then its people, those nearest to being cleared before the others.
LANES = (PEACE, ISSUE, SURVEY, STALE, HESITANT, GONE, POLICY, CHOICE, LIMIT, UNKNOWN)
# What is about the customer alone, whoever works there.
OWN = (PEACE, ISSUE, SURVEY, POLICY)
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

    Reads what is kept of people, as of that day.
    """
    people = Reference.objects.order_by().annotate(customer=F("contact__customer")).values("customer")
    by_people = people.annotate(in_lane=Min(lane_of(on=on))).filter(in_lane__isnull=False)
    alone = own_levels(_troubled_alone(on=on), on=on).annotate(in_lane=_first(OWN)).filter(in_lane__isnull=False)
    both = by_people.values("customer", "in_lane").union(alone.values("pk", "in_lane"), all=True)
    board = CTE(both, name="board")
    rows = board.join(Customer.objects.all(), pk=board.col.customer).annotate(lane=board.col.in_lane)
    found: QuerySet[Any] = with_cte(board, select=rows)
    return found


def counts(*, on: date) -> Mapping[Lane, int]:
    """Count the customers in each lane, those with none left out."""
    found = dict(on_board(on=on).order_by().values_list("lane").annotate(customers=Count("pk")))
    return {lane: found[number] for number, lane in enumerate(LANES) if number in found}


def lane_of(*, on: date) -> Case:
    """Say in which lane a reference stands, by its number; NULL for whoever may be asked."""
    agrees = Exists(Consent.objects.live(on=on).filter(reference=OuterRef("pk")))
    return Case(
        *_whens(FIRST_TO_GO, prefix="standing__"),
        When(~agrees, then=LANES.index(CHOICE)),
        When(pk__in=_asked_enough(on=on), then=LANES.index(LIMIT)),
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


def _asked_enough(*, on: date) -> QuerySet[Any]:
    """Return the keys of those whom we, or they themselves, let rest; judged live, among those it could be true of."""
    used = Use.objects.spent_since(on - LONGEST_REST).filter(reference=OuterRef("pk"))
    limited = ContactPreference.objects.filter(reference=OuterRef("pk"))
    judged = shown(Reference.objects.filter(Exists(used) | Exists(limited)), Ask(on=on))
    return judged.filter(_blocked(LIMIT)).values("pk")


def _first(lanes: tuple[Lane, ...]) -> Case:
    return Case(*_whens(lanes), default=None, output_field=IntegerField())


def _whens(lanes: tuple[Lane, ...], *, prefix: str = "") -> list[When]:
    return [When(_blocked(lane, prefix=prefix), then=LANES.index(lane)) for lane in lanes]


def _blocked(lane: Lane, *, prefix: str = "") -> Q:
    return Q(*(Q(**{f"{prefix}{rule}__gte": BLOCKED}) for rule in lane.rules), _connector=Q.OR)
