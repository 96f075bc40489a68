"""Where does something to look at come from? A fictional program: at least one customer in every state, up to today."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from customers.models import Customer
from refprogram.dates import today
from refprogram.management.seed import program
from refprogram.management.seed.cast import ACCOUNTS, PASSWORD, address


def accounts() -> str:
    """Return one line an account, with the password that everybody may know."""
    lines = [f"  {role.label:20} {address(short):30} {PASSWORD}" for short, _, _, role in ACCOUNTS]
    return "\n".join(lines)


class Command(BaseCommand):
    help = "Fill an empty database with a fictional program; a second run changes nothing. Only with DEBUG=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The fictional program has accounts with known passwords: it is only made with DEBUG=1.")
        if program.is_there():
            self.stdout.write("The fictional program is there already; nothing was changed.")
            return
        if Customer.objects.exists():
            raise CommandError("This database holds customers already; the fictional program needs an empty one.")
        program.put_together(on=today())
        self.stdout.write(f"{Customer.objects.count()} fictional customers, and these accounts:\n{accounts()}")
