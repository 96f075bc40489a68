"""Whom do we ask again today? The ladder of the six-month cycle, computed from the last check-in (seed 003)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from references.eligibility import judged
from references.facts import Ask
from references.models import Consent, CycleStep, ReconsentCycle, Reference
from references.notices import LETTER_OF_STEP, post_step


@dataclass(frozen=True)
class DueStep:
    """One step of one reference's cycle that a day asks for."""

    reference: int
    contact: int
    customer: str
    cycle_start: date
    step: str
    due_on: date

    @property
    def letter(self) -> str:
        return LETTER_OF_STEP[CycleStep(self.step)]


def ladder(*, due_from: date, good_until: date) -> tuple[tuple[str, date], ...]:
    """Return the steps of a cycle with the day of each: letters at 5 months and 15 days later, then the manager."""
    return (
        (CycleStep.FIRST_LETTER, due_from),
        (CycleStep.SECOND_LETTER, due_from + timedelta(days=15)),
        (CycleStep.ESCALATION, good_until + timedelta(days=14)),
    )


def due_steps(*, on: date) -> Iterator[DueStep]:
    """Yield what a day would do, at most one step a reference: the last one due, unless it was taken before.

    So days that a worker missed are caught up with one letter, not with two. Nobody in hardship is written to, nobody
    who was never verified, nobody who ended their consents, and no second letter goes to a person who has answered.
    """
    agreed = Consent.objects.unended().filter(reference=OuterRef("pk"))
    candidates = (
        judged(Reference.objects.filter(Exists(agreed)), Ask(on=on))
        .filter(hardship_since=None, verified_on__isnull=False, due_from__lte=on)
        .select_related("contact__customer")
        .prefetch_related("cycle_steps__links")
        .order_by("pk")
    )
    for reference in candidates.iterator(chunk_size=500):
        rungs = ladder(due_from=reference.due_from, good_until=reference.good_until)
        step, due_on = [rung for rung in rungs if rung[1] <= on][-1]
        taken = [row for row in reference.cycle_steps.all() if row.cycle_start == reference.checked_on]
        answered = any(link.answer for row in taken for link in row.links.all())
        if step in {row.step for row in taken} or (step == CycleStep.SECOND_LETTER and answered):
            continue
        yield DueStep(
            reference=reference.pk,
            contact=reference.contact_id,
            customer=reference.contact.customer.name,
            cycle_start=reference.checked_on,
            step=step,
            due_on=due_on,
        )


def take_due_steps(*, on: date) -> int:
    """Take each due step, with its letter in the same transaction; two clocks at once take it once."""
    taken = 0
    for due in list(due_steps(on=on)):
        with transaction.atomic():
            row, is_new = ReconsentCycle.objects.get_or_create(
                reference_id=due.reference, cycle_start=due.cycle_start, step=due.step, defaults={"on": on}
            )
            if is_new:
                post_step(row)
                taken += 1
    return taken
