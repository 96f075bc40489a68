"""Who wishes what with their own data, until when must we answer, and how did it end?

For wishes that reach us by mail, by post or on the phone; whoever has a link does it on their own page, at once. Within
one calendar month of the day it reached us we answer; with a reason, said within that month, within three (GDPR 12).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse

from references.models import Reference
from refprogram.columns import at_most, one_of
from refprogram.dates import AddMonths, add_months
from refprogram.history import ActedAs, Event

MONTHS, MONTHS_EXTENDED = 1, 3
SENTENCE = 20  # so many characters at least is a reason that somebody can read
SOON = timedelta(days=7)
# For how long we keep what was wished and what came of it, after its end.
KEPT_MONTHS = 36


class Wish(models.TextChoices):
    ACCESS = "access", "See what we keep"
    CORRECTION = "correction", "Correct something"
    ERASURE = "erasure", "Delete everything"
    RESTRICTION = "restriction", "Keep it, but do not use it"
    OBJECTION = "objection", "Never be contacted again"
    PORTABILITY = "portability", "Take their data along"


class Way(models.TextChoices):
    EMAIL = "email", "E-mail"
    POST = "post", "Post"
    PHONE = "phone", "Phone"
    OTHER = "other", "Another way"


class State(models.TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    REFUSED = "refused", "Refused"


class Outcome(models.TextChoices):
    DONE = "done", "Done as they wished"
    NOTHING = "nothing", "We hold nothing about them"
    DELETED = "deleted", "Everything about them was deleted before"


def due_after(received_on: date, *, extended: bool) -> date:
    """Return the last day for an answer: calendar months, clamped to the end of a shorter one."""
    return add_months(received_on, MONTHS_EXTENDED if extended else MONTHS)


def waits_for_an_answer(contact: str) -> Q:
    """Say who waits for an answer about their data, by the path to them: no calendar deletes what it is about."""
    return Q(Exists(RightsRequest.objects.open().filter(reference__contact=OuterRef(contact))))


class RightsRequestQuerySet(models.QuerySet["RightsRequest"]):
    def visible_to(self, user: Any) -> RightsRequestQuerySet:
        """Return all of them to whoever handles them, and nothing to anybody else."""
        return self.all() if user.has_perm("rights.handle") else self.none()

    def open(self) -> RightsRequestQuerySet:
        return self.filter(state=State.OPEN)

    def closed(self) -> RightsRequestQuerySet:
        return self.exclude(state=State.OPEN)

    def pressing(self, *, on: date) -> RightsRequestQuerySet:
        """Return what is overdue or must be answered within seven days."""
        return self.open().filter(due_on__lte=on + SOON)

    def outlived(self, *, on: date) -> RightsRequestQuerySet:
        """Return what was closed 36 months ago or earlier."""
        return self.annotate(kept_until=AddMonths("answered_on", KEPT_MONTHS)).filter(kept_until__lte=on)

    def hold(self, pk: int) -> RightsRequest:
        """Lock one until the transaction ends; whoever also holds a company holds that first."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def hold_about(self, reference: Reference) -> list[RightsRequest]:
        """Lock all that are about one person, in order of their key."""
        return list(self.select_for_update(of=("self",)).filter(reference=reference).order_by("pk"))


class RightsRequest(models.Model):
    """One wish about somebody's own data. Open, it knows who wrote; closed, only what was wished and what came of it.

    `reference` is the person once somebody has found them, and nobody again after an erasure.
    """

    wish = models.CharField(max_length=11, choices=Wish)
    way = models.CharField(max_length=5, choices=Way)
    received_on = models.DateField()
    due_on = models.DateField()
    extended_on = models.DateField(null=True, blank=True)
    extended_because = models.TextField(blank=True)
    reference = models.ForeignKey(Reference, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    writer = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused_because = models.TextField(blank=True)

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("state", "due_on", "id"), name="rightsrequest_queue"),)
        constraints = (
            *at_most("rightsrequest", extended_because=1_000, writer=200, note=4_000, refused_because=1_000),
            *one_of("rightsrequest", blank=("outcome",), wish=Wish, way=Way, state=State, outcome=Outcome),
            models.CheckConstraint(
                condition=Q(extended_on=None, due_on=AddMonths("received_on", MONTHS))
                | Q(extended_on__isnull=False, due_on=AddMonths("received_on", MONTHS_EXTENDED)),
                name="rightsrequest_due_by_law",
            ),
            models.CheckConstraint(
                condition=Q(extended_on=None, extended_because="")
                | Q(
                    GreaterThanOrEqual(Length(F("extended_because")), SENTENCE),
                    extended_on__isnull=False,
                    extended_on__gte=F("received_on"),
                ),
                name="rightsrequest_extended_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(extended_on=None) | Q(extended_on__lte=AddMonths("received_on", MONTHS)),
                name="rightsrequest_extended_in_time",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, outcome="", refused_because="")
                | Q(state=State.ANSWERED, outcome__in=Outcome.values, refused_because="")
                | Q(GreaterThanOrEqual(Length(F("refused_because")), SENTENCE), state=State.REFUSED, outcome=""),
                name="rightsrequest_says_how_it_ended",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, answered_on=None, answered_by=None)
                | Q(state=State.ANSWERED, answered_on__isnull=False, answered_on__gte=F("received_on"))
                | Q(
                    state=State.REFUSED,
                    answered_on__isnull=False,
                    answered_on__gte=F("received_on"),
                    answered_by__isnull=False,
                ),
                name="rightsrequest_says_when_it_ended",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN) | Q(writer="", note=""), name="rightsrequest_closed_names_nobody"
            ),
            models.CheckConstraint(
                condition=Q(reference=None) | Q(outcome="") | Q(outcome=Outcome.DONE) & ~Q(wish=Wish.ERASURE),
                name="rightsrequest_erased_is_nobody",
            ),
        )

    def __str__(self) -> str:
        """Name the row, not the person: this text ends up in logs and admin histories."""
        return f"rights request {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("rights:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    def may_be_extended(self, *, on: date) -> bool:
        """Say whether there is more time to take: once, and before the first month is over."""
        return self.is_open and self.extended_on is None and on <= self.due_on


class RightsRequestEvent(Event):
    """What we did with a rights request: who and when, and never about whom."""

    case = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="events")

    class Meta:
        constraints = (
            *at_most("rightsrequest_event", verb=40),
            *one_of("rightsrequest_event", acted_as=ActedAs),
            models.UniqueConstraint(fields=("case", "seq"), name="rightsrequest_event_seq"),
        )

    def __str__(self) -> str:
        return self.verb
