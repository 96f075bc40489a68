"""On which day is which step of a six-month cycle? Counted forward from the last talk (seed 003)."""

from datetime import date, timedelta

from references.models import CycleStep

SECOND_AFTER = timedelta(days=15)
ESCALATION_AFTER = timedelta(days=14)


def ladder(*, due_from: date, good_until: date) -> tuple[tuple[str, date], ...]:
    """Return the steps of a cycle with the day of each: letters at 5 months and 15 days later, then the manager."""
    return (
        (CycleStep.FIRST_LETTER, due_from),
        (CycleStep.SECOND_LETTER, due_from + SECOND_AFTER),
        (CycleStep.ESCALATION, good_until + ESCALATION_AFTER),
    )
