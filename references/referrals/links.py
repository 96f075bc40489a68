"""Who may act at the secret address of an introduced person? Whoever holds it: see what we keep, and delete it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from references.links import hash_of, new_token
from references.referrals.models import Introduced, IntroducedLink
from refprogram.history import ActedAs


@dataclass(frozen=True)
class IntroducedHolder:
    """An introduced person at their own page; they may have themselves forgotten, and nothing else."""

    person: Introduced

    acted_as = ActedAs.CUSTOMER

    def has_perm(self, permission: str) -> bool:
        return permission == "referrals.forget"


def mint(*, person: int) -> str:
    """Make a new address and return it whole, the only time that its token exists in clear; earlier ones stay."""
    token = new_token()
    IntroducedLink.objects.create(person_id=person, token_hash=hash_of(token))
    return settings.PUBLIC_BASE_URL + reverse("portal:introduced", args=[token])


def find(token: str) -> Any:
    """Return the introduced person of a token, or None for one that leads nowhere, without telling why."""
    known = Introduced.objects.select_related("referral__ask__reference__contact__details")
    return known.filter(links__token_hash=hash_of(token)).first()
