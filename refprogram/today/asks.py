"""Which requests wait for the reader? The groups about requests, for a reference manager and for a sales rep."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from references.eligibility import BLOCKED, RULES
from references.models import Answer
from refprogram.today.queue import FEWER, MORE, Group, Sort, sorted_out
from refprogram.ui.parts import Action, Task
from refprogram.ui.templatetags.ui import day, hour, near
from requests.clocks import timed
from requests.models import Assignment, Meeting, ReferenceRequest, RequestEvent, Status
from requests.models.assignment import lapse
from requests.views.progress import late
from requests.views.words import OPEN, moment, turn, worth

SOON = timedelta(days=3)
LOOKED_FOR = (Status.IN_REVIEW, Status.MATCHED)
UNDER_WAY = (Status.SUBMITTED, *LOOKED_FOR, Status.AWAITING_CUSTOMER)

ICON_OF_STATUS = {
    Status.CONFIRMED: "check",
    Status.SCHEDULED: "calendar",
    Status.DRAFT: "pencil",
    Status.NEEDS_REVIEW: "octagon-alert",
    Status.DECLINED_BY_CUSTOMER: "pause",
}

IN_A_SENTENCE = {who: who.lower() for who in ("You", "The customer", "The reference managers", "Nobody")}

STOPPED_BY = {rule.code: rule.stops for rule in RULES}


def managers_groups(user: Any, *, on: date, show: str) -> list[Group]:
    """Return what a reference manager decides on: stopped, new, soon due, answered, and what they look after."""
    soon = Q(needed_by__lte=on + SOON, status__in=UNDER_WAY)
    sorts = (
        Sort(
            "stopped",
            Q(status=Status.NEEDS_REVIEW),
            "Stopped",
            "Stopped for a decision",
            "octagon-alert",
            partial(_stopped, on=on),
            note="Nothing goes out until you decide",
            few=MORE,
        ),
        Sort(
            "unanswered",
            Q(pk__in=Assignment.objects.lapsed(on=on).values("ask")),
            "No answer",
            "No answer, and you decide",
            "hourglass",
            partial(_unanswered, on=on),
            note="Nobody else is asked before you let them go",
            few=MORE,
        ),
        Sort(
            "soon",
            soon,
            "Due in 72 h",
            "Needed within 72 hours",
            "clock",
            partial(_under_way, on=on),
            few=MORE,
        ),
        Sort(
            "new",
            Q(status=Status.SUBMITTED),
            "New",
            "Sent, nobody looks after it",
            "inbox",
            partial(_under_way, on=on),
            few=MORE,
        ),
        Sort(
            "talks",
            Q(status=Status.SCHEDULED, talks_at__lt=_end_of_tomorrow(on)),
            "Talks",
            "Talks up to tomorrow",
            "calendar",
            partial(_talk, on=on),
            few=FEWER,
        ),
        Sort(
            "answers",
            Q(status__in=(Status.CONFIRMED, Status.DECLINED_BY_CUSTOMER)),
            "Answers",
            "Customers who answered a request",
            "message-circle",
            partial(_answered, on=on),
        ),
        Sort(
            "mine",
            Q(status__in=LOOKED_FOR, manager=user),
            "Yours",
            "In your hands",
            "list-checks",
            partial(_under_way, on=on),
        ),
    )
    asks = ReferenceRequest.objects.visible_to(user).filter(status__in=OPEN)
    return sorted_out(_told(asks), sorts, order=("needed_by", "pk"), show=show)


def reps_groups(user: Any, *, on: date, show: str) -> list[Group]:
    """Return a rep's own requests: whose move it is, in plain words, and never whom it is about."""
    told = partial(_own, reader=user, on=on)
    sorts = (
        Sort(
            "talks",
            Q(status=Status.SCHEDULED, talks_at__isnull=False),
            "Talks",
            "Agreed times",
            "calendar",
            partial(_own_talk, on=on),
            few=MORE,
        ),
        Sort("yes", Q(status=Status.CONFIRMED), "Yes", "The customer said yes", "check", told, few=MORE),
        Sort(
            "stopped",
            Q(status__in=(Status.NEEDS_REVIEW, Status.DECLINED_BY_CUSTOMER)),
            "Stopped",
            "Stopped: the reference manager decides how to go on",
            "octagon-alert",
            told,
            few=MORE,
        ),
        Sort(
            "drafts",
            Q(status=Status.DRAFT),
            "Drafts",
            "Not sent yet",
            "pencil",
            told,
            note="Nobody else sees them",
            few=MORE,
        ),
        Sort("open", Q(status__in=UNDER_WAY), "Under way", "Under way", "list-checks", told, few=MORE),
    )
    asks = ReferenceRequest.objects.visible_to(user).filter(status__in=OPEN)
    open_asks = asks.annotate(lapsed=lapse(on=on)).select_related("opportunity", "activity", "requested_by", "manager")
    mine = _with_times(timed(open_asks))
    return sorted_out(mine, sorts, order=("needed_by", "pk"), show=show)


def _told(asks: QuerySet[ReferenceRequest]) -> QuerySet[Any]:
    """Add what a row speaks of: who was chosen last, what they answered, and the step that stopped it."""
    chosen = Assignment.objects.filter(ask=OuterRef("pk")).order_by("-pk")
    stop = RequestEvent.objects.filter(ask=OuterRef("pk"), verb__in=("hold_back", "talk")).order_by("-seq")
    return _with_times(timed(asks.select_related("opportunity", "activity", "requested_by"))).annotate(
        company=Subquery(chosen.values("reference__contact__customer__name")[:1]),
        answer=Subquery(chosen.values("use_consent__answer")[:1]),
        answered_at=Subquery(chosen.values("use_consent__answered_at")[:1]),
        words=Subquery(chosen.values("use_consent__words")[:1]),
        asked_on=Subquery(chosen.values("use_consent__asked_on")[:1]),
        chased_on=Subquery(chosen.values("use_consent__chased_on")[:1]),
        stopped_by=Subquery(stop.values("verb")[:1]),
        stop_level=Subquery(stop.values("judgement__worst")[:1]),
        stop_findings=Subquery(stop.values("judgement__findings")[:1]),
        stop_set_aside=Subquery(stop.values("judgement__set_aside")[:1]),
    )


def _with_times(asks: QuerySet[ReferenceRequest]) -> QuerySet[Any]:
    """Add when the two sides talk, where they have agreed on a time."""
    return asks.annotate(talks_at=Subquery(Meeting.objects.of(OuterRef("pk")).values("starts_at")[:1]))


def _end_of_tomorrow(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=2), time(), _zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.PROGRAM_TIME_ZONE)


def _when(ask: Any, on: date) -> tuple[date, str]:
    """Return the day of an agreed time, and the time as "Tomorrow 10:00"."""
    local = ask.talks_at.astimezone(_zone())
    words = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}
    return local.date(), f"{words.get((local.date() - on).days) or near(local, on)} {hour(local, _zone())}"


def _talk(ask: Any, *, on: date) -> Task:
    day, when = _when(ask, on)
    over = day < on
    text = f"{ask.activity}, {ask.requested_by}." + (" Did it take place?" if over else "")
    return Task(
        f"{ask.company} and {ask.opportunity.account}",
        text,
        "clock",
        key=f"request-{ask.pk}",
        url=ask.get_absolute_url(),
        when=when,
        actions=(_post(ask, "complete", "It took place") if over else _open(ask, "Look at it"),),
    )


def _own_talk(ask: Any, *, on: date) -> Task:
    """Tell a rep of an agreed time; whom they meet stands on the page alone."""
    day, when = _when(ask, on)
    says = (
        "It is over. The reference manager writes down that it took place." if day < on else "You bring them together."
    )
    return Task(
        _wish(ask),
        says,
        "calendar",
        key=f"request-{ask.pk}",
        url=ask.get_absolute_url(),
        when=when,
        actions=(_open(ask, "Look at it" if day < on else "Prepare it"),),
    )


def _stopped(ask: Any, *, on: date) -> Task:
    if ask.stopped_by == "talk":
        why, level = "They want to talk first." + _quoted(ask.words), None
    else:
        aside = ask.stop_set_aside or ()
        blocked = [code for code, level in (ask.stop_findings or {}).items() if level >= BLOCKED]
        codes = [code for code in blocked if code not in aside]
        why, level = " ".join(STOPPED_BY[code] for code in codes), ask.stop_level
    title = f"{ask.company} for {ask.opportunity.account}" if ask.company else ask.opportunity.account
    icon = "phone" if ask.stopped_by == "talk" else "ban"
    steps = (_post(ask, "resume", "Find somebody else"), _open(ask, "Look at it"))
    return _task(
        ask, title, f"{why} Asked for by {ask.requested_by}.", icon, steps, level=level, badge=level is not None
    )


def _unanswered(ask: Any, *, on: date) -> Task:
    again = f", written to once more on {day(ask.chased_on)}" if ask.chased_on else ", and not pressed"
    text = f"{_wish(ask)}. Asked on {day(ask.asked_on)}{again}. Asked for by {ask.requested_by}."
    steps = (_post(ask, "wait_longer", "Give them more time"), _open(ask, "Decide"))
    return _task(ask, f"{ask.company}: no answer", text, "hourglass", steps)


def _under_way(ask: Any, *, on: date) -> Task:
    words = {
        Status.SUBMITTED: (_quoted(ask.matters_most).strip(), _post(ask, "take_up", "Take it up")),
        Status.IN_REVIEW: ("Nobody is chosen yet.", _open(ask, "Choose somebody")),
        Status.MATCHED: (f"{ask.company} is chosen and was not asked yet.", _open(ask, "Ask the customer")),
        Status.AWAITING_CUSTOMER: (f"Waiting for {ask.company}; any answer is fine.", _open(ask, "Look at it")),
    }
    says, step = words[ask.status]
    behind = late(ask, on=on)
    more = f" {behind}." if behind else ""
    return _task(ask, _wish(ask), f"{says} {_deal(ask)}{more}", "clock", (step,))


def _answered(ask: Any, *, on: date) -> Task:
    if ask.status == Status.CONFIRMED:
        done = ask.needed_by <= on
        steps = [_post(ask, "complete", "It took place") if done else _open(ask, "Look at it")]
        level, icon, said = 0, "check", "yes"
    else:
        steps = [_post(ask, "resume", "Find somebody else"), _open(ask, "End it", quiet=True)]
        level, icon, said = None, "pause", "not now" if ask.answer == Answer.NOT_NOW else "no"
    text = f"{ask.activity} for {ask.opportunity.account}, {ask.requested_by}.{_quoted(ask.words)}"
    when = moment(ask.answered_at, on=on) if ask.answered_at else ""
    return Task(
        f"{ask.company}: {said}",
        text,
        icon,
        key=f"request-{ask.pk}",
        level=level,
        url=ask.get_absolute_url(),
        when=when,
        actions=tuple(steps),
    )


def _own(ask: Any, *, reader: Any, on: date) -> Task:
    move = turn(ask, reader=reader)
    icon = ICON_OF_STATUS.get(ask.status, "clock")
    label = {
        Status.CONFIRMED: "See whom you may call",
        Status.DRAFT: "Finish and send it",
    }.get(ask.status, "Look at it")
    who = IN_A_SENTENCE.get(move.who, move.who)
    behind = "" if ask.fulfilled_at else late(ask, on=on)
    says = f"With {who}. {move.says}" + (f" {behind}." if behind else "")
    return _task(ask, _wish(ask), says, icon, (_open(ask, label),))


def _task(ask: Any, title: str, text: str, icon: str, steps: Sequence[Action], **look: Any) -> Task:
    return Task(
        title,
        text,
        icon,
        key=f"request-{ask.pk}",
        url=ask.get_absolute_url(),
        due=ask.needed_by,
        actions=tuple(steps),
        **look,
    )


def _wish(ask: Any) -> str:
    return f"{ask.opportunity.account}: {str(ask.activity).lower()}"


def _deal(ask: Any) -> str:
    value = worth(ask.opportunity)
    return f"{value}, {ask.requested_by}." if value else f"{ask.requested_by}."


def _quoted(words: str | None) -> str:
    short = " ".join((words or "").split())
    return f" “{short[:120]}{'…' if len(short) > 120 else ''}”" if short else ""


def _open(ask: Any, label: str, *, quiet: bool = False) -> Action:
    return Action(label, ask.get_absolute_url(), quiet=quiet)


def _post(ask: Any, verb: str, label: str) -> Action:
    return Action(label, reverse(f"requests:{verb}", args=[ask.pk]), post=True)
