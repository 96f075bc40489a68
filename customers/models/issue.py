"""What is wrong between the customer and us, and since when?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, ExpressionWrapper, Q, When

from customers.models.contact import Contact, kept
from customers.models.source import Source
from customers.models.topic import Topic
from refprogram.accounts.roles import Role
from refprogram.columns import at_most, between, one_of
from refprogram.dates import AddMonths
from refprogram.thresholds.models import threshold

# For how long we keep the words about something that was wrong: as long as somebody may usually still claim something.
WORDS_MONTHS = 36


class IssueKind(models.TextChoices):
    SUPPORT = "support", "Support"
    CONTRACT = "contract", "Contract"
    BILLING = "billing", "Billing"
    SALES_RELATIONSHIP = "sales_relationship", "Relationship with sales"
    UNRESPONSIVE = "unresponsive", "We did not answer"
    OTHER = "other", "Other"


class Severity(models.IntegerChoices):
    LOW = 1, "Low"
    MEDIUM = 2, "Medium"
    HIGH = 3, "High"
    CRITICAL = 4, "Critical"


def unresolved(*, on: date) -> Q:
    """Say what an open issue is: from its first day on; the day of the resolution itself counts as resolved."""
    return Q(opened_on__lte=on) & (Q(resolved_on=None) | Q(resolved_on__gt=on))


def well_recovered(*, on: date) -> Q:
    """Say what a recovery story is: over, handled well in the customer's own view, and told with their consent."""
    return Q(resolved_on__lte=on, recovery__gte=threshold("well_recovered"), may_be_told=True)


class IssueQuerySet(models.QuerySet["Issue"]):
    def open(self, *, on: date) -> IssueQuerySet:
        return self.filter(unresolved(on=on))

    def resolved(self, *, on: date) -> IssueQuerySet:
        return self.filter(resolved_on__lte=on)

    def bad(self) -> IssueQuerySet:
        """Return what a prospect who cares about its topic should not hear about: bad, and not well recovered."""
        return self.filter(
            Q(severity__gte=Severity.MEDIUM), Q(recovery=None) | Q(recovery__lt=threshold("well_recovered"))
        )

    def recovery_stories(self, *, on: date) -> IssueQuerySet:
        """Return what went wrong, was handled well in the customer's own view, and may be told (seed 001)."""
        return self.filter(well_recovered(on=on))

    def outlived(self, *, on: date) -> IssueQuerySet:
        """Return what was resolved 36 months ago or earlier and has words; those of a story that may be told stay.

        So does what the customer wrote while the words of one of its people are kept (GDPR 18): it may be theirs.
        """
        theirs = Contact.objects.filter(kept()).values("customer")
        known = self.filter(may_be_told=False).exclude(summary="", resolution="", response="")
        known = known.exclude(source=Source.CUSTOMER, customer__in=theirs)
        return known.annotate(kept_until=AddMonths("resolved_on", WORDS_MONTHS)).filter(kept_until__lte=on)

    def with_state(self, *, on: date) -> IssueQuerySet:
        """Add `is_open` and `is_story`, for pages that show open and resolved issues together."""
        return self.annotate(
            is_open=ExpressionWrapper(unresolved(on=on), output_field=models.BooleanField()),
            is_story=Case(When(well_recovered(on=on), then=True), default=False, output_field=models.BooleanField()),
        )

    def visible_to(self, user: Any) -> IssueQuerySet:
        return self.filter(customer__owner=user) if user.role == Role.SALES_REP else self.all()


class Issue(models.Model):
    """An unresolved problem, later an incident. Open, it keeps us from using the customer (seed 003)."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="issues")
    external_id = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=IssueKind)
    severity = models.PositiveSmallIntegerField(choices=Severity)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    summary = models.TextField(blank=True)
    opened_on = models.DateField()
    due_on = models.DateField("they hear from us by", null=True, blank=True)
    resolved_on = models.DateField(null=True, blank=True)
    resolution = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.STAFF)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    response = models.TextField("how we responded", blank=True)
    recovery = models.PositiveSmallIntegerField("the customer's view of the recovery", null=True, blank=True)
    may_be_told = models.BooleanField("the customer agrees that the story is told", default=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=("customer", "-severity", "opened_on"),
                condition=Q(resolved_on=None),
                name="issue_open_worst_first",
            ),
        )
        constraints = (
            *at_most("issue", external_id=200, summary=10_000, resolution=10_000, response=10_000),
            *between("issue", recovery=(1, 5)),
            *one_of("issue", kind=IssueKind, severity=Severity, source=Source),
            models.CheckConstraint(
                condition=Q(resolved_on=None) | Q(resolved_on__gte=models.F("opened_on")),
                name="issue_resolved_after_opened",
                violation_error_message="An issue cannot be resolved before it was opened.",
            ),
            models.CheckConstraint(
                condition=Q(may_be_told=False) | Q(resolved_on__isnull=False, recovery__isnull=False),
                name="issue_told_after_recovery",
                violation_error_message="Only an issue that is over, and that the customer has rated, can be told.",
            ),
        )

    def __str__(self) -> str:
        return f"issue {self.pk}"
