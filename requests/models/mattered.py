"""Who hears that their help mattered? A letter for each deal that was won after somebody was heard, as a draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models.contact import hidden_from, kept
from references.models import Reference
from refprogram.columns import at_most, one_of
from refprogram.dates import AddMonths
from requests.models.opportunity import Opportunity, Stage

# For how long we keep what such a letter said.
WORDS_MONTHS = 24


class MatteredState(models.TextChoices):
    DRAFT = "draft", "Waits for a reference manager"
    SENT = "sent", "Sent"
    DROPPED = "dropped", "Not sent"


class MatteredLetterQuerySet(models.QuerySet["MatteredLetter"]):
    def visible_to(self, user: Any) -> MatteredLetterQuerySet:
        """Return those to people whom somebody may see."""
        return self.exclude(reference__contact__status__in=hidden_from(user))

    def waiting(self) -> MatteredLetterQuerySet:
        """Return the drafts of deals that are still won."""
        return self.filter(state=MatteredState.DRAFT, opportunity__stage=Stage.WON)

    def outlived(self, *, on: date) -> MatteredLetterQuerySet:
        """Return what was drafted 24 months ago or earlier and has words; that it was sent stays."""
        known = self.exclude(kept("reference__contact")).exclude(words="")
        return known.annotate(kept_until=AddMonths("drafted_on", WORDS_MONTHS)).filter(kept_until__lte=on)


class MatteredLetter(models.Model):
    """One letter to one person about one deal; nobody but a reference manager sends it, in words they have read."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=MatteredState, default=MatteredState.DRAFT)
    drafted_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MatteredLetterQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("matteredletter", words=4_000),
            *one_of("matteredletter", state=MatteredState),
            models.UniqueConstraint(fields=("opportunity", "reference"), name="matteredletter_once_a_deal"),
            models.CheckConstraint(
                condition=Q(state=MatteredState.DRAFT, decided_on=None, decided_by=None)
                | ~Q(state=MatteredState.DRAFT) & Q(decided_on__isnull=False),
                name="matteredletter_decided_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"letter {self.pk}"
