"""What is left to do after a talk? For whoever had asked for it, to say how it was."""

from datetime import date
from typing import Any

from django.urls import reverse

from refprogram.today.queue import FEW, MANY, Group, numbered
from refprogram.ui.parts import Action, Task
from refprogram.ui.templatetags.ui import near
from requests.models import Assignment


def of_rep(user: Any, *, on: date, show: str) -> list[Group]:
    """Return the talks that a rep had asked for and has said nothing about, the oldest first."""
    wanted = Assignment.objects.wants_word_of(user, on=on).select_related("ask__opportunity", "ask__activity", "use")
    limit = MANY if show == "after" else FEW
    found = list(numbered(wanted, order=("use__on", "pk")).filter(place__lte=limit).order_by("place"))
    if not found:
        return []
    rows = [_how_was_it(row, on=on) for row in found]
    return [Group("after", "After the call", "How was it?", "message-circle", rows, found[0].of, note="Two minutes")]


def _how_was_it(row: Any, *, on: date) -> Task:
    url = reverse("requests:give_feedback", args=[row.ask_id])
    return Task(
        f"{row.ask.opportunity.account}: {str(row.ask.activity).lower()}",
        f"It took place on {near(row.use.on, on)}. What you say helps to choose the right person next time.",
        "message-circle",
        key=f"after-{row.pk}",
        url=row.ask.get_absolute_url(),
        actions=(Action("Say how it was", url),),
    )
