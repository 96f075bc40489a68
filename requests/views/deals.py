"""Which deals are there to choose from, and which were won after a reference was heard?"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Prefetch, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from refprogram.dates import today
from refprogram.pages import keyset, page
from requests.models import Opportunity, ReferenceRequest
from requests.models.opportunity import OpportunityQuerySet
from requests.views.words import sums, worth

INFLUENCED_FOR = timedelta(days=365)
FOUND = 10


@dataclass(frozen=True)
class Row:
    """A deal as one line of a list; `url` leads to a request for it, "" where none can be written."""

    deal: Opportunity
    worth: str
    url: str = ""


@dataclass(frozen=True)
class Total:
    """Some deals, and what they are worth in each currency by itself."""

    deals: str
    worth: str
    unknown: int


@require_safe
@permission_required("requests.view", raise_exception=True)
def list_deals(request: HttpRequest) -> HttpResponse:
    """Show a rep's own open deals, or everybody's to those who look after requests; `q` narrows, `ask` is a draft."""
    query, draft = " ".join(request.GET.get("q", "").split())[:200], request.GET.get("ask", "")
    deals = Opportunity.objects.visible_to(request.user).open().select_related("owner", "product")
    found = keyset(request, deals.named_like(query) if query else deals, order=("account", "pk"), size=FOUND)
    is_draft = draft.isascii() and draft.isdecimal() and len(draft) < 19
    form = reverse("requests:edit", args=[int(draft)]) if is_draft else reverse("requests:new")
    asks = request.user.has_perm("requests.submit")
    context = {
        "page": found,
        "rows": [Row(deal, worth(deal), f"{form}?chosen={deal.pk}" if asks else "") for deal in found.rows],
        "query": query,
        "draft": draft if is_draft else "",
        "everybodys": not asks,
    }
    return page(request, "requests/deals.html", context, fragment="requests/_deals.html")


@require_safe
@permission_required("requests.view", raise_exception=True)
def influenced(request: HttpRequest) -> HttpResponse:
    """Show the rows behind the influenced revenue: every deal once, with the requests that were made for it."""
    on = today()
    deals = Opportunity.objects.visible_to(request.user).influenced(since=on - INFLUENCED_FOR, on=on)
    asks = ReferenceRequest.objects.visible_to(request.user).select_related("activity").order_by("pk")
    told = deals.select_related("owner").prefetch_related(Prefetch("asks", asks))
    found = keyset(request, told, order=("-closed_on", "-pk"))
    context = {
        "page": found,
        "rows": [Row(deal, worth(deal)) for deal in found.rows],
        "total": total(deals),
        "days": INFLUENCED_FOR.days,
        "everybodys": not request.user.has_perm("requests.submit"),
    }
    return page(request, "requests/influenced.html", context, fragment="requests/_influenced.html")


def total(deals: OpportunityQuerySet) -> Total:
    """Add deals up, each once and each currency by itself; one query."""
    counted = Opportunity.objects.filter(pk__in=deals.values("pk")).values("currency").order_by()
    by_currency = list(counted.annotate(deals=Count("pk"), known=Count("value"), value=Sum("value")))
    number = sum(one["deals"] for one in by_currency)
    return Total(
        "1 deal" if number == 1 else f"{number:,} deals",
        sums({one["currency"]: one["value"] or Decimal() for one in by_currency}),
        sum(one["deals"] - one["known"] for one in by_currency),
    )
