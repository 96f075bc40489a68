"""How is a day's share of the cycle done? In chunks, each with its letters in one transaction, and never a flood."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from references.cycle.due import DueStep, planned
from references.cycle.waiting import waiting
from references.models import CycleQuestion, CycleStep, LetterPause, ReconsentCycle, Reference
from references.notices import letter_to_customer, letters_to_managers
from refprogram.outbox.models import Message
from refprogram.outbox.post import post_all


class Room:
    """How many letters may still leave on a day: to customers (`letters`), and to managers, who are told all the same.

    While a manager holds back the whole cycle, no customer is written to; managers are.
    """

    def __init__(self, *, on: date) -> None:
        steps = ReconsentCycle.objects.filter(on=on)
        checked = steps.exclude(step=CycleStep.ESCALATION)
        small = CycleQuestion.objects.filter(on=on).exclude(reference__in=checked.values("reference"))
        sent = checked.count() + small.values("reference").distinct().count()
        self.letters = max(settings.CYCLE_LETTERS_A_DAY - sent, 0)
        held = LetterPause.objects.of(None).exists()
        self._left = {
            True: 0 if held else self.letters,
            False: settings.CYCLE_LETTERS_A_DAY - steps.filter(step=CycleStep.ESCALATION).count(),
        }

    @property
    def is_full(self) -> bool:
        return all(left <= 0 for left in self._left.values())

    def for_these(self, found: Iterable[DueStep]) -> Iterator[DueStep]:
        """Pass on what there is room for; who is left out takes none."""
        for due in found:
            if not due.left_out and self._left[due.to_customer] > 0:
                self._left[due.to_customer] -= 1
                yield due


def due_steps(*, on: date) -> Iterator[DueStep]:
    """Yield what a day would do, those left out not among it, as many letters as leave on a day.

    At most one step a reference: the last one due, unless it was taken before. So days that a worker missed are caught
    up with one letter, not with two. Nobody in hardship is written to, nobody who was never verified, nobody who ended
    their consents, and no second letter goes to a person who has answered.
    """
    room = Room(on=on)
    for keys in waiting(on=on):
        yield from room.for_these(planned(keys, on=on))
        if room.is_full:
            return


def take_due_steps(*, on: date) -> int:
    """Do what a day asks for, the oldest first; two clocks at once do it once. Return for how many people."""
    taken = 0
    for keys in waiting(on=on):
        room, done = _take(keys, on=on)
        taken += done
        if room.is_full:
            break
    return taken


@transaction.atomic
def _take(keys: Sequence[int], *, on: date) -> tuple[Room, int]:
    """Lock some people, look what is due for them then, and write their steps and letters."""
    Reference.objects.filter(pk__in=keys).hold_all()
    room = Room(on=on)
    due = list(room.for_these(planned(keys, on=on)))
    steps = [
        ReconsentCycle(reference_id=one.reference, cycle_start=one.cycle_start, step=one.step, on=on)
        for one in due
        if one.cycle_start
    ]
    ReconsentCycle.objects.bulk_create(steps, ignore_conflicts=True)
    asked = [CycleQuestion(reference_id=one.reference, claim_id=claim, on=on) for one in due for claim in one.claims]
    asked += [CycleQuestion(reference_id=one.reference, use_id=use, on=on) for one in due for use in one.uses]
    CycleQuestion.objects.bulk_create(asked, ignore_conflicts=True)
    post_all(list(_letters(due, on=on)))
    return room, len(due)


def _letters(due: Sequence[DueStep], *, on: date) -> Iterator[Message]:
    """Write the letters of what was taken: one to a customer, or one to each manager."""
    rows = ReconsentCycle.objects.filter(reference__in=[one.reference for one in due if one.step], on=on)
    taken = {(row.reference_id, row.step): row.pk for row in rows}
    managers = letters_to_managers()
    now = timezone.now()
    for one in due:
        step = taken.get((one.reference, one.step))
        if not one.to_customer and step is not None:
            yield from managers(step)
        elif one.to_customer:
            yield letter_to_customer(
                reference=one.reference,
                contact=one.contact,
                on=on,
                not_before=one.leaves(after=now),
                cycle_step=step,
                claims=one.claims,
                uses=one.uses,
            )
