"""Where is it written that somebody did something to a customer? Here, in one line of the customer's history."""

from typing import Any

from customers.models import Customer, CustomerEvent
from refprogram.history import remember


def note_down(customer: Customer, verb: str, *, by: Any, about: str = "") -> None:
    """Write down who did what; `about` is a code such as issue-12, never a name or a text."""
    remember(CustomerEvent, verb=verb, by=by, of={"customer": customer}, about=about)
