"""What has to be said to whom, and how far has it come? One row a letter; what it says is written when it leaves."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from refprogram.columns import SMALL, at_most, between, one_of
from refprogram.dates import AddMonths
from refprogram.outbox.hidden import hidden_from

PATIENCE = timedelta(minutes=5)


class State(models.TextChoices):
    QUEUED = "queued", "waiting"
    LEASED = "leased", "being prepared"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    FAILED = "failed", "failed"
    UNCERTAIN = "uncertain", "uncertain"
    CANCELLED = "cancelled", "not sent"
    QUARANTINED = "quarantined", "set aside"


IN_HAND = (State.LEASED, State.SENDING)
# For how long we keep to which address a letter went, and what its mail server said.
TRACE_MONTHS = 12
# What stays where it is until a person looks at it.
STUCK = (State.FAILED, State.UNCERTAIN, State.QUARANTINED)

# The lists show what needs a person first; the same expression is the index they are read from.
SETTLED = models.Case(
    models.When(state__in=[state.value for state in STUCK], then=models.Value(0)),
    default=models.Value(1),
    output_field=models.SmallIntegerField(),
)


class Returned(models.TextChoices):
    TEMPORARY = "temporary", "not delivered this time"
    PERMANENT = "permanent", "came back: the address takes no mail"


class Waiting(NamedTuple):
    """How many letters should have left by now, and since when the oldest of them should have."""

    letters: int
    since: datetime


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Any) -> Self:
        """Keep the outbox to admins; where mail only goes to a folder, whoever runs the program may read along."""
        reads_along = bool(settings.MAIL_FOLDER) and user.has_perm("outbox.view")
        return self._shown_to(user) if reads_along or user.has_perm("outbox.release") else self.none()

    def to_customers(self, user: Any) -> Self:
        """Return the letters to customers that somebody may read before they leave, and nobody's otherwise."""
        theirs = self._shown_to(user).filter(to__startswith="contact:")
        return theirs if user.has_perm("outbox.preview") else self.none()

    def _shown_to(self, user: Any) -> Self:
        """Leave out the letters to people whom a reader does not see."""
        shown = self
        for recipients in hidden_from(user):
            shown = shown.exclude(to__in=recipients)
        return shown

    def due(self) -> Self:
        """Keep what should leave now."""
        return self.filter(state=State.QUEUED, next_at__lte=timezone.now())

    def abandoned(self) -> Self:
        """Keep what a sender took and never brought back; leases run by the database's clock, the only shared one."""
        return self.filter(state__in=IN_HAND, lease_until__lt=Now())

    def outlived(self, *, on: date) -> Self:
        """Return what was written 12 months ago or earlier and still tells its address; that it was written stays."""
        known = self.exclude(state__in=(State.QUEUED, *IN_HAND)).exclude(sent_to="", last_error="")
        return known.annotate(kept_until=AddMonths("created_at", TRACE_MONTHS)).filter(kept_until__lte=on)

    def with_settled(self) -> Self:
        """Add ``settled``: 0 for what needs a person, 1 for everything else."""
        return self.annotate(settled=SETTLED)

    def waiting_since(self, *, longer_than: timedelta = PATIENCE) -> Waiting | None:
        """Say what nobody carries, or None while the oldest due letter is younger than some minutes."""
        late = (self.due() | self.abandoned()).aggregate(letters=models.Count("pk"), since=models.Min("next_at"))
        if late["since"] is None or late["since"] > timezone.now() - longer_than:
            return None
        return Waiting(late["letters"], late["since"])

    def counts(self) -> dict[str, int]:
        """Count the letters in each state, those with none included."""
        found = dict(self.order_by().values_list("state").annotate(models.Count("pk")))
        return {state.value: found.get(state.value, 0) for state in State}


class Message(models.Model):
    """One letter to one recipient.

    `to` names a recipient ("user:7"), never an address, and `facts` holds ids and codes, never text: the address is
    looked up and the wording rendered in the moment of sending, so erasing a person leaves nothing behind here.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True, help_text="What makes this letter the only one of its sort.")
    to = models.CharField(max_length=80, db_index=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    attempts = models.PositiveIntegerField(
        default=0, help_text="How often a sender took it up, counted before it begins."
    )
    crashes = models.PositiveSmallIntegerField(
        default=0, help_text="How often a sender died, or broke, with it in hand."
    )
    next_at = models.DateTimeField(default=timezone.now)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=320, blank=True)
    sent_to = models.CharField(max_length=64, blank=True, help_text="The fingerprint of the address that it went to.")
    last_error = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was not sent, where that was decided.")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    returned = models.CharField(max_length=10, choices=Returned, blank=True)
    return_code = models.CharField(max_length=12, blank=True, help_text="What the mail server gave as its reason.")

    objects: ClassVar[Any] = MessageQuerySet.as_manager()

    class Meta:
        constraints = (
            *one_of("outbox_message", blank=("returned",), state=State, returned=Returned),
            *between("outbox_message", crashes=(0, SMALL)),
            models.CheckConstraint(
                condition=~models.Q(state__in=IN_HAND)
                | (~models.Q(lease_token="") & models.Q(lease_until__isnull=False)),
                name="outbox_message_in_hand_has_lease",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.SENT) | models.Q(sent_at__isnull=False),
                name="outbox_message_sent_has_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.CANCELLED) | ~models.Q(reason=""),
                name="outbox_message_cancelled_has_reason",
            ),
            *at_most(
                "outbox_message",
                kind=60,
                key=200,
                to=80,
                lease_token=32,
                message_id=320,
                sent_to=64,
                return_code=12,
                last_error=300,
                reason=300,
            ),
        )
        indexes = (
            models.Index(fields=["next_at", "id"], condition=models.Q(state=State.QUEUED), name="outbox_message_due"),
            models.Index(fields=["lease_until"], condition=models.Q(state__in=IN_HAND), name="outbox_message_in_hand"),
            models.Index(fields=["state", "-id"], name="outbox_message_state"),
            models.Index(fields=["message_id"], condition=~models.Q(message_id=""), name="outbox_message_number"),
            models.Index(SETTLED, models.F("id").desc(), name="outbox_message_stuck_first"),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"
