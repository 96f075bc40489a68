"""Does the data keep its promises? Asked each night, after a restore, and after every test that kills something."""

import sys
from argparse import ArgumentParser
from json import dumps
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from refprogram.today.invariants import AT_MOST, INVARIANTS, breaches


class Command(BaseCommand):
    help = "Look for whatever breaks a promise that the data keeps, say which row it is, and exit with 1 if any does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one object on one line.")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        found = breaches()
        blind = [one for one in INVARIANTS if connection.vendor not in one.databases]
        if json:
            self.stdout.write(dumps({"breaches": found, "not_looked_at": [one.code for one in blind]}))
        else:
            for one in INVARIANTS:
                for sentence in found.get(one.code, ()):
                    self.stdout.write(f"{one.code} {one.promise}: {sentence}")
            for one in blind:
                self.stdout.write(f"{one.code} {one.promise}: not looked at, {connection.vendor} does not know.")
            held = len(INVARIANTS) - len(blind) - len(found)
            self.stdout.write(f"{held} promises hold, {len(found)} do not; at most {AT_MOST} rows of each are shown.")
        if found:
            sys.exit(1)
