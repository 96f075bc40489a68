"""What does a seller want, and how far is it? In code a ReferenceRequest is an ``ask``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from customers.models import Product, Topic
from customers.models.contact import kept
from references.facts import Ask
from references.models import ActivityType, Audience, Depth, Judgement
from references.models.wish import SizeBand
from refprogram.accounts.roles import Role
from refprogram.columns import at_most, between, one_of
from refprogram.dates import AddMonths
from refprogram.history import ActedAs, Event
from requests.models.opportunity import Opportunity


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Sent to the reference manager"
    IN_REVIEW = "in_review", "In review"
    MATCHED = "matched", "Matched, nobody asked yet"
    AWAITING_CUSTOMER = "awaiting_customer", "Waiting for the customer’s answer"
    CONFIRMED = "confirmed", "The customer said yes"
    SCHEDULED = "scheduled", "A time is agreed"
    COMPLETED = "completed", "It took place"
    CLOSED = "closed", "Closed"
    CONTENT_SUPPLIED = "content_supplied", "Content instead of a talk"
    UNFULFILLED = "unfulfilled", "Ended without a reference"
    NEEDS_REVIEW = "needs_review", "Stopped: needs a decision"
    DECLINED_BY_CUSTOMER = "declined_by_customer", "The customer would rather not"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Out of time"


class Unfulfilled(models.TextChoices):
    """Why a request came to nothing: an honoured outcome, never a failure of whoever looked (seed 003)."""

    NOBODY_SUITABLE = "nobody_suitable", "Nobody suitable"
    DECLINED = "declined", "Asked, and they would rather not"
    NO_ANSWER = "no_answer", "No answer in time"
    TOO_LATE = "too_late", "Asked for too late"
    OTHER = "other", "Something else"


# For how long we keep what somebody wrote when they took a step.
NOTE_MONTHS = 24
# For how long we keep who was to be in the talk and what they would ask, after the day it was needed by.
WISH_MONTHS = 24

# The customer has said yes, and it has not taken place.
AGREED = (Status.CONFIRMED, Status.SCHEDULED)
# Somebody is at work on it, or waits for an answer or a talk; what the clock may stop.
IN_FLIGHT = (Status.SUBMITTED, Status.IN_REVIEW, Status.MATCHED, Status.AWAITING_CUSTOMER, *AGREED)

# The steps that give the requester what they asked for, and those that take it away again.
FULFILLING = ("confirm", "heard_yes", "supply")
UNDOING = ("hold_back", "withdraw", "heard_no", "heard_not_now", "talk")


class ReferenceRequestQuerySet(models.QuerySet["ReferenceRequest"]):
    def visible_to(self, user: Any) -> ReferenceRequestQuerySet:
        """Return a rep's own requests; for everybody else here, all that were sent, and their own drafts.

        A draft that was called off, or whose day passed, was never sent and stays its author's alone.
        """
        if user.role == Role.SALES_REP:
            return self.filter(requested_by=user)
        sent = Exists(RequestEvent.objects.filter(ask=OuterRef("pk"), verb="submit"))
        never_sent = Q(status=Status.DRAFT) | Q(Q(status__in=(Status.CANCELLED, Status.EXPIRED)), ~sent)
        return self.filter(~never_sent | Q(requested_by=user))

    def in_flight_with(self, customers: Iterable[int]) -> ReferenceRequestQuerySet:
        """Return those in flight that have one of these customers' people on them at this moment."""
        return self.filter(
            status__in=IN_FLIGHT,
            assignments__ended_at=None,
            assignments__reference__contact__customer__in=customers,
        ).order_by("pk")

    def involving(self, customer: int, *, reader: Any) -> ReferenceRequestQuerySet:
        """Return those that one of this customer's people was ever chosen for, each once.

        Whoever may not read reasons finds only those that the person is on now: next to a request that has stopped, the
        company would tell who is going through a hard time (seed 003).
        """
        chosen: dict[str, Any] = {"assignments__reference__contact__customer": customer}
        if not reader.has_perm("references.read_reasons"):
            chosen["assignments__ended_at"] = None
        return self.filter(**chosen).distinct()

    def clocked(self) -> ReferenceRequestQuerySet:
        """Add when each was sent, taken up and fulfilled; what was taken away again fulfilled nothing."""
        steps = RequestEvent.objects.filter(ask=OuterRef("pk")).order_by("seq")
        undone = RequestEvent.objects.filter(ask=OuterRef("ask"), seq__gt=OuterRef("seq"), verb__in=UNDOING)
        given = steps.filter(verb__in=FULFILLING).exclude(Exists(undone))
        return self.annotate(
            sent_at=Subquery(steps.filter(verb="submit").values("at")[:1]),
            taken_up_at=Subquery(steps.filter(verb="take_up").values("at")[:1]),
            fulfilled_at=Subquery(given.values("at")[:1]),
        )

    def outlived(self, *, on: date) -> ReferenceRequestQuerySet:
        """Return those needed 24 months ago or earlier that nobody is at work on, and tell of the prospect's people."""
        told = self.exclude(status__in=IN_FLIGHT).exclude(role="", questions="")
        return told.annotate(kept_until=AddMonths("needed_by", WISH_MONTHS)).filter(kept_until__lte=on)

    def out_of_time(self, *, on: date) -> ReferenceRequestQuerySet:
        return self.filter(needed_by__lt=on)


class ReferenceRequest(models.Model):
    """A seller's wish for one deal: what matters most, what kind of talk, by when."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="asks")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(ActivityType, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField("who hears it", max_length=10, choices=Audience, default=Audience.PROSPECT)
    depth = models.CharField("how deep they dig", max_length=20, choices=Depth, default=Depth.USE_CASE)
    matters_most = models.TextField("what matters most to the prospect", blank=True)
    role = models.CharField("who will be in the talk, by their role", max_length=200, blank=True)
    questions = models.TextField("what they want to ask, a line each", blank=True)
    trouble = models.BooleanField("they ask what happens when things break", default=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    competitor = models.CharField("whom else they look at", max_length=200, blank=True)
    industry = models.CharField("the prospect's industry", max_length=200, blank=True)
    region = models.CharField("the prospect's region", max_length=100, blank=True)
    size = models.CharField("the prospect's size", max_length=10, choices=SizeBand, blank=True)
    needed_by = models.DateField()
    status = models.CharField(max_length=24, choices=Status, default=Status.DRAFT, editable=False)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unfulfilled_because = models.CharField(max_length=20, choices=Unfulfilled, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    form_key = models.CharField(
        max_length=40, blank=True, editable=False, help_text="Which form it was typed into: pressed twice, it is one."
    )

    objects = ReferenceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "request"
        indexes = (models.Index(fields=("status", "needed_by", "id"), name="request_by_status"),)
        constraints = (
            *at_most("request", matters_most=4_000, industry=200, region=100, role=200, questions=4_000),
            *at_most("request", competitor=200, form_key=40),
            *one_of("request", blank=("size",), status=Status, audience=Audience, depth=Depth, size=SizeBand),
            *one_of("request", blank=("unfulfilled_because",), unfulfilled_because=Unfulfilled),
            models.CheckConstraint(
                condition=(Q(status=Status.UNFULFILLED) & ~Q(unfulfilled_because=""))
                | (~Q(status=Status.UNFULFILLED) & Q(unfulfilled_because="")),
                name="request_unfulfilled_because",
            ),
            models.UniqueConstraint(
                fields=("requested_by", "form_key"), condition=~Q(form_key=""), name="request_once_a_form"
            ),
        )

    def __str__(self) -> str:
        return f"R-{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("requests:detail", args=[self.pk])

    def terms(self, *, on: date) -> Ask:
        """Say what is wanted, as the value that crosses down to `references`."""
        now = next((one for one in self.assignments.all() if one.ended_at is None), None)
        return Ask(
            on=on,
            activity=self.activity_id,
            audience=self.audience,
            depth=self.depth,
            prospect=self.opportunity.account,
            prospect_domain=self.opportunity.domain,
            topics=self.topics_in_order(),
            use=now.use_id if now else None,
            question=now.use_consent_id if now else None,
            industry=self.industry,
            region=self.region,
            size=self.size,
            product=self.product_id,
            trouble=self.trouble,
        )

    def asked_in_order(self) -> list[str]:
        """Return what the prospect wants to ask, each question by itself."""
        return [line for line in self.questions.splitlines() if line.strip()]

    def topics_in_order(self) -> tuple[int, ...]:
        """Return the topics that matter to the prospect, by key, the first one first."""
        return tuple(wanted.topic_id for wanted in sorted(self.topics.all(), key=attrgetter("rank")))


class WantedTopic(models.Model):
    """One of the one to three topics that matter most to the prospect, the first one first (seed 001)."""

    ask = models.ForeignKey(ReferenceRequest, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            *between("wantedtopic", rank=(1, 3)),
            models.UniqueConstraint(fields=("ask", "rank"), name="wantedtopic_one_a_rank"),
            models.UniqueConstraint(fields=("ask", "topic"), name="wantedtopic_once"),
        )

    def __str__(self) -> str:
        return f"topic {self.rank}"


class RequestEvent(Event):
    """One step of a request, or something that was done on it, with the verdict that it rested on."""

    ask = models.ForeignKey(ReferenceRequest, on_delete=models.CASCADE, related_name="events")
    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            *at_most("request_event", verb=40),
            *one_of("request_event", acted_as=ActedAs),
            models.UniqueConstraint(fields=("ask", "seq"), name="request_event_seq"),
        )

    def __str__(self) -> str:
        return self.verb


class RequestNoteQuerySet(models.QuerySet["RequestNote"]):
    def outlived(self, *, on: date) -> RequestNoteQuerySet:
        """Return what was written 24 months ago or earlier, on requests that nobody is at work on any more.

        It may speak of whoever was chosen: while their words are kept, it is as well.
        """
        spoken_of = ReferenceRequest.objects.filter(kept("assignments__reference__contact")).values("pk")
        known = self.exclude(event__ask__status__in=IN_FLIGHT).exclude(event__ask__in=spoken_of)
        return known.annotate(kept_until=AddMonths("event__at", NOTE_MONTHS)).filter(kept_until__lte=on)


class RequestNote(models.Model):
    """What somebody wrote when they took a step: apart from the event, so that it can be erased."""

    event = models.OneToOneField(RequestEvent, on_delete=models.CASCADE, related_name="note")
    text = models.TextField()

    objects = RequestNoteQuerySet.as_manager()

    class Meta:
        constraints = (*at_most("requestnote", text=4_000),)

    def __str__(self) -> str:
        return f"note {self.pk}"
