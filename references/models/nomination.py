"""Who thinks that a contact could vouch for us? A rep's word opens a file; it verifies nothing (seed 003)."""

from django.conf import settings
from django.db import models

from references.models.reference import Reference
from refprogram.columns import at_most, one_of
from refprogram.history import ActedAs, Event


class NominationStatus(models.TextChoices):
    WAITING = "waiting", "Waiting for a reference manager"
    ACCEPTED = "accepted", "Taken up: somebody will talk to them"
    DECLINED = "declined", "Not now"


class Nomination(models.Model):
    """A proposal by staff; the person is a candidate until a reference manager has spoken with them."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="nominations")
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nominated_on = models.DateField()
    why = models.TextField()
    known_problems = models.TextField()
    status = models.CharField(max_length=10, choices=NominationStatus, default=NominationStatus.WAITING, editable=False)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField("why not", blank=True)

    class Meta:
        constraints = (
            *at_most("nomination", why=4_000, known_problems=4_000, reason=4_000),
            *one_of("nomination", status=NominationStatus),
            models.CheckConstraint(
                condition=models.Q(status=NominationStatus.WAITING, reviewed_on=None, reviewed_by=None)
                | (
                    ~models.Q(status=NominationStatus.WAITING)
                    & models.Q(reviewed_on__isnull=False, reviewed_by__isnull=False)
                ),
                name="nomination_reviewed_by_whom",
            ),
            models.UniqueConstraint(fields=("reference", "nominated_by"), name="nomination_once_a_person"),
            models.CheckConstraint(condition=~models.Q(known_problems=""), name="nomination_problems_answered"),
        )

    def __str__(self) -> str:
        return f"nomination {self.pk}"


class NominationEvent(Event):
    """One step of a nomination."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="events")

    class Meta:
        constraints = (
            *at_most("nomination_event", verb=40),
            *one_of("nomination_event", acted_as=ActedAs),
            models.UniqueConstraint(fields=("nomination", "seq"), name="nomination_event_seq"),
        )

    def __str__(self) -> str:
        return self.verb
