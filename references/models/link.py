"""Which secret addresses were given to customers, for what, and until when?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from references.models.consent import UseConsent
from references.models.cycle import ReconsentCycle
from references.models.reference import Reference


class Purpose(models.TextChoices):
    ASK = "ask", "one question about one use"
    CHECK_IN = "check_in", "the six-month check"


class Link(models.Model):
    """A capability: whoever has the token may do what its purpose says for its one object. Only a hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose)
    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="links")
    use_consent = models.ForeignKey(UseConsent, on_delete=models.CASCADE, null=True, blank=True, related_name="links")
    cycle_step = models.ForeignKey(
        ReconsentCycle, on_delete=models.CASCADE, null=True, blank=True, related_name="links"
    )
    minted_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(purpose=Purpose.ASK, use_consent__isnull=False, cycle_step=None)
                | Q(purpose=Purpose.CHECK_IN, use_consent=None, cycle_step__isnull=False),
                name="link_has_the_object_of_its_purpose",
            ),
        )

    def __str__(self) -> str:
        return f"link {self.pk}"
