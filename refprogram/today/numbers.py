"""What can be said in numbers? Each with its unit, its period and what it is counted from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, Hardship
from references.facts import QUARTER
from references.models import Reference, StandingCheck, ThankYou, ToldUse
from references.standing import may_be_asked
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role
from refprogram.history import ActedAs
from refprogram.imports.models import ImportRun
from refprogram.outbox.models import Message, State
from refprogram.ui.parts import Happening
from refprogram.ui.templatetags.ui import day
from requests.models import IN_FLIGHT, Opportunity, Override, ReferenceRequest, RequestEvent
from requests.views.deals import INFLUENCED_FOR, total
from requests.views.lists import GROUPS

RECENTLY = timedelta(days=7)
DECIDE = next(group for group in GROUPS if group.code == "decide")


@dataclass(frozen=True)
class Number:
    """One number, what it counts, and where its rows can be seen."""

    label: str
    number: str
    text: str
    url: str = ""
    link: str = ""


def outcome(user: Any, *, on: date) -> list[Number]:
    """Return what an executive may know: counts that anybody can count again, hard times as a number only.

    A number leads to a list only where that list holds exactly the rows that were counted.
    """
    customers = Customer.objects.visible_to(user)
    people = Reference.objects.visible_to(user).filter(may_be_asked(on=on)).values("contact__customer")
    all_of_them, usable = customers.count(), people.distinct().count()
    in_peace = Hardship.objects.active(on=on).values("customer").distinct().count()
    asks = ReferenceRequest.objects.visible_to(user).aggregate(
        open=Count("pk", filter=Q(status__in=IN_FLIGHT)), stopped=Count("pk", filter=Q(status__in=DECIDE.statuses))
    )
    took_place = _since(on - QUARTER).filter(verb="complete", ask__in=ReferenceRequest.objects.visible_to(user)).count()
    owed = ThankYou.objects.owed().filter(use__reference__in=Reference.objects.visible_to(user)).count()
    overrides = Override.objects.visible_to(user).given_within(after=on - QUARTER, upto=on).count()
    outside = ToldUse.objects.visible_to(user).told_within(after=on - QUARTER, upto=on).count()
    quarter = f"in the last {QUARTER.days} days"
    return [
        Number("Customers", f"{all_of_them:,}", "in the program today", reverse("customers:list"), "See them"),
        Number(
            "May be asked today",
            f"{usable:,} of {all_of_them:,}",
            "customers with at least one person who agreed to something and whom nothing known keeps off",
        ),
        Number("Took place", f"{took_place:,}", f"requests, {quarter}"),
        influenced(user, on=on),
        Number(
            "Under way",
            f"{asks['open']:,}",
            "requests, today",
            f"{reverse('requests:list')}?state=under_way",
            "See them",
        ),
        Number(
            "Stopped",
            f"{asks['stopped']:,}",
            "requests that wait for a decision, today",
            f"{reverse('requests:list')}?state={DECIDE.code}",
            "See them",
        ),
        Number(
            "Overrides",
            f"{overrides:,}",
            f"times that something was set aside for one request, {quarter}",
            reverse("requests:overrides"),
            "See them",
        ),
        Number(
            "Outside uses",
            f"{outside:,}",
            f"told {quarter}: customers who helped without a request here",
            f"{reverse('references:outside')}?show=quarter",
            "See them",
        ),
        Number(
            "Thank-yous owed",
            f"{owed:,}",
            "uses that nobody has said thank you for, today",
            reverse("references:thanks"),
            "See them",
        ),
        Number("Left in peace", f"{in_peace:,}", "customers in a hard time, today; nobody writes to them"),
    ]


def influenced(user: Any, *, on: date) -> Number:
    """Return what deals were worth that were won after a reference was heard: each once, in its own currency."""
    won = total(Opportunity.objects.visible_to(user).influenced(since=on - INFLUENCED_FOR, on=on))
    return Number(
        "Influenced revenue",
        won.worth or "none",
        f"{won.deals} won after a reference was heard, in the last {INFLUENCED_FOR.days} days: an association, not its "
        "cause",
        reverse("requests:influenced"),
        "See them",
    )


def happened(user: Any, *, on: date) -> list[Happening]:
    """Say what the program did without anybody since yesterday, from the steps that the clock or a customer took."""
    counts = (
        _since(on - timedelta(days=1))
        .exclude(acted_as=ActedAs.STAFF)
        .filter(ask__in=ReferenceRequest.objects.visible_to(user))
        .aggregate(
            stopped=Count("pk", filter=Q(verb="hold_back")),
            out_of_time=Count("pk", filter=Q(verb="expire")),
            yes=Count("pk", filter=Q(verb="confirm")),
        )
    )
    said = (
        ("yes", "confirmed by the customer", 0),
        ("stopped", "stopped, and their people told", 3),
        ("out_of_time", "closed because the day had passed", None),
    )
    return [
        Happening("Since yesterday", f"{_requests(counts[key])} {words}", level)
        for key, words, level in said
        if counts[key]
    ]


@dataclass(frozen=True)
class Household:
    """What an admin keeps running: letters, what is kept of references, accounts and files."""

    letters: Sequence[Number]
    late: str
    kept: str
    accounts: Sequence[Number]
    imports: Sequence[ImportRun]


def household(user: Any, *, on: date) -> Household:
    letters = Message.objects.visible_to(user)
    counts = letters.counts()
    waiting = letters.waiting_since()
    outbox = reverse("outbox:list")
    shown = (
        (State.QUEUED, "Waiting", "letters that leave by themselves"),
        (State.FAILED, "Failed", "letters that were refused for good"),
        (State.UNCERTAIN, "Uncertain", "letters that may or may not have arrived"),
        (State.QUARANTINED, "Set aside", "letters that could not be written"),
    )
    accounts = dict(User.objects.filter(is_active=True).order_by().values_list("role").annotate(Count("pk")))
    return Household(
        letters=[
            Number(label, f"{counts[state]:,}", text, f"{outbox}?state={state}" if counts[state] else "", "See them")
            for state, label, text in shown
        ],
        late=f"{waiting.letters:,} should have left by now; is a worker running?" if waiting else "",
        kept=_kept(on=on),
        accounts=[Number(role.label, f"{accounts.get(role, 0):,}", "") for role in Role],
        imports=list(ImportRun.objects.order_by("-pk")[:5]),
    )


def _kept(*, on: date) -> str:
    """Say what is wrong with what is kept of references; "" when the nightly comparison found nothing."""
    check = StandingCheck.objects.order_by("-on").first()
    if check and check.differed and check.on >= on - RECENTLY:
        return (
            f"{check.differed:,} differed from the rules on {day(check.on)} and were put right. Somebody changed facts "
            "outside the program, or the program has a mistake: tell whoever maintains it."
        )
    if check and check.on < on - timedelta(days=1):
        return f"Nobody has compared them with the rules since {day(check.on)}; is a worker running?"
    return ""


def _since(first: date) -> Any:
    """Return the events from the beginning of a day on, in the program's own time zone."""
    start = datetime.combine(first, time.min, tzinfo=ZoneInfo(settings.PROGRAM_TIME_ZONE))
    return RequestEvent.objects.filter(at__gte=start, at__lte=timezone.now())


def _requests(count: int) -> str:
    return "1 request" if count == 1 else f"{count:,} requests"
