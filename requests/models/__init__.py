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
from requests.models.meeting import MOST_SLOTS, Meeting, Slot
from requests.models.opportunity import Opportunity, Stage
from requests.models.override import Override
from requests.models.supplied import Supplied

__all__ = [
    "AGREED",
    "IN_FLIGHT",
    "MOST_SLOTS",
    "Assignment",
    "Meeting",
    "Opportunity",
    "Override",
    "ReferenceRequest",
    "RequestEvent",
    "RequestNote",
    "Slot",
    "Stage",
    "Status",
    "Supplied",
    "Unfulfilled",
    "WantedTopic",
]
