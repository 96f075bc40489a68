"""What does every action with a reference do? It holds, writes one line of history and tells who lives by the facts."""

from datetime import date
from typing import Any

from django.utils.translation import gettext

from customers.announce import facts_changed
from references.models import Link, Reference, ReferenceEvent
from refprogram.errors import Refused
from refprogram.history import ActedAs, remember


def note_down(reference: Reference, verb: str, *, by: Any, about: str = "") -> None:
    remember(ReferenceEvent, verb=verb, by=by, of={"reference": reference}, about=about)


def announce(reference: Reference, *, on: date) -> None:
    facts_changed([reference.contact.customer_id], on=on)


def hold_with_colleagues(reference: Reference, *, by: Any) -> None:
    """Hold everybody at the customer, for a change that is announced: the announcement holds them all.

    Holding one first and the others later would let two changes at one customer wait for each other for ever.
    """
    Reference.objects.of_customers([reference.contact.customer_id]).hold_all()
    must_still_hold(by)


def must_still_hold(by: Any) -> None:
    """Refuse whoever came by a link that is gone by now: an erasure in another tab deletes a person's links.

    Asked under the lock that an erasure takes as well, or what they press would bring back what was deleted.
    """
    if by.acted_as == ActedAs.CUSTOMER and not Link.objects.filter(pk=by.link.pk).exists():
        raise Refused(gettext("This address leads nowhere any more. Nothing was changed."))
