"""Who must not be used today, and what would clear it? One row a customer, with its people.

The lanes are the rules, in the order in which a customer is sorted into them. Customers left in peace have a card of
their own, for reference managers; everybody else learns how many they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from customers.models import Customer, Hardship
from customers.models.customer import customer_facts
from references.eligibility import BLOCKED, CLEAR, RULES, judged
from references.facts import Ask
from references.models import Reference
from references.verdicts import Finding, verdict
from references.views import seen
from refprogram.dates import today
from refprogram.pages import keyset, page
from refprogram.ui.parts import Action, Chip, Crumb

NAMED = 3


@dataclass(frozen=True)
class Lane:
    """One reason to stand on the board; `who` says which judged people stand in it."""

    rule: str
    label: str
    heading: str
    who: Q | None = None


# A customer's own facts come first, whoever works there; then the people, those nearest to being cleared first.
PEACE = Lane("hardship", "Left in peace", "Left in peace")
ISSUE = Lane("open_issue", "Open issue", "Open issue: the customer is waiting for us")
BY_PEOPLE = (
    Lane(
        "stale_check_in",
        "Check-in needed",
        "Check-in needed: only talking to them clears this",
        Q(stale_check_in__gte=BLOCKED),
    ),
    Lane(
        "no_consent",
        "Customer’s own choice",
        "Customer’s own choice: respect it, do not chase",
        Q(no_consent__gte=BLOCKED, never_verified__lt=BLOCKED, stale_check_in__lt=BLOCKED),
    ),
    Lane(
        "never_verified",
        "Not known",
        "Not known: nobody here has spoken with them about it",
        Q(never_verified__gte=BLOCKED),
    ),
)
LANES = (PEACE, ISSUE, *BY_PEOPLE)
OWN = [rule for rule in RULES if rule.code in (PEACE.rule, ISSUE.rule)]


@dataclass(frozen=True)
class Row:
    """One customer on the board: who is meant, why, since when, what clears it and the next step."""

    heading: str
    company: str
    company_url: str
    sector: str
    region: str
    people: list[str]
    more_people: int
    level: int | None
    finding: Finding
    age: int | None
    owner: str
    next_step: Action | None


@dataclass(frozen=True)
class Peace:
    """A customer left in peace, with what they told us in confidence for those who may read it."""

    hardship: Hardship
    note: str
    review_due: bool


@require_safe
@permission_required("references.view", raise_exception=True)
def do_not_use(request: HttpRequest) -> HttpResponse:
    on, user = today(), request.user
    everybody = on_board(on=on)
    counts = dict(everybody.order_by().values_list("lane").annotate(customers=Count("pk")))
    shown = [number for number in counts if number != LANES.index(PEACE)]
    reason = request.GET.get("reason", "")
    chosen = [number for number in shown if LANES[number].rule == reason]
    known = Exists(Customer.objects.visible_to(user).filter(pk=OuterRef("pk")))
    rows = everybody.filter(lane__in=chosen or shown).annotate(knows_company=known).select_related("owner")
    found = keyset(request, rows, order=_order(user))
    context = {
        "chips": _chips(counts, reason, user=user),
        "page": found,
        "rows": _rows(found.rows, user=user, on=on),
        "total": sum(counts[number] for number in shown),
        "in_peace": counts.get(LANES.index(PEACE), 0),
        "on": on,
    }
    return page(request, "references/do_not_use.html", context, fragment="references/_board.html")


@require_safe
@permission_required("customers.begin_hardship", raise_exception=True)
def left_in_peace(request: HttpRequest) -> HttpResponse:
    on, user = today(), request.user
    reads_note = user.has_perm("customers.read_private_notes")
    hardships = Hardship.objects.visible_to(user).active(on=on).select_related("customer")
    found = keyset(request, hardships.select_related("note") if reads_note else hardships, order=("since", "pk"))
    context = {
        "page": found,
        "crumbs": [Crumb("Do not use", reverse("references:do_not_use"))],
        "hardships": [_peace(hardship, reads_note=reads_note, on=on) for hardship in found.rows],
    }
    return page(request, "references/left_in_peace.html", context, fragment="references/_left_in_peace.html")


def on_board(*, on: date) -> QuerySet[Any]:
    """Return the customers that have somebody who must not be used, or trouble of their own, each with its lane.

    Trouble of a customer is judged by the rules about its people, over the same names, so that it counts where nobody
    is known as well.
    """
    ask = Ask(on=on)
    people = judged(Reference.objects.filter(contact__customer=OuterRef("pk")), ask)
    lanes = [
        When(hardship__gte=BLOCKED, then=LANES.index(PEACE)),
        When(open_issue__gte=BLOCKED, then=LANES.index(ISSUE)),
        *(When(Exists(people.filter(lane.who)), then=LANES.index(lane)) for lane in BY_PEOPLE),
    ]
    facts = Customer.objects.alias(**customer_facts("pk", on=on)).alias(**{rule.code: rule.level(ask) for rule in OWN})
    return facts.annotate(lane=Case(*lanes, default=None, output_field=IntegerField())).filter(lane__isnull=False)


def own_verdicts(customers: QuerySet[Customer], *, on: date) -> QuerySet[Any]:
    """Judge customers by the rules that are about them and nobody there, so that `verdict` reads them like people."""
    ask = Ask(on=on)
    levels = {rule.code: rule.level(ask) if rule in OWN else Value(CLEAR) for rule in RULES}
    return customers.with_facts(on=on).annotate(**levels)  # type: ignore[attr-defined]


def _order(user: Any) -> tuple[str, ...]:
    """Return the order of the board: who may not know every company must not learn one from its place."""
    return ("lane", "industry", "region", "pk") if seen.masked(user) else ("lane", "name", "pk")


def _chips(counts: dict[int, int], reason: str, *, user: Any) -> list[Chip]:
    shown = [lane for lane in LANES if lane != PEACE and counts.get(LANES.index(lane))]
    total = sum(counts[LANES.index(lane)] for lane in shown)
    chips = [Chip("All reasons", "?", current=reason not in {lane.rule for lane in shown}, count=total)]
    chips += [
        Chip(lane.label, f"?reason={lane.rule}", current=lane.rule == reason, count=counts[LANES.index(lane)])
        for lane in shown
    ]
    return chips


def _rows(customers: Sequence[Any], *, user: Any, on: date) -> list[Row]:
    """Put customers into words, each with those of its people who stand in its lane."""
    keys = [customer.pk for customer in customers]
    people = Reference.objects.visible_to(user).filter(contact__customer__in=keys)
    lane = Case(*(When(one.who, then=LANES.index(one)) for one in BY_PEOPLE), default=None, output_field=IntegerField())
    blocked = seen.judged_for(user, people, Ask(on=on)).filter(worst_level__gte=BLOCKED)
    judgements = list(blocked.annotate(lane=lane).order_by("pk"))
    known = seen.details(user, judgements)
    alone = {row.pk: row for row in own_verdicts(Customer.objects.filter(pk__in=keys), on=on)}
    of: dict[int, list[Any]] = {}
    for judgement in judgements:
        of.setdefault(judgement.contact.customer_id, []).append(judgement)
    rows = []
    for customer in customers:
        there = of.get(customer.pk, [])
        meant = there if LANES[customer.lane] is ISSUE else [row for row in there if row.lane == customer.lane]
        about = [alone[customer.pk]] if LANES[customer.lane] is ISSUE else meant[:1]
        finding = next((one for row in about for one in _reasons(row, LANES[customer.lane], user=user)), None)
        if finding is not None:  # else it was cleared between the question who stands there and the question why
            rows.append(_row(customer, finding, meant, known=known, user=user, on=on))
    return rows


def _reasons(row: Any, lane: Lane, *, user: Any) -> list[Finding]:
    return [finding for finding in verdict(row, masked=seen.masked(user)).findings if finding.code == lane.rule]


def _row(customer: Any, finding: Finding, meant: Sequence[Any], *, known: dict[int, Any], user: Any, on: date) -> Row:
    lane = LANES[customer.lane]
    seen_as = [seen.person(row, user=user, details=known.get(row.contact_id)).called for row in meant[:NAMED]]
    return Row(
        heading=lane.heading,
        company=customer.name if customer.knows_company else "",
        company_url=customer.get_absolute_url() if customer.knows_company else "",
        sector=customer.industry,
        region=customer.region,
        people=seen_as,
        more_people=len(meant) - len(seen_as),
        level=None if lane.rule == "never_verified" else finding.level,
        finding=finding,
        age=(on - finding.since).days if finding.since else None,
        owner=str(customer.owner) if customer.knows_company and customer.owner else "",
        next_step=_next_step(customer, lane, meant, user=user),
    )


def _next_step(customer: Any, lane: Lane, meant: Sequence[Any], *, user: Any) -> Action | None:
    if lane is ISSUE:
        if customer.knows_company:
            return Action("See the issue", reverse("customers:issues", args=[customer.pk]))
        return None
    if not user.has_perm("references.check_in"):
        return None
    if lane.rule == "no_consent":  # theirs to change, so nothing here presses anybody to call
        return Action("See the file", meant[0].get_absolute_url(), quiet=True)
    return Action("Check in", reverse("references:check_in", args=[meant[0].pk]))


def _peace(hardship: Hardship, *, reads_note: bool, on: date) -> Peace:
    note = getattr(hardship, "note", None) if reads_note else None
    due = hardship.review_on is not None and hardship.review_on < on
    return Peace(hardship, note=note.text if note else "", review_due=due)
