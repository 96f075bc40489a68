"""Which reminder of which six-month cycle has been dealt with? One row a step, and never a second one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from references.models.claim import Claim
from references.models.reference import Reference
from references.models.use import Use
from refprogram.columns import one_of


class CycleStep(models.TextChoices):
    FIRST_LETTER = "first_letter", "letter at 5 months"
    SECOND_LETTER = "second_letter", "letter at 5 months and 15 days"
    ESCALATION = "escalation", "reference manager told at 6 months and 14 days"


class ReconsentCycle(models.Model):
    """A step taken for one reference in the cycle that began with its last check-in (seed 003)."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="cycle_steps")
    cycle_start = models.DateField()
    step = models.CharField(max_length=20, choices=CycleStep)
    on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("reference", "cycle_start", "step"), name="cycle_step_once"),
            *one_of("cycle", step=CycleStep),
        )
        indexes = (models.Index(fields=("on", "step"), name="cycle_step_on"),)

    def __str__(self) -> str:
        return f"{self.step} of the cycle from {self.cycle_start}"


class CycleQuestion(models.Model):
    """One small thing that a letter asked somebody about, and no letter asks again: a claim, or how a use went."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="cycle_questions")
    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, null=True, blank=True, related_name="asked")
    use = models.OneToOneField(Use, on_delete=models.CASCADE, null=True, blank=True, related_name="asked")
    on = models.DateField(db_index=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(claim=None, use__isnull=False) | Q(claim__isnull=False, use=None),
                name="cyclequestion_about_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"question of the cycle {self.pk}"


class LetterPauseQuerySet(models.QuerySet["LetterPause"]):
    def open(self) -> LetterPauseQuerySet:
        return self.filter(ended_at=None)

    def of(self, reference: Any) -> LetterPauseQuerySet:
        """Return the pause of one person's letters, or with None that of everybody's."""
        return self.open().filter(reference=reference)


class LetterPause(models.Model):
    """A reference manager holds back the letters of the cycle, all of them or one person's, until they go on."""

    reference = models.ForeignKey(
        Reference, on_delete=models.CASCADE, null=True, blank=True, related_name="letter_pauses"
    )
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LetterPauseQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Coalesce(F("reference"), Value(0)), condition=Q(ended_at=None), name="letterpause_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__gte=F("began_at"), ended_by__isnull=False),
                name="letterpause_ended_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"pause of letters {self.pk}"
