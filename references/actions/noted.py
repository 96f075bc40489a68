"""What does every action with a reference do? It holds, writes one line of history and tells who lives by the facts."""

from datetime import date
from typing import Any

from customers.announce import facts_changed
from references.models import Reference, ReferenceEvent
from refprogram.history import remember


def note_down(reference: Reference, verb: str, *, by: Any, about: str = "") -> None:
    remember(ReferenceEvent, verb=verb, by=by, of={"reference": reference}, about=about)


def announce(reference: Reference, *, on: date) -> None:
    facts_changed([reference.contact.customer_id], on=on)


def hold_with_colleagues(reference: Reference) -> None:
    """Hold everybody at the customer, for a change that is announced: the announcement holds them all.

    Holding one first and the others later would let two changes at one customer wait for each other for ever.
    """
    Reference.objects.of_customers([reference.contact.customer_id]).hold_all()
