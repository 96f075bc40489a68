"""Who may act through a secret address? Whoever holds the token, for one purpose and one object.

What any link lets its holder do is take something back: stop, pause, complain, see and delete what we keep. Stopping is
never further away than agreeing was (GDPR 7.3).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from customers.models.contact import ContactStatus
from references import ledger
from references.models import Claim, Consent, ConsentChannel, ConsentEventKind, Link, Purpose, Reference
from refprogram.history import ActedAs
from refprogram.steps import THE_CLOCK

ACTS_FOR = timedelta(days=30)
# Mail scanners open links and send forms within moments of a letter's arrival; nobody reads that fast.
FASTER_THAN_ANYBODY_READS = timedelta(seconds=3)

OWN_AFFAIRS = frozenset(
    {
        "references.stop",
        "references.agree",
        "references.set_limits",
        "references.pause",
        "references.end_pause",
        "customers.begin_hardship",
        "customers.end_hardship",
        "customers.open_issue",
        "references.use_rights",
        "requests.offer_times",
        "requests.schedule",
        "requests.reschedule",
        "requests.unschedule",
        "requests.withdraw",
        "referrals.introduce",
        "referrals.nobody",
        "referrals.rather_not",
        "testimonials.approve",
        "testimonials.reconfirm",
        "testimonials.change",
        "testimonials.take_back",
        "testimonials.take_up",
    }
)
# What each purpose lets its holder do besides, and nothing else.
VERBS: dict[str, frozenset[str]] = {
    Purpose.ASK: frozenset({"requests.confirm", "requests.decline", "requests.not_now", "requests.talk"}),
    Purpose.CHECK_IN: frozenset({"references.answer_check_in"}),
    Purpose.WORDS: frozenset({"testimonials.take_in", "testimonials.attach", "testimonials.hand_in"}),
    Purpose.FEEDBACK: frozenset({"references.give_feedback"}),
    Purpose.HOME: frozenset(),
}
# After its thirty days a link only takes back.
ONLY_TAKES_BACK = frozenset(
    {
        "references.stop",
        "references.use_rights",
        "requests.unschedule",
        "requests.withdraw",
        "testimonials.take_back",
    }
)
# What a letter of these purposes asks, the ledger remembers.
ASKING = {Purpose.ASK: "question", Purpose.CHECK_IN: "cycle"}


@dataclass(frozen=True)
class LinkHolder:
    """The customer, acting through a link: may take the steps of its purpose, on its object only."""

    link: Link
    acts: bool = True

    acted_as = ActedAs.CUSTOMER

    def has_perm(self, permission: str) -> bool:
        return permission in (VERBS[self.link.purpose] | OWN_AFFAIRS if self.acts else ONLY_TAKES_BACK)


@transaction.atomic
def mint(*, purpose: str, reference: int, on: date, letter: int | None = None, **of: Any) -> str:
    """Make a new address and return it whole, the only time that its token exists in clear.

    The token is 256 random bits and only its hash is stored; the address is built from PUBLIC_BASE_URL alone. `letter`
    is the key of the letter that carries it. What it asks is written into the ledger with it.
    """
    token = new_token()
    link = Link.objects.create(
        token_hash=hash_of(token),
        purpose=purpose,
        reference_id=reference,
        expires_on=on + ACTS_FOR,
        letter_id=letter,
        **of,
    )
    if purpose in ASKING:
        _remember_asking(link, on=on)
    return settings.PUBLIC_BASE_URL + reverse("portal:page", args=[token])


def _remember_asking(link: Link, *, on: date) -> None:
    Reference.objects.hold(link.reference_id)
    question = link.use_consent
    ledger.record(
        Reference.objects.select_related("contact__details").get(pk=link.reference_id),
        ConsentEventKind.REQUESTED,
        by=THE_CLOCK,
        on=on,
        channel=ConsentChannel.LINK,
        purpose=question.activity.code if question else "",
        about=f"{ASKING[Purpose(link.purpose)]}-{question.pk if question else link.cycle_step_id}",
        link=link,
        asked_by=question.asked_by_id if question else None,
    )


def find(token: str, *, on: date) -> Any:
    """Return the link of a token, or None for one that leads nowhere, without telling why.

    `acts` says whether it still does what it was made for, `agrees` whether the person agrees to anything or is said
    to. After its time it only takes back, silences and shows what we keep, until its person is forgotten. A six-month
    link also says what its check was answered and when, by whichever letter: `check_answer`, `checked_at`.
    """
    answered = Link.objects.answered_in_cycle(
        reference=OuterRef("cycle_step__reference"), cycle_start=OuterRef("cycle_step__cycle_start")
    ).order_by("used_at")
    mine = {"reference": OuterRef("reference")}
    link: Any = (
        Link.objects.select_related(
            "use_consent__activity",
            "use_consent__asked_by",
            "use_consent__heard_by",
            "use_consent__use",
            "use__activity",
            "cycle_step",
            "letter",
            "reference__contact__details",
            "reference__contact__customer",
        )
        .annotate(
            check_answer=Subquery(answered.values("answer")[:1]),
            checked_at=Subquery(answered.values("used_at")[:1]),
            agrees=Exists(Consent.objects.live(on=on).filter(**mine))
            | Exists(Claim.objects.waiting(on=on).filter(**mine)),
        )
        .filter(token_hash=hash_of(token))
        .exclude(reference__contact__status=ContactStatus.ERASED)
        .first()
    )
    if link is not None:
        link.acts = link.expires_on >= on
    return link


def is_suspect(link: Link, *, at: datetime) -> bool:
    """Say whether an answer came faster than anybody reads, counted from when its letter was handed over.

    Of a letter that nobody knows to have left, from when its link was made: it may have arrived all the same.
    """
    if link.letter is None:
        return False
    return at < (link.letter.sent_at or link.minted_at) + FASTER_THAN_ANYBODY_READS


def new_token() -> str:
    """Return 256 random bits, as they stand in an address; whoever makes one stores nothing but its hash."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return what is kept of a token, by which it is found again."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
