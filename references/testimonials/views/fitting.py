"""Which published words may already answer what a prospect asks? A panel that other pages load, and a page of its own.

Whoever says them works in the same industry, uses the same product, or is known to speak well on what matters most.
"""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from references.models import Audience, Consent, TopicStrength
from references.testimonials.dossier import dossiers_of
from references.testimonials.gate import is_as_approved
from references.testimonials.models import Endorsement
from refprogram.dates import today
from refprogram.pages import page
from refprogram.ui.parts import Crumb

SHOWN = 5
MOST_TOPICS = 3
WELL = 4
CUSTOMER = "reference__contact__customer"


@require_safe
@permission_required("testimonials.view", raise_exception=True)
def fitting(request: HttpRequest) -> HttpResponse:
    """Show published words like the `topic`s, `industry` or `product` that the address names, best fit first."""
    user: Any = request.user
    on = today()
    topics = [key for key in map(_key, request.GET.getlist("topic")[:MOST_TOPICS]) if key]
    may = Endorsement.objects.visible_to(user).published()
    before_prospects = Consent.objects.live(on=on).filter(
        reference=OuterRef("reference"), activity=OuterRef("activity"), audiences__audience=Audience.PROSPECT
    )
    like = _like(topics, request.GET.get("industry", "").strip()[:200], _key(request.GET.get("product", "")))
    rows = may.filter(Exists(before_prospects)).annotate(fits=like).filter(fits__gt=0)
    found = dossiers_of(_first(rows), on=on)
    context = {
        "blocks": [one.block for one in found if one.block and is_as_approved(one)],
        "may_make": user.has_perm("testimonials.make_proof_page"),
        "crumbs": [Crumb("Endorsements", reverse("testimonials:list"))],
    }
    return page(request, "testimonials/fitting.html", context, fragment="testimonials/_fitting.html")


def _first(rows: QuerySet[Any]) -> QuerySet[Endorsement]:
    return rows.order_by("-fits", "-published_on", "-pk")[:SHOWN]


def _like(topics: list[int], industry: str, product: int) -> Any:
    """Count in how many ways words are like what is asked for; what matters most weighs most."""
    speaks = TopicStrength.objects.filter(topic__in=topics, rating__gte=WELL).values("reference")
    ways = [(Q(reference__in=speaks), 4), (Q(product=product), 2)]
    if industry:
        ways.append((Q(**{f"{CUSTOMER}__industry__iexact": industry}), 1))
    each = [Case(When(way, then=Value(n)), default=Value(0), output_field=IntegerField()) for way, n in ways]
    return sum(each[1:], start=each[0])


def _key(text: str) -> int:
    """Read the key that an address names; 0, which is no row's, for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
