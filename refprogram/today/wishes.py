"""Which wishes about somebody's own data must be answered now? What is overdue, and what is due within seven days."""

from datetime import date
from typing import Any

from django.urls import reverse

from refprogram.rights.models import RightsRequest
from refprogram.today.queue import MORE, Group, numbered
from refprogram.ui.parts import Action, Task
from refprogram.ui.templatetags.ui import day

FOUND, NOT_FOUND = "We know whom it is about.", "Nobody has said yet whom it is about."


def pressing(user: Any, *, on: date) -> Group | None:
    """Return the requests that cannot wait, the one due first on top; None when there is none."""
    waiting = numbered(RightsRequest.objects.visible_to(user).pressing(on=on), order=("due_on", "pk"))
    found = list(waiting.order_by("place")[:MORE])
    if not found:
        return None
    return Group(
        "rights",
        "Rights requests",
        "Rights requests to answer",
        "scale",
        [_task(case) for case in found],
        found[0].of,
        note="Overdue, or due within seven days",
        url=reverse("rights:list"),
    )


def _task(case: RightsRequest) -> Task:
    url = case.get_absolute_url()
    return Task(
        case.get_wish_display(),
        f"Reached us on {day(case.received_on)}. {FOUND if case.reference_id else NOT_FOUND}",
        "scale",
        key=f"rights-{case.pk}",
        url=url,
        due=case.due_on,
        actions=(Action("Answer it", url),),
    )
