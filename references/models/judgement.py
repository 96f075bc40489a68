"""What did we know when we decided? Every verdict that a decision used, with its facts in columns of the same names."""

from __future__ import annotations

from typing import Any

from django.db import models

from references.models.activity import ActivityType
from references.models.facts import NO_WORD, KeptFacts
from references.models.reference import Reference
from references.models.use import Use
from references.models.wish import Audience, Depth
from refprogram.columns import SMALL, at_most, between, one_of


class JudgementQuerySet(models.QuerySet["Judgement"]):
    def visible_to(self, user: Any) -> JudgementQuerySet:
        """Return what somebody may look up.

        Whoever gets no more than the class of a reason finds none in which a hard time played a part: next to a file
        whose company they know, even the class would tell who went through one (seed 003).
        """
        if not user.has_perm("references.read_judgements"):
            return self.none()
        return self.all() if user.has_perm("references.read_reasons") else self.filter(hardship_since=None)

    def about_use(self, use: Use) -> JudgementQuerySet:
        """Return what was judged about one use, from the question to the day it took place or was to.

        Of a use outside the program nothing was: nobody asked anybody.
        """
        question = use.use_consent
        if question is None:
            return self.none()
        last = max(use.on, question.answered_on or use.on)
        return self.filter(
            reference=use.reference_id, activity=use.activity_id, on__gte=question.asked_on, on__lte=last
        )


class Judgement(KeptFacts):
    """A verdict of one day for one decision; `levels()` over these rows gives the same answer again."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="judgements")
    decision = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
    worst = models.PositiveSmallIntegerField()
    findings = models.JSONField(help_text="Level by rule, of the rules that fired.")
    set_aside = models.JSONField(default=list, help_text="The rules among them that did not count for this decision.")

    # What was asked for.
    on = models.DateField()
    activity = models.ForeignKey(ActivityType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience, blank=True)
    depth = models.CharField(max_length=20, choices=Depth, blank=True)
    prospect = models.CharField(max_length=250, blank=True)
    prospect_domain = models.CharField(max_length=250, blank=True)
    topics = models.JSONField(default=list, help_text="The topics that mattered most, by key, the first one first.")

    # What that made of the reference.
    activity_is_public = models.BooleanField(null=True)
    activity_is_live = models.BooleanField(null=True)
    activity_weight = models.PositiveSmallIntegerField(null=True)
    activity_cap = models.PositiveSmallIntegerField(null=True)
    was_asked = models.BooleanField(null=True)
    consent_until = models.DateField(null=True)
    audience_agreed = models.BooleanField(null=True)
    permission_until = models.DateField(null=True)
    customer_cap = models.PositiveSmallIntegerField(null=True)
    recent_uses = models.PositiveIntegerField(null=True)
    first_recent_use_on = models.DateField(null=True)
    recent_load = models.PositiveIntegerField(null=True)
    activity_uses = models.PositiveIntegerField(null=True)
    rest_until = models.DateField(null=True)
    conflict_topic = models.CharField(max_length=200, null=True)  # noqa: DJ001 - NULL is the fact "none"
    conflict_on = models.DateField(null=True)
    prospect_relation = models.CharField(**NO_WORD)
    owes_thanks = models.BooleanField(null=True)
    being_asked = models.BooleanField(null=True)
    is_booked = models.BooleanField(null=True)

    objects = JudgementQuerySet.as_manager()

    class Meta(KeptFacts.Meta):
        constraints = (
            *KeptFacts.Meta.constraints,
            *at_most("judgement", decision=40, prospect=250, prospect_domain=250, conflict_topic=200),
            *at_most("judgement", prospect_relation=20),
            *one_of("judgement", blank=("audience", "depth"), audience=Audience, depth=Depth),
            *between("judgement", worst=(0, SMALL), activity_weight=(0, SMALL)),
            *between("judgement", activity_cap=(0, SMALL), customer_cap=(0, SMALL)),
        )

    def __str__(self) -> str:
        return f"judgement {self.pk}"
