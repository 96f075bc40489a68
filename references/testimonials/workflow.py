"""How do words come into the world, and out of it again? The table of an endorsement's life; the README draws it.

Nothing leads from intake to published but the person's own approval and the gate. Whoever takes something back needs
nobody's leave, and what they took back only they themselves take up again.
"""

from references.testimonials.models import EndorsementEvent, Status
from refprogram.steps import Step, Workflow

UNDER_WAY = (Status.INTAKE, Status.PERSON_APPROVAL, Status.DOSSIER, Status.READY, Status.PUBLISHED, Status.SUSPENDED)

WORKFLOW = Workflow(
    "testimonials",
    Step(
        "ask_person",
        (Status.INTAKE, Status.PERSON_APPROVAL, Status.DOSSIER, Status.READY, Status.SUSPENDED),
        Status.PERSON_APPROVAL,
        "Ask the person",
    ),
    Step("hand_in", (Status.INTAKE,), Status.PERSON_APPROVAL),
    Step("approve", (Status.PERSON_APPROVAL,), Status.DOSSIER),
    Step("change", (Status.DOSSIER, Status.READY, Status.PUBLISHED, Status.SUSPENDED), Status.PERSON_APPROVAL),
    Step("clear", (Status.DOSSIER,), Status.READY, "The dossier is complete"),
    Step("publish", (Status.READY,), Status.PUBLISHED, "Publish"),
    Step("reconfirm", (Status.PUBLISHED,), Status.PUBLISHED),
    Step("suspend", (Status.READY, Status.PUBLISHED), Status.SUSPENDED, "Suspend"),
    Step("resume", (Status.SUSPENDED,), Status.DOSSIER, "Take up again"),
    Step("take_back", UNDER_WAY, Status.WITHDRAWN),
    Step("take_up", (Status.WITHDRAWN,), Status.PERSON_APPROVAL),
    Step("retire", UNDER_WAY, Status.RETIRED, "Retire"),
    event=EndorsementEvent,
    of="endorsement",
)
