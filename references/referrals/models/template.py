"""Within which circle is somebody asked, and with which sentence? The library that admins keep."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from refprogram.columns import at_most, one_of

CIRCLE, COMPANY = "{circle}", "{company}"


class Frame(models.TextChoices):
    """What makes a question so specific that somebody comes to mind (seed 002)."""

    ASSOCIATION = "association", "An association or a club"
    REGION = "region", "A region or a town"
    ROLE = "role", "A role or a profession"
    EVENT = "event", "An event"
    FORMER_EMPLOYER = "former_employer", "Where they worked before"
    INDUSTRY = "industry", "An industry"
    SUPPLIER = "supplier", "Their suppliers or partners"


class ReferralTemplateQuerySet(models.QuerySet["ReferralTemplate"]):
    def offered(self, *, language: str) -> ReferralTemplateQuerySet:
        return self.filter(is_active=True, language=language).order_by("frame", "pk")


class ReferralTemplate(models.Model):
    """One sentence that asks within one sort of circle; `{circle}` stands for the circle, `{company}` for our name."""

    frame = models.CharField(max_length=20, choices=Frame)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    sentence = models.TextField(help_text="{circle} stands for the circle, {company} for our name.")
    is_active = models.BooleanField("offered", default=True)

    objects = ReferralTemplateQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("referraltemplate", sentence=1_000),
            *one_of("referraltemplate", frame=Frame),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _ in settings.LANGUAGES]),
                name="referraltemplate_language_known",
                violation_error_message="Choose one of the languages that letters are written in.",
            ),
            models.CheckConstraint(
                condition=Q(sentence__contains=CIRCLE),
                name="referraltemplate_names_a_circle",
                violation_error_message="Write {circle} where the circle stands, or it would ask for just anybody.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_frame_display()} ({self.language})"

    def about(self, circle: str) -> str:
        """Return the sentence about one circle; without a circle the place of it stays open."""
        return filled(self.sentence, circle=circle)


def filled(sentence: str, *, circle: str) -> str:
    """Put the circle and our name where a sentence wants them."""
    known: dict[str, Any] = {COMPANY: settings.PROGRAM_COMPANY} | ({CIRCLE: circle} if circle else {})
    for place, words in known.items():
        sentence = sentence.replace(place, words)
    return sentence
