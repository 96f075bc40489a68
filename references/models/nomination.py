"""Who thinks that a contact could vouch for us? A rep's word opens a file; it verifies nothing (seed 003)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan

from customers.models.contact import hidden_from, kept
from customers.models.survey import ERASED
from references.models.reference import Reference
from refprogram.accounts.roles import Role
from refprogram.columns import at_most, one_of
from refprogram.dates import AddDays, AddMonths
from refprogram.history import ActedAs, Event
from refprogram.thresholds.models import threshold

# For how long we keep the words of a nomination after its review.
WORDS_MONTHS = 24


class NominationStatus(models.TextChoices):
    WAITING = "waiting", "Waiting for a reference manager"
    ACCEPTED = "accepted", "Taken up: somebody will talk to them"
    DECLINED = "declined", "Not now"


class NominationStage(models.IntegerChoices):
    """How far a nomination has come, in the order in which somebody has to act."""

    WAITING = 0, "Waiting"
    ACCEPTED = 1, "Taken up"
    VERIFIED = 2, "Verified"
    DECLINED = 3, "Not now"


# Whether they were verified at all, and whether that was since they were nominated: what is kept of the person says so.
VERIFIED = Q(reference__standing__verified_on__isnull=False)
VERIFIED_SINCE = Q(reference__standing__verified_on__gte=F("nominated_on"))
# A first talk settles a nomination that nobody had looked at yet: what the review would have led to has happened.
STAGE = Case(
    When(status=NominationStatus.DECLINED, then=Value(NominationStage.DECLINED)),
    When(VERIFIED_SINCE | (Q(status=NominationStatus.ACCEPTED) & VERIFIED), then=Value(NominationStage.VERIFIED)),
    When(status=NominationStatus.ACCEPTED, then=Value(NominationStage.ACCEPTED)),
    default=Value(NominationStage.WAITING),
    output_field=IntegerField(),
)


def _too_long(on: date) -> Q:
    """Say "waiting longer than it may"; whoever is in a hard time is not chased, however long that takes."""
    last_day = AddDays(F("nominated_on"), threshold("nomination_days"))
    return Q(GreaterThan(Value(on), last_day), stage=NominationStage.WAITING, reference__standing__hardship_since=None)


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, user: Any) -> NominationQuerySet:
        """Return the nominations somebody may see: a rep their own, everybody else here all of them.

        Nobody sees those of somebody we forgot.
        """
        mine = self.filter(nominated_by=user) if user.role == Role.SALES_REP else self.all()
        return mine.exclude(reference__contact__status__in=hidden_from(user))

    def alive(self) -> NominationQuerySet:
        """Return those that nobody has put off."""
        return self.exclude(status=NominationStatus.DECLINED)

    def with_stage(self, *, on: date) -> NominationQuerySet:
        """Add how far each has come (`stage`), and whether it has waited too long (`is_overdue`)."""
        overdue = Case(When(_too_long(on), then=True), default=False, output_field=BooleanField())
        return self.annotate(stage=STAGE).annotate(is_overdue=overdue)

    def waiting(self) -> NominationQuerySet:
        """Return those that a reference manager has to look at."""
        return self.alias(stage=STAGE).filter(stage=NominationStage.WAITING)

    def outlived(self, *, on: date) -> NominationQuerySet:
        """Return what was reviewed 24 months ago or earlier and still has words; that somebody was proposed stays."""
        known = self.exclude(kept("reference__contact")).exclude(why="", known_problems=ERASED)
        return known.annotate(kept_until=AddMonths("reviewed_on", WORDS_MONTHS)).filter(kept_until__lte=on)

    def overdue(self, *, on: date) -> NominationQuerySet:
        """Return those that have waited longer than the threshold allows; on its last day they are still in time."""
        return self.waiting().filter(_too_long(on))


class Nomination(models.Model):
    """A proposal by staff; the person is a candidate until a reference manager has spoken with them."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="nominations")
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nominated_on = models.DateField()
    why = models.TextField()
    known_problems = models.TextField()
    status = models.CharField(max_length=10, choices=NominationStatus, default=NominationStatus.WAITING, editable=False)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField("why not", blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("nomination", why=4_000, known_problems=4_000, reason=4_000),
            *one_of("nomination", status=NominationStatus),
            models.CheckConstraint(
                condition=Q(status=NominationStatus.WAITING, reviewed_on=None, reviewed_by=None)
                | (~Q(status=NominationStatus.WAITING) & Q(reviewed_on__isnull=False, reviewed_by__isnull=False)),
                name="nomination_reviewed_by_whom",
            ),
            models.UniqueConstraint(fields=("reference", "nominated_by"), name="nomination_once_a_person"),
            models.CheckConstraint(
                condition=GreaterThan(Length(Trim("known_problems")), 0), name="nomination_problems_answered"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("nominated_by")), name="nomination_not_ones_own"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on=None) | Q(reviewed_on__gte=F("nominated_on")),
                name="nomination_reviewed_after_nominated",
            ),
            models.CheckConstraint(
                condition=~Q(status=NominationStatus.DECLINED) | Q(GreaterThan(Length(Trim("reason")), 0)),
                name="nomination_declined_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"nomination {self.pk}"


class NominationEvent(Event):
    """One step of a nomination."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="events")

    class Meta:
        constraints = (
            *at_most("nomination_event", verb=40),
            *one_of("nomination_event", acted_as=ActedAs),
            models.UniqueConstraint(fields=("nomination", "seq"), name="nomination_event_seq"),
        )

    def __str__(self) -> str:
        return self.verb
