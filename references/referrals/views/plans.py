"""How many did we mean to ask this quarter, and what became of it? Planned against asked, answered, introduced, won."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from references.referrals import actions
from references.referrals.forms import PlanForm
from references.referrals.models import ReferralAsk, ReferralPlan, ReferralStatus, Segment
from refprogram.dates import add_months, today
from refprogram.pages import done, page, sent
from refprogram.ui.parts import Chip, Crumb

COUNTS = ("asked", "answered", "introduced", "won")


@dataclass(frozen=True)
class Line:
    """One segment of a quarter: what was planned, and what came of it."""

    segment: str
    value: str
    planned: int
    asked: int = 0
    answered: int = 0
    introduced: int = 0
    won: int = 0


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("referrals.plan", raise_exception=True)
def quarter(request: HttpRequest) -> HttpResponse:
    """Show the plan of a quarter, and take one line more."""
    now = beginning(today())
    quarters = {_name(day): day for day in (add_months(now, 3 * n) for n in (-2, -1, 0, 1))}
    name, chosen = next(
        ((name, day) for name, day in quarters.items() if name == request.GET.get("quarter")), (_name(now), now)
    )
    form = PlanForm(sent(request))
    if form.is_valid():
        actions.plan(quarter=chosen, **form.cleaned_data, by=request.user)
        messages.success(request, "The plan is written down.")
        return done(request, f"{reverse('referrals:plan')}?quarter={name}")
    context = {
        "chips": [Chip(label, f"?quarter={label}", day == chosen) for label, day in quarters.items()],
        "quarter": name,
        "lines": lines(chosen),
        "form": form,
        "crumbs": [Crumb("Referrals", reverse("referrals:board"))],
    }
    return page(request, "referrals/plan.html", context, status=422 if form.is_bound else 200)


def beginning(day: date) -> date:
    """Return the first day of the quarter that a day is in."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def lines(first: date) -> list[Line]:
    """Return what was planned for a quarter with what came of the questions that were asked in it."""
    plans = list(ReferralPlan.objects.filter(quarter=first).order_by("segment", "value"))
    counted = {segment: _counted(segment, first) for segment in {plan.segment for plan in plans}}
    return [
        Line(str(Segment(plan.segment).label), plan.value, plan.planned, **counted[plan.segment].get(plan.value, {}))
        for plan in plans
    ]


def _counted(segment: str, first: date) -> dict[str, dict[str, int]]:
    """Count the questions of a quarter by the segment of the company, and what came of each."""
    path = f"reference__contact__customer__{segment}"
    last = add_months(first, 3) - timedelta(days=1)
    rows: Any = (
        ReferralAsk.objects.filter(asked_on__range=(first, last))
        .order_by()
        .values(path)
        .annotate(
            asked=Count("pk", distinct=True),
            answered=Count("pk", filter=Q(answered_on__isnull=False), distinct=True),
            introduced=Count("referrals", distinct=True),
            won=Count("referrals", filter=Q(referrals__status=ReferralStatus.WON), distinct=True),
        )
    )
    return {row[path]: {name: row[name] for name in COUNTS} for row in rows}


def _name(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"
