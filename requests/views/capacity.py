"""Is the load fair? Who was used how often against which limit, who rests until when, and who is never asked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, F, Max, Q, QuerySet, Sum, Window
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from references.facts import QUARTER, Ask
from references.models import Reference, Use, UseState
from references.models.activity import LONGEST_REST
from references.standing import may_be_asked, shown
from refprogram.dates import AddDays, today
from refprogram.pages import page
from refprogram.thresholds.models import threshold
from refprogram.ui.parts import Limit
from requests.views.demand import demand, waiting
from requests.views.workbench import named

MOST = 25
SAME_FEW = 5


@dataclass(frozen=True)
class Used:
    """Somebody who did us favours in the last 90 days, against our limit and against their own."""

    person: str
    company: str
    url: str
    uses: int
    load: Limit
    own: int | None
    rests_until: date | None


@dataclass(frozen=True)
class Idle:
    """Somebody who may be asked, or rests; `day` is when they rest until, or when they were last used, if ever."""

    person: str
    company: str
    url: str
    day: date | None


@require_safe
@permission_required("requests.match", raise_exception=True)
def show(request: HttpRequest) -> HttpResponse:
    """Show whose favours the program lives on; of people in a hard time it counts the uses and names nobody."""
    on, reader = today(), request.user
    spent = Use.objects.spent_since(on - QUARTER).order_by()
    by_person = spent.values("reference").annotate(uses=Count("pk"), load=Sum("activity__weight"))
    total = spent.aggregate(uses=Count("pk"), people=Count("reference", distinct=True))
    most_used = list(by_person.order_by("-uses", "-load", "reference").values_list("reference", "uses")[:MOST])
    same = sum(uses for _, uses in most_used[:SAME_FEW])
    unused = _unused(reader, on=on)
    context = {
        "on": on,
        "days": QUARTER.days,
        "uses": total["uses"],
        "people": total["people"],
        "same_few": SAME_FEW,
        "share": round(100 * same / total["uses"]) if total["uses"] else None,
        "used": _used([reference for reference, _ in most_used], reader, on=on),
        "unused": [_idle(row, row.last_use, reader) for row in unused],
        "unused_count": unused[0].of if unused else 0,
        "resting": [_idle(row, row.until, reader) for row in _resting(reader, on=on)],
        "waiting": demand(waiting(reader)),
    }
    return page(request, "requests/capacity.html", context)


def _named(reader: Any) -> QuerySet[Any]:
    """Return whom this page may name: nobody who goes through a hard time (seed 003)."""
    seen = Reference.objects.visible_to(reader).filter(standing__hardship_since=None)
    return seen.select_related("contact__customer", "contact__details")


def _used(keys: list[int], reader: Any, *, on: date) -> list[Used]:
    rows = shown(_named(reader).filter(pk__in=keys), Ask(on=on)).annotate(enough=threshold("program_load"))
    by_key = {row.pk: row for row in rows.select_related("contact__customer", "contact__details")}
    return [_told(by_key[key], reader, on=on) for key in keys if key in by_key]


def _told(row: Any, reader: Any, *, on: date) -> Used:
    return Used(
        person=named(row.contact, reader),
        company=row.contact.customer.name,
        url=row.get_absolute_url(),
        uses=row.recent_uses,
        load=Limit("Load", row.recent_load, row.enough),
        own=row.customer_cap,
        rests_until=row.rest_until if row.rest_until and row.rest_until >= on else None,
    )


def _unused(reader: Any, *, on: date) -> list[Any]:
    """Return who may be asked and was not used in the last 90 days, who waits longest first, with their number."""
    lately = Use.objects.spent_since(on - QUARTER).values("reference")
    free = _named(reader).filter(may_be_asked(on=on)).exclude(pk__in=lately)
    last_use = Max("uses__on", filter=~Q(uses__state=UseState.RELEASED))
    known = free.annotate(last_use=last_use, of=Window(Count("pk")))
    return list(known.order_by(F("last_use").asc(nulls_first=True), "pk")[:MOST])


def _resting(reader: Any, *, on: date) -> list[Any]:
    """Return who rests after a use, the first to be free again first."""
    uses = Q(uses__in=Use.objects.spent_since(on - LONGEST_REST).filter(activity__rest_days__gt=0))
    until = Max(AddDays(F("uses__on"), F("uses__activity__rest_days")), filter=uses)
    return list(_named(reader).annotate(until=until).filter(until__gte=on).order_by("until", "pk")[:MOST])


def _idle(row: Any, day: date | None, reader: Any) -> Idle:
    return Idle(named(row.contact, reader), row.contact.customer.name, row.get_absolute_url(), day)
