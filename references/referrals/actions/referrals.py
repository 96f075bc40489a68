"""What happens to somebody who was introduced? They are told, spoken with, and it becomes something, or not."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from customers.models import Suppression
from customers.models.suppression import digest_of
from references.referrals import notices
from references.referrals.models import Introduced, Referral, ReferralStatus
from references.referrals.models.referral import CLOSED
from references.referrals.workflow import REFERRALS, THE_PROGRAM
from refprogram.accounts.models import User
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.outbox.actions import call_off, hold_letters_to
from refprogram.outbox.bounced import Bounce
from refprogram.outbox.models import IN_HAND, Message, State

WRITTEN_ALREADY = "A letter to them is on its way. Wait until it has left."
NO_ADDRESS = "We have no e-mail address of them. Tell them on the phone, and write that down."
DELETED = "They had themselves deleted."
OVER = "Nobody wrote to them or called them in time, so nothing about them is kept."
# What somebody takes by a button, in the order of the table.
BY_HAND = ("notify", "contact", "qualify", "win", "lose", "decline")


@transaction.atomic
def write_to(referral: Referral, *, by: Any) -> None:
    """Send the first letter to somebody who was introduced; when it has left, they are told."""
    if not by.has_perm("referrals.write_to"):
        raise PermissionDenied
    person = Introduced.objects.filter(referral=Referral.objects.hold(referral.pk)).first()
    referral.refresh_from_db()
    if person is None or referral.status != ReferralStatus.INTRODUCED:
        raise Refused("They have been told already, or do not want to be. Nothing was changed.")
    if not person.email:
        raise Refused(NO_ADDRESS)
    letters = Message.objects.filter(to=f"introduced:{person.pk}")
    if letters.filter(state__in=(State.QUEUED, *IN_HAND)).exists():
        raise Refused(WRITTEN_ALREADY)
    notices.tell_introduced(person, nth=letters.count() + 1)
    REFERRALS.remember("write_to", referral, by=by)


@transaction.atomic
def move(referral: Referral, verb: str, *, by: Any, on: date) -> Referral:
    """Take a step with an introduction; a rep does with those that were handed to them.

    Whoever would rather not, is deleted at once, and nobody writes to them any more.
    """
    if not Referral.objects.visible_to(by).filter(pk=referral.pk).exists():
        raise PermissionDenied
    _hold(referral)
    moved = REFERRALS.take(verb, referral, by=by, moved_on=on)
    if verb == "decline":
        _delete(referral, reason=DELETED, for_good=True, on=on)
    return moved


@transaction.atomic
def hand_over(referral: Referral, *, to: User | None, by: Any) -> Referral:
    """Give an introduction to a colleague in sales, who learns who it is with that; or take it back."""
    if not by.has_perm("referrals.hand_over"):
        raise PermissionDenied
    Referral.objects.hold(referral.pk)
    if not Referral.objects.filter(pk=referral.pk).exclude(status__in=CLOSED).update(owner=to):
        raise Refused("This introduction is closed. Nothing was changed.")
    REFERRALS.remember("hand_over", referral, by=by)
    referral.refresh_from_db()
    return referral


@transaction.atomic
def delete_my_details(person: Introduced, *, by: Any, on: date) -> None:
    """Delete whoever presses it on their own page; their address is kept as a digest, so nobody brings them back."""
    referral = person.referral
    _hold(referral)
    if referral.status in CLOSED:
        REFERRALS.remember("forget", referral, by=by)
    else:
        REFERRALS.take("forget", referral, by=by, moved_on=on)
    _delete(referral, reason=DELETED, for_good=True, on=on)


def forget_unreached(*, on: date) -> int:
    """Forget whom nobody wrote to or called within 30 days; return how many people that were (GDPR 14.3)."""
    keys = list(Referral.objects.never_reached(on=on).order_by("pk").values_list("pk", flat=True))
    return sum(_forget(key, on=on) for key in keys)


@transaction.atomic
def _forget(key: int, *, on: date) -> bool:
    """Forget one person, unless somebody tells them now: by a step, or by a letter in a sender's hands."""
    referral = Referral.objects.get(pk=key)
    letters = _hold(referral)
    if any(letter.state in IN_HAND for letter in letters):
        return False
    if not Referral.objects.never_reached(on=on).filter(pk=key).exists():
        return False
    REFERRALS.take("forget", referral, by=THE_PROGRAM, moved_on=on)
    _delete(referral, reason=OVER, for_good=False, on=on)
    return True


def purge_quiet(*, on: date) -> int:
    """Delete who was introduced and with whom nothing happened for 12 months, and return how many people that were."""
    keys = list(Referral.objects.quiet(on=on).order_by("pk").values_list("pk", flat=True))
    return sum(_purge(key, on=on) for key in keys)


@transaction.atomic
def _purge(key: int, *, on: date) -> bool:
    referral = Referral.objects.get(pk=key)
    _hold(referral)
    if not Referral.objects.quiet(on=on).filter(pk=key).exists():
        return False
    _delete(referral, reason=OVER, for_good=False, on=on)
    return True


def notice_left(message: Message) -> None:
    """Note that somebody was told who introduced them: the letter has left."""
    if message.kind == notices.NOTICE and (referral := _told_by(message, ReferralStatus.INTRODUCED)):
        REFERRALS.take("notify", referral, by=THE_PROGRAM, moved_on=today())


def notice_came_back(bounce: Bounce) -> None:
    """Take back that somebody was told, when the letter did not arrive: the thirty days run from the introduction."""
    arrived = bounce.message.kind != notices.NOTICE or not bounce.code.startswith("5")
    if not arrived and (referral := _told_by(bounce.message, ReferralStatus.NOTIFIED)):
        REFERRALS.take("miss", referral, by=THE_PROGRAM, moved_on=today())


def _told_by(message: Message, status: str) -> Referral | None:
    return Referral.objects.filter(person=message.facts.get("person"), status=status).first()


def _hold(referral: Referral) -> list[Message]:
    """Hold the letters to a person, then their row; a sender holds a letter when it notes what that told."""
    person = Introduced.objects.filter(referral=referral.pk).values_list("pk", flat=True).first()
    letters = hold_letters_to(f"introduced:{person}") if person else []
    Referral.objects.hold(referral.pk)
    referral.refresh_from_db()
    return letters


def _delete(referral: Referral, *, reason: str, for_good: bool, on: date) -> None:
    """Delete who somebody is; `for_good` is their own wish, so nobody writes them down again (GDPR 17, 21)."""
    person = Introduced.objects.filter(referral=referral.pk).first()
    if person is None:
        return
    if for_good and person.email:
        digest = digest_of(email=person.email)
        Suppression.objects.bulk_create([Suppression(digest=digest, since=on)], ignore_conflicts=True)
    call_off(f"introduced:{person.pk}", reason=reason)
    person.delete()
