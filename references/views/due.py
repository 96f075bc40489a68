"""Whom do we talk with next? Everybody whose check-in is due or too old, by the day on which it runs out."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from references.models import Reference
from references.standing import DUE, OVERDUE, to_talk_with
from references.views import seen
from refprogram.dates import today
from refprogram.pages import keyset, page
from refprogram.ui.parts import Action, Chip, Crumb

STATES = {
    "overdue": ("Overdue", OVERDUE),
    "due": ("Due", DUE),
}


@dataclass(frozen=True)
class Row:
    """Somebody to talk with, and how to write it down."""

    reference: Any
    called: str
    check_in: Action


@require_safe
@permission_required("references.check_in", raise_exception=True)
def check_ins(request: HttpRequest) -> HttpResponse:
    on, user = today(), request.user
    everybody = to_talk_with(Reference.objects.visible_to(user))
    state = request.GET.get("state", "")
    chosen = everybody.filter(STATES[state][1]) if state in STATES else everybody
    found = keyset(request, chosen.select_related("contact__customer"), order=("checked_on", "pk"))
    names = seen.details(user, found.rows)
    context = {
        "page": found,
        "chips": _chips(everybody, state),
        "rows": [_row(row, name=names[row.contact_id].name if row.contact_id in names else "") for row in found.rows],
        "crumbs": [Crumb("References", reverse("references:list"))],
        "on": on,
    }
    return page(request, "references/check_ins.html", context, fragment="references/_check_ins.html")


def _chips(everybody: Any, state: str) -> list[Chip]:
    counts = everybody.order_by().aggregate(all=Count("pk"), **{key: Count("pk", q) for key, (_, q) in STATES.items()})
    first = Chip("Everybody", "?", current=state not in STATES, count=counts["all"])
    return [first, *(Chip(label, f"?state={key}", key == state, counts[key]) for key, (label, _) in STATES.items())]


def _row(reference: Any, *, name: str) -> Row:
    called = name or reference.contact.title or "Somebody whose role is not known"
    return Row(reference, called, Action("Log a check-in", reverse("references:check_in", args=[reference.pk])))
