"""Is what we keep of everybody what the rules say today?"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from references import standing
from refprogram.dates import today


class Command(BaseCommand):
    help = "Say of how many references the kept answer is not what the rules say today; there must be none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="judge them anew")

    def handle(self, *args: Any, **options: Any) -> None:
        on = today()
        found = standing.repair(on=on) if options["repair"] else standing.differences(on=on)
        self.stdout.write(f"{len(found)} references differ.")
        if not found:
            return
        first = ", ".join(map(str, found[:20]))
        self.stdout.write(
            f"{'Judged anew' if options['repair'] else 'By number'}: {first}{', ...' * (len(found) > 20)}"
        )
        sys.exit(1)
