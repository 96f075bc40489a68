"""How do upper rooms learn that somebody takes back what they agreed to? They subscribe and are told at once.

In the transaction that ends a consent, so that whoever shows a person's words or knows their number hears of it
together with everybody else, or nothing has happened. A subscriber raises when it cannot do its part.
"""

from collections.abc import Callable, Sequence
from datetime import date

from django.db import connection

from references.models import Consent

Subscriber = Callable[[Sequence[Consent], date], None]

_subscribers: tuple[Subscriber, ...] = ()


def subscribe(subscriber: Subscriber) -> None:
    """Have a function called with the consents that ended (their reference and activity at hand), and the day."""
    global _subscribers
    if subscriber not in _subscribers:
        _subscribers = (*_subscribers, subscriber)


def consents_ended(consents: Sequence[Consent], *, on: date) -> None:
    """Tell the upper rooms that these consents hold no more. Raises RuntimeError outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("Announce the end of a consent in the transaction that ends it.")
    if consents:
        for subscriber in _subscribers:
            subscriber(consents, on)
