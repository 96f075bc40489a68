"""What goes out this week? What is written and has not left, and the next seven days as they stand now.

Nothing is taken by looking, and the days may yet change it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from references.cycle.due import DueStep, planned
from references.cycle.taken import Room
from references.cycle.waiting import AT_ONCE, waiting
from references.models import ReconsentCycle, Reference
from references.notices import TO_CUSTOMERS
from refprogram.outbox.models import IN_HAND, Message, State

DAYS = 7


@dataclass(frozen=True)
class Leaving:
    """A letter of the week: whose, the day on which it is written, and when it reaches them, by their own clock.

    `letter` is its key when it is written already.
    """

    step: DueStep
    day: date
    reaches: datetime
    letter: int | None = None


@dataclass(frozen=True)
class Week:
    """The letters to customers of seven days, who gets none and why, and how many people nobody looked at here."""

    letters: list[Leaving]
    left_out: list[DueStep]
    more: int


def this_week(*, on: date) -> Week:
    """Look ahead at those whose turn has come longest ago; so many letters leave on a day, and the rest on the next."""
    last = on + timedelta(days=DAYS - 1)
    chunks = waiting(on=on, until=last)
    first = next(chunks, ())
    found = [due for due in planned(first, on=on, until=last) if due.to_customer]
    return Week(
        letters=_spread(sorted((due for due in found if not due.left_out), key=lambda due: due.day), on=on),
        left_out=[due for due in found if due.left_out],
        more=sum(len(keys) for keys in chunks),
    )


def written(*, on: date, among: QuerySet[Message]) -> list[Leaving]:
    """Return what is written `among` these letters and has not left: it waits for its hour, or for a sender."""
    letters = among.filter(kind__in=TO_CUSTOMERS, state__in=(State.QUEUED, *IN_HAND)).order_by("next_at", "pk")[
        :AT_ONCE
    ]
    about = [letter.facts.get("reference") for letter in letters]
    people = {one.pk: one for one in Reference.objects.filter(pk__in=about).select_related("contact__customer")}
    steps = ReconsentCycle.objects.in_bulk([letter.facts.get("cycle_step") for letter in letters])
    known = [letter for letter in letters if letter.facts.get("reference") in people]
    return [
        _waits(letter, people[letter.facts["reference"]], steps.get(letter.facts.get("cycle_step")), on=on)
        for letter in known
    ]


def _waits(letter: Message, person: Reference, step: ReconsentCycle | None, *, on: date) -> Leaving:
    due = DueStep(
        reference=person.pk,
        contact=person.contact_id,
        customer=person.contact.customer.name,
        cycle_start=step.cycle_start if step else None,
        step=step.step if step else "",
        due_on=step.on if step else on,
        day=on,
        zone=person.contact.time_zone or settings.PROGRAM_TIME_ZONE,
        claims=tuple(letter.facts.get("claims", ())),
        uses=tuple(letter.facts.get("uses", ())),
    )
    return Leaving(due, on, due.leaves(after=max(letter.next_at, timezone.now())), letter=letter.pk)


def _spread(due: list[DueStep], *, on: date) -> list[Leaving]:
    """Give each letter the first day from its own on that has room for it."""
    taken = Counter({on: settings.CYCLE_LETTERS_A_DAY - Room(on=on).letters})
    leaving = []
    for one in due:
        day = one.day
        while taken[day] >= settings.CYCLE_LETTERS_A_DAY:
            day += timedelta(days=1)
        taken[day] += 1
        begins = datetime.combine(day, time(), ZoneInfo(settings.PROGRAM_TIME_ZONE))
        leaving.append(Leaving(one, day, one.leaves(after=max(begins, timezone.now()))))
    return leaving
