"""How does a thing with a status move? By a table of steps and the one function that walks them.

Each app keeps its own `Workflow`: the table and the event it writes. The mechanism is here, once.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from refprogram.errors import Refused
from refprogram.history import ActedAs, Event, remember

Row = TypeVar("Row", bound=models.Model)


class TheClock:
    """The program acting by itself: because a day came, or because a fact in a lower room changed."""

    acted_as = ActedAs.CLOCK

    def has_perm(self, permission: str) -> bool:
        return permission.rpartition(".")[2] in {"expire", "hold_back", "suspend", "take_back"}


THE_CLOCK = TheClock()


@dataclass(frozen=True)
class Step:
    """One arrow: its verb, the states it may start from, the state it ends in, what its button says.

    The permission to take it is ``<app>.<verb>``. A step without a label has no button of its own.
    """

    verb: str
    sources: tuple[str, ...]
    target: str
    label: str = ""


class Workflow:
    """A table of steps for one model, with the event table that remembers them (`of` is its foreign key)."""

    def __init__(self, app: str, *steps: Step, event: type[Event], of: str) -> None:
        self.app = app
        self.event = event
        self.of = of
        self.steps = {step.verb: step for step in steps}

    def permission(self, verb: str) -> str:
        return f"{self.app}.{verb}"

    def allowed(self, row: Any, *, by: Any) -> list[Step]:
        """Return the steps that somebody may take now, in the order of the table; what buttons are drawn from."""
        return [s for s in self.steps.values() if row.status in s.sources and by.has_perm(self.permission(s.verb))]

    @transaction.atomic
    def take(self, verb: str, row: Row, *, by: Any, event: dict[str, Any] | None = None, **changes: Any) -> Row:
        """Move a row one step and write down who did it; the only place where a status is written.

        The update is conditional on the states that the step starts from, so of two people who press at once exactly
        one wins, on SQLite and PostgreSQL alike. `event` adds columns to the event, `changes` to the row. Raises
        PermissionDenied for the wrong role and `Refused` when the row has moved on.
        """
        step = self.steps[verb]
        if not by.has_perm(self.permission(verb)):
            raise PermissionDenied
        rows = type(row)._default_manager
        if not rows.filter(pk=row.pk, status__in=step.sources).update(status=step.target, **changes):
            row.refresh_from_db(fields=["status"])
            now: str = row.get_status_display().lower()  # type: ignore[attr-defined]
            raise Refused(
                f"Somebody was faster, or the page was old: this is “{now}” now. Nothing was changed; look at it again."
            )
        self.remember(verb, row, by=by, **(event or {}))
        row.refresh_from_db()
        return row

    def remember(self, verb: str, row: models.Model, *, by: Any, **columns: Any) -> Event:
        """Write an event without moving the row: a reveal, a reminder, an answer that changed nothing."""
        return remember(self.event, verb=verb, by=by, of={self.of: row}, **columns)

    def diagram(self) -> str:
        """Draw the table as Mermaid; the README shows exactly this text and a test compares them."""
        lines = ["stateDiagram-v2"]
        for step in self.steps.values():
            lines += [f"    {source} --> {step.target}: {step.verb}" for source in step.sources]
        return "\n".join(lines)
