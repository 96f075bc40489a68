"""What do we know of each reference today? The kept answer that lists, boards and matching read."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from references.models.facts import KeptFacts
from references.models.reference import Reference
from refprogram.columns import SMALL, between


class Standing(KeptFacts):
    """One row a reference, written only by `references.standing.refresh`; decisions never read it."""

    reference = models.OneToOneField(Reference, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    judged_on = models.DateField()
    next_change = models.DateField(null=True)

    # The level of every rule that depends on the reference and the day alone.
    open_issue = models.PositiveSmallIntegerField()
    recently_recovered = models.PositiveSmallIntegerField()
    survey_red_flag = models.PositiveSmallIntegerField()
    never_verified = models.PositiveSmallIntegerField()
    stale_check_in = models.PositiveSmallIntegerField()
    check_in_due = models.PositiveSmallIntegerField()
    secondhand_only = models.PositiveSmallIntegerField()
    hesitant = models.PositiveSmallIntegerField()
    hardship = models.PositiveSmallIntegerField()
    policy_private_only = models.PositiveSmallIntegerField()
    contact_gone = models.PositiveSmallIntegerField()
    paused_by_customer = models.PositiveSmallIntegerField()
    renewal_window = models.PositiveSmallIntegerField()
    worst = models.PositiveSmallIntegerField()

    class Meta(KeptFacts.Meta):
        indexes = (
            models.Index(fields=("next_change",), name="standing_next_change"),
            models.Index(fields=("judged_on",), name="standing_judged_on"),
            models.Index(fields=("worst", "reference"), name="standing_worst"),
            models.Index(
                fields=("checked_on", "reference"),
                condition=models.Q(check_in_due__gt=0) | models.Q(stale_check_in__gt=0),
                name="standing_to_talk_with",
            ),
        )
        constraints = (
            *KeptFacts.Meta.constraints,
            *between(
                "standing",
                **dict.fromkeys(
                    (
                        "open_issue",
                        "recently_recovered",
                        "survey_red_flag",
                        "never_verified",
                        "stale_check_in",
                        "check_in_due",
                        "secondhand_only",
                        "hesitant",
                        "hardship",
                        "policy_private_only",
                        "contact_gone",
                        "paused_by_customer",
                        "renewal_window",
                        "worst",
                    ),
                    (0, SMALL),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"standing of reference {self.reference_id}"


class StandingCheck(models.Model):
    """One nightly comparison of what is kept with what the rules say; `differed` must be 0."""

    on = models.DateField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    differed = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"comparison of {self.on}"
