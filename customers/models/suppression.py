"""Who must never be written down again? Kept as a salted digest, which no import and no colleague can get past."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from refprogram.columns import at_most


def digest_of(*, email: str = "", external_id: str = "") -> str:
    """Return the digest of an address or of another system's key, salted with SUPPRESSION_KEY."""
    plain = f"email {email.strip().casefold()}" if email else f"key {external_id.strip()}"
    return salted_hmac("customers.suppression", plain, secret=settings.SUPPRESSION_KEY, algorithm="sha256").hexdigest()


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def covers(self, *, email: str = "", external_id: str = "") -> bool:
        """Say whether somebody with this address or key is not to be written down."""
        digests = [digest_of(email=email)] if email else []
        digests += [digest_of(external_id=external_id)] if external_id else []
        return bool(digests) and self.filter(digest__in=digests).exists()


class Suppression(models.Model):
    """One address, or one key of another system, whose owner wants to be left alone (GDPR 21) or was erased."""

    digest = models.CharField(max_length=64, unique=True)
    since = models.DateField()

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("suppression", digest=64),
            models.CheckConstraint(condition=~Q(digest=""), name="suppression_of_somebody"),
        )

    def __str__(self) -> str:
        return f"suppression {self.pk}"
