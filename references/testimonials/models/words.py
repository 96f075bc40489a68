"""What exactly did they say, in which form is it to be shown, and did they approve that very form?

Words are never changed: a correction is a new version. A `Showing` chooses from one version and writes nothing of its
own, unless it is a paraphrase, which then stands without quotation marks (16 CFR 255.1(b)).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from references.models import Link
from references.testimonials.models.endorsement import Endorsement
from references.testimonials.quoting import digest_of, joined
from refprogram.columns import SMALL, at_most, between, one_of

LONGEST = 4_000


class SaidBy(models.TextChoices):
    PERSON = "person", "typed by themselves"
    TOLD = "told", "taken down from what they wrote"


class Words(models.Model):
    """One version of what they said, word for word; a digest shows whether anybody has touched it since."""

    endorsement = models.ForeignKey(Endorsement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64, editable=False)
    said_by = models.CharField(max_length=10, choices=SaidBy)
    on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "words"
        constraints = (
            *at_most("words", text=LONGEST, digest=64),
            *one_of("words", said_by=SaidBy),
            *between("words", number=(1, SMALL)),
            models.UniqueConstraint(fields=("endorsement", "number"), name="words_version_once"),
            models.CheckConstraint(condition=~Q(text=""), name="words_are_said"),
        )

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def is_untouched(self) -> bool:
        return self.digest == digest_of(self.text)


class Naming(models.TextChoices):
    """How much of themselves they let us show."""

    FULL = "full", "Name, title and company"
    ROLE = "role", "Title and company, no name"
    NOBODY = "nobody", "Neither name nor company"


class Showing(models.Model):
    """One form in which words are to be shown: which parts of them, in their order, and how the person is named.

    `spans` are pairs of character offsets into the version; None of the words is ours. A paraphrase is ours, says so by
    standing without quotation marks, and is approved like everything else.
    """

    endorsement = models.ForeignKey(Endorsement, on_delete=models.CASCADE, related_name="showings")
    words = models.ForeignKey(Words, on_delete=models.CASCADE, related_name="showings")
    spans = models.JSONField(default=list)
    paraphrase = models.TextField(blank=True)
    naming = models.CharField(max_length=10, choices=Naming, default=Naming.FULL)
    on = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            *at_most("showing", paraphrase=LONGEST),
            *one_of("showing", naming=Naming),
        )

    def __str__(self) -> str:
        return f"form {self.pk}"

    @property
    def is_quote(self) -> bool:
        return not self.paraphrase

    @property
    def text(self) -> str:
        """Return what stands there, without quotation marks: chosen parts joined with […], or the paraphrase."""
        chosen: Sequence[Any] = self.spans
        return self.paraphrase or joined(self.words.text, chosen)


class Verdict(models.TextChoices):
    """What a person says about one form of their words."""

    YES = "yes", "Yes, show it like this"
    NO = "no", "No, do not show it"


class Approval(models.Model):
    """A person's own answer about one form, as the page showed it: words, name and disclosure together."""

    showing = models.ForeignKey(Showing, on_delete=models.CASCADE, related_name="approvals")
    answer = models.CharField(max_length=5, choices=Verdict)
    digest = models.CharField(max_length=64, help_text="Of everything that would be shown.")
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    link = models.ForeignKey(Link, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            *at_most("approval", digest=64),
            *one_of("approval", answer=Verdict),
        )

    def __str__(self) -> str:
        return f"approval {self.pk}"
