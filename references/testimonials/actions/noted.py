"""What does every action with an endorsement do? It holds the person, then the words, and writes down who did it.

The person first, because an announcement about them holds them before it reaches their words: in the other order two
changes could wait for each other for ever.
"""

from typing import Any

from django.core.exceptions import PermissionDenied

from references.models import Reference
from references.testimonials.models import Endorsement
from references.testimonials.workflow import WORKFLOW


def must_be_allowed(verb: str, *, by: Any) -> None:
    if not by.has_perm(f"testimonials.{verb}"):
        raise PermissionDenied


def hold(endorsement: Endorsement) -> Endorsement:
    """Hold everybody at the company of whoever said it, then the endorsement; return it as it is now.

    Whose words they are may be settled while we wait for the people; then the people of that company are held as well.
    """
    seen = Endorsement.objects.values_list("reference__contact__customer", flat=True).get(pk=endorsement.pk)
    if seen is not None:
        Reference.objects.of_customers([seen]).hold_all()
    return Endorsement.objects.hold(endorsement.pk)


def whose(endorsement: Endorsement) -> int:
    """Return whose words these are, by key; the gate has seen to it that somebody is known."""
    assert endorsement.reference_id is not None
    return endorsement.reference_id


def note_down(endorsement: Endorsement, verb: str, *, by: Any, about: str = "") -> None:
    WORKFLOW.remember(verb, endorsement, by=by, about=about)
