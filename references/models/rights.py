"""Which wishes about their own data did people send by other ways than their page? A queue with a clock (GDPR 12)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from references.models.reference import Reference
from refprogram.columns import at_most, one_of


class Right(models.TextChoices):
    ACCESS = "access", "A copy of their data"
    CORRECTION = "correction", "Correct something"
    ERASURE = "erasure", "Delete their data"
    RESTRICTION = "restriction", "Keep, but do not use"
    PORTABILITY = "portability", "Take their data along"
    OBJECTION = "objection", "Never contact them again"


class RightsRequestQuerySet(models.QuerySet["RightsRequest"]):
    def open(self) -> RightsRequestQuerySet:
        return self.filter(done_on=None)

    def overdue(self, *, on: date) -> RightsRequestQuerySet:
        return self.open().filter(due_on__lt=on)


class RightsRequest(models.Model):
    """One wish of one person; due 30 days after it came, or later once, with a reason that the person was told."""

    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="+")
    right = models.CharField(max_length=20, choices=Right)
    came_by = models.CharField("how it came", max_length=200)
    received_on = models.DateField()
    due_on = models.DateField()
    extended_because = models.CharField(max_length=500, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("rightsrequest", came_by=200, extended_because=500),
            *one_of("rightsrequest", right=Right),
            models.CheckConstraint(condition=Q(due_on__gt=F("received_on")), name="rightsrequest_due_later"),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
                name="rightsrequest_done_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"rights request {self.pk}"
