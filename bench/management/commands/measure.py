"""Which sizes, how often, and where do the figures go? What `python -m bench` runs once it has a server."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bench import report
from bench.databases import made
from bench.run import measured
from refprogram.dates import today


class Command(BaseCommand):
    help = "Measure the main pages and the keeping of standings beside their floors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sizes", required=True)
        parser.add_argument("--rounds", type=int, required=True)
        parser.add_argument("--json", type=Path, required=True)
        parser.add_argument("--empty", default="")

    def handle(self, *args: Any, sizes: str, rounds: int, json: Path, empty: str, **options: Any) -> None:
        on = today()
        with made([int(size) for size in sizes.split(",")], on=on, empty=empty) as programs:
            lines = measured(programs, rounds=rounds, on=on)
        report.keep(lines, programs=programs, rounds=rounds, path=json)
        self.stdout.write(f"\n{report.table(lines)}\n\nAll of it is in {json}.")
        if missing := [line.name for line in lines if line.missing]:
            raise CommandError(f"Not everything could be measured: {', '.join(dict.fromkeys(missing))}.")
