"""Who is going through something, and must be left in peace? (seed 003)"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.db.models.functions import Coalesce

from refprogram.columns import at_most, one_of
from refprogram.dates import AddMonths

# For how long after the end of a hard time we keep what was told about it in confidence.
NOTE_MONTHS = 12


class HardshipKind(models.TextChoices):
    LAYOFFS = "layoffs", "Layoffs"
    RESTRUCTURING = "restructuring", "Restructuring"
    MERGER = "merger", "Merger or acquisition"
    LEADERSHIP_CHANGE = "leadership_change", "Change of leadership"
    INCIDENT = "incident", "Incident"
    BEREAVEMENT = "bereavement", "Bereavement"
    OTHER = "other", "Other"


def going_on(*, on: date) -> Q:
    """Say what an active hardship is: from its first day on, until somebody ends it.

    Being due for review ends nothing: missing news is not good news.
    """
    return Q(since__lte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))


class HardshipQuerySet(models.QuerySet["Hardship"]):
    def active(self, *, on: date) -> HardshipQuerySet:
        return self.filter(going_on(on=on))

    def review_due(self, *, on: date) -> HardshipQuerySet:
        return self.active(on=on).filter(review_on__lt=on)

    def with_state(self, *, on: date) -> HardshipQuerySet:
        """Add `is_active` and `is_review_due`, for pages that show past and present together."""
        states = {"is_active": going_on(on=on), "is_review_due": going_on(on=on) & Q(review_on__lt=on)}
        return self.annotate(
            **{
                name: Coalesce(ExpressionWrapper(state, output_field=models.BooleanField()), False)
                for name, state in states.items()
            }
        )

    def visible_to(self, user: Any) -> HardshipQuerySet:
        """Return nothing to those who may not act on it: reps and executives learn neither company nor reason."""
        return self.all() if user.has_perm("customers.begin_hardship") else self.none()


class Hardship(models.Model):
    """A hard time at a customer: no use, no automated mail, until a person says that it is over."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="hardships")
    kind = models.CharField(max_length=20, choices=HardshipKind)
    since = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = HardshipQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("customer", "since"), condition=Q(ended_on=None), name="hardship_active_by_customer"),
        )
        constraints = (
            *one_of("hardship", kind=HardshipKind),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("since")),
                name="hardship_ends_after_start",
                violation_error_message="A hardship cannot end before it began.",
            ),
            models.CheckConstraint(
                condition=Q(review_on=None) | Q(review_on__gte=models.F("since")),
                name="hardship_review_after_start",
                violation_error_message="Look at it again on a day after it began.",
            ),
            models.UniqueConstraint(
                fields=("customer",), condition=Q(ended_on=None), name="hardship_one_open_a_customer"
            ),
        )

    def __str__(self) -> str:
        return f"hardship {self.pk}"


class HardshipNoteQuerySet(models.QuerySet["HardshipNote"]):
    def outlived(self, *, on: date) -> HardshipNoteQuerySet:
        """Return what was told about hard times that ended 12 months ago or earlier (seed 003)."""
        return self.annotate(kept_until=AddMonths("hardship__ended_on", NOTE_MONTHS)).filter(kept_until__lte=on)

    def visible_to(self, user: Any) -> HardshipNoteQuerySet:
        return self.all() if user.has_perm("customers.read_private_notes") else self.none()


class HardshipNote(models.Model):
    """What the customer told us in confidence: for reference managers, in no export, not in the admin.

    Deleted 12 months after the hard time ended.
    """

    hardship = models.OneToOneField(Hardship, on_delete=models.CASCADE, related_name="note")
    text = models.TextField()

    objects = HardshipNoteQuerySet.as_manager()

    class Meta:
        constraints = (*at_most("hardshipnote", text=4_000),)

    def __str__(self) -> str:
        return f"note on hardship {self.hardship_id}"
