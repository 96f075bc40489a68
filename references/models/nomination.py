"""Who thinks that a contact could vouch for us? A rep's word opens a file; it verifies nothing (seed 003)."""

from django.conf import settings
from django.db import models

from references.models.reference import Reference
from refprogram.columns import at_most


class Nomination(models.Model):
    """A proposal by staff; the person is a candidate until a reference manager has spoken with them."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="nominations")
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nominated_on = models.DateField()
    why = models.TextField()
    known_problems = models.TextField()

    class Meta:
        constraints = (
            *at_most("nomination", why=4_000, known_problems=4_000),
            models.UniqueConstraint(fields=("reference", "nominated_by"), name="nomination_once_a_person"),
            models.CheckConstraint(condition=~models.Q(known_problems=""), name="nomination_problems_answered"),
        )

    def __str__(self) -> str:
        return f"nomination {self.pk}"
