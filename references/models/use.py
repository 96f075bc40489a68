"""When was a reference spent? The ledger of uses, booked before and done after."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from customers.models import Issue
from references.models.activity import ActivityType
from references.models.consent import UseConsent
from references.models.reference import Reference
from references.models.told import ToldUse
from refprogram.columns import one_of


class UseState(models.TextChoices):
    BOOKED = "booked", "Booked"
    DONE = "done", "Done"
    RELEASED = "released", "Released"


class UseQuerySet(models.QuerySet["Use"]):
    def booked(self) -> UseQuerySet:
        return self.filter(state=UseState.BOOKED)

    def spent_since(self, day: date) -> UseQuerySet:
        """Return what was done or is promised on or after a day."""
        return self.filter(on__gte=day).exclude(state=UseState.RELEASED)


class Use(models.Model):
    """One time a reference is spent: for one question that was answered with yes, or as one of us told afterwards."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="uses")
    activity = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="+")
    use_consent = models.OneToOneField(UseConsent, on_delete=models.PROTECT, null=True, blank=True, related_name="use")
    issue = models.ForeignKey(
        Issue,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What was opened because it went badly; once a use.",
    )
    told = models.OneToOneField(ToldUse, on_delete=models.PROTECT, null=True, blank=True, related_name="use")
    on = models.DateField()
    state = models.CharField(max_length=10, choices=UseState, default=UseState.BOOKED)

    objects = UseQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("reference", "-on"), name="use_newest"),)
        constraints = (
            *one_of("use", state=UseState),
            models.CheckConstraint(
                condition=Q(use_consent__isnull=False, told=None)
                | Q(use_consent=None, told__isnull=False, state=UseState.DONE),
                name="use_asked_for_or_told",
            ),
        )

    def __str__(self) -> str:
        return f"use {self.pk}"

    def whom_for(self) -> str:
        """Say who heard it; of what nobody was asked about, who told us of it."""
        if self.use_consent:
            return self.use_consent.audience
        assert self.told is not None
        return f"told by {self.told.told_by}, outside the program"
