"""What can a reference do for us? The catalogue of activities, kept by admins."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from refprogram.columns import SMALL, at_most, between, one_of

LONGEST_REST = timedelta(days=365)  # an older use lets nobody rest any more


class Mode(models.TextChoices):
    LIVE = "live", "live: the customer's time, asked each time"
    CONTENT = "content", "content: approved once, shown often"


class ActivityTypeQuerySet(models.QuerySet["ActivityType"]):
    def offered(self) -> ActivityTypeQuerySet:
        return self.filter(is_active=True).order_by("name", "pk")


class ActivityType(models.Model):
    """A way of sharing experience: a reference call, a site visit, a written quote."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100, unique=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.LIVE)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How long it usually takes.")
    confirm_each_use = models.BooleanField(
        default=True, help_text="Ask the customer every time. Off only for content that is already approved."
    )
    public = models.BooleanField(
        default=False, help_text="Shown to the world: needs the company's permission as well as the person's."
    )
    weight = models.PositiveSmallIntegerField(default=1, help_text="How much of a favour it is; 1 is a short call.")
    max_per_quarter = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="So many of these within 90 days are enough for anybody."
    )
    rest_days = models.PositiveSmallIntegerField(default=0, help_text="Days of rest after one of these.")
    is_active = models.BooleanField("offered", default=True)

    objects = ActivityTypeQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("activitytype", code=40, name=100),
            *one_of("activitytype", mode=Mode),
            *between(
                "activitytype",
                minutes=(0, SMALL),
                weight=(0, 20),
                max_per_quarter=(0, SMALL),
                rest_days=(0, LONGEST_REST.days),
            ),
            models.CheckConstraint(
                condition=models.Q(mode=Mode.CONTENT) | models.Q(confirm_each_use=True),
                name="activitytype_live_is_confirmed",
                violation_error_message="What takes a customer's time is asked every time.",
            ),
        )

    def __str__(self) -> str:
        return self.name
