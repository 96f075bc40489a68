"""Which deal is a reference wanted for?"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from refprogram.columns import at_most, between

LARGEST_VALUE = Decimal("999999999999.99")


class Opportunity(models.Model):
    """A deal as its rep typed it: the prospect, what it is worth and when it should close."""

    name = models.CharField("deal", max_length=200)
    account = models.CharField("prospect", max_length=200)
    domain = models.CharField("the prospect's web domain", max_length=250, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    close_on = models.DateField("expected to close on")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "opportunities"
        constraints = (
            *at_most("opportunity", name=200, account=200, domain=250, currency=3),
            *between("opportunity", value=(-LARGEST_VALUE, LARGEST_VALUE)),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="opportunity_value_not_negative",
                violation_error_message="A deal cannot be worth less than nothing.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account}: {self.name}"
