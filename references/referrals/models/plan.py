"""How many people do we mean to ask in a quarter, and where?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from refprogram.columns import at_most, between, one_of


class Segment(models.TextChoices):
    INDUSTRY = "industry", "Industry"
    REGION = "region", "Region"


class ReferralPlan(models.Model):
    """So many asks of people at customers of one industry or region, within the quarter that begins on a day."""

    quarter = models.DateField(help_text="The first day of the quarter.")
    segment = models.CharField(max_length=10, choices=Segment)
    value = models.CharField("which", max_length=200)
    planned = models.PositiveSmallIntegerField("asks planned")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            *at_most("referralplan", value=200),
            *one_of("referralplan", segment=Segment),
            *between("referralplan", planned=(0, 1_000)),
            models.CheckConstraint(
                condition=Q(quarter__day=1, quarter__month__in=(1, 4, 7, 10)), name="referralplan_begins_a_quarter"
            ),
            models.UniqueConstraint(fields=("quarter", "segment", "value"), name="referralplan_once_a_segment"),
        )

    def __str__(self) -> str:
        return f"{self.value} from {self.quarter}"
