"""Which person was given to which request, and what came of it?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from references.models import Answer, Reference, Use, UseConsent, UseState
from references.models.activity import Mode
from refprogram.columns import between
from requests.models.ask import AGREED, ReferenceRequest

# For so long does a colleague remember how a talk was.
REMEMBERED_FOR = timedelta(days=30)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def live(self) -> AssignmentQuerySet:
        return self.filter(ended_at=None)

    def to_find_a_time_for(self, question: UseConsent | int) -> AssignmentQuerySet:
        """Return what a question led to while there is a time to be found for it, or one is agreed."""
        lives = {"ask__status__in": AGREED, "ask__activity__mode": Mode.LIVE}
        return self.live().filter(use_consent=question, **lives)

    def took_place(self) -> AssignmentQuerySet:
        return self.filter(use__state=UseState.DONE)

    def wants_word_of(self, rep: Any, *, on: date) -> AssignmentQuerySet:
        """Return the talks of the last 30 days that a colleague had asked for and has not said anything about."""
        mine = self.took_place().filter(ask__requested_by=rep, use__on__gte=on - REMEMBERED_FOR)
        return mine.exclude(feedback__side="rep").order_by("use__on", "pk")

    def said_no(self, ask: ReferenceRequest) -> AssignmentQuerySet:
        """Return who answered this request with no or not now, or not at all: nobody is asked the same thing twice."""
        let_go = Q(use_consent__answered_at=None, decide_on__isnull=False, ended_at__isnull=False)
        return self.filter(Q(use_consent__answer__in=(Answer.NO, Answer.NOT_NOW)) | let_go, ask=ask)

    def waiting(self) -> AssignmentQuerySet:
        """Return whoever was asked and owes an answer, and whom nobody has taken the question back from."""
        open_question = {"use_consent__answered_at": None, "use_consent__taken_back_at": None}
        return self.live().filter(use_consent__isnull=False, **open_question)

    def to_chase(self, *, asked_by: date) -> AssignmentQuerySet:
        """Return who was asked on or before a day and was neither written to again nor left to a manager."""
        return self.waiting().filter(decide_on=None, use_consent__asked_on__lte=asked_by)

    def lapsed(self, *, on: date) -> AssignmentQuerySet:
        """Return who did not answer after all: from this day on a manager decides how it goes on."""
        return self.waiting().filter(decide_on__lte=on)

    def said_yes_for_nothing(self, ask: ReferenceRequest) -> AssignmentQuerySet:
        """Return who answered this request with yes, without its having taken place."""
        return self.filter(ask=ask, use_consent__answer=Answer.YES).exclude(use__state=UseState.DONE)


def lapse(*, on: date) -> Exists:
    """Say of each request whether the person on it did not answer, so that it is a manager's turn."""
    return Exists(Assignment.objects.lapsed(on=on).filter(ask=OuterRef("pk")))


class Assignment(models.Model):
    """This reference for this request: chosen, then asked, then booked; one at a time a request."""

    ask = models.ForeignKey(ReferenceRequest, on_delete=models.CASCADE, related_name="assignments")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="+")
    use_consent = models.OneToOneField(UseConsent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    use = models.OneToOneField(Use, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    expected = models.PositiveSmallIntegerField(
        "expected grade", null=True, blank=True, help_text="From 1 to 5, as it stood when they were chosen."
    )
    decide_on = models.DateField(null=True, blank=True, help_text="From this day on no answer is for a manager.")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = (
            *between("assignment", expected=(1, 5)),
            models.UniqueConstraint(fields=("ask",), condition=Q(ended_at=None), name="assignment_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(use=None) | Q(use_consent__isnull=False), name="assignment_booked_after_a_question"
            ),
            models.CheckConstraint(
                condition=Q(decide_on=None) | Q(use_consent__isnull=False), name="assignment_decided_after_a_question"
            ),
        )

    def __str__(self) -> str:
        return f"assignment {self.pk}"
