"""Where in the world are their words, since when, and what has to come down? Every use is a row (seed 002)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from references.models import Audience
from references.testimonials.models.endorsement import Endorsement
from references.testimonials.models.words import Approval
from refprogram.accounts.roles import Role
from refprogram.columns import at_most, between, one_of

LOOK_AGAIN_DAYS = 90


class Channel(models.TextChoices):
    WALL = "wall", "Our public wall"
    EMBED = "embed", "Embedded on a website"
    PROOF_PAGE = "proof_page", "A proof page"
    WEBSITE = "website", "A website"
    SALES = "sales", "Sales material"
    SOCIAL = "social", "Social media"
    PRINT = "print", "Print"
    EVENT = "event", "An event"
    PRESS = "press", "The press"


# What this program serves itself, and so takes down itself, at once.
OWN = (Channel.WALL, Channel.EMBED, Channel.PROOF_PAGE)
AUDIENCE_OF = dict.fromkeys(Channel, Audience.PROSPECT) | {
    Channel.EVENT: Audience.EVENT,
    Channel.PRESS: Audience.PRESS,
}


# For how long a proof page may stand at most.
PROOF_PAGE_DAYS = 90


class ProofPageQuerySet(models.QuerySet["ProofPage"]):
    def visible_to(self, user: Any) -> ProofPageQuerySet:
        """Return a rep's own pages, and everybody's to everybody else."""
        return self.filter(made_by=user) if user.role == Role.SALES_REP else self.all()

    def open(self, *, on: date) -> ProofPageQuerySet:
        return self.filter(expires_on__gte=on, closed_on=None)


class ProofPage(models.Model):
    """A page of chosen evidence for one prospect, behind a secret address, for a while."""

    prospect = models.CharField(max_length=250)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    expires_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    views = models.PositiveIntegerField(default=0, help_text="How often it was opened; the page says that we count.")
    last_viewed_on = models.DateField(null=True, blank=True)

    objects = ProofPageQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("proofpage", prospect=250, token_hash=64),
            *between("proofpage", views=(0, 2_000_000_000)),
            models.CheckConstraint(condition=Q(expires_on__gte=models.F("made_on")), name="proofpage_expires_later"),
        )

    def __str__(self) -> str:
        return f"proof page {self.pk}"


class PlacementQuerySet(models.QuerySet["Placement"]):
    def live(self, *, on: date) -> PlacementQuerySet:
        """Return what is to be seen on a day, its first and its last day included."""
        return self.filter(Q(until=None) | Q(until__gte=on), ended_on=None, starts_on__lte=on)

    def still_up(self) -> PlacementQuerySet:
        """Return what nobody has taken down, begun or planned."""
        return self.filter(ended_on=None)

    def over(self, *, on: date) -> PlacementQuerySet:
        """Return what was to be shown until a day that has passed, and is not written down as gone."""
        return self.still_up().filter(until__lt=on)

    def to_take_down(self) -> PlacementQuerySet:
        """Return what has to come down elsewhere, and nobody has said yet that it did."""
        return self.filter(takedown__isnull=False, takedown__done_on=None, ended_on=None)

    def to_look_at(self, *, on: date) -> PlacementQuerySet:
        """Return what is up elsewhere and nobody has looked at for 90 days (16 CFR 255.1(d))."""
        return self.live(on=on).exclude(channel__in=OWN).filter(looked_on__lte=on - timedelta(days=LOOK_AGAIN_DAYS))


class Placement(models.Model):
    """One place where somebody's words are shown, in the form they approved; text leaves the program only so."""

    endorsement = models.ForeignKey(Endorsement, on_delete=models.CASCADE, related_name="placements")
    approval = models.ForeignKey(
        Approval, on_delete=models.SET_NULL, null=True, related_name="+", help_text="Gone with the words it was about."
    )
    channel = models.CharField(max_length=15, choices=Channel)
    address = models.CharField(max_length=500, blank=True, help_text="The address, or where it hangs.")
    proof_page = models.ForeignKey(
        ProofPage, on_delete=models.CASCADE, null=True, blank=True, related_name="placements"
    )
    starts_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    looked_on = models.DateField(help_text="When somebody last saw that it is as approved.")
    ended_on = models.DateField(null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("placement", address=500),
            *one_of("placement", channel=Channel),
            models.CheckConstraint(
                condition=Q(channel=Channel.PROOF_PAGE, proof_page__isnull=False)
                | (~Q(channel=Channel.PROOF_PAGE) & Q(proof_page=None)),
                name="placement_of_a_proof_page",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=(Channel.WALL, Channel.PROOF_PAGE)) | ~Q(address=""),
                name="placement_is_somewhere",
                violation_error_message="Say where it is shown.",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("starts_on")),
                name="placement_ends_after_start",
                violation_error_message="It cannot end before it begins.",
            ),
            models.UniqueConstraint(
                fields=("endorsement", "channel", "address"),
                condition=Q(ended_on=None, proof_page=None),
                name="placement_once",
            ),
            models.UniqueConstraint(
                fields=("endorsement", "proof_page"), condition=Q(ended_on=None), name="placement_once_a_page"
            ),
        )

    def __str__(self) -> str:
        return f"placement {self.pk}"

    @property
    def is_own(self) -> bool:
        return self.channel in OWN

    @property
    def frame_url(self) -> str:
        """Return the whole address that a frame on somebody's website shows."""
        return settings.PUBLIC_BASE_URL + reverse("face:embed", args=[self.pk])


class TakedownQuerySet(models.QuerySet["Takedown"]):
    def open(self) -> TakedownQuerySet:
        return self.filter(done_on=None).order_by("due_on", "pk")


class Takedown(models.Model):
    """Words that have to come down somewhere we do not serve: until when, and the proof that they did."""

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="takedown")
    asked_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proof = models.CharField(max_length=500, blank=True, help_text="How we know that it is gone.")

    objects = TakedownQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("takedown", proof=500),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None, proof="")
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(proof="")),
                name="takedown_done_by_whom_with_proof",
                violation_error_message="Say how you know that it is gone.",
            ),
        )

    def __str__(self) -> str:
        return f"takedown {self.pk}"
