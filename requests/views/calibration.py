"""Which references are as good as they seem? Expected against actual, by customer and by nominator (seed 001)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from customers.models.contact import hidden_from
from references.models import Nomination
from refprogram.dates import today
from refprogram.pages import page
from refprogram.ui.parts import Chip
from requests.models import Assignment, ReferenceRequest
from requests.views.after import grade_of

LOOKED_BACK = timedelta(days=365)
NOBODY = "Nominated by nobody"


@dataclass(frozen=True)
class Talk:
    """One talk with both of its grades; `gap` is how much better it was than expected."""

    assignment: Assignment
    customer: str
    expected: int
    actual: int
    by: tuple[tuple[str, str], ...]

    @property
    def gap(self) -> int:
        return self.actual - self.expected


@dataclass(frozen=True)
class Line:
    """Some talks together, as one line of a report; `url` leads to exactly these talks."""

    name: str
    talks: int
    expected: str
    actual: str
    gap: str
    url: str
    current: bool


@require_safe
@permission_required("requests.compare_grades", raise_exception=True)
def calibration(request: HttpRequest) -> HttpResponse:
    """Compare the grades of a year's talks; each line leads to its talks, and each talk to its request."""
    on, customer, nominator = today(), request.GET.get("customer", ""), request.GET.get("nominator", "")
    talks = graded(user=request.user, on=on)
    shown = [
        one
        for one in talks
        if customer in ("", str(one.assignment.reference.contact.customer_id))
        and (not nominator or nominator in dict(one.by))
    ]
    by_customer = _lines(((_customer(one), one) for one in talks), "customer", current=customer)
    by_nominator = _lines(((who, one) for one in talks for who in one.by), "nominator", current=nominator)
    context = {
        "chips": [Chip("All talks", "?", current=not customer and not nominator, count=len(talks))],
        "talks": shown,
        "reports": [("By customer", "Customer", by_customer), ("By nominator", "Nominated by", by_nominator)],
        "days": LOOKED_BACK.days,
    }
    return page(request, "requests/calibration.html", context, fragment="requests/_calibration.html")


def graded(*, user: Any, on: date) -> list[Talk]:
    """Return the talks of a year that have both grades, the newest first; one talk costs as many queries as all."""
    took_place = Assignment.objects.took_place().filter(
        ask__in=ReferenceRequest.objects.visible_to(user), use__on__gt=on - LOOKED_BACK, use__on__lte=on
    )
    told = took_place.exclude(reference__contact__status__in=hidden_from(user)).exclude(expected=None)
    rows = list(
        told.select_related("ask__opportunity", "ask__activity", "reference__contact__customer", "use__feedback")
        .prefetch_related("feedback__topics")
        .order_by("-use__on", "-pk")
    )
    nominated = _nominators({row.reference_id for row in rows})
    return [_talk(row, came, nominated[row.reference_id]) for row in rows if (came := grade_of(row)) is not None]


def _nominators(references: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Say who nominated each of these people, each once."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    known = Nomination.objects.filter(reference__in=list(references)).select_related("nominated_by").order_by("pk")
    for one in known:
        who = (str(one.nominated_by_id), str(one.nominated_by))
        if who not in found[one.reference_id]:
            found[one.reference_id].append(who)
    return found


def _talk(row: Assignment, came: int, by: Sequence[tuple[str, str]]) -> Talk:
    assert row.expected is not None
    return Talk(row, row.reference.contact.customer.name, row.expected, came, tuple(by) or (("0", NOBODY),))


def _customer(one: Talk) -> tuple[str, str]:
    return str(one.assignment.reference.contact.customer_id), one.customer


def _lines(found: Iterable[tuple[tuple[str, str], Talk]], name: str, *, current: str) -> list[Line]:
    """Put talks together by whom they are of, those furthest below what was expected first."""
    together: dict[tuple[str, str], list[Talk]] = defaultdict(list)
    for who, one in found:
        together[who].append(one)
    worst_first = sorted(together.items(), key=lambda pair: (_mean([one.gap for one in pair[1]]), pair[0][1]))
    return [_line(key, label, talks, name, current=current == key) for (key, label), talks in worst_first]


def _line(key: str, label: str, talks: Sequence[Talk], name: str, *, current: bool) -> Line:
    gap = _mean([one.gap for one in talks])
    return Line(
        name=label,
        talks=len(talks),
        expected=f"{_mean([one.expected for one in talks]):.1f}",
        actual=f"{_mean([one.actual for one in talks]):.1f}",
        gap="as expected" if not gap else f"{gap:+.1f}",
        url=f"?{name}={key}",
        current=current,
    )


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers)
