"""How does a rights request end? Answered or refused, on a day, by somebody; who wrote and what is deleted."""

from datetime import date
from typing import Any

from references.models import Reference
from refprogram.batches import in_batches
from refprogram.history import acting, remember
from refprogram.rights.models import Outcome, RightsRequest, RightsRequestEvent, State

# A reason has words by rule; these name nobody.
FORGOTTEN = "Deleted with everything else about them."


def note_down(case: RightsRequest, verb: str, *, by: Any) -> None:
    """Write down who did what; the caller holds the request."""
    remember(RightsRequestEvent, verb=verb, by=by, of={"case": case})


def close(case: RightsRequest, *, state: str, verb: str, by: Any, on: date, **columns: Any) -> None:
    """End a request that the caller holds."""
    RightsRequest.objects.filter(pk=case.pk).update(
        state=state, writer="", note="", answered_on=on, answered_by=acting(by)["actor"], **columns
    )
    note_down(case, verb, by=by)


def let_go(reference: Reference, *, by: Any, on: date) -> None:
    """Forget whom requests were about: of somebody whose data is deleted stay the wish, the days and what came of it.

    An open one is answered by that: there is nothing left to see, to correct or to keep. The caller holds the company.
    """
    for case in RightsRequest.objects.hold_about(reference):
        if case.is_open:
            close(case, state=State.ANSWERED, verb="answer", outcome=Outcome.DELETED, by=by, on=on, reference=None)
        blanked = {name: FORGOTTEN for name in ("extended_because", "refused_because") if getattr(case, name)}
        RightsRequest.objects.filter(pk=case.pk).update(reference=None, **blanked)


def purge(*, on: date) -> int:
    """Delete requests that were closed 36 months ago with what was done on them, and return how many."""
    return in_batches(RightsRequest.objects.outlived(on=on), lambda rows: rows.delete())
