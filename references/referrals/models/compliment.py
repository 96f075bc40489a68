"""What kind word did somebody say about us, and has anybody thanked them? (seed 004)"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models.contact import hidden_from, kept
from references.models import Reference
from refprogram.accounts.roles import Role
from refprogram.columns import at_most
from refprogram.dates import AddMonths

# For how long we keep in which words somebody praised us.
WORDS_MONTHS = 24


class ComplimentQuerySet(models.QuerySet["Compliment"]):
    def visible_to(self, user: Any) -> ComplimentQuerySet:
        """Return what somebody may see: a rep what they heard themselves, nobody those of hidden people."""
        mine = self.filter(heard_by=user) if user.role == Role.SALES_REP else self.all()
        return mine.exclude(reference__contact__status__in=hidden_from(user))

    def unthanked(self) -> ComplimentQuerySet:
        return self.filter(thanked_on=None)

    def outlived(self, *, on: date) -> ComplimentQuerySet:
        """Return what was said 24 months ago or earlier, in words; that it was said stays."""
        known = self.exclude(kept("reference__contact")).exclude(words="")
        return known.annotate(kept_until=AddMonths("on", WORDS_MONTHS)).filter(kept_until__lte=on)


class Compliment(models.Model):
    """Something kind that somebody said to one of us, as it was heard; we owe them a thank-you for it."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(blank=True)
    on = models.DateField()
    heard_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    thanked_on = models.DateField(null=True, blank=True)
    thanked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ComplimentQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("compliment", words=4_000),
            models.CheckConstraint(
                condition=Q(thanked_on=None, thanked_by=None) | Q(thanked_on__isnull=False, thanked_by__isnull=False),
                name="compliment_thanked_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"compliment {self.pk}"
