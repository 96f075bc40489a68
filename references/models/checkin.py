"""When did we last hear from the customer themselves?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from references.models.reference import Reference
from refprogram.columns import at_most, one_of


class Channel(models.TextChoices):
    CALL = "call", "Call"
    MEETING = "meeting", "Meeting"
    EMAIL = "email", "E-mail"
    LINK = "link", "The customer's own page"


class Outcome(models.TextChoices):
    WILLING = "willing", "Willing: they said yes, gladly"
    NOT_WILLING = "not_willing", "Not willing: they would rather not"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def direct(self) -> CheckInQuerySet:
        """Return the contacts with the customer themselves, whatever they said."""
        return self.filter(direct=True)

    def by_a_manager(self) -> CheckInQuerySet:
        """Return what can verify for the first time: a person here spoke with them; a pressed link is not enough."""
        return self.direct().exclude(channel=Channel.LINK)


class CheckIn(models.Model):
    """One contact with the customer about being a reference; second-hand news is kept, but is not direct."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="checkins")
    on = models.DateField()
    channel = models.CharField(max_length=10, choices=Channel)
    direct = models.BooleanField()
    outcome = models.CharField(max_length=20, choices=Outcome)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CheckInQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("reference", "-on"), name="checkin_newest"),)
        constraints = (
            *at_most("checkin", note=4_000),
            *one_of("checkin", channel=Channel, outcome=Outcome),
            models.CheckConstraint(
                condition=Q(channel=Channel.LINK, by=None) | (~Q(channel=Channel.LINK) & Q(by__isnull=False)),
                name="checkin_by_link_or_by_person",
            ),
        )

    def __str__(self) -> str:
        return f"check-in {self.pk}"
