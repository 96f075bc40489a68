"""When does a person want to be left alone? A pause until a day, or until they say otherwise (seed 003)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from references.models.reference import Reference


class PauseQuerySet(models.QuerySet["Pause"]):
    def active(self, *, on: date) -> PauseQuerySet:
        """Return what holds on a day, its last day included; without a last day it holds until the person ends it."""
        return self.filter(Q(until=None) | Q(until__gte=on), ended_on=None, since__lte=on)


class Pause(models.Model):
    """A time in which nobody asks somebody for anything, because they said so; what they agreed to stays."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="pauses")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("reference",), condition=Q(ended_on=None), name="pause_one_open"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="pause_until_later"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("since")), name="pause_ends_later"),
        )

    def __str__(self) -> str:
        return f"pause {self.pk}"
