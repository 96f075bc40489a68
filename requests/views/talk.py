"""What does a request say of its time? The one that is agreed, those on offer, and what the reader may do about it."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from references.models.activity import Mode
from refprogram.history import ActedAs
from refprogram.outbox.hours import zone_of
from refprogram.ui.parts import Action
from refprogram.ui.templatetags.ui import clock, hour
from requests.actions import times
from requests.forms_of_times import TimesForm
from requests.models import AGREED, Meeting, ReferenceRequest, Slot, Status
from requests.workflow import WORKFLOW

SHOWN = (*AGREED, Status.COMPLETED)


@dataclass(frozen=True)
class Offer:
    """One time on offer in words; `starts` is the instant in seconds, which its button sends."""

    when: str
    starts: int


@dataclass(frozen=True)
class Talk:
    """When they talk, as it stands: `when` is the agreed time; it may be over by now, or its day still to come."""

    zone: ZoneInfo
    when: str
    past: bool
    ahead: bool
    offers: list[Offer]
    by_customer: bool
    may_pick: bool
    form: TimesForm | None
    offering: bool
    call_off: Action | None


def talk_of(ask: ReferenceRequest, *, reader: Any, sent: TimesForm | None = None) -> Talk | None:
    """Return what a request says of its time, or None while nobody has said yes and for what takes no time of theirs.

    `sent` is a form that was not valid.
    """
    if ask.status not in SHOWN or ask.activity.mode != Mode.LIVE:
        return None
    zone, at = zone_of(""), timezone.now()
    meeting = None if ask.status == Status.CONFIRMED else Meeting.objects.of(ask).first()
    slots = list(Slot.objects.on_offer(ask)) if ask.status in AGREED else []
    by_customer = any(slot.offered_by == ActedAs.CUSTOMER for slot in slots)
    may_offer = ask.status in AGREED and reader.has_perm("requests.offer_times")
    steps = {step.verb: step for step in WORKFLOW.allowed(ask, by=reader)}
    off = steps.get("unschedule")
    return Talk(
        zone=zone,
        when=f"{clock(meeting.starts_at, zone)} to {hour(meeting.ends_at, zone)}" if meeting else "",
        past=bool(meeting and meeting.ends_at <= at),
        ahead=bool(meeting and times.day_of(meeting.starts_at) > times.day_of(at)),
        offers=[Offer(clock(slot.starts_at, zone), int(slot.starts_at.timestamp())) for slot in slots],
        by_customer=by_customer,
        may_pick=by_customer and not steps.keys().isdisjoint(("schedule", "reschedule")),
        form=(sent or TimesForm(zone=zone, at=at, last=times.last_day(ask, at=at))) if may_offer else None,
        offering=sent is not None or not (meeting or slots),
        call_off=Action(off.label, reverse("requests:unschedule", args=[ask.pk]), post=True, quiet=True)
        if off
        else None,
    )
