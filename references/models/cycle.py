"""Which reminder of which six-month cycle has been dealt with? One row a step, and never a second one."""

from __future__ import annotations

from django.db import models

from references.models.reference import Reference
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

    def __str__(self) -> str:
        return f"{self.step} of the cycle from {self.cycle_start}"
