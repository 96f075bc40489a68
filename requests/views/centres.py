"""What stands in the middle of a request while nobody is looked for: where it stands, and the one next step."""

from dataclasses import dataclass

from requests.models import Status


@dataclass(frozen=True)
class Centre:
    """What stands in the middle when nobody is being looked for: where it stands, and the one next step."""

    icon: str
    title: str
    text: str
    verb: str = ""


CENTRES = {
    Status.DRAFT: Centre("pencil", "This was not sent yet.", "Only its author sees it."),
    Status.SUBMITTED: Centre(
        "hand", "Nobody looks after this yet.", "Take it up and you see who fits. The requester is told.", "take_up"
    ),
    Status.AWAITING_CUSTOMER: Centre(
        "hourglass", "The customer was asked.", "Any answer is fine, and nobody presses them."
    ),
    Status.CONFIRMED: Centre(
        "check",
        "The customer said yes.",
        "The requester can see now whom to call. Say here when it took place; a thank-you is then due.",
        "complete",
    ),
    Status.SCHEDULED: Centre(
        "calendar", "A time is agreed.", "Once it took place, say so here; a thank-you is then due.", "complete"
    ),
    Status.COMPLETED: Centre("heart-handshake", "It took place.", "We owe the customer a thank-you for it."),
    Status.NEEDS_REVIEW: Centre(
        "ban", "This has stopped.", "Somebody else may fit; or end it, which is an honest outcome too.", "resume"
    ),
    Status.DECLINED_BY_CUSTOMER: Centre(
        "coffee", "The customer would rather not.", "That is a fine answer. Nobody asks them why.", "resume"
    ),
    Status.CONTENT_SUPPLIED: Centre(
        "quote", "Content was given instead of a talk.", "The requester puts it on a page for the prospect."
    ),
    Status.UNFULFILLED: Centre(
        "archive", "It ended without a reference.", "Better none than a bad one. Nothing is left to do."
    ),
    Status.CLOSED: Centre("archive", "This is closed.", "Nothing is left to do."),
    Status.CANCELLED: Centre("archive", "This was called off.", "Nothing is left to do."),
    Status.EXPIRED: Centre("archive", "The day it was needed by has passed.", "Nothing is left to do."),
}
TALK = Centre(
    "message-circle",
    "The customer wants to talk first.",
    "Talk with them. Then look for somebody, or end it; they can be chosen again.",
    "resume",
)
