"""What is due for these people on these days, and who is left out, and why? Judged by what is known of each day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from customers.models.contact import ContactStatus
from customers.notices import against
from references.cycle.ladder import ladder
from references.cycle.waiting import ASKED_FOR, claims, uses
from references.facts import check_in_days, kept_facts
from references.models import Consent, CycleStep, LetterPause, Pause, Reference, UseConsent
from references.notices import LETTER_OF_STEP, PAUSED, SMALL_QUESTIONS, on_their_way
from refprogram.outbox.hours import next_open

NEEDED = ("hardship_since", "verified_on", "checked_on")
# After a letter of the cycle the next one waits a week, whatever held the first one up.
A_WEEK = timedelta(days=7)
DAY = timedelta(days=1)

HELD = "A reference manager holds their letters back."
NO_ADDRESS = "Nobody has written down their e-mail address."
# Whom a manager is not sent to, either: they have gone, or want their peace.
NOT_TO_BE_CALLED = (ContactStatus.LEFT, ContactStatus.RESTRICTED, ContactStatus.OBJECTED, ContactStatus.ERASED)


@dataclass(frozen=True)
class DueStep:
    """What one person is due on a day: a step of their cycle, small questions, or both in one letter.

    `left_out` says why it is not done; then nothing is taken, and it is due again when the reason is gone.
    """

    reference: int
    contact: int
    customer: str
    cycle_start: date | None
    step: str
    due_on: date
    day: date
    zone: str
    claims: tuple[int, ...] = ()
    uses: tuple[int, ...] = ()
    left_out: str = ""

    @property
    def letter(self) -> str:
        return LETTER_OF_STEP[CycleStep(self.step)] if self.step else SMALL_QUESTIONS

    @property
    def to_customer(self) -> bool:
        return self.step != CycleStep.ESCALATION

    def leaves(self, *, after: datetime) -> datetime:
        """Return when the letter reaches them, by the clock where they are."""
        return next_open(after, zone=self.zone)


def planned(keys: Sequence[int], *, on: date, until: date | None = None) -> list[DueStep]:
    """Return, for each of these references, the first thing that is due from a day on, in the order of the keys.

    What will be done on a later day goes before what is left out on an earlier one. The queries are as many for one as
    for some hundred.
    """
    things = _Things(keys, on=on)
    days = [on + DAY * later for later in range(((until or on) - on).days + 1)]
    found = ([due for day in days if (due := things.due(person, day))] for person in things.people)
    firsts = [next((due for due in of_one if not due.left_out), of_one[0]) for of_one in found if of_one]
    place = {key: number for number, key in enumerate(keys)}
    return sorted(firsts, key=lambda due: place[due.reference])


class _Things:
    """What is known of some people at once."""

    def __init__(self, keys: Sequence[int], *, on: date) -> None:
        self.people: list[Any] = list(_people(keys, on=on))
        self.claims = _by_reference(claims(on=on).filter(reference__in=keys))
        self.uses = _by_reference(uses(on=on, until=on + A_WEEK).filter(reference__in=keys))
        self.busy = on_their_way([person.contact_id for person in self.people], on=on)

    def due(self, person: Any, day: date) -> DueStep | None:
        """Return what one person is due on a day, a week's rest after the letter before it."""
        wrote_lately = _wrote_lately(person, day)
        step = self._step(person, day)
        if step and step[0] != CycleStep.ESCALATION and wrote_lately:
            step = None
        busy_until = self.busy.get(person.contact_id)
        small = person.asked_on != day and not (busy_until and busy_until >= day)
        asks = [claim for claim in self.claims[person.pk] if claim.expires_on >= day] if small else []
        lately = [use for use in self.uses[person.pk] if day - ASKED_FOR <= use.on < day]
        helped = lately if small and not wrote_lately else []
        if step is None and not asks and not helped:
            return None
        to_customer = step is None or step[0] != CycleStep.ESCALATION
        return DueStep(
            reference=person.pk,
            contact=person.contact_id,
            customer=person.contact.customer.name,
            cycle_start=person.checked_on if step else None,
            step=step[0] if step else "",
            due_on=step[1] if step else day,
            day=day,
            zone=person.contact.time_zone or settings.PROGRAM_TIME_ZONE,
            claims=tuple(claim.pk for claim in asks) if to_customer else (),
            uses=tuple(use.pk for use in helped) if to_customer else (),
            left_out=self._left_out(person, day, to_customer=to_customer),
        )

    def _step(self, person: Any, day: date) -> tuple[str, date] | None:
        if not person.agreed or person.verified_on is None or person.due_from is None or person.due_from > day:
            return None
        rungs = ladder(due_from=person.due_from, good_until=person.good_until)
        step, due_on = [rung for rung in rungs if rung[1] <= day][-1]
        taken = [row for row in person.cycle_steps.all() if row.cycle_start == person.checked_on]
        answered = any(link.answer for row in taken for link in row.links.all())
        if step in {row.step for row in taken} or (step == CycleStep.SECOND_LETTER and answered):
            return None
        return step, due_on

    def _left_out(self, person: Any, day: date, *, to_customer: bool) -> str:
        contact = person.contact
        no = against(contact, in_hardship=person.hardship_since is not None, on=day)
        paused = person.paused and (person.paused_until is None or person.paused_until >= day)
        if not to_customer:
            in_peace = person.hardship_since is not None or contact.status in NOT_TO_BE_CALLED
            return no if in_peace else PAUSED if paused else ""
        details = getattr(contact, "details", None)
        reasons = (
            no,
            PAUSED if paused else "",
            HELD if person.held else "",
            "" if details and details.email else NO_ADDRESS,
        )
        return next((reason for reason in reasons if reason), "")


def _people(keys: Sequence[int], *, on: date) -> Any:
    """Return these references with what the cycle must know of each, looked up now."""
    mine = {"reference": OuterRef("pk")}
    facts = kept_facts(on)
    asked = UseConsent.objects.filter(**mine).order_by("-asked_on")
    pause = Pause.objects.active(on=on).filter(**mine)
    return (
        Reference.objects.filter(pk__in=keys)
        .annotate(**{name: facts[name] for name in NEEDED})
        .annotate(
            **check_in_days(),
            agreed=Exists(Consent.objects.unended().filter(**mine)),
            paused=Exists(pause),
            paused_until=pause.values("until")[:1],
            held=Exists(LetterPause.objects.open().filter(**mine)),
            asked_on=asked.values("asked_on")[:1],
        )
        .select_related("contact__customer", "contact__details")
        .prefetch_related("cycle_steps__links", "cycle_questions")
    )


def _wrote_lately(person: Any, day: date) -> bool:
    """Say whether a letter of the cycle went to somebody within the week before a day, that day included."""
    steps = [row.on for row in person.cycle_steps.all() if row.step != CycleStep.ESCALATION]
    wrote = [*steps, *(question.on for question in person.cycle_questions.all())]
    return any(timedelta() <= day - on < A_WEEK for on in wrote)


def _by_reference(rows: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.reference_id].append(row)
    return found
