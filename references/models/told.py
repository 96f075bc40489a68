"""Which uses took place outside the program? As somebody here told them; nobody is blamed, so that they are told."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from customers.models.contact import hidden_from, kept
from references.models.activity import ActivityType
from refprogram.accounts.roles import Role
from refprogram.columns import at_most
from refprogram.dates import AddMonths

# For how long we keep in which words somebody told of a use.
WORDS_MONTHS = 24


class ToldUseQuerySet(models.QuerySet["ToldUse"]):
    def visible_to(self, user: Any) -> ToldUseQuerySet:
        """Return what somebody may see: a rep what they told themselves, nobody what is about hidden people."""
        mine = self.filter(told_by=user) if user.role == Role.SALES_REP else self.all()
        return mine.exclude(use__reference__contact__status__in=hidden_from(user))

    def waiting(self) -> ToldUseQuerySet:
        """Return those of which nobody has said yet who it was."""
        return self.filter(use=None, dropped_on=None)

    def told_within(self, *, after: date, upto: date) -> ToldUseQuerySet:
        """Return what was told later than one day and not after another, without what was told twice."""
        return self.filter(told_on__gt=after, told_on__lte=upto, dropped_on=None)

    def outlived(self, *, on: date) -> ToldUseQuerySet:
        """Return what was told 24 months ago or earlier, in words; that it took place stays."""
        known = self.exclude(kept("use__reference__contact")).exclude(words="")
        return known.annotate(kept_until=AddMonths("told_on", WORDS_MONTHS)).filter(kept_until__lte=on)


class ToldUse(models.Model):
    """What one of us told of a use that nobody asked the person about: what, when, and in which words.

    Who it was says the use that comes of it. What the program knew already, or nobody can place, is `dropped_on` a day.
    """

    activity = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("when it was")
    words = models.TextField("what happened", blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField()
    dropped_on = models.DateField(null=True, blank=True)

    objects = ToldUseQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("-told_on", "-id"), name="tolduse_newest"),)
        constraints = (
            *at_most("tolduse", words=4_000),
            models.CheckConstraint(
                condition=Q(on__lte=F("told_on")),
                name="tolduse_has_been",
                violation_error_message="It cannot have been after somebody told of it.",
            ),
        )

    def __str__(self) -> str:
        return f"told use {self.pk}"
