"""What a request is made of, one kind of fact a file."""

from requests.models.ask import ReferenceRequest, RequestEvent, RequestNote, Status
from requests.models.assignment import Assignment
from requests.models.opportunity import Opportunity

__all__ = ["Assignment", "Opportunity", "ReferenceRequest", "RequestEvent", "RequestNote", "Status"]
