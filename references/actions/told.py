"""Who tells us of a use outside the program? Anybody here, without blame: it counts from then on as any other does."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from references.actions.noted import announce, hold_with_colleagues, note_down
from references.actions.uses import THANK_WITHIN
from references.models import ActivityType, Reference, ThankYou, ToldUse, Use, UseState
from refprogram.accounts.models import User
from refprogram.dates import business_days_after
from refprogram.errors import Refused

SETTLED = "Somebody has settled this before you. Nothing was changed."
COUNTED = "The program knows of this already: the same kind of use by this person, on the same day."


@transaction.atomic
def tell_use(
    *, words: str, activity: ActivityType, used_on: date, by: Any, on: date, reference: Reference | None = None
) -> ToldUse:
    """Write down a use that nobody had asked the person about; whoever tells is never refused.

    With the person it counts at once: for caps, rest days and thanks. Without, a reference manager says who it was.
    Told twice it is written down once, and what the program knew already is kept without counting again.
    """
    if not by.has_perm("references.tell_use"):
        raise PermissionDenied
    if reference is not None:
        hold_with_colleagues(reference, by=by)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    same = ToldUse.objects.filter(told_by=by, told_on=on, on=used_on, activity=activity, words=words).first()
    if same:
        return same
    told = ToldUse.objects.create(activity=activity, on=used_on, words=words, told_by=by, told_on=on)
    if reference is not None and not _counted(told, reference):
        _count(told, reference, by=by, on=on)
    elif reference is not None:
        ToldUse.objects.filter(pk=told.pk).update(dropped_on=on)
    return told


@transaction.atomic
def settle_told_use(told: ToldUse, *, reference: Reference, by: Any, on: date) -> Use:
    """Say who it was; raises `Refused` when that was said already, or when the program knew of it."""
    if not by.has_perm("references.settle_told_use"):
        raise PermissionDenied
    hold_with_colleagues(reference, by=by)
    held = _held(told)
    if _counted(held, reference):
        raise Refused(COUNTED, "Nothing was changed. Press “We know of it already”, or choose somebody else.")
    return _count(held, reference, by=by, on=on)


@transaction.atomic
def drop_told_use(told: ToldUse, *, by: Any, on: date) -> None:
    """Let it be: the program knew of it, or nobody can say who it was; raises `Refused` once it is settled."""
    if not by.has_perm("references.settle_told_use"):
        raise PermissionDenied
    ToldUse.objects.filter(pk=_held(told).pk).update(dropped_on=on)


def must_wait(told: ToldUse) -> None:
    """Refuse what is settled: somebody has said who it was, or let it be."""
    if not ToldUse.objects.waiting().filter(pk=told.pk).exists():
        raise Refused(SETTLED)


def _held(told: ToldUse) -> ToldUse:
    """Lock what was told until the transaction ends, and look in a second query whether it is settled."""
    held = ToldUse.objects.select_for_update(of=("self",)).get(pk=told.pk)
    must_wait(held)
    return held


def _counted(told: ToldUse, reference: Reference) -> bool:
    same = Use.objects.filter(reference=reference, activity=told.activity_id, on=told.on)
    return same.exclude(state=UseState.RELEASED).exists()


def _count(told: ToldUse, reference: Reference, *, by: Any, on: date) -> Use:
    """Put it into the ledger of uses; from now on we owe a thank-you, due in three business days (seed 004)."""
    use = Use.objects.create(
        reference=reference, activity_id=told.activity_id, told=told, on=told.on, state=UseState.DONE
    )
    ThankYou.objects.create(use=use, due_on=business_days_after(on, THANK_WITHIN))
    note_down(reference, "tell_use", by=by, about=f"use-{use.pk}")
    announce(reference, on=on)
    return use
