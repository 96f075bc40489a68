"""Who must not be used today, what would clear it, and when? One row a customer, with its people.

Customers left in peace have a card of their own, for reference managers; everybody else learns how many they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from customers.models import Customer, Hardship, Issue
from customers.models.contact import ContactStatus
from references.facts import QUARTER
from references.models import Reference
from references.verdicts import Finding, verdict
from references.views import seen
from references.views.lanes import (
    AWAY,
    AWAY_FOR_OTHERS,
    CHOICE,
    GONE,
    ISSUE,
    LANES,
    LIMIT,
    POLICY,
    SURVEY,
    UNKNOWN,
    Lane,
    counted,
    judged_alone,
    narrowed,
    on_board,
    people_in_lanes,
)
from refprogram.dates import today
from refprogram.pages import keyset, page
from refprogram.thresholds.models import Threshold
from refprogram.ui.parts import Action, Chip, Crumb

NAMED = 3
# Theirs to change, or the calendar's: nothing here presses anybody to call.
LEAVE_BE = (CHOICE, LIMIT, POLICY, GONE)
AT_THE_CUSTOMER = {ISSUE: ("See the issue", "customers:issues"), SURVEY: ("See the answer", "customers:surveys")}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One customer on the board: who is meant, why, since when, when it clears and the next step.

    `key` is the customer's, for those who may know it: what waits for it is filled in under that name.
    """

    key: int | None
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
    clears_on: date | None
    care_after: bool
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
    reason = f"?reason={request.GET.get('reason', '')}"
    away = AWAY_FOR_OTHERS if seen.masked(user) else AWAY
    chosen = next((lane for lane in LANES if lane.address == reason and lane not in away), None)
    known = Exists(Customer.objects.visible_to(user).filter(pk=OuterRef("pk")))
    rows = narrowed(on_board(on=on), chosen, away=away).annotate(knows_company=known).select_related("owner")
    found = keyset(
        request, rows, order=_order(user), count=lambda some: _total(_without(counted(some, on=on), away), chosen)
    )
    everywhere = counted(found.rows, on=on)
    in_lanes = _without(everywhere, away)
    shown = _rows(found.rows, user=user, on=on)
    keys = [row.key for row in shown if row.key is not None]
    context = {
        "chips": _chips(in_lanes, reason, masked=seen.masked(user)),
        "page": found,
        "rows": shown,
        "waiting_of": ",".join(map(str, keys)),
        "waiting_cells": ",".join(f"#w-{key}" for key in keys),
        "total": _total(in_lanes),
        "in_peace": sum(everywhere.get(lane, 0) for lane in away),
        "care_days": Threshold.objects.in_force()["recovery_days"],
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


def _order(user: Any) -> tuple[str, ...]:
    """Return the order of the board: who may not know every company must not learn one from its place."""
    return ("lane", "industry", "region", "pk") if seen.masked(user) else ("lane", "name", "pk")


def _without(in_lanes: Mapping[Lane, int], away: Sequence[Lane]) -> dict[Lane, int]:
    return {lane: number for lane, number in in_lanes.items() if lane not in away}


def _total(in_lanes: Mapping[Lane, int], chosen: Lane | None = None) -> int:
    """Add up the customers of the chosen lane; of all of them when nobody stands there, or none was chosen."""
    everybody = sum(in_lanes.values())
    return in_lanes.get(chosen, everybody) if chosen else everybody


def _chips(in_lanes: Mapping[Lane, int], reason: str, *, masked: bool) -> list[Chip]:
    everything = Chip(
        "All reasons", "?", current=reason not in {lane.address for lane in in_lanes}, count=_total(in_lanes)
    )
    each = [(lane, lane.called(masked=masked)[0]) for lane in in_lanes]
    return [everything, *(Chip(label, lane.address, lane.address == reason, in_lanes[lane]) for lane, label in each)]


def _rows(customers: Sequence[Any], *, user: Any, on: date) -> list[Row]:
    """Put customers into words, each with those of its people who stand in its lane."""
    keys = [customer.pk for customer in customers]
    people = Reference.objects.visible_to(user).select_related("contact")
    judgements = list(people_in_lanes(people, keys, on=on).order_by("pk"))
    known = seen.details(user, judgements)
    of: dict[int, list[Any]] = {}
    for judgement in judgements:
        of.setdefault(judgement.contact.customer_id, []).append(judgement)
    themselves = {row.pk: row for row in judged_alone([key for key in keys if key not in of], on=on)}
    owners = _owners(keys, user=user, on=on)
    rows = []
    for customer in customers:
        lane = LANES[customer.lane]
        meant = [row for row in of.get(customer.pk, []) if row.lane == customer.lane]
        about = meant[0] if meant else themselves.get(customer.pk)
        finding = _finding(about, lane, user=user)
        if finding is not None:  # else it was cleared between the question who stands there and the question why
            rows.append(_row(customer, finding, meant, about=about, known=known, owners=owners, user=user, on=on))
    return rows


def _finding(row: Any, lane: Lane, *, user: Any) -> Finding | None:
    found = verdict(row, masked=seen.masked(user)).findings if row else ()
    return next((finding for finding in found if finding.code in lane.rules), None)


def _row(
    customer: Any,
    finding: Finding,
    meant: Sequence[Any],
    *,
    about: Any,
    known: dict[int, Any],
    owners: dict[int, str],
    user: Any,
    on: date,
) -> Row:
    lane = LANES[customer.lane]
    seen_as = [_called(row, known.get(row.contact_id)) for row in meant[:NAMED]]
    account = str(customer.owner) if customer.owner else ""
    owner = owners.get(customer.pk, account) if lane is ISSUE else account
    return Row(
        key=customer.pk if customer.knows_company else None,
        heading=lane.called(masked=seen.masked(user))[1],
        company=customer.name if customer.knows_company else "",
        company_url=customer.get_absolute_url() if customer.knows_company else "",
        sector=customer.industry,
        region=customer.region,
        people=seen_as,
        more_people=len(meant) - len(seen_as),
        level=None if lane is UNKNOWN else finding.level,
        finding=finding,
        age=(on - finding.since).days if finding.since else None,
        owner=owner if customer.knows_company else "",
        clears_on=None if seen.masked(user) else _clears_on(about, finding, on=on),
        care_after=lane is ISSUE,
        next_step=_next_step(customer, lane, meant, user=user),
    )


def _called(row: Any, details: Any) -> str:
    name: str = (details.name if details else "") or row.contact.title or seen.UNNAMED
    return name


def _owners(customers: Sequence[int], *, user: Any, on: date) -> dict[int, str]:
    """Return who looks after each customer's worst open issue, where somebody does."""
    issues = Issue.objects.visible_to(user).open(on=on).filter(customer__in=customers, owner__isnull=False)
    mildest_first = issues.select_related("owner").order_by("severity", "-opened_on", "-pk")
    return {issue.customer_id: str(issue.owner) for issue in mildest_first}


def _clears_on(row: Any, finding: Finding, *, on: date) -> date | None:
    """Return the first day on which the calendar could clear a reason by itself; most reasons need somebody."""
    if finding.code == "contact_gone" and row.contact_status == ContactStatus.AWAY:
        back: date | None = row.contact_back_on
        return back
    if finding.code == "over_cap_program" and row.rest_until and row.rest_until >= on:
        rested: date = row.rest_until + DAY
        return rested
    if finding.code in ("over_cap_program", "over_cap_customer_set") and row.first_recent_use_on:
        fewer: date = row.first_recent_use_on + QUARTER + DAY
        return fewer
    return None


def _next_step(customer: Any, lane: Lane, meant: Sequence[Any], *, user: Any) -> Action | None:
    if lane in AT_THE_CUSTOMER:
        label, address = AT_THE_CUSTOMER[lane]
        return Action(label, reverse(address, args=[customer.pk])) if customer.knows_company else None
    if not meant or not user.has_perm("references.check_in"):
        return None
    if lane in LEAVE_BE:
        return Action("See the file", meant[0].get_absolute_url(), quiet=True)
    return Action("Check in", reverse("references:check_in", args=[meant[0].pk]))


def _peace(hardship: Hardship, *, reads_note: bool, on: date) -> Peace:
    note = getattr(hardship, "note", None) if reads_note else None
    due = hardship.review_on is not None and hardship.review_on < on
    return Peace(hardship, note=note.text if note else "", review_due=due)
