"""Whose letters does somebody not see? Whoever knows a sort of recipient says it here, for every scope of letters."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

# Given a reader: the recipients ("contact:7") whose letters are not for them, as a query of one column.
Hidden = Callable[[Any], "QuerySet[Any, Any]"]

_hidden: tuple[Hidden, ...] = ()


def hide(recipients: Hidden) -> None:
    """Have letters to some recipients left out of what a reader may see; `AppConfig.ready()` calls it."""
    global _hidden
    if recipients not in _hidden:
        _hidden = (*_hidden, recipients)


def hidden_from(user: Any) -> list[QuerySet[Any, Any]]:
    """Return what each app hides from a reader."""
    return [recipients(user) for recipients in _hidden]
