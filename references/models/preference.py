"""How often, and for what, does this person want to be asked? Their own limit stands above all of ours."""

from django.db import models

from customers.models.source import Source
from references.models.activity import ActivityType
from references.models.reference import Reference
from refprogram.columns import at_most, between, one_of


class BestTime(models.TextChoices):
    MORNINGS = "mornings", "Mornings"
    AFTERNOONS = "afternoons", "Afternoons"


class ContactPreference(models.Model):
    """What one person said about their own limits; without a row nobody has asked them."""

    reference = models.OneToOneField(Reference, on_delete=models.CASCADE, related_name="preference")
    max_per_quarter = models.PositiveSmallIntegerField("uses within 90 days", null=True, blank=True)
    activities = models.ManyToManyField(ActivityType, blank=True, related_name="+", verbose_name="likes best")
    best_time = models.CharField(max_length=10, choices=BestTime, blank=True)
    words = models.TextField("in their own words", blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.CUSTOMER)
    on = models.DateField()

    class Meta:
        constraints = (
            *at_most("contactpreference", words=2_000),
            *one_of("contactpreference", blank=("best_time",), source=Source, best_time=BestTime),
            *between("contactpreference", max_per_quarter=(0, 90)),
        )

    def __str__(self) -> str:
        return f"preference {self.pk}"


class QuietMonth(models.Model):
    """One month of the year in which nobody asks this person for anything."""

    preference = models.ForeignKey(ContactPreference, on_delete=models.CASCADE, related_name="quiet_months")
    month = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            *between("quietmonth", month=(1, 12)),
            models.UniqueConstraint(fields=("preference", "month"), name="quietmonth_once"),
        )

    def __str__(self) -> str:
        return f"month {self.month}"
