"""How does mail that comes back get in? A mail server pipes each into this command, or it reads a Maildir once."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from refprogram.outbox.incoming import take_in, take_in_folder
from refprogram.outbox.report import READ

TRY_AGAIN = 75  # EX_TEMPFAIL: the mail server keeps the mail and pipes it in later


class Command(BaseCommand):
    help = "Read one mail from stdin, or the new mails of a Maildir, and mark whose letters came back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--maildir", type=Path, metavar="FOLDER", help="Read this folder instead of stdin.")

    def handle(self, *args: Any, maildir: Path | None, **options: Any) -> None:
        if maildir is None:
            try:
                take_in(sys.stdin.buffer.read(READ))
            except Error as error:
                words = f"The mail was not stored ({type(error).__name__})."
                raise CommandError(words, returncode=TRY_AGAIN) from error
        elif not (maildir / "new").is_dir():
            raise CommandError(f"{maildir} is no Maildir: it has no folder “new”.")
        else:
            self.stdout.write(f"Mails that were read: {take_in_folder(maildir):,}.")
