"""Which person was given to which request, and what came of it?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from references.models import Answer, Reference, Use, UseConsent, UseState
from references.models.activity import Mode
from requests.models.ask import AGREED, ReferenceRequest


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def live(self) -> AssignmentQuerySet:
        return self.filter(ended_at=None)

    def to_find_a_time_for(self, question: UseConsent | int) -> AssignmentQuerySet:
        """Return what a question led to while there is a time to be found for it, or one is agreed."""
        lives = {"ask__status__in": AGREED, "ask__activity__mode": Mode.LIVE}
        return self.live().filter(use_consent=question, **lives)

    def said_no(self, ask: ReferenceRequest) -> AssignmentQuerySet:
        """Return who answered this request with no or not now: nobody is asked the same thing twice."""
        return self.filter(ask=ask, use_consent__answer__in=(Answer.NO, Answer.NOT_NOW))

    def said_yes_for_nothing(self, ask: ReferenceRequest) -> AssignmentQuerySet:
        """Return who answered this request with yes, without its having taken place."""
        return self.filter(ask=ask, use_consent__answer=Answer.YES).exclude(use__state=UseState.DONE)


class Assignment(models.Model):
    """This reference for this request: chosen, then asked, then booked; one at a time a request."""

    ask = models.ForeignKey(ReferenceRequest, on_delete=models.CASCADE, related_name="assignments")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="+")
    use_consent = models.OneToOneField(UseConsent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    use = models.OneToOneField(Use, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ask",), condition=Q(ended_at=None), name="assignment_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(use=None) | Q(use_consent__isnull=False), name="assignment_booked_after_a_question"
            ),
        )

    def __str__(self) -> str:
        return f"assignment {self.pk}"
