"""When may somebody expect it, and is it late? The clocks of a request in plain words; what is usual is no promise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from refprogram.ui.templatetags.ui import days, near
from requests.clocks import Clock, days_early, first_response, fulfilment, hours_of, timed
from requests.expected import Expected, expected_of
from requests.models import ReferenceRequest, Status
from requests.views.words import OPEN, moment

TOO_FEW = "Too few to say"


@dataclass(frozen=True)
class Progress:
    """How far a request is in time: when it came or may come, and whether it is late, each "" when there is nothing."""

    when: str
    late: str


def progress_of(asks: Iterable[ReferenceRequest], *, on: date) -> dict[int, Progress]:
    """Tell it of many requests, by their key, in two queries."""
    keys = {ask.pk for ask in asks}
    rows = list(timed(ReferenceRequest.objects.filter(pk__in=keys))) if keys else []
    usual = expected_of({ask.activity_id for ask in rows}, on=on) if rows else {}
    return {ask.pk: _progress(ask, usual.get(ask.activity_id), on) for ask in rows}


def _progress(ask: Any, usual: Expected | None, on: date) -> Progress:
    if ask.fulfilled_at:
        came, early = moment(ask.fulfilled_at, on=on), days_early(ask)
        return Progress(f"{came}, {days(early)} early" if early else came, "")
    if ask.status not in OPEN or ask.sent_at is None:
        return Progress("", "")
    return Progress(_expected(ask, usual, on), late(ask, on=on))


def _expected(ask: Any, usual: Expected | None, on: date) -> str:
    if usual is None:
        return TOO_FEW
    sent = ask.sent_at.astimezone(hours_of(ask).zone).date()
    first, last = (sent + timedelta(days=number) for number in (usual.median_days, usual.p90_days))
    if last < on:
        return "It takes longer than usual"
    if first < on:
        return f"Nearly always by {near(last, on)}"
    return f"Usually by {near(first, on)}"


def late(ask: Any, *, on: date) -> str:
    """Say what is late about a request that is `timed`, under way and not fulfilled; "" when nothing is."""
    now = datetime.now(UTC)
    if ask.needed_by < on:
        return "Past the day it was needed"
    response, whole = first_response(ask), fulfilment(ask)
    if response and response.met_at is None and response.is_late(at=now):
        return f"Nobody took it up in time: {over(response, now)} late"
    if whole and whole.met_at is None and whole.is_late(at=now):
        return f"Longer than we aim for: {over(whole, now)} late"
    return ""


def clocks(ask: Any, *, on: date) -> list[tuple[str, str]]:
    """Tell the two clocks of one request that is `timed`, as facts for its page."""
    now = datetime.now(UTC)
    said = [
        ("Taken up", first_response(ask), ask.status == Status.SUBMITTED),
        ("Fulfilled", fulfilment(ask), ask.status in OPEN),
    ]
    facts = [(name, _clock(clock, runs=runs, now=now, on=on)) for name, clock, runs in said if clock]
    if early := days_early(ask):
        facts.append(("Before it was needed", days(early)))
    return [(name, text) for name, text in facts if text]


def _clock(clock: Clock, *, runs: bool, now: datetime, on: date) -> str:
    late_by = f", {over(clock, now)} late" if clock.is_late(at=now) else ""
    if clock.met_at:
        return f"{moment(clock.met_at, on=on)}{late_by or ', in time'}"
    return f"aimed for {moment(clock.due_at, on=on)}{late_by}" if runs else ""


def over(clock: Clock, now: datetime) -> str:
    """Write by how much working time a clock is over: minutes, hours, or working days."""
    by = clock.over_by(at=now)
    if by < timedelta(hours=1):
        return f"{max(1, int(by.total_seconds() // 60))} min"
    if by < clock.hours.length:
        return f"{int(by.total_seconds() // 3600)} h"
    number = int(by / clock.hours.length)
    return f"{number} working {'day' if number == 1 else 'days'}"
