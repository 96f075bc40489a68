"""What did a person agree to, until when; and what did they answer about one use?"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models.contact import kept
from references.models.activity import ActivityType
from references.models.ledger import ConsentChannel
from references.models.reference import Reference
from references.models.wish import Audience
from refprogram.columns import at_most, one_of
from refprogram.dates import AddDays, AddMonths
from refprogram.thresholds.models import threshold

# For how long we keep what somebody added to an answer.
WORDS_MONTHS = 24

# How one of us may have heard an answer that nobody gave on their own page.
HEARD = (ConsentChannel.CALL, ConsentChannel.MEETING, ConsentChannel.EMAIL)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def unended(self) -> ConsentQuerySet:
        """Return what nobody has ended, run out or not: what a new yes would renew."""
        return self.filter(ended_on=None)

    def live(self, *, on: date) -> ConsentQuerySet:
        """Return what holds on a day, its first and its last day included."""
        return self.unended().filter(granted_on__lte=on, expires_on__gte=on)

    def soon(self, *, on: date, days: int) -> ConsentQuerySet:
        """Return what runs out within some days after a day."""
        return self.filter(expires_on__range=(on, on + timedelta(days=days)))


class Consent(models.Model):
    """A yes to one kind of activity; it expires, because a yes is not for ever (seed 003)."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="consents")
    activity = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="+")
    granted_on = models.DateField()
    expires_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("reference", "activity"), condition=Q(ended_on=None), name="consent_one_a_use"
            ),
            models.CheckConstraint(condition=Q(expires_on__gte=models.F("granted_on")), name="consent_expires_later"),
        )

    def __str__(self) -> str:
        return f"consent {self.pk}"


class ConsentAudience(models.Model):
    """One kind of people a consent was given for; a consent without any was written down before we asked."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="audiences")
    audience = models.CharField(max_length=10, choices=Audience)

    class Meta:
        constraints = (
            *one_of("consentaudience", audience=Audience),
            models.UniqueConstraint(fields=("consent", "audience"), name="consentaudience_once"),
        )

    def __str__(self) -> str:
        return self.get_audience_display()


class Answer(models.TextChoices):
    """The four answers of equal weight (seed 003: customers have a hard time saying no)."""

    YES = "yes", "Yes"
    NOT_NOW = "not_now", "Not now"
    NO = "no", "No"
    TALK = "talk", "Talk to me first"


class UseConsentQuerySet(models.QuerySet["UseConsent"]):
    def open(self) -> UseConsentQuerySet:
        return self.filter(answered_at=None, taken_back_at=None)

    def late_yes(self) -> UseConsentQuerySet:
        """Return the yeses that took so long that they may be no yes (seed 003)."""
        return self.filter(answer=Answer.YES, answered_on__gt=AddDays("asked_on", threshold("late_yes_days")))

    def outlived(self, *, on: date) -> UseConsentQuerySet:
        """Return what was answered 24 months ago or earlier, in words of their own; the answer stays."""
        known = self.exclude(kept("reference__contact")).exclude(words="")
        return known.annotate(kept_until=AddMonths("answered_on", WORDS_MONTHS)).filter(kept_until__lte=on)

    def declined_since_any_yes(self) -> UseConsentQuerySet:
        """Return the questions answered with no or not now after the last one that was answered otherwise."""
        otherwise = self.model._default_manager.filter(
            reference=models.OuterRef("reference"),
            answer__in=(Answer.YES, Answer.TALK),
            answered_at__gt=models.OuterRef("answered_at"),
        )
        return self.filter(answer__in=(Answer.NO, Answer.NOT_NOW)).filter(~models.Exists(otherwise))


class UseConsent(models.Model):
    """One question to one contact about one use: what, for whom, until when; and the answer."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="use_consents")
    activity = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=250, help_text="Who wants to hear from them.")
    about = models.TextField(help_text="What the prospect wants to know.")
    attending = models.CharField(max_length=200, blank=True, help_text="Who will be there, as far as we know.")
    needed_by = models.DateField()
    asked_on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chased_on = models.DateField(null=True, blank=True, help_text="When we wrote once more; never twice.")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True, help_text="What the customer added, in their own words.")
    heard_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    heard_how = models.CharField(max_length=10, choices=ConsentChannel, blank=True)

    objects = UseConsentQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("useconsent", audience=250, about=4_000, words=4_000, attending=200),
            *one_of("useconsent", blank=("answer", "heard_how"), answer=Answer, heard_how=ConsentChannel),
            models.CheckConstraint(
                condition=Q(heard_by=None, heard_how="")
                | (
                    Q(heard_by__isnull=False, heard_how__in=HEARD, answered_on__gte=models.F("asked_on"))
                    & ~Q(answer="")
                ),
                name="useconsent_heard_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(chased_on=None) | Q(chased_on__gt=models.F("asked_on")), name="useconsent_chased_later"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_on=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_on__isnull=False)),
                name="useconsent_answer_has_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"question {self.pk}"
