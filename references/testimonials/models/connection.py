"""What ties the person to us that a reader would want to know? Asked of them and of us (16 CFR 255.5)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from references.testimonials.models.endorsement import Endorsement
from refprogram.columns import at_most, one_of


class Tie(models.TextChoices):
    NONE = "none", "Nothing"
    GIFT = "gift", "A gift or a treat"
    PAYMENT = "payment", "Money"
    DISCOUNT = "discount", "A discount or something free"
    TRAVEL = "travel", "Travel or an event paid for"
    EARLY_ACCESS = "early_access", "Early access, or a seat on our advisory board"
    WORK = "work", "Works, or has worked, for us"
    FAMILY = "family", "Family or friends with somebody here"
    MONEY = "money", "A share in our company, or we in theirs"
    OTHER = "other", "Something else"
    UNKNOWN = "unknown", "Not known"


# Who belongs to us is named as such (16 CFR 465.5).
INSIDER = (Tie.WORK, Tie.FAMILY, Tie.MONEY)


class AskedOf(models.TextChoices):
    PERSON = "person", "the person"
    STAFF = "staff", "our staff"


class Connection(models.Model):
    """One answer to the question what ties them to us; the newest of each side counts, both sides are asked."""

    endorsement = models.ForeignKey(Endorsement, on_delete=models.CASCADE, related_name="connections")
    asked_of = models.CharField(max_length=10, choices=AskedOf)
    tie = models.CharField(max_length=15, choices=Tie)
    nature = models.CharField(max_length=300, blank=True, help_text="As a reader is to be told, in a sentence.")
    on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            *at_most("connection", nature=300),
            *one_of("connection", asked_of=AskedOf, tie=Tie),
            models.CheckConstraint(
                condition=~Q(tie=Tie.OTHER) | ~Q(nature=""),
                name="connection_other_is_said",
                violation_error_message="Say in a sentence what it is.",
            ),
        )

    def __str__(self) -> str:
        return f"connection {self.pk}"
