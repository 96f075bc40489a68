"""What a request is made of, one kind of fact a file."""

from requests.models.ask import (
    AGREED,
    IN_FLIGHT,
    ReferenceRequest,
    RequestEvent,
    RequestNote,
    Status,
    Unfulfilled,
    WantedTopic,
)
from requests.models.assignment import Assignment
from requests.models.feedback import (
    Answered,
    Effect,
    Feedback,
    Invitation,
    InvitationLink,
    Side,
    TopicFeedback,
    Way,
)
from requests.models.mattered import MatteredLetter, MatteredState
from requests.models.meeting import MOST_SLOTS, Meeting, Slot
from requests.models.opportunity import Opportunity, Stage
from requests.models.override import Override
from requests.models.supplied import Supplied

__all__ = [
    "AGREED",
    "IN_FLIGHT",
    "MOST_SLOTS",
    "Answered",
    "Assignment",
    "Effect",
    "Feedback",
    "Invitation",
    "InvitationLink",
    "MatteredLetter",
    "MatteredState",
    "Meeting",
    "Opportunity",
    "Override",
    "ReferenceRequest",
    "RequestEvent",
    "RequestNote",
    "Side",
    "Slot",
    "Stage",
    "Status",
    "Supplied",
    "TopicFeedback",
    "Unfulfilled",
    "WantedTopic",
    "Way",
]
