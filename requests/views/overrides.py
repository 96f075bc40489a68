"""How is something set aside for one request, how is it taken back, and who did so how often?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from references.facts import QUARTER
from references.models import Reference
from refprogram.accounts.models import User
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Chip
from requests import actions
from requests.actions.ground import blocking
from requests.forms import OverrideForm
from requests.models import Override
from requests.models.override import MOST_DAYS
from requests.views.aside import told
from requests.views.detail import found
from requests.views.workbench import named


@dataclass(frozen=True)
class Period:
    """Some days under one chip; the newest quarter ends on the day itself."""

    code: str
    label: str
    after: date | None
    upto: date


@dataclass(frozen=True)
class Giver:
    """A manager, how many overrides they gave, and where these can be seen."""

    manager: User
    number: int
    url: str
    current: bool


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.override", raise_exception=True)
def override(request: HttpRequest, pk: int, reference: int) -> HttpResponse:
    """Show what blocks one person for one request, and set aside what is named."""
    ask, on = found(request, pk), today()
    people = Reference.objects.visible_to(request.user).select_related("contact__customer", "contact__details")
    person = get_object_or_404(people, pk=reference)
    row, _ = actions.what_blocks(ask, reference=person.pk, by=request.user, on=on)
    findings = list(blocking(row).values())
    form = OverrideForm(sent(request), findings=findings, needed_by=ask.needed_by, on=on)
    if not form.is_valid():
        context = {
            "ask": ask,
            "person": named(person.contact, request.user),
            "company": person.contact.customer,
            "findings": findings,
            "form": form,
            "most_days": MOST_DAYS,
        }
        return page(request, "requests/override.html", context, status=422 if form.is_bound else 200)
    actions.override(ask, reference=person.pk, by=request.user, on=on, **form.cleaned_data)
    return done(request, ask)


@require_POST
@permission_required("requests.override", raise_exception=True)
def end_override(request: HttpRequest, pk: int) -> HttpResponse:
    """Let what was set aside count again."""
    given = get_object_or_404(Override.objects.visible_to(request.user).select_related("ask"), pk=pk)
    return done(request, actions.end_override(given, by=request.user, on=today()))


@require_safe
@permission_required("requests.review_overrides", raise_exception=True)
def list_overrides(request: HttpRequest) -> HttpResponse:
    """List who set aside what, for which request, why, and what came of it; each manager with their number."""
    on = today()
    periods = _periods(on)
    period = next((one for one in periods if one.code == request.GET.get("period")), periods[0])
    given = Override.objects.visible_to(request.user).given_within(after=period.after, upto=period.upto)
    by = request.GET.get("by", "")
    shown = given.filter(given_by=int(by)) if by.isascii() and by.isdecimal() and len(by) < 19 else given
    listed = keyset(request, shown, order=("-given_on", "-pk"))
    context = {
        "page": listed,
        "rows": told(
            Override.objects.filter(pk__in=[one.pk for one in listed.rows]).order_by("-given_on", "-pk"),
            reader=request.user,
            on=on,
        ),
        "givers": _givers(given, period, by),
        "period": period,
        "chips": [Chip(one.label, f"?period={one.code}", current=one is period) for one in periods],
        "everybody_url": f"?period={period.code}" if shown is not given else "",
    }
    return page(request, "requests/overrides.html", context, fragment="requests/_overrides.html")


def _periods(on: date) -> tuple[Period, ...]:
    """Offer the quarter that ends today, the one before it, and everything: a quarter is 90 days."""
    days = QUARTER.days
    return (
        Period("quarter", f"Last {days} days", on - QUARTER, on),
        Period("before", f"The {days} days before", on - 2 * QUARTER, on - QUARTER),
        Period("all", "All", None, on),
    )


def _givers(given: Any, period: Period, by: str) -> list[Giver]:
    """Count the overrides of each manager, the most first."""
    counted = given.order_by().values_list("given_by").annotate(number=Count("pk")).order_by("-number", "given_by")
    numbers = dict(counted)
    managers = User.objects.in_bulk(numbers)
    url = f"{reverse('requests:overrides')}?period={period.code}"
    return [Giver(managers[key], number, f"{url}&by={key}", current=str(key) == by) for key, number in numbers.items()]
