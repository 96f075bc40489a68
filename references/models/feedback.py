"""How was it for the person who helped us? Their own word after a use; each question may be left out."""

from __future__ import annotations

from datetime import date

from django.db import models

from customers.models.contact import kept
from references.models.use import Use
from refprogram.columns import at_most, one_of
from refprogram.dates import AddMonths

# For how long we keep how somebody said that it went, in their own words.
WORDS_MONTHS = 24


class Went(models.TextChoices):
    WELL = "well", "Well"
    SO_SO = "so_so", "So-so"
    BADLY = "badly", "Not well"


class Length(models.TextChoices):
    RIGHT = "right", "About right"
    LONG = "long", "Too long"


class Again(models.TextChoices):
    YES = "yes", "Yes, ask me again"
    LATER = "later", "Later perhaps"
    NO = "no", "No, please stop asking me for this"


class UseFeedbackQuerySet(models.QuerySet["UseFeedback"]):
    def outlived(self, *, on: date) -> UseFeedbackQuerySet:
        """Return what was said 24 months ago or earlier, in words of their own; what they ticked stays."""
        known = self.exclude(kept("use__reference__contact")).exclude(words="")
        return known.annotate(kept_until=AddMonths("on", WORDS_MONTHS)).filter(kept_until__lte=on)


class UseFeedback(models.Model):
    """What one person said about one use, on the page behind their link."""

    use = models.OneToOneField(Use, on_delete=models.CASCADE, related_name="feedback")
    went = models.CharField(max_length=10, choices=Went, blank=True)
    length = models.CharField(max_length=10, choices=Length, blank=True)
    again = models.CharField(max_length=10, choices=Again, blank=True)
    words = models.TextField(blank=True)
    on = models.DateField()

    objects = UseFeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback on uses"
        constraints = (
            *at_most("usefeedback", words=4_000),
            *one_of("usefeedback", blank=("went", "length", "again"), went=Went, length=Length, again=Again),
        )

    def __str__(self) -> str:
        return f"feedback {self.pk}"
