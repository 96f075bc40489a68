"""What can be done with a wish that reached us without a link? Write it down, find the person, answer it in time.

What a wish sets off is in `actions.py`, the same as on the person's own page, and happens in the transaction that
closes the request: it is never answered and not done, nor done and still open.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from customers.models import Contact, Customer
from customers.models.contact import ContactStatus
from references.models import Reference
from refprogram.errors import Refused
from refprogram.rights import actions
from refprogram.rights.closing import close, note_down
from refprogram.rights.copy import Rows, copy_of
from refprogram.rights.models import Outcome, RightsRequest, State, Wish, due_after

# What a wish sets off. The other two are answered by a copy that somebody hands over.
SETS_OFF: dict[str, Callable[..., None]] = {
    Wish.CORRECTION: actions.correct,
    Wish.ERASURE: actions.erase,
    Wish.RESTRICTION: actions.restrict,
    Wish.OBJECTION: actions.leave_for_good,
}


@transaction.atomic
def write_down(*, wish: str, way: str, received_on: date, writer: str, note: str, by: Any) -> RightsRequest:
    """Begin the clock of a request on the day it reached us, whoever it may be about."""
    _may(by)
    case = RightsRequest.objects.create(
        wish=wish,
        way=way,
        received_on=received_on,
        due_on=due_after(received_on, extended=False),
        writer=writer,
        note=note,
    )
    note_down(case, "write_down", by=by)
    return case


@transaction.atomic
def identify(case: RightsRequest, *, reference: Reference | None, by: Any) -> None:
    """Say whom a request is about, or that it is none of those we thought; refused for whoever is deleted meanwhile."""
    if reference:
        Customer.objects.hold(reference.contact.customer_id)
        if Contact.objects.filter(pk=reference.contact_id, status=ContactStatus.ERASED).exists():
            raise Refused("What we knew of this person is deleted already. Nothing was changed.")
    held = _held(case, by=by)
    RightsRequest.objects.filter(pk=held.pk).update(reference=reference)
    note_down(held, "identify", by=by)


@transaction.atomic
def extend(case: RightsRequest, *, because: str, by: Any, on: date) -> None:
    """Take three months instead of one, once, for a reason the person is told within the first month (GDPR 12.3)."""
    held = _held(case, by=by)
    must_be_extendable(held, on=on)
    due_on = due_after(held.received_on, extended=True)
    RightsRequest.objects.filter(pk=held.pk).update(extended_on=on, extended_because=because, due_on=due_on)
    note_down(held, "extend", by=by)


@transaction.atomic
def make_copy(case: RightsRequest, *, by: Any) -> tuple[Reference, dict[str, Rows]]:
    """Return the person and all that is kept of them, to be handed over; that it was made is written down."""
    held = _held(case, by=by)
    if held.reference is None:
        raise Refused("Nobody has said yet whom this request is about. Choose them first.")
    note_down(held, "make_copy", by=by)
    return held.reference, copy_of(held.reference)


@transaction.atomic
def carry_out(case: RightsRequest, *, reference: Reference, by: Any, on: date, **given: Any) -> None:
    """Do what the person wishes with their data, and close the request.

    `reference` is the person whom the handler saw: refused when a colleague has found another since, and, for a copy,
    when nobody has made one.
    """
    Customer.objects.hold(reference.contact.customer_id)
    held = _held(case, by=by)
    if held.reference_id != reference.pk:
        raise Refused("A colleague changed whom this request is about. Nothing was changed; look at it again.")
    if held.wish not in SETS_OFF and not _copied(held):
        raise Refused("Make the copy first and hand it over. Nothing was changed.")
    about = None if held.wish == Wish.ERASURE else reference
    close(held, state=State.ANSWERED, verb="answer", outcome=Outcome.DONE, reference=about, by=by, on=on)
    if held.wish in SETS_OFF:
        SETS_OFF[held.wish](reference, **given, by=by, on=on)


@transaction.atomic
def nothing_held(case: RightsRequest, *, by: Any, on: date) -> None:
    """Answer that we know nobody of this name; refused while the request is about somebody we do know."""
    held = _held(case, by=by)
    if held.reference_id is not None:
        raise Refused("This request is about somebody we know. Nothing was changed; look at it again.")
    close(held, state=State.ANSWERED, verb="answer", outcome=Outcome.NOTHING, by=by, on=on)


@transaction.atomic
def refuse(case: RightsRequest, *, because: str, by: Any, on: date) -> None:
    """Say no to a request, for a reason that the person is told (GDPR 12.4, 12.5)."""
    held = _held(case, by=by)
    close(held, state=State.REFUSED, verb="refuse", refused_because=because, by=by, on=on)


def must_be_open(case: RightsRequest) -> None:
    """Raise `Refused` for what is closed; whoever it was about may be erased, so a page asks this before any other."""
    if not case.is_open:
        raise Refused("Somebody was faster: this request is closed. Nothing was changed.")


def must_be_extendable(case: RightsRequest, *, on: date) -> None:
    """Raise `Refused` for what is closed, was extended before, or is late already."""
    must_be_open(case)
    if not case.may_be_extended(on=on):
        raise Refused("There is no more time to take: a request is extended once, within its first month.")


def closed_by(case: RightsRequest, *, by: Any) -> bool:
    """Say whether this very person has closed it: whoever presses twice is shown what came of it, and not refused."""
    return not case.is_open and case.answered_by == by


def _copied(case: RightsRequest) -> bool:
    """Say whether a copy was made of the person whom the request is about now."""
    last = case.events.filter(verb__in=("identify", "make_copy")).order_by("-seq").first()
    return last is not None and last.verb == "make_copy"


def _held(case: RightsRequest, *, by: Any) -> RightsRequest:
    """Hold an open request; of two people who press at once, the second is told."""
    _may(by)
    held = RightsRequest.objects.hold(case.pk)
    must_be_open(held)
    return held


def _may(by: Any) -> None:
    if not by.has_perm("rights.handle"):
        raise PermissionDenied
