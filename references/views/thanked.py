"""Whom do we still owe a thank-you, since when, and how long do we take? The debt, and its median (product 5.4)."""

from dataclasses import dataclass
from statistics import median_low
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from references.facts import QUARTER
from references.models import Reference, ThankYou
from references.models.thanks import AT_ONE_PRESS
from references.views import seen
from refprogram.dates import business_days_between, today
from refprogram.pages import keyset, page
from refprogram.ui.parts import Chip

TOO_FEW = 3


@dataclass(frozen=True)
class Row:
    """One thank-you, owed or said, and how long it took, or has taken so far."""

    thank_you: Any
    who: str
    took: str
    late: bool


@require_safe
@permission_required("references.review_thanks", raise_exception=True)
def thanks(request: HttpRequest) -> HttpResponse:
    """List whom nobody has thanked, the one waiting longest first; or what was said in the last 90 days."""
    on, user = today(), request.user
    known = ThankYou.objects.filter(use__reference__in=Reference.objects.visible_to(user))
    said = known.filter(thanked_on__gt=on - QUARTER, thanked_on__lte=on)
    show = "said" if request.GET.get("show") == "said" else ""
    listed = (said if show else known.owed()).select_related(
        "thanked_by", "use__activity", "use__use_consent", "use__told__told_by", "use__reference__contact__customer"
    )
    found = keyset(request, listed, order=("-thanked_on", "-pk") if show else ("use__on", "pk"))
    names = seen.details(user, [row.use.reference for row in found.rows])
    days = said.values_list("use__on", "thanked_on")
    took = sorted(business_days_between(began, ended) for began, ended in days if ended)
    context = {
        "chips": [
            Chip("Not thanked yet", "?", current=not show, count=known.owed().count()),
            Chip(f"Thanked in the last {QUARTER.days} days", "?show=said", current=bool(show), count=len(took)),
        ],
        "latency": _days(median_low(took)) if len(took) >= TOO_FEW else "Too few to say",
        "basis": f"from a use to its thank-you, the middle of {len(took)} in the last {QUARTER.days} days",
        "page": found,
        "rows": [_row(row, names, on=on) for row in found.rows],
        "kinds": AT_ONE_PRESS,
        "on": on,
    }
    return page(request, "references/thanks.html", context, fragment="references/_thanks_owed.html")


def _row(thank_you: Any, names: dict[int, Any], *, on: Any) -> Row:
    contact = thank_you.use.reference.contact
    who = names[contact.pk].name if contact.pk in names else contact.title or seen.UNNAMED
    ended = thank_you.thanked_on or on
    took = _days(business_days_between(thank_you.use.on, ended))
    return Row(thank_you, f"{who}, {contact.customer.name}", took, late=ended > thank_you.due_on)


def _days(count: int) -> str:
    return "1 business day" if count == 1 else f"{count:,} business days"
