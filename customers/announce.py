"""How do upper rooms learn that a customer's facts changed? They subscribe here and are told in the same transaction.

A subscriber is a plain function that `AppConfig.ready()` adds, references before requests. It raises when it cannot do
its part, so the fact and its effect are stored together or not at all.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.db import connection

Subscriber = Callable[[list[int], date], None]

_subscribers: tuple[Subscriber, ...] = ()


def subscribe(subscriber: Subscriber) -> None:
    """Have a function called with the keys of the customers and the day, whenever facts about them changed."""
    global _subscribers
    if subscriber not in _subscribers:
        _subscribers = (*_subscribers, subscriber)


def facts_changed(customers: Iterable[int], *, on: date) -> None:
    """Tell the upper rooms that something about these customers (by key) is different now.

    Raises RuntimeError outside a transaction: half of a change must never be visible.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Announce facts in the transaction that changes them.")
    keys = sorted(set(customers))
    if keys:
        for subscriber in _subscribers:
            subscriber(keys, on)
