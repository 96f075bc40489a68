"""Which other companies is a customer close to, or against?"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from refprogram.accounts.roles import Role
from refprogram.columns import at_most, one_of


class RelationshipKind(models.TextChoices):
    COMPETITOR = "competitor", "competitor"
    SAME_GROUP = "same_group", "same group"
    SUPPLIER = "supplier", "supplier"


class RelationshipQuerySet(models.QuerySet["Relationship"]):
    def with_company(self, *, name_key: str, domain: str) -> RelationshipQuerySet:
        """Return those with one other company, found by its name without legal form or by its domain."""
        same = Q(name_key=name_key) if name_key else Q(pk=None)
        return self.filter(same | Q(domain=domain.casefold()) if domain else same)

    def visible_to(self, user: Any) -> RelationshipQuerySet:
        return self.filter(customer__owner=user) if user.role == Role.SALES_REP else self.all()


class Relationship(models.Model):
    """What a customer is to another company, which need not be a customer of ours."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="relationships")
    other = models.CharField("other company", max_length=250)
    name_key = models.CharField(max_length=250, editable=False)
    domain = models.CharField(max_length=250, blank=True)
    kind = models.CharField(max_length=20, choices=RelationshipKind)

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("name_key",), name="relationship_by_name_key"),)
        constraints = (
            *at_most("relationship", other=250, name_key=250, domain=250),
            *one_of("relationship", kind=RelationshipKind),
            models.UniqueConstraint(fields=("customer", "name_key", "kind"), name="relationship_once"),
            models.CheckConstraint(condition=~Q(other=""), name="relationship_named"),
        )

    def __str__(self) -> str:
        return f"relationship {self.pk}"
