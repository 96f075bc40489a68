"""What is measured that is not a page? Keeping everybody's standing: after an event, every day, and all at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from random import Random

from django.db import transaction
from django.db.models import F

from customers.models import Customer
from references import standing
from references.models import Reference, Standing

READ, WRITTEN = "one row read", "one row written"
DUE_SHARE = 0.005
THOUSAND = 1000
DIFFERENT = 200


@dataclass(frozen=True)
class Job:
    """Something that is done in this process; `prepare` runs before each turn and is not counted."""

    name: str
    floor: str
    turn: Callable[[], object]
    prepare: Callable[[], object] = lambda: None


def jobs(*, on: date) -> list[Job]:
    """Return what to measure on the database that is open now, the two floors first."""
    dice = Random(1)
    keys = list(Reference.objects.order_by("pk").values_list("pk", flat=True))
    some = cycle(dice.sample(keys, min(DIFFERENT, len(keys))))
    customers = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    one = cycle(dice.sample(customers, min(DIFFERENT, len(customers))))
    due = dice.sample(keys, max(1, round(len(keys) * DUE_SHARE)))
    thousand = keys[:THOUSAND]

    def make_due() -> None:
        Standing.objects.filter(pk__in=due).update(next_change=on)

    def event() -> None:
        standing.refresh(Reference.objects.of_customers([next(one)]), on=on)

    def recompute() -> None:
        standing.refresh(Reference.objects.filter(pk__in=thousand), on=on)

    def write() -> None:
        with transaction.atomic():
            Standing.objects.filter(pk=next(some)).update(judged_on=F("judged_on"))

    return [
        Job(READ, "", lambda: Standing.objects.get(pk=next(some))),
        Job(WRITTEN, "", write),
        Job("Refresh after one event", WRITTEN, event),
        Job("Daily sweep, nothing due", READ, lambda: standing.sweep(on=on)),
        Job(f"Daily sweep, {len(due):,} due", "", lambda: standing.sweep(on=on), make_due),
        Job("Full recompute, 1,000 people", "", recompute),
        Job(f"Differences, {len(keys):,} people", "", lambda: _must_be_none(standing.differences(on=on))),
    ]


def _must_be_none(found: list[int]) -> None:
    if found:
        raise RuntimeError(f"{len(found):,} standings are not what the rules say; the figures would mean nothing.")
