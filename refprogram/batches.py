"""How are a great many rows changed without keeping everybody waiting? Some hundreds in each transaction."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

AT_ONCE = 500


def in_batches(rows: Any, change: Callable[[Any], Any]) -> int:
    """Hand a queryset to `change` some hundreds of rows at a time, and return how many rows there were.

    Each batch is a transaction of its own, and asks again which of its rows are still meant. Killed between two, what
    is done is done; the next run finds the rest, because `rows` is a scope that does not find what was changed.
    """
    done, rest = 0, rows.order_by("pk")
    while keys := list(rest.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            change(rows.filter(pk__in=keys))
        done, rest = done + len(keys), rest.filter(pk__gt=keys[-1])
    return done
