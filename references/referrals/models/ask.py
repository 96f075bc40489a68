"""Whom do we ask whether they know somebody, after what, and what did they say?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from customers.models.contact import hidden_from
from references.models import Reference
from references.referrals.models.template import Frame
from refprogram.accounts.roles import Role
from refprogram.columns import at_most, one_of
from refprogram.dates import AddMonths
from refprogram.history import ActedAs, Event

# For how long nobody is asked again after "nobody comes to mind" (seed 004) and after a no.
REST_MONTHS = 6


class Because(models.TextChoices):
    """What somebody did or said that makes it a good moment to ask; a score alone is none (seed 002)."""

    DELIGHTED_CHECK_IN = "delighted_check_in", "They sounded delighted in a talk"
    COMPLIMENT = "compliment", "They paid us a compliment"
    GO_LIVE = "go_live", "Something of ours went live there"
    COMPLETED_ACTIVITY = "completed_activity", "They did something for us"
    BY_HAND = "by_hand", "One of us thought of it"


class AskStatus(models.TextChoices):
    DUE = "due", "To be asked"
    ASKED = "asked", "Asked"
    INTRODUCED = "introduced", "Introduced somebody"
    DECLINED = "declined", "Would rather not"
    NOBODY_CAME_TO_MIND = "nobody_came_to_mind", "Nobody came to mind"
    DROPPED = "dropped", "Let go"


OPEN = (AskStatus.DUE, AskStatus.ASKED)
ANSWERED = (AskStatus.INTRODUCED, AskStatus.DECLINED, AskStatus.NOBODY_CAME_TO_MIND)
RESTING = (AskStatus.DECLINED, AskStatus.NOBODY_CAME_TO_MIND)


class ReferralAskQuerySet(models.QuerySet["ReferralAsk"]):
    def visible_to(self, user: Any) -> ReferralAskQuerySet:
        """Return what somebody may see: a rep what is about the accounts they own, nobody those of hidden people."""
        mine = self.filter(reference__contact__customer__owner=user) if user.role == Role.SALES_REP else self.all()
        return mine.exclude(reference__contact__status__in=hidden_from(user))

    def open(self) -> ReferralAskQuerySet:
        return self.filter(status__in=OPEN)

    def resting(self, *, on: date) -> ReferralAskQuerySet:
        """Return the answers after which nobody asks again yet: on the day six months later somebody may."""
        said = self.filter(status__in=RESTING)
        return said.annotate(rests_until=AddMonths("answered_on", REST_MONTHS)).filter(rests_until__gt=on)

    def to_follow_up(self) -> ReferralAskQuerySet:
        """Return where nobody came to mind and nobody here has looked after them since (seed 004)."""
        return self.filter(status=AskStatus.NOBODY_CAME_TO_MIND, followed_up_on=None)


class ReferralAsk(models.Model):
    """One question to one person: whom do you know within this circle? Due, asked, and answered once."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=20, choices=Because)
    about = models.CharField(max_length=40, blank=True)
    made_on = models.DateField()
    due_on = models.DateField()
    status = models.CharField(max_length=20, choices=AskStatus, default=AskStatus.DUE, editable=False)
    frame = models.CharField(max_length=20, choices=Frame, blank=True)
    circle = models.CharField(max_length=200, blank=True)
    sentence = models.TextField(blank=True)
    asked_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)
    followed_up_on = models.DateField(null=True, blank=True)
    followed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReferralAskQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("status", "due_on"), name="referralask_by_status"),)
        constraints = (
            *at_most("referralask", about=40, circle=200, sentence=1_000),
            *one_of("referralask", blank=("frame",), because=Because, status=AskStatus, frame=Frame),
            models.UniqueConstraint(
                fields=("reference", "because", "about"),
                condition=~Q(because=Because.BY_HAND),
                name="referralask_once_an_occasion",
            ),
            models.UniqueConstraint(
                fields=("reference",), condition=Q(status__in=OPEN), name="referralask_one_open_a_person"
            ),
            models.CheckConstraint(
                condition=Q(asked_on=None, asked_by=None)
                | (Q(asked_on__isnull=False, asked_by__isnull=False) & ~Q(frame="") & ~Q(circle="") & ~Q(sentence="")),
                name="referralask_asked_within_a_circle",
            ),
            models.CheckConstraint(
                condition=Q(status=AskStatus.DROPPED)
                | Q(status=AskStatus.DUE, asked_on=None)
                | (~Q(status=AskStatus.DUE) & Q(asked_on__isnull=False)),
                name="referralask_asked_or_due",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ANSWERED, answered_on__isnull=False)
                | (~Q(status__in=ANSWERED) & Q(answered_on=None)),
                name="referralask_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(followed_up_on=None, followed_up_by=None)
                | Q(status=AskStatus.NOBODY_CAME_TO_MIND, followed_up_on__isnull=False, followed_up_by__isnull=False),
                name="referralask_followed_up_by_whom",
            ),
        )

    def __str__(self) -> str:
        return f"referral ask {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("referrals:ask", args=[self.pk])


class ReferralAskEvent(Event):
    """One step of an ask."""

    ask = models.ForeignKey(ReferralAsk, on_delete=models.CASCADE, related_name="events")

    class Meta:
        constraints = (
            *at_most("referralask_event", verb=40),
            *one_of("referralask_event", acted_as=ActedAs),
            models.UniqueConstraint(fields=("ask", "seq"), name="referralask_event_seq"),
        )

    def __str__(self) -> str:
        return self.verb


def is_left_in_peace(*, on: date) -> Q:
    """Say of a reference that nobody asks them now: a question is open, or they rest after an answer."""
    mine = ReferralAsk.objects.filter(reference=OuterRef("pk"))
    return Q(Exists(mine.open())) | Q(Exists(mine.resting(on=on)))
