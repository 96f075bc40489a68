"""How do the two sides find a time? One side offers up to five, the other picks one, and either may call it off.

Whoever offers anew, or picks, does so under the lock of the person's file: a time is taken once, and nobody is in two
talks at once. An agreed time stands until another one is picked or it is called off.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from references.actions.noted import must_still_hold
from references.models import Reference
from references.models.activity import Mode
from refprogram.errors import Refused
from refprogram.history import ActedAs
from refprogram.steps import THE_CLOCK
from requests import notices_of_meetings as letters
from requests.actions import times
from requests.actions.ground import assigned, end_assignment, judge, must_be_usable, step
from requests.models import AGREED, MOST_SLOTS, Assignment, Meeting, ReferenceRequest, Slot, Status
from requests.workflow import WORKFLOW

VERBS = {Status.CONFIRMED: "schedule", Status.SCHEDULED: "reschedule"}


@transaction.atomic
def offer_times(ask: ReferenceRequest, *, starts: Sequence[datetime], by: Any, at: datetime) -> list[Slot]:
    """Offer the other side some instants at which the talk may begin, instead of whatever was on offer before.

    Raises PermissionDenied for whoever may not, and `Refused` when nobody has said yes, when there are none or too
    many, when one is given twice, and for what `times.wrong_with` says of any.
    """
    if not by.has_perm("requests.offer_times"):
        raise PermissionDenied
    assignment = _held(ask, by=by)
    if not 1 <= len(starts) <= MOST_SLOTS or len(set(starts)) < len(starts):
        raise Refused(gettext("Give one to five times, each once. Nothing was changed."))
    last = times.last_day(ask, at=at)
    for moment in starts:
        _must_be_possible(moment, at=at, last=last)
    times.clear_the_table(assignment)
    length = times.length_of(ask)
    offered = Slot.objects.bulk_create(
        Slot(assignment=assignment, place=place, offered_by=by.acted_as, starts_at=moment, ends_at=moment + length)
        for place, moment in enumerate(sorted(starts), start=1)
    )
    event = WORKFLOW.remember("offer_times", ask, by=by)
    letters.tell_offered(assignment, event=event.pk, slot=offered[0].pk, to_customer=by.acted_as == ActedAs.STAFF)
    return offered


@transaction.atomic
def pick_time(ask: ReferenceRequest, *, starts_at: datetime, by: Any, at: datetime) -> Meeting | None:
    """Agree on a time that the other side offers, or move what was agreed on to it; it brings them together.

    The person is judged live. Of our own people, whoever picks is refused with every reason; a customer is refused
    nothing: the request stops for a decision, both sides are told, and None is returned. To pick what is agreed already
    changes nothing. Raises `Refused` when the time is not on offer any more, has passed, or overlaps with another talk
    of theirs.
    """
    assignment = _held(ask, by=by)
    verb = VERBS[Status(ask.status)]
    if not by.has_perm(WORKFLOW.permission(verb)):
        raise PermissionDenied
    agreed = Meeting.objects.agreed().filter(assignment=assignment, starts_at=starts_at).first()
    if agreed:
        return agreed
    on_offer = Slot.objects.filter(assignment=assignment, starts_at=starts_at)
    chosen = on_offer.exclude(offered_by=by.acted_as).first()
    if chosen is None:
        raise Refused(gettext("This time is not on offer any more. Nothing was changed; look at it again."))
    _must_be_possible(chosen.starts_at, at=at, last=None)
    when: dict[str, datetime] = {"starts_at": chosen.starts_at, "ends_at": chosen.ends_at}
    others = Meeting.objects.in_the_way(reference=assignment.reference_id, **when)
    if others.exclude(assignment=assignment).exists():
        raise Refused(gettext("Another talk is agreed for that time. Choose another one."))
    masked = not by.has_perm("references.read_reasons")
    ruling, judgement = judge(ask, assignment.reference_id, on=times.day_of(at), decision=verb, masked=masked)
    if by.acted_as == ActedAs.CUSTOMER and not ruling:
        step("hold_back", ask, by=THE_CLOCK, judgement=judgement)
        end_assignment(ask, held=[assignment.reference_id], by=THE_CLOCK)
        return None
    must_be_usable(ruling)
    step(verb, ask, by=by, judgement=judgement)
    meeting = _written(assignment, **when)
    times.clear_the_table(assignment)
    letters.tell_agreed(meeting)
    return meeting


@transaction.atomic
def unschedule(ask: ReferenceRequest, *, by: Any) -> ReferenceRequest:
    """Call an agreed time off; the yes stays, and another time can be found. Raises `Refused` when none is agreed."""
    assignment = _held(ask, by=by)
    agreed = Meeting.objects.agreed().filter(assignment=assignment).first()
    if agreed is None:
        raise Refused(gettext("No time is agreed at the moment. Nothing was changed."))
    step("unschedule", ask, by=by)
    times.call_off(agreed, tell_customer=True)
    times.clear_the_table(assignment)
    return ask


def took_place_on(assignment: Assignment, *, on: date) -> date:
    """Return the day of a talk that took place: the agreed one; without one, the day on which somebody says so.

    Raises `Refused` while the agreed day is still to come.
    """
    meeting = Meeting.objects.agreed().filter(assignment=assignment).first()
    if meeting is None:
        return on
    day = times.day_of(meeting.starts_at)
    if day > on:
        raise Refused("The agreed time is still to come. Say this afterwards, or call the time off first.")
    return day


def _written(assignment: Assignment, **when: datetime) -> Meeting:
    """Write down the agreed time: a new meeting, or the same one moved, which calendars know by its sequence."""
    agreed = Meeting.objects.agreed().filter(assignment=assignment)
    if agreed.update(sequence=F("sequence") + 1, **when):
        return agreed.get()
    return Meeting.objects.create(assignment=assignment, **when)


def _held(ask: ReferenceRequest, *, by: Any) -> Assignment:
    """Lock the file of the person on a request and the request, and return the two as they are now.

    Whoever comes by a link comes for themselves alone. Raises `Refused` when there is no yes to find a time for.
    """
    seen = assigned(ask)
    Reference.objects.hold(seen.reference_id)
    if by.acted_as == ActedAs.CUSTOMER:
        must_still_hold(by)
        if by.link.reference_id != seen.reference_id:
            raise PermissionDenied
    ask.status = ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=ask.pk).status
    assignment = assigned(ask)
    if assignment != seen or ask.status not in AGREED or ask.activity.mode != Mode.LIVE:
        raise Refused(gettext("There is no time to be found for this at the moment. Nothing was changed."))
    return assignment


def _must_be_possible(moment: datetime, **bounds: Any) -> None:
    if wrong := times.wrong_with(moment, **bounds):
        raise Refused(wrong)
