"""What did a manager set aside that speaks against one person, for which request, why, and until when?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from customers.models.contact import kept
from references.models import Judgement, Reference
from refprogram.columns import at_most
from refprogram.dates import AddDays, AddMonths
from requests.models.ask import ReferenceRequest

# Within so many days it is over, and so many characters are the least that is a reason.
MOST_DAYS = 14
SHORTEST_REASON = 20
# For how long we keep why something was set aside, after the last day of it.
REASON_MONTHS = 24


class OverrideQuerySet(models.QuerySet["Override"]):
    def visible_to(self, user: Any) -> OverrideQuerySet:
        """Return those of the requests that somebody may see."""
        return self.filter(ask__in=ReferenceRequest.objects.visible_to(user))

    def counting(self, *, on: date) -> OverrideQuerySet:
        """Return those that count on a day; the last day is one of them."""
        return self.filter(ended_at=None, until__gte=on)

    def run_out(self, *, on: date) -> OverrideQuerySet:
        """Return those whose last day has passed without anybody's having ended them."""
        return self.filter(ended_at=None, until__lt=on)

    def given_within(self, *, after: date | None, upto: date) -> OverrideQuerySet:
        """Return those that were given later than one day and not after another."""
        given = self.filter(given_on__lte=upto)
        return given.filter(given_on__gt=after) if after else given

    def outlived(self, *, on: date) -> OverrideQuerySet:
        """Return those whose last day was 24 months ago or earlier and that still have their reason."""
        known = self.filter(ended_at__isnull=False).exclude(reason="").exclude(kept("reference__contact"))
        return known.annotate(kept_until=AddMonths("until", REASON_MONTHS)).filter(kept_until__lte=on)


class Override(models.Model):
    """Named findings about one person that do not count for one request; nothing that is forbidden is ever among them.

    `findings` says since when by the code of the rule: the same reason from another day is another reason, and blocks.
    """

    ask = models.ForeignKey(ReferenceRequest, on_delete=models.CASCADE, related_name="overrides")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="+")
    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="+")
    findings = models.JSONField(help_text="Since when, by rule, of what was set aside.")
    reason = models.TextField("why", blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    until = models.DateField("last day")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("-given_on", "-id"), name="override_newest"),)
        constraints = (
            *at_most("override", reason=4_000),
            models.CheckConstraint(
                condition=Q(GreaterThanOrEqual(Length(Trim("reason")), SHORTEST_REASON))
                | Q(reason="", ended_at__isnull=False),
                name="override_for_a_reason",
                violation_error_message=f"Use at least {SHORTEST_REASON} characters.",
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("given_on"))
                & Q(LessThanOrEqual(F("until"), AddDays(F("given_on"), MOST_DAYS))),
                name="override_within_days",
                violation_error_message=f"It ends within {MOST_DAYS} days.",
            ),
        )

    def __str__(self) -> str:
        return f"override {self.pk}"
