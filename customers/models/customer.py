"""Who is the customer, and what is true of it today?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cleanco import basename
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from customers.models.contract import Contract
from customers.models.hardship import Hardship
from customers.models.issue import Issue
from customers.models.survey import SurveyResponse
from refprogram.accounts.roles import Role
from refprogram.columns import at_most, between, one_of
from refprogram.history import ActedAs, Event

LARGEST_REVENUE = Decimal("99999999999999.99")
LARGEST_GIFT = Decimal("99999999.99")


def name_key(name: str) -> str:
    """Return a name as it is compared: without its legal form, case and doubled spaces ("Acme GmbH" is "acme")."""
    plain = " ".join(name.split())
    return (basename(plain) or plain).casefold()[:250]


def customer_facts(customer: str, *, on: date) -> dict[str, Any]:
    """Name what is known of a customer on a day, as subqueries to annotate; `customer` is the path to its key.

    The one place that says what an open issue, an active hardship or an unhappy answer is; references read the same
    names.
    """
    theirs = {"customer": OuterRef(customer)}
    worst = Issue.objects.open(on=on).filter(**theirs).order_by("-severity", "opened_on", "pk")
    resolved = Issue.objects.resolved(on=on).filter(**theirs).order_by("-resolved_on")
    trouble = Hardship.objects.active(on=on).filter(**theirs).order_by("since", "pk")
    said = SurveyResponse.objects.newest_of_their_series(on=on).filter(**theirs)
    unhappy = said.unhappy().with_follow_up(on=on)
    unhappy = unhappy.order_by(F("followed_up_on").desc(nulls_first=True), "-answered_on", "-pk")
    unread = said.unread().order_by("-answered_on")
    contracts = Contract.objects.filter(**theirs)
    return {
        "issue_severity": Subquery(worst.values("severity")[:1]),
        "issue_kind": Subquery(worst.values("kind")[:1]),
        "issue_since": Subquery(worst.values("opened_on")[:1]),
        "recovered_on": Subquery(resolved.values("resolved_on")[:1]),
        "hardship_since": Subquery(trouble.values("since")[:1]),
        "hardship_kind": Subquery(trouble.values("kind")[:1]),
        "hardship_review_on": Subquery(trouble.values("review_on")[:1]),
        "survey_unhappy_on": Subquery(unhappy.values("answered_on")[:1]),
        "survey_handled_on": Subquery(unhappy.values("followed_up_on")[:1]),
        "survey_unread_on": Subquery(unread.values("answered_on")[:1]),
        "renews_on": Subquery(contracts.ahead(on=on).order_by("renews_on").values("renews_on")[:1]),
        "negotiating_since": Subquery(
            contracts.negotiated(on=on).order_by("negotiating_since").values("negotiating_since")[:1]
        ),
    }


class ReferencePolicy(models.TextChoices):
    """What a company allows its people to do for us; nothing written down means that nobody has asked."""

    NONE = "none", "No references at all"
    PRIVATE = "private", "Private references only"
    ASK = "ask", "Ask the company each time"
    PUBLIC = "public", "Public references too"


class GiftPolicy(models.TextChoices):
    """What a company lets its people take from us; nothing written down means that nobody has asked."""

    NONE = "none", "No gifts at all"
    LIMITED = "limited", "Up to a limit of its own"
    ALLOWED = "allowed", "Gifts are fine"


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: Any) -> CustomerQuerySet:
        """Return what somebody may see: a rep the accounts they own, everybody else here all of them."""
        return self.filter(owner=user) if user.role == Role.SALES_REP else self.all()

    def with_facts(self, *, on: date) -> CustomerQuerySet:
        """Add the customer's own facts, under the names that references use too."""
        return self.annotate(**customer_facts("pk", on=on))

    def named_like(self, text: str) -> CustomerQuerySet:
        return self.filter(Q(name__icontains=text) | Q(external_id__iexact=text) | Q(domain__icontains=text))

    def hold(self, pk: int) -> Customer:
        """Lock one customer until the transaction ends, so that its events are numbered one after the other."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class Customer(models.Model):
    """A company that buys from us. Its size plays no part in who is asked (seed 001)."""

    name = models.CharField(max_length=250)
    name_key = models.CharField(max_length=250, editable=False)
    external_id = models.CharField(max_length=200, blank=True)
    domain = models.CharField(max_length=250, blank=True)
    industry = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    city = models.CharField(max_length=200, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    revenue = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    customer_since = models.DateField(null=True, blank=True)
    reference_policy = models.CharField(max_length=10, choices=ReferencePolicy, blank=True)
    gift_policy = models.CharField(max_length=10, choices=GiftPolicy, blank=True)
    gift_limit = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True, help_text="What its people may take on one occasion."
    )
    gift_currency = models.CharField(max_length=3, blank=True)
    public_sector = models.BooleanField(default=False)
    public_sector_gifts = models.BooleanField(
        default=False, help_text="Nothing is offered to the public sector until this is switched on."
    )
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="subsidiaries")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("name", "id"), name="customer_by_name"),
            models.Index(fields=("name_key",), name="customer_by_name_key"),
        )
        constraints = (
            *at_most(
                "customer",
                name=250,
                name_key=250,
                external_id=200,
                domain=250,
                industry=200,
                country=100,
                region=100,
                city=200,
                gift_currency=3,
            ),
            *one_of(
                "customer",
                blank=("reference_policy", "gift_policy"),
                reference_policy=ReferencePolicy,
                gift_policy=GiftPolicy,
            ),
            *between(
                "customer",
                employees=(0, 2_000_000_000),
                revenue=(-LARGEST_REVENUE, LARGEST_REVENUE),
                gift_limit=(-LARGEST_GIFT, LARGEST_GIFT),
            ),
            models.CheckConstraint(
                condition=Q(gift_policy=GiftPolicy.LIMITED, gift_limit__isnull=False, gift_limit__gt=0)
                & ~Q(gift_currency="")
                | ~Q(gift_policy=GiftPolicy.LIMITED) & Q(gift_limit=None, gift_currency=""),
                name="customer_gift_limit_when_limited",
            ),
            models.CheckConstraint(
                condition=Q(public_sector=True) | Q(public_sector_gifts=False), name="customer_public_sector_gifts"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="customer_named"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:detail", args=[self.pk])


class CustomerEvent(Event):
    """What we did about a customer: ids and codes only; `about` names the row, such as ``issue-12``."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="events")
    about = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            *at_most("customer_event", verb=40, about=40),
            *one_of("customer_event", acted_as=ActedAs),
            models.UniqueConstraint(fields=("customer", "seq"), name="customer_event_seq"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"
