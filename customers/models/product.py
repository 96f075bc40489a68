"""What did we sell, and which customer runs it?"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from customers.models.source import Source
from refprogram.columns import at_most, one_of


class Product(models.Model):
    external_id = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, unique=True)
    family = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (*at_most("product", external_id=200, name=200, family=200),)

    def __str__(self) -> str:
        return self.name


class DeploymentQuerySet(models.QuerySet["Deployment"]):
    def running(self, *, on: date) -> DeploymentQuerySet:
        """Return what is in use on a day, its last day included."""
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


class Deployment(models.Model):
    """A product in use at a customer, since a day and perhaps until one."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="deployments")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="deployments")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.STAFF)

    objects = DeploymentQuerySet.as_manager()

    class Meta:
        constraints = (
            *one_of("deployment", source=Source),
            models.UniqueConstraint(fields=("customer", "product", "since"), name="deployment_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="deployment_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.product} since {self.since}"
