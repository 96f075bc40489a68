"""Is this step of a nomination possible now? The table of its life; the README draws it.

Taking it up verifies nothing: afterwards somebody has to talk with them (seed 003). What was put off can be taken up
when its time has come.
"""

from references.models import NominationEvent, NominationStatus
from refprogram.steps import Step, Workflow

WORKFLOW = Workflow(
    "references",
    Step(
        "accept_nomination",
        (NominationStatus.WAITING, NominationStatus.DECLINED),
        NominationStatus.ACCEPTED,
        "Take it up",
    ),
    Step("decline_nomination", (NominationStatus.WAITING,), NominationStatus.DECLINED, "Not now"),
    event=NominationEvent,
    of="nomination",
)
