"""What did we know when we decided? Every verdict that a decision used, with its facts in columns of the same names."""

from __future__ import annotations

from django.db import models

from references.models.activity import ActivityType
from references.models.reference import Reference
from refprogram.columns import SMALL, at_most, between


class Judgement(models.Model):
    """A verdict of one day for one decision; `levels()` over these rows gives the same answer again."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="judgements")
    decision = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
    on = models.DateField()
    activity = models.ForeignKey(ActivityType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    worst = models.PositiveSmallIntegerField()
    findings = models.JSONField(help_text="Level by rule, of the rules that fired.")

    # The facts, as eligibility.facts() names them.
    issue_severity = models.PositiveSmallIntegerField(null=True)
    issue_kind = models.CharField(max_length=20, null=True)  # noqa: DJ001 - NULL is the fact "none", as in facts()
    issue_since = models.DateField(null=True)
    hardship_since = models.DateField(null=True)
    hardship_kind = models.CharField(max_length=20, null=True)  # noqa: DJ001
    hardship_review_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    consent_until = models.DateField(null=True)
    recent_uses = models.PositiveIntegerField(null=True)
    owes_thanks = models.BooleanField(null=True)
    being_asked = models.BooleanField(null=True)
    is_booked = models.BooleanField(null=True)

    class Meta:
        constraints = (
            *at_most("judgement", decision=40, issue_kind=20, hardship_kind=20),
            *between("judgement", worst=(0, SMALL), issue_severity=(0, SMALL)),
        )

    def __str__(self) -> str:
        return f"judgement {self.pk}"
