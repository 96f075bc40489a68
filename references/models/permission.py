"""What has the customer's company allowed? A person's yes does not bind their employer (seed 002)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from references.models.activity import ActivityType
from refprogram.columns import at_most


class CompanyPermissionQuerySet(models.QuerySet["CompanyPermission"]):
    def live(self, *, on: date) -> CompanyPermissionQuerySet:
        """Return what holds on a day, its last day included; without a last day it holds until somebody ends it."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=on), ended_on=None, granted_on__lte=on)


class CompanyPermission(models.Model):
    """A company's permission for one kind of public use, or for all of them, with the paper it rests on."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey(ActivityType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document = models.CharField(max_length=500, help_text="The clause or letter that says so, and where it lies.")
    approver = models.CharField(max_length=200, help_text="Who at the company said so.")
    granted_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CompanyPermissionQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("customer",), name="permission_by_customer"),)
        constraints = (
            *at_most("companypermission", document=500, approver=200),
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(approver=""), name="companypermission_rests_on_paper"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("granted_on")),
                name="companypermission_ends_after_start",
                violation_error_message="A permission cannot end before it was given.",
            ),
        )

    def __str__(self) -> str:
        return f"permission {self.pk}"
