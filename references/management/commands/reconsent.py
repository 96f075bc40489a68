"""What would a day of the six-month cycle send? Shown before it happens, or done by hand where no clock runs."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date, datetime, time
from json import dumps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from references.cycle import DueStep, due_steps, take_due_steps
from references.models import CycleStep
from refprogram.dates import given_day, today
from refprogram.ui.templatetags.ui import day


class Command(BaseCommand):
    help = "Take the steps of the six-month cycle that a day asks for; with --dry-run only show them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=given_day, default=None, metavar="DATE", help="The day (today).")
        parser.add_argument("--dry-run", action="store_true", help="Show the steps and take none.")
        parser.add_argument("--json", action="store_true", help="Print one object on one line.")

    def handle(self, *args: Any, on: date | None, dry_run: bool, json: bool, **options: Any) -> None:
        """Take the steps or show them; those of a day to come are only shown, because nobody is written to early."""
        on = on or today()
        if on > today() and not dry_run:
            raise CommandError(f"{day(on)} is still to come. Add --dry-run to see what would be sent then.")
        steps = list(due_steps(on=on))
        if not dry_run:
            take_due_steps(on=on)
        self.stdout.write(_as_json(steps, on=on) if json else _as_text(steps, on=on, dry_run=dry_run))


def _leaves(step: DueStep, *, on: date) -> datetime | None:
    """Say when a letter reaches the customer, by the clock where they are; a day to come begins at midnight here."""
    begins = datetime.combine(on, time(), ZoneInfo(settings.PROGRAM_TIME_ZONE))
    return step.leaves(after=begins if on > today() else timezone.now()) if step.to_customer else None


def _escalations(steps: Sequence[DueStep]) -> int:
    return sum(step.step == CycleStep.ESCALATION for step in steps)


def _as_json(steps: Sequence[DueStep], *, on: date) -> str:
    told = []
    for step in steps:
        leaves = _leaves(step, on=on)
        told.append(
            {
                "reference": step.reference,
                "customer": step.customer,
                "step": str(step.step),
                "letter": step.letter,
                "due_on": step.due_on.isoformat(),
                "local_time": leaves.isoformat(timespec="minutes") if leaves else None,
            }
        )
    escalations = _escalations(steps)
    return dumps({"on": on.isoformat(), "steps": told, "letters": len(steps) - escalations, "escalations": escalations})


def _as_text(steps: Sequence[DueStep], *, on: date, dry_run: bool) -> str:
    escalations = _escalations(steps)
    would = "would be" if dry_run else "were"
    lines = [_line(step, leaves=_leaves(step, on=on)) for step in steps]
    letters = len(steps) - escalations
    noun = "letter" if letters == 1 else "letters"
    summary = f"{day(on)}: {letters} {noun} to customers and {escalations} to reference managers {would} sent."
    return "\n".join([*lines, summary])


def _line(step: DueStep, *, leaves: datetime | None) -> str:
    called = CycleStep(step.step).label if step.step else "small questions"
    local = f", on {day(leaves.date())} at {leaves:%H:%M} where they are" if leaves else ""
    return f"  {step.customer}: {called}, due on {day(step.due_on)}{local}"
