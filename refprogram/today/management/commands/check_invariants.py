"""Does the data keep its promises? Asked each night, after a restore, and after every test that kills something."""

import sys
from argparse import ArgumentParser
from json import dumps
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from refprogram.today.invariants import AT_MOST, INVARIANTS, breaches


class Command(BaseCommand):
    help = "Look for whatever breaks a promise that the data keeps, say which row it is, and exit with 1 if any does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = [one.code for one in INVARIANTS]
        parser.add_argument("promises", nargs="*", metavar="PROMISE", help=f"Only these: {', '.join(known)}.")
        parser.add_argument("--json", action="store_true", help="Print one object on one line.")

    def handle(self, *args: Any, promises: list[str], json: bool, **options: Any) -> None:
        if unknown := set(promises) - {one.code for one in INVARIANTS}:
            raise CommandError(f"There is no promise {', '.join(sorted(unknown))}.")
        asked = [one for one in INVARIANTS if not promises or one.code in promises]
        blind = [one for one in asked if connection.vendor not in one.databases]
        found = breaches(*(one.code for one in asked))
        if json:
            self.stdout.write(dumps({"breaches": found, "not_looked_at": [one.code for one in blind]}))
        else:
            for one in asked:
                for sentence in found.get(one.code, ()):
                    self.stdout.write(f"{one.code} {one.promise}: {sentence}")
            for one in blind:
                self.stdout.write(f"{one.code} {one.promise}: not looked at, {connection.vendor} does not know.")
            held = len(asked) - len(blind) - len(found)
            hold = "promise holds" if held == 1 else "promises hold"
            do_not = "does not" if len(found) == 1 else "do not"
            self.stdout.write(f"{held} {hold}, {len(found)} {do_not}; at most {AT_MOST} rows of each are shown.")
        if found:
            sys.exit(1)
