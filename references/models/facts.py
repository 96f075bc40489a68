"""Which facts does a verdict rest on? Columns under the names that `references.facts` gives them."""

from typing import Any

from django.db import models

from refprogram.columns import SMALL, at_most, between

NO_WORD: dict[str, Any] = {"max_length": 20, "null": True}  # NULL is the fact "none", as a subquery gives it


class KeptFacts(models.Model):
    """What is known of a reference on a day, whatever is asked of it: what Standing keeps and a Judgement remembers."""

    issue_severity = models.PositiveSmallIntegerField(null=True)
    issue_kind = models.CharField(**NO_WORD)
    issue_since = models.DateField(null=True)
    recovered_on = models.DateField(null=True)
    survey_unhappy_on = models.DateField(null=True)
    survey_handled_on = models.DateField(null=True)
    survey_unread_on = models.DateField(null=True)
    hardship_since = models.DateField(null=True)
    hardship_kind = models.CharField(**NO_WORD)
    hardship_review_on = models.DateField(null=True)
    renews_on = models.DateField(null=True)
    negotiating_since = models.DateField(null=True)
    reference_policy = models.CharField(**NO_WORD)
    contact_status = models.CharField(**NO_WORD)
    contact_status_since = models.DateField(null=True)
    contact_back_on = models.DateField(null=True)
    paused_since = models.DateField(null=True)
    paused_until = models.DateField(null=True)
    quiet_month = models.BooleanField(null=True)
    verified_on = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    heard_on = models.DateField(null=True)
    nominated_on = models.DateField(null=True)
    told_on = models.DateField(null=True)
    mood = models.CharField(**NO_WORD)
    mood_on = models.DateField(null=True)
    willing_on = models.DateField(null=True)
    cheered_on = models.DateField(null=True)
    late_yes_on = models.DateField(null=True)
    declined_twice_on = models.DateField(null=True)
    hedged_on = models.DateField(null=True)

    class Meta:
        abstract = True
        constraints = (
            *at_most(
                "%(class)s",
                **dict.fromkeys(
                    ("issue_kind", "hardship_kind", "reference_policy", "contact_status", "mood"), NO_WORD["max_length"]
                ),
            ),
            *between("%(class)s", issue_severity=(0, SMALL)),
        )
