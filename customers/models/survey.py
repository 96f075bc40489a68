"""What did customers say in surveys? Two series, never averaged into one (seed 001)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When

from customers.models.contact import Contact, kept
from customers.models.source import Source
from refprogram.accounts.roles import Role
from refprogram.columns import SMALL, at_most, between, one_of
from refprogram.dates import AddMonths
from refprogram.thresholds.models import threshold

# For how long we keep what somebody wrote in a survey, and what we wrote about it.
WORDS_MONTHS = 24
# What stands for words that are deleted where something has to stand; it names nobody.
ERASED = "Erased."


class Series(models.TextChoices):
    RELATIONSHIP = "relationship", "Relationship: working with us"
    TRANSACTION = "transaction", "Transaction: one contact with us"


class Scale(models.TextChoices):
    NPS = "nps", "0 to 10, would recommend"
    CSAT = "csat", "1 to 5, satisfied"


# The lowest and the highest score of a scale.
BOUNDS = {Scale.NPS: (0, 10), Scale.CSAT: (1, 5)}


class Tone(models.TextChoices):
    """What a person found a comment to be when they read it; no machine says so."""

    UNREAD = "unread", "nobody has read it"
    FINE = "fine", "nothing to worry about"
    NEGATIVE = "negative", "unhappy"


# What a comment warns of, though nobody may read it any more: its deletion is no good news.
WARNING = (Tone.UNREAD, Tone.NEGATIVE)


def unhappy() -> Q:
    """Say which answers are a red flag: a detractor's score, or a comment that a person found unhappy (seed 003)."""
    return (
        Q(scale=Scale.NPS, score__lte=threshold("nps_unhappy"))
        | Q(scale=Scale.CSAT, score__lte=threshold("csat_unhappy"))
        | Q(tone=Tone.NEGATIVE)
    )


class SurveyResponseQuerySet(models.QuerySet["SurveyResponse"]):
    def answered_by(self, *, on: date) -> SurveyResponseQuerySet:
        return self.filter(answered_on__lte=on)

    def newest_of_their_series(self, *, on: date) -> SurveyResponseQuerySet:
        """Return what each customer said last in each series, up to a day; of two on one day both count."""
        later = self.model._default_manager.filter(
            customer=models.OuterRef("customer"),
            series=models.OuterRef("series"),
            answered_on__gt=models.OuterRef("answered_on"),
            answered_on__lte=on,
        )
        return self.answered_by(on=on).filter(~models.Exists(later))

    def with_follow_up(self, *, on: date) -> models.QuerySet[Any]:
        """Add `followed_up_on`, which knows nothing of what lies ahead."""
        return self.annotate(followed_up_on=Case(When(handled_on__lte=on, then="handled_on")))

    def unhappy(self) -> SurveyResponseQuerySet:
        return self.filter(unhappy())

    def unread(self) -> SurveyResponseQuerySet:
        return self.filter(tone=Tone.UNREAD)

    def outlived(self, *, on: date) -> SurveyResponseQuerySet:
        """Return what was written 24 months ago or earlier; the score stays.

        What nobody has read yet stays until somebody has, and an unhappy word until the customer has answered again:
        neither may turn into good news because its time is over.
        """
        mine = {"customer": models.OuterRef("customer"), "series": models.OuterRef("series")}
        later = self.model._default_manager.filter(**mine, answered_on__gt=models.OuterRef("answered_on"))
        settled = ~Q(tone__in=WARNING) | (Q(tone=Tone.NEGATIVE) & models.Exists(later))
        words = ~Q(comment="") | ~Q(handling="")
        known = self.annotate(kept_until=AddMonths("answered_on", WORDS_MONTHS))
        return known.filter(words & settled, kept_until__lte=on).exclude(kept("contact"))

    def with_state(self) -> SurveyResponseQuerySet:
        """Add `is_unhappy`, for pages that show answers of every kind together."""
        return self.annotate(
            is_unhappy=Case(When(unhappy(), then=True), default=False, output_field=models.BooleanField())
        )

    def visible_to(self, user: Any) -> SurveyResponseQuerySet:
        return self.filter(customer__owner=user) if user.role == Role.SALES_REP else self.all()


class SurveyResponse(models.Model):
    """One answer to one survey; an unhappy one keeps us from using the customer until somebody followed up."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="surveys")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    external_id = models.CharField(max_length=200, blank=True)
    series = models.CharField(max_length=20, choices=Series)
    scale = models.CharField(max_length=10, choices=Scale)
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    tone = models.CharField(max_length=10, choices=Tone, blank=True)
    answered_on = models.DateField()
    source = models.CharField(max_length=10, choices=Source, default=Source.IMPORTED)
    handled_on = models.DateField("followed up on", null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handling = models.TextField("how we followed up", blank=True)

    objects = SurveyResponseQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("customer", "series", "-answered_on"), name="survey_newest"),)
        constraints = (
            *at_most("survey", external_id=200, comment=10_000, handling=10_000),
            *one_of("survey", blank=("tone",), series=Series, scale=Scale, tone=Tone, source=Source),
            *between("survey", score=(0, SMALL)),
            models.CheckConstraint(
                condition=Q(scale=Scale.NPS, score__lte=10) | Q(scale=Scale.CSAT, score__gte=1, score__lte=5),
                name="survey_score_on_its_scale",
                violation_error_message="A score is 0 to 10 on the first scale and 1 to 5 on the second.",
            ),
            models.CheckConstraint(
                condition=Q(comment="", tone="") | (~Q(comment="") & ~Q(tone="")),
                name="survey_comment_has_a_tone",
            ),
            models.CheckConstraint(
                condition=Q(handled_on=None, handled_by=None) | Q(handled_on__isnull=False, handled_by__isnull=False),
                name="survey_handled_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(handled_on=None) | Q(handled_on__gte=models.F("answered_on")),
                name="survey_handled_after_answer",
                violation_error_message="Nobody can follow up before the answer came.",
            ),
        )

    def __str__(self) -> str:
        return f"survey answer {self.pk}"
