"""What do we have to show that words are true, typical, and said by somebody who can know? The dossier, row by row.

A row is added and never changed; one that turns out wrong is set aside (`dropped_on`) and stays to be seen.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from references.testimonials.models.attachment import Attachment
from references.testimonials.models.endorsement import Endorsement
from references.testimonials.statements import Sort
from refprogram.columns import at_most, between, one_of


class ProofQuerySet(models.QuerySet[Any]):
    def standing(self) -> ProofQuerySet:
        """Return what nobody has set aside, newest first."""
        return self.filter(dropped_on=None).order_by("-pk")


class Proof(models.Model):
    """One row of a dossier: who added it, when, and the paper it rests on."""

    endorsement = models.ForeignKey(Endorsement, on_delete=models.CASCADE, related_name="%(class)ss")
    document = models.CharField(max_length=500, help_text="The paper that shows it, and where it lies.")
    attachment = models.ForeignKey(Attachment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    dropped_on = models.DateField(null=True, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Finding(models.TextChoices):
    TYPICAL = "typical", "Typical: customers generally get this"
    NOT_TYPICAL = "not_typical", "Not typical: what they generally get is said beside it"


class UseProof(Proof):
    """They really use it: what we saw, of which product and version (16 CFR 255.1(c))."""

    version = models.CharField("product and version", max_length=200)
    seen_on = models.DateField()

    class Meta:
        verbose_name = "proof of use"
        constraints = (*at_most("useproof", document=500, version=200),)


class Substantiation(Proof):
    """Our own proof for one sentence of theirs that has a number or compares; theirs is no proof (16 CFR 255.2(a))."""

    statement = models.TextField(help_text="The sentence, word for word.")
    sort = models.CharField(max_length=15, choices=Sort)
    method = models.TextField()
    dated_on = models.DateField()
    compared_with = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = (
            *at_most("substantiation", document=500, statement=4_000, method=4_000, compared_with=250),
            *one_of("substantiation", sort=Sort),
            models.CheckConstraint(
                condition=~Q(sort=Sort.COMPARISON) | ~Q(compared_with=""),
                name="substantiation_compared_with_something",
                violation_error_message="Say with what it was compared.",
            ),
        )


class Typicality(Proof):
    """Is this what customers generally get? If not, what they do get is said next to it (16 CFR 255.2(b))."""

    finding = models.CharField(max_length=15, choices=Finding)
    sample = models.PositiveIntegerField(help_text="So many customers were looked at.")
    period = models.CharField(max_length=100, help_text="Such as: in the first year.")
    usual = models.CharField(max_length=300, help_text="What customers generally get, as a sentence.")
    theirs = models.CharField(max_length=300, blank=True, help_text="What this customer got, as a sentence.")

    class Meta:
        verbose_name_plural = "typicality"
        constraints = (
            *at_most("typicality", document=500, period=100, usual=300, theirs=300),
            *one_of("typicality", finding=Finding),
            *between("typicality", sample=(1, 2_000_000_000)),
        )


class Credential(Proof):
    """Why this person can judge this product: their field, and what it has to do with it (16 CFR 255.3(a))."""

    field = models.CharField(max_length=200)
    relevance = models.TextField()

    class Meta:
        constraints = (*at_most("credential", document=500, field=200, relevance=4_000),)


class Evaluation(Proof):
    """What the expert really did to find out, on which version, with which result (16 CFR 255.3(b))."""

    method = models.TextField()
    version = models.CharField("product and version", max_length=200)
    evaluated_on = models.DateField()
    result = models.TextField()

    class Meta:
        constraints = (*at_most("evaluation", document=500, method=4_000, version=200, result=4_000),)


class BodyDecision(Proof):
    """How an organization came to say so, by which standards, and whether it is free to (16 CFR 255.4)."""

    body = models.CharField(max_length=250)
    process = models.TextField(help_text="How it comes to a joint decision.")
    standards = models.TextField(help_text="Its own standards for endorsing anything.")
    decided_on = models.DateField()
    owned_by_us = models.BooleanField("we own it, or part of it")
    controlled_by_us = models.BooleanField("we have a say in its decisions")
    funded_by_us = models.BooleanField("we pay for it")

    class Meta:
        constraints = (*at_most("bodydecision", document=500, body=250, process=4_000, standards=4_000),)

    @property
    def is_independent(self) -> bool:
        return not (self.owned_by_us or self.controlled_by_us or self.funded_by_us)


PROOFS: tuple[type[Proof], ...] = (UseProof, Substantiation, Typicality, Credential, Evaluation, BodyDecision)
