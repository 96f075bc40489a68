"""What is being said about us that nobody sent us? Anybody here writes it down when they come across it (seed 000)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models import Customer
from references.testimonials.models.endorsement import Endorsement
from refprogram.columns import at_most, one_of
from refprogram.dates import AddMonths

KEPT_MONTHS = 24


class Tone(models.TextChoices):
    GOOD = "good", "Good"
    MIXED = "mixed", "Mixed"
    BAD = "bad", "Bad"


class MentionQuerySet(models.QuerySet["Mention"]):
    def to_ask_about(self) -> MentionQuerySet:
        """Return what could be shown if its author agreed, and nobody has decided about yet."""
        return self.exclude(tone=Tone.BAD).filter(endorsement=None, settled_on=None)

    def outlived(self, *, on: date) -> MentionQuerySet:
        """Return what was noted 24 months ago or earlier."""
        return self.annotate(kept_until=AddMonths("seen_on", KEPT_MONTHS)).filter(kept_until__lte=on)


class Mention(models.Model):
    """A word about us out in the world: where, by whom as far as it says, and whether we may use it."""

    where = models.CharField(max_length=500, help_text="The address, or the event.")
    words = models.TextField(blank=True)
    by_whom = models.CharField(max_length=250, blank=True, help_text="As it stands there.")
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    tone = models.CharField(max_length=10, choices=Tone)
    seen_on = models.DateField()
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    endorsement = models.OneToOneField(
        Endorsement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="What became of it."
    )
    settled_on = models.DateField(null=True, blank=True, help_text="When somebody decided not to ask.")

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("mention", where=500, words=4_000, by_whom=250),
            *one_of("mention", tone=Tone),
            models.CheckConstraint(condition=~Q(where=""), name="mention_is_somewhere"),
        )

    def __str__(self) -> str:
        return f"mention {self.pk}"
