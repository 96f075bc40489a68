"""Who may say how it was without a login? Whoever holds the secret address that was made for one talk."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from references.links import hash_of, new_token
from refprogram.history import ActedAs
from requests.models import Invitation, InvitationLink


@dataclass(frozen=True)
class ProspectHolder:
    """Somebody at a prospect, at the page of one talk: they may say how it was, and nothing else.

    They are no customer of ours; in the history it is the program that writes down what they said.
    """

    invitation: Invitation

    acted_as = ActedAs.CLOCK

    def has_perm(self, permission: str) -> bool:
        return permission == "requests.tell_as_prospect"


def mint(*, invitation: int) -> str:
    """Make a new address and return it whole, the only time that its token exists in clear; earlier ones stay."""
    token = new_token()
    InvitationLink.objects.create(invitation_id=invitation, token_hash=hash_of(token))
    return settings.PUBLIC_BASE_URL + reverse("portal:heard", args=[token])


def find(token: str, *, on: date) -> Any:
    """Return the invitation of a token while it takes an answer, else None, without telling why."""
    known = Invitation.objects.open(on=on).select_related(
        "invited_by", "assignment__use", "assignment__ask__activity", "assignment__reference__contact"
    )
    return known.filter(links__token_hash=hash_of(token)).first()
