"""Which grade do we expect of a talk? From what is known of the person on the day on which they are chosen."""

from references.eligibility import WARNING
from references.models import TopicStrength
from references.verdicts import Verdict
from requests import grades
from requests.models import ReferenceRequest


def expected_of(ask: ReferenceRequest, reference: int, ruling: Verdict) -> int:
    """Return the expected grade of one person for one request, by the verdict that they are chosen on."""
    wanted = ask.topics_in_order()
    rated = TopicStrength.objects.filter(reference=reference, topic__in=wanted).values_list("topic", "rating")
    known = dict(rated)
    return grades.expected([known.get(topic) for topic in wanted], careful=(ruling.worst or 0) >= WARNING)
