"""How do those learn of it who wait until a letter has left? They subscribe and are told, each time one does.

A subscriber is a plain function that `AppConfig.ready()` adds. It is told in the transaction that writes the letter
down as sent. It must be quick and wait for nobody: while it works, the sender stands still, and when it raises nobody
knows any more that the letter left, so it becomes uncertain.
"""

from collections.abc import Callable

from refprogram.outbox.models import Message

Subscriber = Callable[[Message], None]

_subscribers: tuple[Subscriber, ...] = ()


def subscribe(subscriber: Subscriber) -> None:
    """Have a function called with every letter that has left."""
    global _subscribers
    if subscriber not in _subscribers:
        _subscribers = (*_subscribers, subscriber)


def tell(message: Message) -> None:
    """Tell the subscribers that a letter has left; the caller has written it down in the same transaction."""
    for subscriber in _subscribers:
        subscriber(message)
