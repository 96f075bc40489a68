"""Who agreed to what, when, on which words? The ledger of every yes and no; nothing in it is ever changed.

A row names nobody: a pseudonym stands for the person, and the key that ties it to them lies in a row of its own, which
erasure deletes. What the page said lies apart for the same reason; the ledger keeps its digest.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from references.models.activity import ActivityType
from references.models.reference import Reference
from references.models.wish import Audience
from refprogram.columns import at_most, one_of
from refprogram.history import ActedAs

LANGUAGE = 10


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def in_force(self, *, on: date) -> ConsentTextQuerySet:
        """Return the newest version of each text, by what it is for and its language, that holds on a day."""
        for_all = Value(0, output_field=models.BigIntegerField())
        newer = (
            self.model._default_manager.filter(from_on__lte=on)
            .alias(meant_for=Coalesce("activity_id", for_all))
            .filter(
                meant_for=models.OuterRef("meant_for"),
                language=models.OuterRef("language"),
                version__gt=models.OuterRef("version"),
            )
        )
        known = self.filter(from_on__lte=on).alias(meant_for=Coalesce("activity_id", for_all))
        return known.filter(~models.Exists(newer))

    def newest(self) -> ConsentTextQuerySet:
        """Return the last version of each text, in force or still to come."""
        return self.in_force(on=date.max)


class ConsentText(models.Model):
    """One version of what a person reads before they agree to a kind of activity, in one language.

    The general text, without an activity, stands for every activity that has none of its own. A version is never
    changed, because somebody may have agreed to it; one that `asks_again` concerns everybody who agreed to an older.
    """

    activity = models.ForeignKey(ActivityType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=LANGUAGE)
    version = models.PositiveIntegerField()
    body = models.TextField(help_text="{company} stands for our name.")
    digest = models.CharField(max_length=64)
    asks_again = models.BooleanField(
        default=False, help_text="Whoever agreed to an older version has to be asked again."
    )
    from_on = models.DateField("in force from")

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("consenttext", language=LANGUAGE, body=4_000, digest=64),
            models.UniqueConstraint(fields=("activity", "language", "version"), name="consenttext_version"),
            models.UniqueConstraint(
                fields=("language", "version"), condition=Q(activity=None), name="consenttext_general_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.activity or 'General'}, {self.language}, version {self.version}"


class LedgerKey(models.Model):
    """What ties the rows of the ledger to a person, and salts the digests of their addresses; erasure deletes it.

    It says which row was written last: of a chain that was cut off, the rows themselves tell nothing.
    """

    reference = models.OneToOneField(Reference, on_delete=models.CASCADE, related_name="ledger_key")
    subject = models.CharField(max_length=32, unique=True)
    secret = models.CharField(max_length=64)
    last_seq = models.PositiveIntegerField(default=0)
    last_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (*at_most("ledgerkey", subject=32, secret=64, last_digest=64),)

    def __str__(self) -> str:
        return f"ledger key {self.pk}"


class ConsentEventKind(models.TextChoices):
    REQUESTED = "requested", "Asked"
    GRANTED = "granted", "Yes"
    REFUSED = "refused", "No"
    NOT_NOW = "not_now", "Not now"
    WITHDRAWN = "withdrawn", "Stopped"
    EXPIRED = "expired", "Ran out"
    SUPERSEDED = "superseded", "Replaced"
    CLAIMED = "claimed", "Said so, not confirmed"


class ConsentChannel(models.TextChoices):
    LINK = "link", "their own page"
    CALL = "call", "a call"
    MEETING = "meeting", "a meeting"
    EMAIL = "email", "an e-mail"
    IMPORT = "import", "an import"
    CLOCK = "clock", "the calendar"


class ConsentEvent(models.Model):
    """One thing that happened to what a person agreed to; each row holds the hash of the one before it.

    `purpose` is the code of the activity, empty where everything was asked about at once. `about` is empty for what
    holds until it runs out, and names one question ("question-12") or letter where only that was asked.
    """

    subject = models.CharField(max_length=32)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=ConsentEventKind)
    purpose = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=40, blank=True)
    audiences = models.CharField(max_length=60, blank=True)
    until = models.DateField(null=True)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, null=True, related_name="+")
    text_digest = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=LANGUAGE, blank=True)
    shown = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=10, choices=ConsentChannel)
    link = models.PositiveBigIntegerField(null=True)
    address_digest = models.CharField(max_length=64, blank=True)
    acted_as = models.CharField(max_length=10, choices=ActedAs)
    actor = models.PositiveBigIntegerField(null=True)
    asked_by = models.PositiveBigIntegerField(null=True)
    on = models.DateField()
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = (
            *at_most(
                "consentevent",
                subject=32,
                purpose=40,
                about=40,
                audiences=60,
                text_digest=64,
                language=LANGUAGE,
                shown=64,
                address_digest=64,
                previous=64,
                digest=64,
            ),
            *one_of("consentevent", kind=ConsentEventKind, channel=ConsentChannel, acted_as=ActedAs),
            models.UniqueConstraint(fields=("subject", "seq"), name="consentevent_seq"),
            models.CheckConstraint(
                condition=~Q(kind=ConsentEventKind.GRANTED)
                | (Q(text__isnull=False, channel=ConsentChannel.LINK) & ~Q(text_digest="") & ~Q(shown="")),
                name="consentevent_yes_is_proven",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"

    @property
    def heard_by(self) -> str:
        """Return before whom it was agreed to, in words."""
        return ", ".join(Audience(audience).label for audience in self.audiences.split())


class PageSeen(models.Model):
    """What somebody's page said when they answered on it, word for word; erasure deletes it, its digest stays."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="pages_seen")
    digest = models.CharField(max_length=64)
    html = models.TextField()

    class Meta:
        constraints = (
            *at_most("pageseen", digest=64, html=200_000),
            models.UniqueConstraint(fields=("reference", "digest"), name="pageseen_once"),
        )

    def __str__(self) -> str:
        return f"page {self.pk}"
