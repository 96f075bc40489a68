"""How much is waiting for customers who must not be used? The open requests that nobody is found for, by customer.

A request waits for a customer when somebody there has agreed to what it asks for. One request may wait for several.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from customers.models import Customer
from references.models import Consent
from refprogram.pages import ROWS, page
from requests.models import ReferenceRequest, Status
from requests.views.words import sums

NOBODY_FOUND = (Status.SUBMITTED, Status.IN_REVIEW, Status.NEEDS_REVIEW, Status.DECLINED_BY_CUSTOMER)


@dataclass(frozen=True)
class Demand:
    """Some requests and what their deals are worth, in each currency by itself."""

    requests: int
    worth: str


@dataclass(frozen=True)
class Waiting:
    """One customer and what waits for it."""

    customer: Customer
    demand: Demand


@require_safe
@permission_required("requests.view", raise_exception=True)
def waiting_demand(request: HttpRequest) -> HttpResponse:
    """Show what waits for the customers that the address names (`of`, keys with commas), in their order by name."""
    named = request.GET.get("of", "").split(",")[:ROWS]
    keys = [int(key) for key in named if key.isascii() and key.isdecimal() and len(key) < 19]
    customers = list(Customer.objects.visible_to(request.user).filter(pk__in=keys).order_by("name", "pk"))
    agreed = _agreed_to(customers)
    found = waiting(request.user)
    rows = [Waiting(customer, _demand(found, agreed.get(customer.pk, set()))) for customer in customers]
    context = {
        "rows": rows,
        "customers": sum(bool(row.demand.requests) for row in rows),
        "total": _demand(found, set().union(*agreed.values())),
    }
    return page(request, "requests/waiting_demand.html", context, fragment="requests/_waiting_demand.html")


def _agreed_to(customers: Sequence[Customer]) -> dict[int, set[int]]:
    """Return what somebody at each customer has agreed to; a yes that has run out would be renewed by a talk."""
    consents = Consent.objects.unended().filter(reference__contact__customer__in=customers)
    agreed: dict[int, set[int]] = {}
    for customer, activity in consents.values_list("reference__contact__customer", "activity").distinct():
        agreed.setdefault(customer, set()).add(activity)
    return agreed


def waiting(user: Any) -> list[Any]:
    """Count what waits for anybody at all, for each use and currency."""
    asks = ReferenceRequest.objects.visible_to(user).filter(status__in=NOBODY_FOUND).order_by()
    counted = asks.values("activity", "opportunity__currency").annotate(
        asks=Count("pk"), value=Sum("opportunity__value")
    )
    return list(counted.values_list("activity", "opportunity__currency", "asks", "value", named=True))


def _demand(found: Iterable[Any], activities: set[int]) -> Demand:
    """Add up what waits for these uses."""
    return demand(row for row in found if row.activity in activities)


def demand(found: Iterable[Any]) -> Demand:
    """Add up what waits; currencies are never mixed."""
    worth: dict[str, Decimal] = {}
    mine = list(found)
    for row in mine:
        worth[row.opportunity__currency] = worth.get(row.opportunity__currency, Decimal()) + (row.value or 0)
    return Demand(sum(row.asks for row in mine), sums(worth))
