"""`python manage.py import_data KIND FILE`: read a file or a folder in, and say what became of every row."""

import contextlib
from json import dumps
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.imports import kinds
from refprogram.imports.actions import Folder, prepare, run
from refprogram.imports.records import ENDINGS
from refprogram.imports.report import Report
from refprogram.imports.values import DATE_ORDERS


def _folder(path: Path) -> Folder:
    """Read the YAML and JSON files of a folder, in the order of their names."""
    files = sorted(file for file in path.iterdir() if file.is_file() and file.name.lower().endswith(ENDINGS))
    return Folder([(file.name, file.read_bytes()) for file in files])


class Command(BaseCommand):
    help = (
        "Read a CSV, YAML or JSON file in, or a folder of YAML and JSON files. The same file again changes nothing. "
        "Rows that fit no customer, or cannot be read, are listed with their line. Exit code 0: read to its end; "
        "1: refused, nothing was stored."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        fields = "; ".join(f"{kind.code}: {', '.join(kind.names())}" for kind in kinds.registered())
        parser.add_argument("kind", metavar="KIND", help=f"what the rows are, with the fields they may have: {fields}")
        parser.add_argument("file", metavar="FILE", help="the file, or the folder")
        parser.add_argument(
            "--source",
            default="",
            metavar="NAME",
            help="where the file comes from, such as the name of the other system; ids are told apart by it. "
            "Default: the file's name without its ending, a date or a copy number",
        )
        parser.add_argument(
            "--map",
            action="extend",
            nargs="+",
            default=[],
            metavar="FIELD=COLUMN",
            help="take a field from this column; without it, from the column that has the field's name",
        )
        parser.add_argument(
            "--set", action="extend", nargs="+", default=[], metavar="FIELD=VALUE", help="give all rows this value"
        )
        parser.add_argument(
            "--date-order",
            default="",
            metavar="|".join(DATE_ORDERS),
            help="how dates are written; needed only where no date of the file shows it",
        )
        parser.add_argument(
            "--path",
            default="",
            metavar="WAY",
            help="the way to the list of records inside YAML or JSON, such as members or stories.quotes",
        )
        parser.add_argument("--encoding", default="", metavar="E", help="such as cp1252; default: UTF-8, or found out")
        parser.add_argument(
            "--delimiter", default="", metavar="D", help="comma, semicolon, tab, pipe; default: found out"
        )
        parser.add_argument(
            "--create-missing",
            action="store_true",
            help="make the customers and topics that the rows name and are not here",
        )
        parser.add_argument("--dry-run", action="store_true", help="count, but store nothing")
        parser.add_argument(
            "--json",
            action="store_true",
            help="print the counts as one object on one line, and the rest on standard error",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._imported(options)
        lines = (self.stderr if options["json"] else self.stdout).write
        for line in self._told(report):
            lines(line)
        if options["json"]:
            self.stdout.write(dumps(report.numbers()))

    def _imported(self, options: dict[str, Any]) -> Report:
        path = Path(options["file"])
        try:
            kind = kinds.find(options["kind"])
            if not path.exists():
                raise Refused(f"There is no file {path}.")
            with contextlib.ExitStack() as held:
                prepared = prepare(
                    kind,
                    _folder(path) if path.is_dir() else held.enter_context(path.open("rb")),
                    file_name=path.name,
                    source=options["source"],
                    maps=options["map"],
                    sets=options["set"],
                    date_order=options["date_order"],
                    encoding=options["encoding"],
                    delimiter=options["delimiter"],
                    path=options["path"],
                    create_missing=options["create_missing"],
                )
                return run(prepared, by=None, on=today(), dry_run=options["dry_run"])
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror or error}.") from None

    def _told(self, report: Report) -> list[str]:
        numbers = ", ".join(f"{count:,} {name}" for name, count in report.numbers().items())
        lines = [f"Source: {report.source}.", *report.told(), f"{numbers}."]
        lines += [f"Line {problem.line}, {problem.result}: {problem.reason}" for problem in report.problems]
        if report.unshown:
            lines.append(f"{report.unshown:,} more rows were unmatched or rejected.")
        if report.is_dry_run:
            lines.append("This was a dry run; nothing was stored.")
        return lines
