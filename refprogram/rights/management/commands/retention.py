"""What is past its time? Removed, or with --preview only counted."""

from argparse import ArgumentParser
from datetime import date
from json import dumps
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from refprogram.dates import given_day, today
from refprogram.rights.classes import CLASSES
from refprogram.rights.retention import AHEAD, Forecast, forecast, purge
from refprogram.ui.templatetags.ui import day


class Command(BaseCommand):
    help = "Remove what has been kept for its time; with --preview only count it, class by class."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=given_day, default=None, metavar="DATE", help="The day (today).")
        parser.add_argument("--preview", action="store_true", help="Count and remove nothing.")
        parser.add_argument("--json", action="store_true", help="Print one object on one line.")

    def handle(self, *args: Any, on: date | None, preview: bool, json: bool, **options: Any) -> None:
        """Remove or count; a day to come is only counted, because what is not over its time yet has to stay."""
        on = on or today()
        if preview:
            found = forecast(on=on)
            self.stdout.write(_counted_as_json(found, on=on) if json else _counted(found, on=on))
            return
        if on > today():
            raise CommandError(f"{day(on)} is still to come. Add --preview to see what would go then.")
        removed = purge(on=on)
        self.stdout.write(dumps({"on": on.isoformat(), "removed": removed}) if json else _removed(removed, on=on))


def _counted_as_json(found: list[Forecast], *, on: date) -> str:
    classes = [
        {
            "class": one.of.code,
            "period": one.of.period,
            "now": one.now,
            "ahead": one.ahead,
            "oldest": one.oldest.isoformat() if one.oldest else None,
        }
        for one in found
    ]
    return dumps({"on": on.isoformat(), "days_ahead": AHEAD.days, "classes": classes})


def _counted(found: list[Forecast], *, on: date) -> str:
    lines = [
        f"  {one.of.name} ({one.of.period}): {one.now} now, {one.ahead} more in {AHEAD.days} days" for one in found
    ]
    return "\n".join([f"{day(on)}, what is past its time:", *lines])


def _removed(removed: dict[str, int], *, on: date) -> str:
    lines = [f"  {one.name}: {removed[one.code]}" for one in CLASSES]
    return "\n".join([f"{day(on)}, what was past its time and is gone:", *lines])
