"""What do we show of a customer? The list, one customer, its issues and its history."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from customers.forms import CustomerFilter
from customers.models import Customer, CustomerEvent, Deployment, Issue
from customers.views import said, seen
from refprogram.dates import today
from refprogram.pages import keyset, page
from refprogram.ui.parts import Chip, Happening

SUGGESTED = 60

# What anybody who sees a customer may read of its history; people are for those who read names, the rest of it for
# those who keep hardships.
TOLD_TO_ALL = {
    "open_issue": "Issue opened",
    "revise_issue": "Issue revised",
    "resolve_issue": "Issue resolved",
    "record_recovery": "How they see the recovery",
    "assign_owner": "Owner changed",
    "set_policy": "Reference policy changed",
    "record_answer": "Survey answer written down",
    "follow_up": "Survey answer followed up",
    "record_contract": "Contract written down",
    "update_contract": "Contract changed",
    "record_relationship": "Other company added",
    "remove_relationship": "Other company removed",
}
TOLD_TO_READERS = {
    "read_comment": "Survey comment read",
    "add_contact": "Person added",
    "change_contact": "Something about a person changed",
    "mark_contact": "Whether a person can be reached",
    "reach_contact": "Somebody spoke with a person whom others had told us of",
    "known_from_business": "Person known from our own business as well",
    "deploy": "Product in use",
    "record_permission": "Permission of the company written down",
    "end_permission": "Permission of the company ended",
    "set_gift_policy": "Gift policy changed",
}
TOLD_IN_CONFIDENCE = {
    "begin_hardship": "Left in peace from now on",
    "end_hardship": "Not left in peace any more",
    "purge_note": "Private note deleted, 12 months after the hard time ended",
}


@require_safe
@permission_required("customers.view", raise_exception=True)
def list_customers(request: HttpRequest) -> HttpResponse:
    on = today()
    mine = Customer.objects.visible_to(request.user)
    chosen = CustomerFilter(
        request.GET, queryset=mine.with_facts(on=on), knows_hardship=seen.knows_hardship(request.user)
    )
    told = seen.with_review(chosen.qs.select_related("owner"), on=on)
    found = keyset(request, told, order=("name", "pk"))
    context = {
        "filter": chosen,
        "page": found,
        "rows": [seen.row(customer, user=request.user) for customer in found.rows],
        "industries": _suggestions(mine, "industry"),
        "regions": _suggestions(mine, "region"),
        "on": on,
    }
    return page(request, "customers/list.html", context, fragment="customers/_customers.html")


@require_safe
@permission_required("customers.view", raise_exception=True)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    on, user = today(), request.user
    customer = get_object_or_404(Customer.objects.visible_to(user).select_related("owner"), pk=pk)
    issues = list(seen.issues(customer, user=user, on=on)[: seen.FEW + 1])
    hardships = seen.hardships(customer, user=user, on=on)
    context = {
        "customer": customer,
        "crumbs": seen.above(customer)[:-1],
        "facts": seen.facts(customer, user=user),
        "troubles": [seen.trouble(issue, user=user) for issue in issues[: seen.FEW]],
        "more_troubles": len(issues) > seen.FEW,
        "reads_people": seen.reads_text(user),
        "people": seen.people(customer, user=user),
        "hardships": hardships,
        **said.known(customer, user=user, on=on),
        "in_peace": any(peace.active for peace in hardships),
        "deployments": Deployment.objects.filter(customer=customer)
        .select_related("product")
        .order_by("-since")[: seen.MANY],
        "on": on,
    }
    return page(request, "customers/detail.html", context)


@require_safe
@permission_required("customers.view", raise_exception=True)
def list_issues(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    mine = Issue.objects.visible_to(request.user).filter(customer=customer)
    issues = mine.with_state(on=on).select_related("owner").prefetch_related("topics")
    shown = {"": issues.open(on=on), "stories": issues.recovery_stories(on=on), "all": issues}
    show = request.GET.get("show", "")
    show = show if show in shown else ""
    found = keyset(request, shown[show], order=("-opened_on", "-pk"))
    context = {
        "customer": customer,
        "crumbs": seen.above(customer),
        "page": found,
        "troubles": [seen.trouble(issue, user=request.user) for issue in found.rows],
        "chips": [
            Chip("Open", "?", current=show == ""),
            Chip("Recovery stories", "?show=stories", current=show == "stories"),
            Chip("All", "?show=all", current=show == "all"),
        ],
    }
    return page(request, "customers/issues.html", context, fragment="customers/_issues.html")


@require_safe
@permission_required("customers.view", raise_exception=True)
def history(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    words = TOLD_TO_ALL | (TOLD_TO_READERS if seen.reads_text(request.user) else {})
    words |= TOLD_IN_CONFIDENCE if seen.knows_hardship(request.user) else {}
    events = CustomerEvent.objects.filter(customer=customer, verb__in=words).select_related("actor")
    found = keyset(request, events, order=("-at", "-pk"))
    context = {
        "customer": customer,
        "crumbs": seen.above(customer),
        "page": found,
        "events": [
            Happening(event.at, words[event.verb], by=str(event.actor or event.get_acted_as_display()))
            for event in found.rows
        ],
    }
    return page(request, "customers/history.html", context, fragment="customers/_history.html")


def _suggestions(customers: QuerySet[Customer], column: str) -> QuerySet[Any]:
    values = customers.exclude(**{column: ""}).order_by(column).values_list(column, flat=True)
    return values.distinct()[:SUGGESTED]
