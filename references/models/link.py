"""Which secret addresses were given to customers, for what, and until when?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from customers.models.contact import kept
from references.models.claim import Claim
from references.models.consent import Answer, Consent, UseConsent
from references.models.cycle import ReconsentCycle
from references.models.ledger import ConsentEvent, ConsentEventKind
from references.models.reference import Reference
from references.models.use import Use
from refprogram.columns import at_most, one_of
from refprogram.dates import AddMonths
from refprogram.outbox.models import Message

# For how long we keep a link that nobody answered on, after its last day.
UNUSED_MONTHS = 12


class Purpose(models.TextChoices):
    ASK = "ask", "one question about one use"
    CHECK_IN = "check_in", "the six-month check"
    WORDS = "words", "their words, as they would be shown"
    FEEDBACK = "feedback", "how one use went"
    HOME = "home", "everything they agreed to"


class LinkQuerySet(models.QuerySet["Link"]):
    def answered_in_cycle(self, *, reference: Any, cycle_start: Any) -> LinkQuerySet:
        """Return what answered one six-month check, by whichever of its letters: a check has one answer."""
        mine = {"cycle_step__reference": reference, "cycle_step__cycle_start": cycle_start}
        return self.filter(used_at__isnull=False, **mine)

    def outlived(self, *, on: date) -> LinkQuerySet:
        """Return what nobody answered on and what ran out 12 months ago or earlier.

        Whoever agrees to anything keeps their links: an old one still shows what that is, and stops it. The ledger
        names the link that a yes or a no came by, so that one stays as well (GDPR 7.1).
        """
        mine = {"reference": OuterRef("reference")}
        said, heard = Consent.objects.live(on=on).filter(**mine), Claim.objects.waiting(on=on).filter(**mine)
        known = self.filter(used_at=None, answer="").annotate(kept_until=AddMonths("expires_on", UNUSED_MONTHS))
        answers = ConsentEvent.objects.filter(link__isnull=False).exclude(kind=ConsentEventKind.REQUESTED)
        idle = ~Exists(said) & ~Exists(heard) & ~Q(pk__in=answers.values("link"))
        return known.exclude(kept("reference__contact")).filter(idle, kept_until__lte=on)


class Link(models.Model):
    """A capability: whoever has the token may do what its purpose says for its one object. Only a hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose)
    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="links")
    use_consent = models.ForeignKey(UseConsent, on_delete=models.CASCADE, null=True, blank=True, related_name="links")
    cycle_step = models.ForeignKey(
        ReconsentCycle, on_delete=models.CASCADE, null=True, blank=True, related_name="links"
    )
    use = models.ForeignKey(Use, on_delete=models.CASCADE, null=True, blank=True, related_name="links")
    letter = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    minted_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True, blank=True)
    suspect_at = models.DateTimeField(
        null=True, blank=True, help_text="An answer came faster than anybody reads; it waits to be confirmed."
    )
    answer = models.CharField(max_length=10, choices=Answer, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = (
            *at_most("link", token_hash=64),
            *one_of("link", blank=("answer",), purpose=Purpose, answer=Answer),
            models.CheckConstraint(
                condition=Q(purpose=Purpose.ASK, use_consent__isnull=False, cycle_step=None, use=None)
                | Q(purpose=Purpose.CHECK_IN, use_consent=None, cycle_step__isnull=False, use=None)
                | Q(purpose=Purpose.FEEDBACK, use_consent=None, cycle_step=None, use__isnull=False)
                | Q(purpose__in=(Purpose.WORDS, Purpose.HOME), use_consent=None, cycle_step=None, use=None),
                name="link_has_the_object_of_its_purpose",
            ),
        )

    def __str__(self) -> str:
        return f"link {self.pk}"
