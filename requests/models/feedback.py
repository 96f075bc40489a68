"""How was it for those who heard the reference? What the prospect and the rep said; each question may be left out."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from customers.models import Topic
from customers.models.contact import kept
from refprogram.columns import at_most, between, one_of
from refprogram.dates import AddMonths
from requests.models.assignment import Assignment

# For how long we keep in which words somebody said how it was, and whom of a prospect we asked.
WORDS_MONTHS = 24
INVITED_DAYS = 30


class Side(models.TextChoices):
    PROSPECT = "prospect", "The prospect"
    REP = "rep", "Our colleague"


class Way(models.TextChoices):
    """How it reached us."""

    LINK = "link", "On their own page"
    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "On the phone"
    HERE = "here", "Written here"


class Answered(models.TextChoices):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class Effect(models.TextChoices):
    HELPED = "helped", "It helped"
    NOTHING = "nothing", "It made no difference"
    HARM = "harm", "It did harm"


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def outlived(self, *, on: date) -> FeedbackQuerySet:
        """Return what was said 24 months ago or earlier, in words; what was ticked stays."""
        known = self.exclude(kept("assignment__reference__contact")).exclude(words="")
        return known.annotate(kept_until=AddMonths("on", WORDS_MONTHS)).filter(kept_until__lte=on)


class Feedback(models.Model):
    """What one side said about one talk: whether it answered what mattered most, what came of it, what surprised."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="feedback")
    side = models.CharField(max_length=10, choices=Side)
    way = models.CharField(max_length=10, choices=Way)
    answered = models.CharField(max_length=10, choices=Answered, blank=True)
    effect = models.CharField(max_length=10, choices=Effect, blank=True)
    words = models.TextField(blank=True)
    on = models.DateField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback of those who heard it"
        constraints = (
            *at_most("feedback", words=4_000),
            *one_of("feedback", blank=("answered", "effect"), side=Side, way=Way, answered=Answered, effect=Effect),
            models.UniqueConstraint(fields=("assignment", "side"), name="feedback_once_a_side"),
            models.CheckConstraint(
                condition=Q(side=Side.REP, way=Way.HERE, noted_by__isnull=False)
                | Q(side=Side.PROSPECT, way=Way.LINK, noted_by=None)
                | Q(side=Side.PROSPECT, way__in=(Way.IN_PERSON, Way.PHONE), noted_by__isnull=False),
                name="feedback_noted_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class TopicFeedback(models.Model):
    """How well one wanted topic was answered, 1 to 5, as one side said it."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    rating = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            *between("topicfeedback", rating=(1, 5)),
            models.UniqueConstraint(fields=("feedback", "topic"), name="topicfeedback_once"),
        )

    def __str__(self) -> str:
        return f"topic feedback {self.pk}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, *, on: date) -> InvitationQuerySet:
        """Return those whose link still takes an answer."""
        return self.filter(expires_on__gt=on)

    def outlived(self, *, on: date) -> InvitationQuerySet:
        """Return those that ran out, with the day (`kept_until`): nothing of them is needed any more."""
        return self.annotate(kept_until=F("expires_on")).filter(kept_until__lte=on)


class Invitation(models.Model):
    """That somebody at a prospect was asked how it was: by a letter, or by a link that the rep passes on.

    The address goes as soon as they have answered; the whole row after 30 days.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="invitation")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_on = models.DateField()
    expires_on = models.DateField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("invitation", email=254, language=10),
            models.CheckConstraint(condition=Q(expires_on__gte=F("invited_on")), name="invitation_expires_later"),
        )

    def __str__(self) -> str:
        """Name the row, not the person: this text ends up in logs."""
        return f"invitation {self.pk}"


class InvitationLink(models.Model):
    """A secret address at which a prospect says how it was; only its hash is kept."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    minted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (*at_most("invitationlink", token_hash=64),)

    def __str__(self) -> str:
        return f"link {self.pk}"


def gone_on(on: date) -> date:
    """Return the day on which a link that is made on a day takes no answer any more, and is deleted."""
    return on + timedelta(days=INVITED_DAYS)
