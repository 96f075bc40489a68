"""Whose queue holds what? One desk a role that works through a queue."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.urls import reverse

from customers.models import Customer
from customers.models.issue import IssueKind
from references.eligibility import WARNING
from references.models import ToldUse
from references.testimonials.models import Mention
from refprogram.accounts.roles import Role
from refprogram.outbox.models import STUCK, Message
from refprogram.today import after, asks, numbers, people, places, referrals, words
from refprogram.today.queue import FEW, MANY, Aside, Group, Queue, numbered
from refprogram.ui.parts import Action, Task
from refprogram.ui.templatetags.ui import day
from requests.models import MatteredLetter


def of_manager(user: Any, *, on: date, show: str) -> Queue:
    """Return what a reference manager works through, in the order in which it hurts to wait."""
    requests = asks.managers_groups(user, on=on, show=show)
    references = people.reference_groups(user, on=on, show=show)
    hard_times, in_peace = people.hardship_group(user, on=on, show=show)
    thanks = people.thanks_group(user, on=on, show=show)
    shown_words = places.groups(user, on=on, show=show)
    said = words.groups(user, on=on, show=show)
    rewards = people.rewards_group(user, on=on, show=show)
    urgent = [group for group in requests if group.key != "mine"]
    own = [group for group in requests if group.key == "mine"]
    asked = referrals.of_manager(user, on=on, show=show)
    groups = [
        *urgent,
        *references,
        *hard_times,
        *shown_words,
        *said,
        *thanks,
        *rewards,
        *asked,
        *_counted(user),
        *own,
    ]
    return _shown(groups, show, aside=Aside(in_peace, numbers.happened(user, on=on)))


def of_rep(user: Any, *, on: date, show: str) -> Queue:
    """Return a rep's own requests, and what keeps the accounts they own from being references."""
    own, asked = asks.reps_groups(user, on=on, show=show), referrals.of_rep(user, on=on, show=show)
    said = after.of_rep(user, on=on, show=show)
    return _shown([*own, *said, *_issues(user, on=on, show=show), *asked], show)


# What is counted among the states of letters, and is none.
MENTIONS, OUTSIDE, MATTERED = "mentions", "outside", "mattered"
DESKS: dict[str, Callable[..., Queue]] = {Role.REFERENCE_MANAGER: of_manager, Role.SALES_REP: of_rep}


def _shown(groups: list[Group], show: str, *, aside: Aside | None = None) -> Queue:
    """Show one group when it was asked for and has something in it, else everything."""
    queue = Queue(groups, show if show in {group.key for group in groups} else "")
    return replace(queue, aside=aside) if aside else queue


def _counted(user: Any) -> list[Group]:
    """Return one row each about what is only counted: drafts, outside uses, mentions, and stuck letters."""
    letters = Message.objects.visible_to(user).order_by().values_list("state")
    mentions = Mention.objects.to_ask_about().order_by().values_list(Value(MENTIONS))
    outside = ToldUse.objects.visible_to(user).waiting().order_by().values_list(Value(OUTSIDE))
    drafts = MatteredLetter.objects.visible_to(user).waiting().order_by().values_list(Value(MATTERED))
    others = (rows.annotate(Count("pk")) for rows in (mentions, outside, drafts))
    counts = dict(letters.annotate(Count("pk")).union(*others, all=True))
    told = [*_mattered(counts.get(MATTERED, 0)), *_outside(counts.get(OUTSIDE, 0))]
    return [*told, *_mentions(counts.get(MENTIONS, 0)), *_letters(counts)]


def _mattered(count: int) -> list[Group]:
    if not count:
        return []
    url = reverse("requests:list_mattered")
    row = Task(
        "1 letter that somebody’s help mattered" if count == 1 else f"{count:,} letters that somebody’s help mattered",
        "A deal was won after hearing them. Nothing leaves before you have read it.",
        "handshake",
        key="mattered",
        url=url,
        actions=(Action("Read them", url),),
    )
    return [Group("mattered", "It mattered", "Tell them that it mattered", "handshake", [row], 1)]


def _outside(count: int) -> list[Group]:
    if not count:
        return []
    url = f"{reverse('references:outside')}?show=waiting"
    row = Task(
        "1 outside use of which nobody has said who it was"
        if count == 1
        else f"{count:,} outside uses of which nobody has said who it was",
        "Until then it gives nobody rest, and nobody is thanked.",
        "footprints",
        key="outside",
        url=url,
        actions=(Action("See them", url),),
    )
    return [Group("outside", "Outside uses", "Outside uses", "footprints", [row], 1)]


def _mentions(count: int) -> list[Group]:
    if not count:
        return []
    url = f"{reverse('testimonials:mentions')}?show=waiting"
    row = Task(
        "1 mention of us that nobody has decided about" if count == 1 else f"{count:,} mentions of us to decide about",
        "Ask its author whether it may be shown, or let it be.",
        "megaphone",
        key="mentions",
        url=url,
        actions=(Action("See the mentions", url),),
    )
    return [Group("mentions", "Mentions", "Mentions", "megaphone", [row], 1)]


def _letters(counts: Mapping[str, int]) -> list[Group]:
    """Return one row about letters that no sender will touch again by itself, for whoever may see them."""
    stuck = [(state, counts[state]) for state in STUCK if counts.get(state)]
    if not stuck:
        return []
    states = ", ".join(f"{count:,} {state.label}" for state, count in stuck)
    url = f"{reverse('outbox:list')}?state={stuck[0][0]}"
    row = Task(
        "Letters that did not arrive, or may not have",
        f"{states.capitalize()}. An admin can have them sent again.",
        "mail",
        key="letters",
        level=WARNING,
        url=url,
        actions=(Action("See the letters", url),),
    )
    return [Group("letters", "Letters", "Letters", "mail", [row], 1)]


def _issues(user: Any, *, on: date, show: str) -> list[Group]:
    """Return the reader's customers with an open issue, the oldest first: how bad it is they do not learn."""
    limit = MANY if show == "issues" else FEW
    customers: QuerySet[Any] = Customer.objects.visible_to(user).with_facts(on=on)
    troubled = customers.filter(issue_severity__isnull=False)
    found = list(numbered(troubled, order=("issue_since", "pk")).filter(place__lte=limit).order_by("place"))
    if not found:
        return []
    rows = [
        Task(
            str(row),
            f"{IssueKind(row.issue_kind).label} issue, open since {day(row.issue_since)}.",
            "octagon-alert",
            key=f"customer-{row.pk}",
            url=row.get_absolute_url(),
            actions=(Action("Look at it", row.get_absolute_url()),),
        )
        for row in found
    ]
    heading = "Your customers with an open issue"
    return [Group("issues", "Issues", heading, "octagon-alert", rows, found[0].of, note="Fixing it is the way back")]
