"""Is the consent ledger as it was written, and does the program believe what it says?"""

import sys
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from references import ledger
from references.ledger import guards


class Command(BaseCommand):
    help = (
        "Say what in the consent ledger is not as it was written, and of whom we believe something else than it says."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = False
        for sentence in chain(guards.gaps(connection), ledger.broken(), ledger.unproven()):
            wrong = True
            self.stdout.write(sentence)
        if wrong:
            sys.exit(1)
        self.stdout.write("The ledger is as it was written, and what people agree to is what it says.")
