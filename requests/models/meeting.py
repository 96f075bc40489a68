"""When do the two sides of a request talk? Times that one side offers, and the one that the other side picked."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from refprogram.columns import SMALL, between, one_of
from refprogram.history import ActedAs
from requests.models.ask import ReferenceRequest
from requests.models.assignment import Assignment

# More than so many times at once are no choice any more, on a telephone least of all.
MOST_SLOTS = 5


class Side(models.TextChoices):
    """Who offers a time, by the codes of whoever acts; the clock offers none."""

    STAFF = ActedAs.STAFF.value, "us"
    CUSTOMER = ActedAs.CUSTOMER.value, "the customer"


class SlotQuerySet(models.QuerySet["Slot"]):
    def on_offer(self, ask: ReferenceRequest) -> SlotQuerySet:
        """Return what is on the table for whoever is on a request now, the earliest first."""
        return self.filter(assignment__ask=ask, assignment__ended_at=None).order_by("starts_at")


class Slot(models.Model):
    """One time that one side offers and the other may pick; it goes when it is picked, replaced or not needed."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="slots")
    place = models.PositiveSmallIntegerField()
    offered_by = models.CharField(max_length=10, choices=Side)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = (
            *between("slot", place=(1, MOST_SLOTS)),
            *one_of("slot", offered_by=Side),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_later"),
            models.UniqueConstraint(fields=("assignment", "place"), name="slot_one_a_place"),
            models.UniqueConstraint(fields=("assignment", "starts_at"), name="slot_once"),
        )

    def __str__(self) -> str:
        return f"slot {self.pk}"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def agreed(self) -> MeetingQuerySet:
        """Return those that nobody has called off, past or to come."""
        return self.filter(called_off_at=None)

    def of(self, ask: Any) -> MeetingQuerySet:
        """Return the agreed time of whoever is on a request now; `ask` may be the outer row of a subquery."""
        return self.agreed().filter(assignment__ask=ask, assignment__ended_at=None)

    def in_the_way(self, *, reference: int, starts_at: datetime, ends_at: datetime) -> MeetingQuerySet:
        """Return what a person has agreed to that overlaps a time; one that ends when another begins does not."""
        return self.agreed().filter(assignment__reference=reference, starts_at__lt=ends_at, ends_at__gt=starts_at)


class Meeting(models.Model):
    """The time that both sides agreed on: instants, which each side reads by its own clock.

    `uid` names it in everybody's calendar for good, and `sequence` rises with every change, the last one included
    (RFC 5545); a time that is agreed on after one was called off is another meeting.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="meetings")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = (
            *between("meeting", sequence=(0, SMALL)),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_later"),
            models.UniqueConstraint(
                fields=("assignment",), condition=Q(called_off_at=None), name="meeting_one_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"meeting {self.pk}"
