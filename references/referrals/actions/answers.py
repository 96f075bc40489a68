"""What does somebody answer who was asked for a referral? They introduce somebody, or not; each is fine, and once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from customers.actions.people import may_be_written_down
from references.actions.noted import announce, hold_with_colleagues, note_down
from references.links import LinkHolder
from references.models.checkin import RECOMMENDED
from references.referrals.models import AskStatus, Introduced, Referral, ReferralAsk, ReferralStatus
from references.referrals.workflow import ASKS
from refprogram.errors import Refused


@dataclass(frozen=True)
class Somebody:
    """Whom a person introduces, as they tell it."""

    name: str
    company: str = ""
    email: str = ""
    reach: str = ""
    words: str = ""


@transaction.atomic
def introduce(ask: ReferralAsk, *, somebody: Somebody, by: LinkHolder, on: date) -> Referral:
    """Take down whom somebody introduces, in quarantine until we have told that person so (GDPR 14).

    It is also what makes them an advocate: something that they did (seed 004). Of whoever asked us not to be kept,
    nothing is written down but that there was an introduction; nobody is told why.
    """
    _answer("introduce", ask, by=by, on=on)
    note_down(ask.reference, RECOMMENDED, by=by, about=f"referralask-{ask.pk}")
    kept = may_be_written_down(somebody.email)
    referral = Referral.objects.create(
        ask=ask,
        introduced_on=on,
        moved_on=on,
        status=ReferralStatus.INTRODUCED if kept else ReferralStatus.FORGOTTEN,
    )
    if kept:
        Introduced.objects.create(
            referral=referral,
            name=somebody.name,
            company=somebody.company,
            email=somebody.email,
            reach=somebody.reach,
            words=somebody.words,
            language=ask.reference.contact.language,
        )
    announce(ask.reference, on=on)
    return referral


@transaction.atomic
def nobody(ask: ReferralAsk, *, by: LinkHolder, on: date) -> None:
    """Take it that nobody came to mind: then there is more for us to do (seed 004), and nobody asks for six months."""
    _answer("nobody", ask, by=by, on=on)


@transaction.atomic
def rather_not(ask: ReferralAsk, *, by: LinkHolder, on: date) -> None:
    """Take it that somebody would rather not; no reason is needed, and nobody asks for six months."""
    _answer("rather_not", ask, by=by, on=on)


@transaction.atomic
def follow_up(ask: ReferralAsk, *, by: Any, on: date) -> None:
    """Write down that somebody looked after a person to whom nobody came to mind."""
    if not by.has_perm("referrals.follow_up"):
        raise PermissionDenied
    done = ReferralAsk.objects.to_follow_up().filter(pk=ask.pk)
    if not done.update(followed_up_on=on, followed_up_by=by):
        raise Refused("Somebody has looked after them already. Nothing was changed.")
    ASKS.remember("follow_up", ask, by=by)


def _answer(verb: str, ask: ReferralAsk, *, by: LinkHolder, on: date) -> None:
    """Take an answer once, from the person who was asked and from nobody else."""
    if ask.reference_id != by.link.reference_id or not by.has_perm(ASKS.permission(verb)):
        raise PermissionDenied
    hold_with_colleagues(ask.reference, by=by)
    if not ReferralAsk.objects.filter(pk=ask.pk, status=AskStatus.ASKED).exists():
        raise Refused(gettext("You have answered this already, or we ask no more. Thank you; nothing was changed."))
    ASKS.take(verb, ask, by=by, answered_on=on)
