"""Which content did somebody get instead of a talk? Each piece that was given; its words stay where they are."""

from __future__ import annotations

from django.db import models

from references.testimonials.models import Endorsement
from requests.models.ask import ReferenceRequest


class Supplied(models.Model):
    """One published endorsement that was given to a request; what is left of it when the words are forgotten."""

    ask = models.ForeignKey(ReferenceRequest, on_delete=models.CASCADE, related_name="supplied")
    endorsement = models.ForeignKey(Endorsement, on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        verbose_name = "content given"
        verbose_name_plural = "content given"
        constraints = (models.UniqueConstraint(fields=("ask", "endorsement"), name="supplied_once"),)

    def __str__(self) -> str:
        return f"content {self.pk}"
