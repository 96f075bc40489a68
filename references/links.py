"""Who may act through a secret address? Whoever holds the token, for one purpose and one object."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from references.models import Link, Purpose
from refprogram.history import ActedAs

ACTS_FOR = timedelta(days=30)

# What each purpose lets its holder do, and nothing else.
VERBS: dict[str, frozenset[str]] = {
    Purpose.ASK: frozenset({"requests.confirm", "requests.decline", "requests.not_now", "requests.talk"}),
    Purpose.CHECK_IN: frozenset({"references.answer_check_in"}),
}


@dataclass(frozen=True)
class LinkHolder:
    """The customer, acting through a link: may take the steps of its purpose, on its object only."""

    link: Link

    acted_as = ActedAs.CUSTOMER

    def has_perm(self, permission: str) -> bool:
        return permission in VERBS[self.link.purpose]


def mint(*, purpose: str, reference: int, on: date, **of: Any) -> str:
    """Make a new address and return it whole, the only time that its token exists in clear.

    The token is 256 random bits and only its hash is stored; the address is built from PUBLIC_BASE_URL alone.
    """
    token = secrets.token_urlsafe(32)
    Link.objects.create(
        token_hash=_hash(token), purpose=purpose, reference_id=reference, expires_on=on + ACTS_FOR, **of
    )
    return settings.PUBLIC_BASE_URL + reverse("portal:page", args=[token])


def find(token: str, *, on: date) -> Any:
    """Return the link of a token as long as it acts; None for a foreign or expired one, without telling which.

    A six-month link also says what its check was answered and when, by whichever letter: `check_answer`, `checked_at`.
    """
    answered = Link.objects.answered_in_cycle(
        reference=OuterRef("cycle_step__reference"), cycle_start=OuterRef("cycle_step__cycle_start")
    ).order_by("used_at")
    return (
        Link.objects.select_related("use_consent__activity", "cycle_step", "reference__contact__details")
        .annotate(
            check_answer=Subquery(answered.values("answer")[:1]), checked_at=Subquery(answered.values("used_at")[:1])
        )
        .filter(token_hash=_hash(token), expires_on__gte=on)
        .first()
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
