"""What did a customer say in surveys, when do they renew, whom are they close to: in the words for this reader?

Who may not read complaints gets the score and the day of an answer, but neither what they wrote nor what we did.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse

from customers.models import Contract, Customer, Relationship, SurveyResponse
from customers.models.customer import GiftPolicy, ReferencePolicy
from customers.models.source import Source
from customers.models.survey import BOUNDS, Series, SurveyResponseQuerySet, Tone
from customers.views import seen
from refprogram.ui.parts import Action

FEW = 3
NOBODY_ASKED = "Nobody has asked them"
SOURCES = {
    Source.CUSTOMER: "said by the customer",
    Source.STAFF: "written down by our staff",
    Source.IMPORTED: "from an import",
}


@dataclass(frozen=True)
class Answer:
    """One answer to a survey as its reader may know it."""

    pk: int
    customer: Customer
    series: str
    score: str
    answered_on: date
    source: str
    person: str
    comment: str
    marks: list[str]
    handled_on: date | None
    handling: str
    actions: list[Action]


@dataclass(frozen=True)
class Run:
    """The newest answers of one series; the other one has its own."""

    name: str
    url: str
    answers: list[Answer]


@dataclass(frozen=True)
class Renewal:
    """When a contract renews."""

    renews_on: date
    is_ahead: bool
    negotiating_since: date | None
    actions: list[Action]


@dataclass(frozen=True)
class Tie:
    """What a customer is to another company."""

    other: str
    domain: str
    kind: str
    actions: list[Action]


def answers(*, user: Any) -> SurveyResponseQuerySet:
    """Return the answers that somebody may see, with what their words need."""
    found = SurveyResponse.objects.visible_to(user).with_state()
    return found.select_related("customer", "contact__details", "handled_by")


def answer(row: Any, *, user: Any) -> Answer:
    """Put an answer that knows its state into words."""
    reads = seen.reads_text(user)
    details = getattr(row.contact, "details", None) if reads and row.contact else None
    return Answer(
        pk=row.pk,
        customer=row.customer,
        series=row.get_series_display(),
        score=f"{row.score} of {BOUNDS[row.scale][1]}",
        answered_on=row.answered_on,
        source=SOURCES[row.source],
        person=details.name if details else "",
        comment=row.comment if reads else "",
        marks=_marks(row) if reads else [],
        handled_on=row.handled_on,
        handling=row.handling if reads else "",
        actions=_ways_on(row, user=user),
    )


def _marks(row: Any) -> list[str]:
    told = {"Unhappy": row.is_unhappy, "Not read yet": row.tone == Tone.UNREAD}
    return [mark for mark, is_true in told.items() if is_true]


def _ways_on(row: Any, *, user: Any) -> list[Action]:
    ways_on = []
    if row.tone and user.has_perm("customers.read_comment"):
        label = "Read it" if row.tone == Tone.UNREAD else "Read it again"
        ways_on.append(Action(label, reverse("customers:read_comment", args=[row.pk]), quiet=True))
    if row.is_unhappy and not row.handled_on and user.has_perm("customers.follow_up"):
        ways_on.append(Action("Follow up", reverse("customers:follow_up", args=[row.pk])))
    return ways_on


def runs(customer: Customer, *, user: Any) -> list[Run]:
    """Return the newest answers of each series, apart: one is never averaged into the other (seed 001)."""
    theirs = answers(user=user).filter(customer=customer).order_by("-answered_on", "-pk")
    url = reverse("customers:surveys", args=[customer.pk])
    return [
        Run(
            series.label,
            f"{url}?series={series}",
            [answer(row, user=user) for row in theirs.filter(series=series)[:FEW]],
        )
        for series in Series
    ]


def renewals(customer: Customer, *, user: Any, on: date) -> list[Renewal]:
    """Return a customer's contracts, the next renewal first and the past ones last."""
    theirs = Contract.objects.visible_to(user).filter(customer=customer)
    ahead = theirs.ahead(on=on).order_by("renews_on", "pk")[: seen.MANY]
    past = theirs.filter(renews_on__lt=on).order_by(F("negotiating_since").desc(nulls_last=True), "-renews_on", "-pk")
    may = user.has_perm("customers.update_contract")
    return [
        Renewal(
            contract.renews_on,
            is_ahead=contract.renews_on >= on,
            negotiating_since=contract.negotiating_since,
            actions=[Action("Change", reverse("customers:update_contract", args=[contract.pk]), quiet=True)]
            if may
            else [],
        )
        for contract in [*ahead, *past[:FEW]]
    ]


def ties(customer: Customer, *, user: Any) -> list[Tie]:
    """Return whom a customer is close to or against, by name."""
    theirs = Relationship.objects.visible_to(user).filter(customer=customer).order_by("other", "pk")
    may = user.has_perm("customers.remove_relationship")
    return [
        Tie(
            tie.other,
            tie.domain,
            tie.get_kind_display(),
            actions=[Action("Remove", reverse("customers:remove_relationship", args=[tie.pk]), quiet=True, post=True)]
            if may
            else [],
        )
        for tie in theirs[: seen.MANY]
    ]


def gifts(customer: Customer) -> list[str]:
    """Say what a company lets its people take from us."""
    policy = GiftPolicy(customer.gift_policy).label if customer.gift_policy else NOBODY_ASKED
    limit = f": {customer.gift_currency} {customer.gift_limit:,.2f}" if customer.gift_limit else ""
    told = [f"{policy}{limit}"]
    if customer.public_sector:
        on = "within its limits" if customer.public_sector_gifts else "nothing is offered"
        told.append(f"Public sector: {on}")
    return told


def known(customer: Customer, *, user: Any, on: date) -> dict[str, Any]:
    """Return what the page of a customer shows of all this."""
    return {
        "runs": runs(customer, user=user),
        "renewals": renewals(customer, user=user, on=on),
        "ties": ties(customer, user=user),
        "policy": ReferencePolicy(customer.reference_policy).label if customer.reference_policy else NOBODY_ASKED,
        "gifts": gifts(customer),
    }
