"""Which yes do we only know from hearsay? Told on the phone or found in a file, it counts once they confirm it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models.contact import kept
from references.models.activity import ActivityType
from references.models.ledger import ConsentChannel
from references.models.reference import Reference
from references.models.wish import Audience
from refprogram.columns import at_most, one_of
from refprogram.dates import AddMonths

# For how long we keep who else heard a yes, once it is confirmed or not.
WITNESS_MONTHS = 12


class ClaimOutcome(models.TextChoices):
    CONFIRMED = "confirmed", "Confirmed"
    REFUSED = "refused", "Not so"
    REPLACED = "replaced", "Replaced by a newer one"
    RAN_OUT = "ran_out", "Never confirmed"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def open(self) -> ClaimQuerySet:
        return self.filter(outcome="")

    def waiting(self, *, on: date) -> ClaimQuerySet:
        """Return what the person may still confirm on a day."""
        return self.open().filter(expires_on__gte=on)

    def outlived(self, *, on: date) -> ClaimQuerySet:
        """Return what was settled 12 months ago or earlier and still says who else heard it."""
        known = self.exclude(kept("reference__contact")).exclude(witness="")
        return known.annotate(kept_until=AddMonths("settled_on", WITNESS_MONTHS)).filter(kept_until__lte=on)


class Claim(models.Model):
    """A yes that somebody told us of, or that a file says; nobody is used on it."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="claims")
    activity = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=ConsentChannel)
    said_on = models.DateField()
    expires_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    witness = models.CharField(max_length=500, blank=True, help_text="Who else heard it, or where it is written.")
    outcome = models.CharField(max_length=10, choices=ClaimOutcome, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("claim", witness=500),
            *one_of("claim", blank=("outcome",), channel=ConsentChannel, outcome=ClaimOutcome),
            models.UniqueConstraint(
                fields=("reference", "activity"), condition=Q(outcome=""), name="claim_one_open_a_use"
            ),
            models.CheckConstraint(condition=Q(expires_on__gte=models.F("said_on")), name="claim_expires_later"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_on=None) | (~Q(outcome="") & Q(settled_on__isnull=False)),
                name="claim_settled_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"claim {self.pk}"


class ClaimAudience(models.Model):
    """One kind of people that a claimed yes was said to be for."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="audiences")
    audience = models.CharField(max_length=10, choices=Audience)

    class Meta:
        constraints = (
            *one_of("claimaudience", audience=Audience),
            models.UniqueConstraint(fields=("claim", "audience"), name="claimaudience_once"),
        )

    def __str__(self) -> str:
        return self.get_audience_display()
