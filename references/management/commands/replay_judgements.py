"""Would today's rules decide as we did? Judge every stored verdict again over the facts of its own day."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from references.eligibility import levels
from references.models import Judgement
from references.verdicts import changes

AT_ONCE = 500


def replayed() -> Iterator[Any]:
    """Yield every stored verdict judged again, in order, some hundred in one query."""
    last = 0
    while rows := list(levels(Judgement.objects.filter(pk__gt=last)).order_by("pk")[:AT_ONCE]):
        yield from rows
        last = rows[-1].pk


class Command(BaseCommand):
    help = (
        "Judge every stored verdict again with the rules and figures of today, over the facts of its own day, and say "
        "where they differ. Nothing is changed. Ends with 1 when anything differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="write one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        read, differences = 0, []
        for row in replayed():
            read += 1
            differences += [
                {"judgement": row.pk, "on": row.on.isoformat(), "rule": rule, "then": then, "now": now}
                for rule, (then, now) in changes(row).items()
            ]
        differing = len({found["judgement"] for found in differences})
        if options["json"]:
            answer = {"read": read, "differing": differing, "differences": differences}
            self.stdout.write(json.dumps(answer, indent=2))
        else:
            for found in differences:
                self.stdout.write("Judgement {judgement} of {on}: {rule} was {then}, is {now}.".format(**found))
            self.stdout.write(f"{read} judged again, {differing} differ.")
        if differing:
            raise SystemExit(1)
