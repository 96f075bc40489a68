"""When did we last hear from the customer themselves?"""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncDate

from customers.models.contact import kept
from references.models.reference import Reference, ReferenceEvent
from refprogram.columns import at_most, one_of
from refprogram.dates import AddDays, AddMonths

# What somebody did counts for so long; what they only would do never counts (seed 004).
ADVOCATE_MONTHS = 24
# The verb under which the history of a reference keeps that they introduced somebody to us.
RECOMMENDED = "recommend"
# For how long we keep what we noted of a talk, and a sheet that nobody saved.
NOTE_MONTHS, DRAFT_DAYS = 24, 30


class Channel(models.TextChoices):
    CALL = "call", "Call"
    MEETING = "meeting", "Meeting"
    EMAIL = "email", "E-mail"
    LINK = "link", "The customer's own page"


class Mood(models.TextChoices):
    """How they sounded. A page cannot hear it, so what came by link has none."""

    DELIGHTED = "delighted", "Delighted"
    WILLING = "willing", "Willing, at ease"
    HESITANT = "hesitant", "Hesitant"
    UNHAPPY = "unhappy", "Unhappy"


HAPPY = (Mood.DELIGHTED, Mood.WILLING)
ILL_AT_EASE = (Mood.HESITANT, Mood.UNHAPPY)


class CueKind(models.TextChoices):
    """What people say when they find it hard to say no (seed 003)."""

    MAYBE = "maybe", "“Maybe”"
    IF_YOU_NEED = "if_you_need", "“If you really need it”"
    BUSY = "busy", "“I am busy right now”"
    CHANGED_SUBJECT = "changed_subject", "Changed the subject"


class WouldRecommend(models.TextChoices):
    YES = "yes", "They would"
    NO = "no", "They would not"


class HasRecommended(models.TextChoices):
    YES = "yes", "They have"
    NOT_YET = "not_yet", "Not yet"
    NO = "no", "No"


class Outcome(models.TextChoices):
    WILLING = "willing", "Willing: they said yes, gladly"
    NOT_WILLING = "not_willing", "Not willing: they would rather not"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def direct(self) -> CheckInQuerySet:
        """Return the contacts with the customer themselves, whatever they said."""
        return self.filter(direct=True)

    def by_a_manager(self) -> CheckInQuerySet:
        """Return what can verify for the first time: a person here spoke with them; a pressed link is not enough."""
        return self.direct().exclude(channel=Channel.LINK)

    def happy(self) -> CheckInQuerySet:
        return self.direct().filter(mood__in=HAPPY)

    def unhappy(self) -> CheckInQuerySet:
        return self.direct().filter(mood=Mood.UNHAPPY)

    def heard_mood(self) -> CheckInQuerySet:
        """Return the talks in which somebody heard how they sounded."""
        return self.direct().exclude(mood="")

    def recommended_us(self, *, on: date) -> CheckInQuerySet:
        """Return the talks of 24 months, the last day included, in which they said that they have recommended us."""
        told = self.direct().filter(has_recommended=HasRecommended.YES, on__lte=on)
        return told.alias(counts_until=AddMonths("on", ADVOCATE_MONTHS)).filter(counts_until__gte=on)

    def outlived(self, *, on: date) -> CheckInQuerySet:
        """Return the talks of 24 months ago or earlier of which there are still notes; that they took place stays."""
        known = self.exclude(kept("reference__contact")).exclude(note="", recommended_to="")
        return known.annotate(kept_until=AddMonths("on", NOTE_MONTHS)).filter(kept_until__lte=on)

    def first_happy_again(self) -> CheckInQuerySet:
        """Return the happy talks before which they were unhappy; the newest of them is the last turn for the better."""
        earlier = Q(on__lt=models.OuterRef("on")) | Q(on=models.OuterRef("on"), pk__lt=models.OuterRef("pk"))
        clear = self.model._default_manager.direct().filter(mood__in=(*HAPPY, Mood.UNHAPPY))
        before = clear.filter(earlier, reference=models.OuterRef("reference")).order_by("-on", "-pk")
        return self.happy().alias(before=models.Subquery(before.values("mood")[:1])).filter(before=Mood.UNHAPPY)


class CheckIn(models.Model):
    """One contact with the customer about being a reference; second-hand news is kept, but is not direct."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="checkins")
    on = models.DateField()
    channel = models.CharField(max_length=10, choices=Channel)
    direct = models.BooleanField()
    outcome = models.CharField(max_length=20, choices=Outcome)
    mood = models.CharField(max_length=10, choices=Mood, blank=True)
    would_recommend = models.CharField(max_length=10, choices=WouldRecommend, blank=True)
    has_recommended = models.CharField(max_length=10, choices=HasRecommended, blank=True)
    recommended_to = models.CharField("whom, and when", max_length=500, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CheckInQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("reference", "-on"), name="checkin_newest"),)
        constraints = (
            *at_most("checkin", note=4_000, recommended_to=500),
            *one_of(
                "checkin",
                blank=("mood", "would_recommend", "has_recommended"),
                channel=Channel,
                outcome=Outcome,
                mood=Mood,
                would_recommend=WouldRecommend,
                has_recommended=HasRecommended,
            ),
            models.CheckConstraint(
                condition=Q(recommended_to="") | Q(has_recommended=HasRecommended.YES),
                name="checkin_recommended_to_somebody",
                violation_error_message="Say whom only when they have recommended us.",
            ),
            models.CheckConstraint(condition=Q(mood="") | Q(direct=True), name="checkin_mood_is_heard"),
            models.CheckConstraint(
                condition=Q(channel=Channel.LINK, by=None) | (~Q(channel=Channel.LINK) & Q(by__isnull=False)),
                name="checkin_by_link_or_by_person",
            ),
        )

    def __str__(self) -> str:
        return f"check-in {self.pk}"


def is_advocate(*, on: date) -> Q:
    """Say of a reference whether they recommended us lately: what they did, never what they would do (seed 004).

    They told us so in a talk, or they introduced somebody: then their history says that they did, in `RECOMMENDED`.
    """
    mine = {"reference": models.OuterRef("pk")}
    told = CheckIn.objects.recommended_us(on=on).filter(**mine)
    return Q(models.Exists(told)) | Q(models.Exists(introductions(on=on).filter(**mine)))


def introductions(*, on: date) -> models.QuerySet[Any]:
    """Return how people introduced somebody within 24 months, the last day included, with the day of it (`day`)."""
    did: models.QuerySet[Any] = ReferenceEvent.objects.filter(verb=RECOMMENDED).annotate(
        day=TruncDate("at", tzinfo=ZoneInfo(settings.PROGRAM_TIME_ZONE))
    )
    return did.alias(counts_until=AddMonths("day", ADVOCATE_MONTHS)).filter(day__lte=on, counts_until__gte=on)


class Cue(models.Model):
    """One sign of hesitation that somebody heard in a talk."""

    checkin = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="cues")
    kind = models.CharField(max_length=20, choices=CueKind)

    class Meta:
        constraints = (
            *one_of("cue", kind=CueKind),
            models.UniqueConstraint(fields=("checkin", "kind"), name="cue_once"),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class CheckInDraftQuerySet(models.QuerySet["CheckInDraft"]):
    def outlived(self, *, on: date) -> CheckInDraftQuerySet:
        """Return what nobody has saved or typed at for 30 days."""
        known = self.exclude(kept("reference__contact")).annotate(kept_until=AddDays("saved_at", DRAFT_DAYS))
        return known.filter(kept_until__lte=on)


class CheckInDraft(models.Model):
    """What somebody typed into the sheet of a talk that is not saved yet; nobody else sees it, nothing reads it."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    typed = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    objects = CheckInDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "check-in draft"
        constraints = (models.UniqueConstraint(fields=("reference", "by"), name="checkindraft_once"),)

    def __str__(self) -> str:
        return f"draft {self.pk}"
