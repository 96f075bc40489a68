"""Who was introduced to us, by whom, and what came of it? The person themselves lies in a row of their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from references.referrals.models.ask import ReferralAsk
from refprogram.columns import at_most, one_of
from refprogram.dates import AddDays, AddMonths
from refprogram.history import ActedAs, Event

# Whom nobody has written to or called goes after so many days (GDPR 14.3); everybody else after so many months.
UNREACHED_DAYS, QUIET_MONTHS = 30, 12


class ReferralStatus(models.TextChoices):
    INTRODUCED = "introduced", "Introduced: nobody has written to them"
    NOTIFIED = "notified", "Told that we have their data"
    CONTACTED = "contacted", "Spoken with"
    QUALIFIED = "qualified", "It may become something"
    WON = "won", "Became a customer"
    LOST = "lost", "Came to nothing"
    DECLINED = "declined", "They would rather not"
    FORGOTTEN = "forgotten", "Forgotten: nothing about them is kept"


CLOSED = (ReferralStatus.WON, ReferralStatus.LOST, ReferralStatus.DECLINED, ReferralStatus.FORGOTTEN)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: Any) -> ReferralQuerySet:
        """Return the introductions somebody may see: managers all of them, a rep what was handed to them."""
        return self.all() if user.has_perm("referrals.hand_over") else self.filter(owner=user)

    def alive(self) -> ReferralQuerySet:
        return self.exclude(status__in=CLOSED)

    def hold(self, pk: int) -> Referral:
        """Lock one introduction until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def never_reached(self, *, on: date) -> ReferralQuerySet:
        """Return whom nobody wrote to or called within 30 days, with the day that was over (`kept_until`)."""
        known = self.filter(status=ReferralStatus.INTRODUCED, person__isnull=False)
        return known.annotate(kept_until=AddDays("introduced_on", UNREACHED_DAYS)).filter(kept_until__lte=on)

    def quiet(self, *, on: date) -> ReferralQuerySet:
        """Return those with whom nothing has happened for 12 months, and of whom we still keep who they are."""
        known = self.exclude(status=ReferralStatus.INTRODUCED).filter(person__isnull=False)
        return known.annotate(kept_until=AddMonths("moved_on", QUIET_MONTHS)).filter(kept_until__lte=on)


class Referral(models.Model):
    """One introduced person, without a name; `owner` is the colleague in sales to whom a manager handed them."""

    ask = models.ForeignKey(ReferralAsk, on_delete=models.SET_NULL, null=True, blank=True, related_name="referrals")
    status = models.CharField(max_length=20, choices=ReferralStatus, default=ReferralStatus.INTRODUCED, editable=False)
    introduced_on = models.DateField()
    moved_on = models.DateField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("status", "introduced_on"), name="referral_by_status"),)
        constraints = (*one_of("referral", status=ReferralStatus),)

    def __str__(self) -> str:
        return f"referral {self.pk}"


class ReferralEvent(Event):
    """One step of an introduction."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="events")

    class Meta:
        constraints = (
            *at_most("referral_event", verb=40),
            *one_of("referral_event", acted_as=ActedAs),
            models.UniqueConstraint(fields=("referral", "seq"), name="referral_event_seq"),
        )

    def __str__(self) -> str:
        return self.verb


class IntroducedQuerySet(models.QuerySet["Introduced"]):
    def visible_to(self, user: Any) -> IntroducedQuerySet:
        """Return who they are, for the managers and for the one to whom a manager handed them."""
        return self.filter(referral__in=Referral.objects.visible_to(user))


class Introduced(models.Model):
    """Who was introduced, apart, so that forgetting a check shows nothing instead of everything."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="person")
    name = models.CharField(max_length=200)
    company = models.CharField(max_length=250, blank=True)
    email = models.EmailField(blank=True)
    reach = models.CharField("how to reach them", max_length=200, blank=True)
    words = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)

    objects = IntroducedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "introduced people"
        constraints = (
            *at_most("introduced", name=200, company=250, email=254, reach=200, words=1_000, language=10),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(reach=""),
                name="introduced_can_be_reached",
                violation_error_message="Say how to reach them.",
            ),
        )

    def __str__(self) -> str:
        """Name the row, not the person: this text ends up in logs."""
        return f"introduced {self.pk}"


class IntroducedLink(models.Model):
    """A secret address at which an introduced person sees and deletes what we keep of them; only its hash is kept."""

    person = models.ForeignKey(Introduced, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    minted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (*at_most("introducedlink", token_hash=64),)

    def __str__(self) -> str:
        return f"link {self.pk}"
