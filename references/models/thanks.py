"""Whom do we still owe a thank-you? (seed 004: always say thank you)"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from references.models.use import Use
from refprogram.columns import one_of


class ThankYouKind(models.TextChoices):
    NOTE_CARD = "note_card", "Note card"
    CALL = "call", "Call"
    EMAIL = "email", "E-mail"
    GIFT = "gift", "Gift"


# What takes one press to write down; of a gift somebody has to say what it is.
AT_ONE_PRESS = [(kind.value, kind.label) for kind in ThankYouKind if kind != ThankYouKind.GIFT]


class ThankYouQuerySet(models.QuerySet["ThankYou"]):
    def owed(self) -> ThankYouQuerySet:
        return self.filter(thanked_on=None)


class ThankYou(models.Model):
    """A debt to a person who did us a favour; due three business days after it."""

    use = models.OneToOneField(Use, on_delete=models.CASCADE, related_name="thank_you")
    due_on = models.DateField()
    kind = models.CharField(max_length=10, choices=ThankYouKind, blank=True)
    thanked_on = models.DateField(null=True, blank=True)
    thanked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ThankYouQuerySet.as_manager()

    class Meta:
        verbose_name = "thank-you"
        constraints = (
            *one_of("thankyou", blank=("kind",), kind=ThankYouKind),
            models.CheckConstraint(
                condition=Q(thanked_on=None, thanked_by=None, kind="")
                | (Q(thanked_on__isnull=False, thanked_by__isnull=False) & ~Q(kind="")),
                name="thankyou_said_by_whom_and_how",
            ),
        )

    def __str__(self) -> str:
        return f"thank-you {self.pk}"
