"""Which deal is a reference wanted for, and how did it end?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from customers.models import Customer, Product
from references.models import UseState
from refprogram.accounts.roles import Role
from refprogram.columns import at_most, between, one_of

if TYPE_CHECKING:
    from requests.models.ask import ReferenceRequest

LARGEST_VALUE = Decimal("999999999999.99")
CURRENCY = r"[A-Z]{3}"
# What may be missing of a deal that another system knows; whoever asks for a reference fills it in.
MAY_BE_MISSING = ("domain", "value", "close_on")


class Stage(models.TextChoices):
    OPEN = "open", "Still open"
    WON = "won", "Won"
    LOST = "lost", "Lost"


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def visible_to(self, user: Any) -> OpportunityQuerySet:
        """Return a rep's own deals; for everybody else here, all but those that only drafts of others speak of."""
        if user.role == Role.SALES_REP:
            return self.filter(owner=user)
        asks: Any = self.model._meta.get_field("asks").related_model
        return self.filter(~Q(source="") | Q(pk__in=asks.objects.visible_to(user).values("opportunity")))

    def open(self) -> OpportunityQuerySet:
        return self.filter(stage=Stage.OPEN)

    def named_like(self, text: str) -> OpportunityQuerySet:
        return self.filter(Q(account__icontains=text) | Q(name__icontains=text) | Q(external_id__iexact=text))

    def typed_for(self, ask: ReferenceRequest) -> OpportunityQuerySet:
        """Return the deal of a request if it was typed for this request alone, and may be changed with it."""
        return self.filter(pk=ask.opportunity_id, source="").exclude(
            pk__in=type(ask).objects.exclude(pk=ask.pk).values("opportunity")
        )

    def influenced(self, *, since: date, on: date) -> OpportunityQuerySet:
        """Return the deals won from one day to another, each once, for which a reference was heard before that.

        `first_use` is the day on which one took place first. One on the day of the close itself is left out: nobody
        knows whether it came before. This is an association; it does not say that the reference won the deal.
        """
        day = "asks__assignments__use__on"
        uses = self.model.objects.filter(pk=OuterRef("pk"), asks__assignments__use__state=UseState.DONE)
        won = self.filter(stage=Stage.WON, closed_on__gte=since, closed_on__lte=on)
        return won.annotate(first_use=Subquery(uses.order_by(day).values(day)[:1])).filter(first_use__lt=F("closed_on"))

    def hold(self, pk: int) -> Opportunity:
        """Lock one deal until the transaction ends, so that a file and a person do not write onto each other."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class Opportunity(models.Model):
    """A deal as its rep typed it, or as the system says that it came from: the prospect, its worth, how it ended."""

    source = models.CharField("the system it came from", max_length=200, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    name = models.CharField("deal", max_length=200)
    account = models.CharField("prospect", max_length=200)
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    domain = models.CharField("the prospect's web domain", max_length=250, blank=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    engaged_on = models.DateField(null=True, blank=True)
    close_on = models.DateField("expected to close on", null=True, blank=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by_hand = models.JSONField("what somebody here said", default=list, blank=True, editable=False)

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "opportunities"
        indexes = (
            models.Index(fields=("stage", "closed_on"), name="opportunity_by_close"),
            models.Index(fields=("stage", "account", "id"), name="opportunity_by_account"),
        )
        constraints = (
            *at_most("opportunity", source=200, external_id=200, name=200, account=200, domain=250, currency=3),
            *one_of("opportunity", stage=Stage),
            *between("opportunity", value=(-LARGEST_VALUE, LARGEST_VALUE)),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="opportunity_value_not_negative",
                violation_error_message="A deal cannot be worth less than nothing.",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.OPEN, closed_on=None) | ~Q(stage=Stage.OPEN) & Q(closed_on__isnull=False),
                name="opportunity_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(engaged_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("engaged_on")),
                name="opportunity_closed_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(source="") | Q(external_id="", owner__isnull=False, close_on__isnull=False),
                name="opportunity_typed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=("source", "external_id"), condition=~Q(external_id=""), name="opportunity_once_a_source"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account}: {self.name}"

    def missing(self) -> list[str]:
        """Name what nobody has said of this deal yet."""
        return [name for name in MAY_BE_MISSING if getattr(self, name) in (None, "")]
