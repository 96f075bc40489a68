"""How does an action write to somebody? It posts a letter, in the transaction of the fact that the letter reports."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from refprogram.doorbell import ring
from refprogram.outbox.models import Message

RECIPIENT = re.compile(r"[a-z_]+:[\w-]+", re.ASCII)
CODE = re.compile(r"[\w.:+-]{1,80}", re.ASCII)


def post(*, kind: str, to: str, key: str, **facts: Any) -> Message:
    """Write a letter once per key; the sender is nudged after the commit, and finds the letter without a nudge too.

    `to` names a recipient such as "user:7"; `facts` are ids and codes, from which the letter is rendered when it
    leaves. Raises RuntimeError outside a transaction, because there a crash could lose the letter and keep its fact,
    and ValueError for an address or free text, which would outlive the erasure of a person.
    """
    _needs_a_transaction()
    letter = drafted(kind=kind, to=to, key=key, **facts)
    message, is_new = Message.objects.get_or_create(key=key, defaults={"kind": kind, "to": to, "facts": letter.facts})
    if is_new:
        ring("outbox.send_due")
    return message


def post_all(letters: Sequence[Message]) -> None:
    """Write many drafted letters at once; of those whose key is taken the first one stays. Raises as `post` does."""
    _needs_a_transaction()
    if letters:
        Message.objects.bulk_create(letters, ignore_conflicts=True)
        ring("outbox.send_due")


def drafted(*, kind: str, to: str, key: str, not_before: datetime | None = None, **facts: Any) -> Message:
    """Return a letter that is not stored, to be written with many others or only to be looked at."""
    if not RECIPIENT.fullmatch(to):
        raise ValueError(f"A letter goes to a recipient such as 'user:7', not to {to!r}.")
    for name, value in facts.items():
        if not _is_id_or_code(value):
            raise ValueError(
                f"The fact {name!r} of a letter has to be an id or a code, not {type(value).__name__} text."
            )
    return Message(kind=kind, to=to, key=key, facts=facts, next_at=not_before or timezone.now())


def _needs_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("post() needs the transaction of the fact that the letter reports; open one around both.")


def _is_id_or_code(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_id_or_code(one) for one in value)
    return value is None or isinstance(value, int) or (isinstance(value, str) and bool(CODE.fullmatch(value)))
