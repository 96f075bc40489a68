"""When does a contract renew, and is it being negotiated?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from refprogram.accounts.roles import Role
from refprogram.columns import at_most


class ContractQuerySet(models.QuerySet["Contract"]):
    def ahead(self, *, on: date) -> ContractQuerySet:
        return self.filter(renews_on__gte=on)

    def negotiated(self, *, on: date) -> ContractQuerySet:
        return self.filter(negotiating_since__lte=on)

    def visible_to(self, user: Any) -> ContractQuerySet:
        return self.filter(customer__owner=user) if user.role == Role.SALES_REP else self.all()


class Contract(models.Model):
    """What a customer has signed; near its renewal a favour is a bargaining chip (seed 003)."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="contracts")
    external_id = models.CharField(max_length=200, blank=True)
    renews_on = models.DateField()
    negotiating_since = models.DateField(null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("customer", "renews_on"), name="contract_next"),)
        constraints = (*at_most("contract", external_id=200),)

    def __str__(self) -> str:
        return f"contract {self.pk}"
