"""What can this person speak about well, and what has changed for them? Each with who says so and since when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models import Issue, Topic
from customers.models.source import Source
from references.models.checkin import CheckIn
from references.models.reference import Reference
from refprogram.columns import at_most, between, one_of
from refprogram.thresholds.models import threshold


class TopicStrengthQuerySet(models.QuerySet["TopicStrength"]):
    def weak(self) -> TopicStrengthQuerySet:
        return self.filter(rating__lte=threshold("weak_topic"))


class TopicStrength(models.Model):
    """How well one person speaks on one topic, 1 to 5; the newest rating counts (seed 001)."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="strengths")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    rating = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=Source)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TopicStrengthQuerySet.as_manager()

    class Meta:
        constraints = (
            *one_of("topicstrength", source=Source),
            *between("topicstrength", rating=(1, 5)),
            models.UniqueConstraint(fields=("reference", "topic"), name="topicstrength_once"),
        )

    def __str__(self) -> str:
        return f"strength {self.pk}"


class Result(models.Model):
    """What got better for them, as a figure before and after, in their words or with evidence (seed 003)."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="results")
    checkin = models.ForeignKey(CheckIn, on_delete=models.CASCADE, null=True, blank=True, related_name="results")
    metric = models.CharField(max_length=200)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200)
    evidence = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    on = models.DateField()

    class Meta:
        constraints = (
            *at_most("result", metric=200, before=200, after=200, evidence=500),
            *one_of("result", source=Source),
        )

    def __str__(self) -> str:
        return f"result {self.pk}"


class StoryKind(models.TextChoices):
    RESULT = "result", "A result"
    RECOVERY = "recovery", "Something that went wrong and was put right"


class StorySeed(models.Model):
    """A story that somebody could tell one day; proposed, never told by itself."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="stories")
    kind = models.CharField(max_length=10, choices=StoryKind)
    result = models.OneToOneField(Result, on_delete=models.CASCADE, null=True, blank=True, related_name="story")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    proposed_on = models.DateField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            *one_of("storyseed", kind=StoryKind),
            models.CheckConstraint(
                condition=Q(kind=StoryKind.RESULT, result__isnull=False, issue=None)
                | Q(kind=StoryKind.RECOVERY, result=None, issue__isnull=False),
                name="storyseed_of_its_kind",
            ),
            models.UniqueConstraint(fields=("reference", "issue"), name="storyseed_once_an_issue"),
        )

    def __str__(self) -> str:
        return f"story {self.pk}"
