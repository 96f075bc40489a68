"""How do those who know an address learn that a letter did not arrive? They subscribe here and are told, once.

A subscriber is a plain function that `AppConfig.ready()` adds. It is told in the transaction that writes the return
down, and raises when it cannot do its part, so both are stored or neither, and the report is read again.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from refprogram.outbox.models import Message, Returned

# What says that an address takes no mail, now and later (RFC 3463, RFC 5321). A full mailbox, a letter that somebody
# takes for spam, or our own server being refused says nothing of the kind, though its code begins with a 5 as well.
NO_MAIL = re.compile(r"5\.0\.\d{1,3}|5\.1\.([0-6]|9|10)|5\.2\.[01]|5\.4\.[14]|55[013]")


@dataclass(frozen=True)
class Bounce:
    """A letter that did not arrive; `permanent` when its address takes no mail, so that writing again is in vain."""

    message: Message
    permanent: bool
    code: str


Subscriber = Callable[[Bounce], None]

_subscribers: tuple[Subscriber, ...] = ()


def subscribe(subscriber: Subscriber) -> None:
    """Have a function called with every letter that did not arrive."""
    global _subscribers
    if subscriber not in _subscribers:
        _subscribers = (*_subscribers, subscriber)


def tell(message: Message, *, code: str) -> bool:
    """Write down that a letter did not arrive and tell the subscribers; return False when they know.

    A temporary return is told once, and a permanent one once, also after a temporary one. Raises RuntimeError outside a
    transaction: a return that is written down and told to nobody would never be told.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Tell of a return in the transaction that reads it.")
    permanent = bool(NO_MAIL.fullmatch(code))
    known = [Returned.PERMANENT] if permanent else [Returned.PERMANENT, Returned.TEMPORARY]
    kept = Returned.PERMANENT if permanent else Returned.TEMPORARY
    news = Message.objects.filter(pk=message.pk).exclude(returned__in=known)
    if not news.update(returned=kept, return_code=code[:12]):
        return False
    for subscriber in _subscribers:
        subscriber(Bounce(message, permanent=permanent, code=code))
    return True
