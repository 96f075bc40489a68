"""What a request is made of, one kind of fact a file."""

from requests.models.ask import IN_FLIGHT, ReferenceRequest, RequestEvent, RequestNote, Status, WantedTopic
from requests.models.assignment import Assignment
from requests.models.opportunity import Opportunity, Stage
from requests.models.override import Override

__all__ = [
    "IN_FLIGHT",
    "Assignment",
    "Opportunity",
    "Override",
    "ReferenceRequest",
    "RequestEvent",
    "RequestNote",
    "Stage",
    "Status",
    "WantedTopic",
]
