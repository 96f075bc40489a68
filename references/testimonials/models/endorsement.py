"""Whose words are these, of what kind, and how far are they on their way into the world?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse

from customers.models.contact import hidden_from, kept
from references.models import ActivityType, Reference
from refprogram.accounts.roles import Role
from refprogram.columns import at_most, one_of
from refprogram.dates import AddMonths
from refprogram.history import ActedAs, Event

# For how long words are kept that were never shown, and the proof of those that were, after their last day anywhere.
NEVER_SHOWN_MONTHS = 24
SHOWN_MONTHS = 72


class Kind(models.TextChoices):
    """The three kinds of endorsement (seed 002), and the one that is kept and never shown."""

    CONSUMER = "consumer", "Customer"
    EXPERT = "expert", "Expert"
    ORGANIZATION = "organization", "Organization"
    UNSUPPORTED = "unsupported", "Celebrity"


class Origin(models.TextChoices):
    LINK = "link", "written on their own page"
    UNSOLICITED = "unsolicited", "sent to us without being asked"
    IMPORT = "import", "read from a file"


class Status(models.TextChoices):
    INTAKE = "intake", "Intake"
    PERSON_APPROVAL = "person_approval", "With the person"
    DOSSIER = "dossier", "Dossier"
    READY = "ready", "Ready"
    PUBLISHED = "published", "Published"
    SUSPENDED = "suspended", "Suspended"
    RETIRED = "retired", "Retired"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def visible_to(self, user: Any) -> EndorsementQuerySet:
        """Return what somebody may read: a rep what is published, everybody else here all of it.

        Nobody reads the words of somebody we forgot, and an admin alone those of somebody who wants them kept and not
        used (GDPR 17, 18).
        """
        mine = self.filter(status=Status.PUBLISHED) if user.role == Role.SALES_REP else self.all()
        return mine.exclude(reference__contact__status__in=hidden_from(user))

    def published(self) -> EndorsementQuerySet:
        """Return what may be shown today, wherever a place is written down for it."""
        return self.filter(status=Status.PUBLISHED)

    def never_shown_outlived(self, *, on: date) -> EndorsementQuerySet:
        """Return what came in 24 months ago or earlier and was never shown anywhere, unless somebody works on it."""
        idle = self.filter(status__in=(Status.INTAKE, Status.RETIRED, Status.WITHDRAWN), placements=None)
        known = idle.exclude(kept("reference__contact"))
        return known.annotate(kept_until=AddMonths("came_on", NEVER_SHOWN_MONTHS)).filter(kept_until__lte=on)

    def shown_outlived(self, *, on: date) -> EndorsementQuerySet:
        """Return what is shown nowhere any more, and was last shown six years ago or earlier."""
        over = self.filter(status__in=(Status.RETIRED, Status.WITHDRAWN)).exclude(placements__ended_on=None)
        last = Subquery(
            self.model.objects.filter(pk=OuterRef("pk")).annotate(last=Max("placements__ended_on")).values("last")
        )
        known = over.exclude(kept("reference__contact")).annotate(last=last)
        return known.annotate(kept_until=AddMonths("last", SHOWN_MONTHS)).filter(kept_until__lte=on)

    def hold(self, pk: int) -> Endorsement:
        """Lock one endorsement until the transaction ends; look at its dossier only after this, in a second query."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class Endorsement(models.Model):
    """One person's words about us. Whoever they turn out to be, nothing is shown before they approved it themselves."""

    reference = models.ForeignKey(
        Reference, on_delete=models.CASCADE, null=True, blank=True, related_name="+", help_text="Who said it."
    )
    kind = models.CharField(max_length=15, choices=Kind, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.INTAKE, editable=False)
    origin = models.CharField(max_length=15, choices=Origin)
    source = models.CharField(max_length=500, blank=True, help_text="The mail, page or file that it came in.")
    activity = models.ForeignKey(
        ActivityType, on_delete=models.PROTECT, related_name="+", help_text="What they agree to when they approve it."
    )
    product = models.ForeignKey("customers.Product", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    came_on = models.DateField()
    text_key = models.CharField(max_length=64, editable=False, help_text="The same words have the same key.")
    published_on = models.DateField(null=True, blank=True)
    reconfirm_by = models.DateField(
        null=True, blank=True, help_text="Something changed: they have to say by this day whether they still mean it."
    )

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("text_key",), name="endorsement_by_words"),
            models.Index(fields=("status", "id"), name="endorsement_by_status"),
        )
        constraints = (
            *at_most("endorsement", source=500, text_key=64),
            *one_of("endorsement", blank=("kind",), kind=Kind, origin=Origin, status=Status),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED)
                | (
                    Q(reference__isnull=False, published_on__isnull=False)
                    & Q(kind__in=(Kind.CONSUMER, Kind.EXPERT, Kind.ORGANIZATION))
                ),
                name="endorsement_published_of_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"endorsement {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("testimonials:detail", args=[self.pk])


class Speaker(models.Model):
    """Who is said to have said it, as the source names them: apart, so that they can be forgotten."""

    endorsement = models.OneToOneField(Endorsement, on_delete=models.CASCADE, related_name="speaker")
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    organization = models.CharField(max_length=250, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        constraints = (*at_most("speaker", name=200, title=200, organization=250, email=254),)

    def __str__(self) -> str:
        return f"speaker of {self.endorsement_id}"


class EndorsementEvent(Event):
    """One step of an endorsement, or what was added to its dossier; `about` names the row, such as ``proof-3``."""

    endorsement = models.ForeignKey(Endorsement, on_delete=models.CASCADE, related_name="events")
    about = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            *at_most("endorsement_event", verb=40, about=40),
            *one_of("endorsement_event", acted_as=ActedAs),
            models.UniqueConstraint(fields=("endorsement", "seq"), name="endorsement_event_seq"),
        )

    def __str__(self) -> str:
        return self.verb
