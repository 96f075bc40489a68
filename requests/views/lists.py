"""Which requests are there, how far is each, and who has the ball?"""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from customers.models import Customer
from refprogram.dates import today
from refprogram.pages import keyset, page
from refprogram.ui.parts import Action, Chip
from requests.models import AGREED, IN_FLIGHT, ReferenceRequest, Status
from requests.models.assignment import lapse
from requests.views.demand import NOBODY_FOUND
from requests.views.progress import Progress, progress_of
from requests.views.words import DONE, OPEN, OVER, Turn, turn

NEWEST = 10


@dataclass(frozen=True)
class Group:
    """Some states under one chip; what is over is not counted, because it only grows."""

    code: str
    label: str
    statuses: tuple[str, ...]


GROUPS = (
    Group("open", "Open", OPEN),
    Group("draft", "Drafts", (Status.DRAFT,)),
    Group("new", "Nobody looks after it", (Status.SUBMITTED,)),
    Group("search", "Looking for somebody", (Status.IN_REVIEW, Status.MATCHED)),
    Group("asked", "Waiting for the customer", (Status.AWAITING_CUSTOMER,)),
    Group("yes", "The customer said yes", AGREED),
    Group("decide", "Needs a decision", (Status.NEEDS_REVIEW, Status.DECLINED_BY_CUSTOMER)),
    Group("done", "Took place, or content given", DONE),
    Group("over", "Over", OVER),
)
# What other pages count: reached from their numbers, and a chip only while it is shown.
COUNTED = (
    Group("under_way", "Under way", IN_FLIGHT),
    Group("waiting", "Nobody is found yet", NOBODY_FOUND),
)


@dataclass(frozen=True)
class Row:
    """A request as one line of a list."""

    ask: ReferenceRequest
    turn: Turn
    is_open: bool
    progress: Progress | None = None


@require_safe
@permission_required("requests.view", raise_exception=True)
def list_requests(request: HttpRequest) -> HttpResponse:
    """Show a rep's own requests, or everybody's to those who look after them."""
    asks = ReferenceRequest.objects.visible_to(request.user)
    group = next((one for one in (*GROUPS, *COUNTED) if one.code == request.GET.get("state")), GROUPS[0])
    order = ("-needed_by", "-pk") if group.code == "over" else ("needed_by", "pk")
    found = keyset(request, _told(asks.filter(status__in=group.statuses)), order=order)
    times = progress_of(found.rows, on=today())
    context = {
        "page": found,
        "rows": [replace(row, progress=times[row.ask.pk]) for row in _rows(found.rows, request)],
        "chips": _chips(asks, group),
        "on": today(),
        "everybodys": not request.user.has_perm("requests.submit"),
        "ways_on": _ways_on(request),
    }
    return page(request, "requests/list.html", context, fragment="requests/_list.html")


@require_safe
@permission_required("requests.view", raise_exception=True)
def of_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the panel of a customer's page: the newest requests that one of its people was chosen for."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    asks = ReferenceRequest.objects.visible_to(request.user).involving(customer.pk, reader=request.user)
    found = list(_told(asks).order_by("-pk")[: NEWEST + 1])
    context = {
        "customer": customer,
        "rows": _rows(found[:NEWEST], request),
        "more": len(found) > NEWEST,
        "newest": NEWEST,
        "on": today(),
    }
    return page(request, "requests/of_customer.html", context, fragment="requests/_of_customer.html")


def _told(asks: QuerySet[ReferenceRequest]) -> QuerySet[ReferenceRequest]:
    """Fetch along what a line of a list speaks of."""
    return asks.annotate(lapsed=lapse(on=today())).select_related("opportunity", "activity", "requested_by", "manager")


def _rows(asks: Any, request: HttpRequest) -> list[Row]:
    return [Row(ask, turn(ask, reader=request.user), is_open=ask.status in OPEN) for ask in asks]


def _chips(asks: Any, current: Group) -> list[Chip]:
    """Offer each group that has something in it, and always the open and the ended ones."""
    counted = asks.exclude(status__in=OVER).order_by().values_list("status").annotate(Count("pk"))
    counts = dict(counted)
    chips = []
    for group in (*GROUPS, *COUNTED):
        count = None if group.code == "over" else sum(counts.get(status, 0) for status in group.statuses)
        if group in (current, GROUPS[0]) or (count != 0 and group in GROUPS):
            url = "?" if group is GROUPS[0] else f"?state={group.code}"
            chips.append(Chip(group.label, url, current=group is current, count=count))
    return chips


def _ways_on(request: HttpRequest) -> list[Action]:
    deals = Action("Deals", reverse("requests:deals"), icon="handshake", quiet=True)
    if request.user.has_perm("requests.compare_grades"):
        return [deals, Action("Calibration", reverse("requests:calibration"), icon="gauge", quiet=True)]
    if not request.user.has_perm("requests.submit"):
        return [deals]
    return [deals, Action("Ask for a reference", reverse("requests:new"), icon="plus", primary=True)]
