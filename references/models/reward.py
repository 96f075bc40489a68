"""What did we offer somebody for what they did, and did they take it? Whatever they took is said with their words.

A reward is for an act, never for an opinion: there is no column that could hold a condition on what somebody says, and
whoever declines or says something bad is offered what everybody else is (FTC 465.4).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models.customer import LARGEST_GIFT
from references.models.reference import Reference
from references.models.thanks import ThankYou
from refprogram.columns import at_most, between, one_of
from refprogram.dates import AddDays, AddMonths
from refprogram.ui.templatetags.ui import day

# Within so many days we give what somebody has accepted.
GIVE_WITHIN = 14


class Act(models.TextChoices):
    """What a reward is for: something done, whatever was said in it."""

    ACTIVITY = "activity", "An activity they did"
    REFERRAL = "referral", "A referral they made"
    TESTIMONIAL = "testimonial", "A testimonial they gave, whatever it says"
    ADVICE = "advice", "Advisory work"
    EVENT = "event", "An event or a journey"
    FAVOUR = "favour", "Another favour"


class RewardKind(models.TextChoices):
    GIFT = "gift", "Gift"
    PAYMENT = "payment", "Payment"
    DISCOUNT = "discount", "Discount"
    TRAVEL = "travel", "Travel or a ticket"


class RewardAnswer(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


# A reward as a disclosure says it.
WORDS: dict[str, Any] = {
    RewardKind.GIFT: _("a gift worth %(money)s"),
    RewardKind.PAYMENT: _("a payment of %(money)s"),
    RewardKind.DISCOUNT: _("a discount worth %(money)s"),
    RewardKind.TRAVEL: _("travel or a ticket worth %(money)s"),
}


class RewardEntryQuerySet(models.QuerySet["RewardEntry"]):
    def visible_to(self, user: Any) -> RewardEntryQuerySet:
        """Return what somebody may see: reference managers everything of whom they see, nobody else anything."""
        mine = self.filter(reference__in=Reference.objects.visible_to(user))
        return mine if user.has_perm("references.offer_reward") else self.none()

    def connecting(self, *, on: date) -> RewardEntryQuerySet:
        """Return what is a material connection on a day, newest first: offered and not declined, or given."""
        return self.filter(offered_on__lte=on).exclude(answer=RewardAnswer.DECLINED).order_by("-offered_on", "-pk")

    def of_the_year(self, *, on: date) -> RewardEntryQuerySet:
        """Return what was offered within the twelve months that end on a day."""
        counted = self.filter(offered_on__lte=on).annotate(counted_until=AddMonths("offered_on", 12))
        return counted.filter(counted_until__gt=on)

    def promised(self) -> RewardEntryQuerySet:
        """Return what was accepted and not given yet, with the last day on which to give it (`due_on`)."""
        accepted = self.filter(answer=RewardAnswer.ACCEPTED, given_on=None)
        return accepted.annotate(due_on=AddDays(F("answered_on"), GIVE_WITHIN))

    def overdue(self, *, on: date) -> RewardEntryQuerySet:
        promised: Any = self.promised()
        late: RewardEntryQuerySet = promised.filter(due_on__lt=on)
        return late


class RewardEntry(models.Model):
    """One thing that we offered to one person for one act, and what came of it."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="rewards")
    act = models.CharField(max_length=20, choices=Act)
    kind = models.CharField(max_length=10, choices=RewardKind, default=RewardKind.GIFT)
    what = models.CharField(max_length=500, blank=True)
    value = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True, help_text="Empty only where nobody wrote it down."
    )
    currency = models.CharField(max_length=3, blank=True)
    offered_on = models.DateField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=RewardAnswer, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    given_on = models.DateField(null=True, blank=True)
    thank_you = models.OneToOneField(
        ThankYou, on_delete=models.CASCADE, null=True, blank=True, related_name="reward", help_text="Given as thanks."
    )

    objects = RewardEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "reward"
        indexes = (models.Index(fields=("reference", "-offered_on"), name="reward_newest"),)
        constraints = (
            *at_most("reward", what=500, currency=3),
            *one_of("reward", blank=("answer",), act=Act, kind=RewardKind, answer=RewardAnswer),
            *between("reward", value=(-LARGEST_GIFT, LARGEST_GIFT)),
            models.CheckConstraint(
                condition=Q(value__isnull=False, value__gt=0) & ~Q(currency="")
                | Q(value=None, currency="", kind=RewardKind.GIFT),
                name="reward_worth_something",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None)
                | ~Q(answer="") & Q(answered_on__isnull=False, answered_on__gte=F("offered_on")),
                name="reward_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(given_on=None) | Q(answer=RewardAnswer.ACCEPTED, given_on__gte=F("answered_on")),
                name="reward_given_after_a_yes",
            ),
        )

    def __str__(self) -> str:
        return f"reward {self.pk}"

    @property
    def money(self) -> str:
        """Return the value as "EUR 40", or nothing where nobody wrote it down."""
        if self.value is None:
            return ""
        places = 0 if self.value == int(self.value) else 2
        return f"{self.currency} {number_format(self.value, decimal_pos=places, force_grouping=True)}"

    @property
    def state(self) -> str:
        if self.given_on:
            return "Given"
        return RewardAnswer(self.answer).label if self.answer else "Offered"

    def disclosed(self) -> str:
        """Say it as a disclosure, in the language that is read: what was only offered nobody has received."""
        reward = str(WORDS[self.kind]) % {"money": self.money} if self.money else gettext("a gift")
        if self.given_on:
            return gettext("They have received %(reward)s from us on %(day)s.") % {
                "reward": reward,
                "day": day(self.given_on),
            }
        return gettext("We have offered them %(reward)s on %(day)s.") % {"reward": reward, "day": day(self.offered_on)}
