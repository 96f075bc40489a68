"""How is an ask or an introduction told in one row, with the steps that this reader may take?"""

from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from customers.models import ContactDetails
from references.referrals.actions.referrals import BY_HAND
from references.referrals.models import AskStatus, Introduced, Referral, ReferralAsk, ReferralStatus
from references.referrals.models.ask import REST_MONTHS
from references.referrals.models.referral import UNREACHED_DAYS
from references.referrals.workflow import ASKS, REFERRALS
from refprogram.dates import add_months
from refprogram.ui.parts import Action, Task
from refprogram.ui.templatetags.ui import day

GONE = "Somebody we keep nothing about"
ICONS = {
    ReferralStatus.WON: "square-check",
    ReferralStatus.LOST: "x",
    ReferralStatus.DECLINED: "x",
    ReferralStatus.FORGOTTEN: "eye-off",
}


def asks_told(asks: QuerySet[ReferralAsk], *, user: Any) -> QuerySet[Any]:
    """Fetch with each ask who it is about, under the scope of who may read names."""
    names = ContactDetails.objects.visible_to(user).filter(contact=OuterRef("reference__contact"))
    told: QuerySet[Any] = asks.select_related("reference__contact__customer", "asked_by", "followed_up_by").annotate(
        person=Subquery(names.values("name")[:1])
    )
    return told


def referrals_told(referrals: QuerySet[Referral], *, user: Any) -> QuerySet[Any]:
    """Fetch with each introduction whom it is about and who made it, as far as this reader may know."""
    people = Introduced.objects.visible_to(user).filter(referral=OuterRef("pk"))
    names = ContactDetails.objects.visible_to(user).filter(contact=OuterRef("ask__reference__contact"))
    known = {name: Subquery(people.values(name)[:1]) for name in ("name", "company", "email", "reach", "words")}
    told: QuerySet[Any] = referrals.select_related("owner").annotate(
        **known,
        introducer=Subquery(names.values("name")[:1]),
        introduced_at=Subquery(
            ReferralAsk.objects.filter(pk=OuterRef("ask")).values("reference__contact__customer__name")[:1]
        ),
    )
    return told


def ask_row(ask: Any, *, user: Any) -> Task:
    """Tell an ask: why it is a good moment, what was asked, or what they said."""
    text = {
        AskStatus.DUE: lambda: f"{ask.get_because_display()}, {day(ask.made_on)}.",
        AskStatus.ASKED: lambda: f"Asked on {day(ask.asked_on)} by {ask.asked_by}: {ask.sentence}",
        AskStatus.DROPPED: lambda: f"{ask.get_because_display()}, {day(ask.made_on)}. Nobody asks any more.",
    }.get(AskStatus(ask.status), lambda: _answer(ask))()
    return Task(
        f"{ask.person or ask.reference.contact.title or 'Somebody'}, {ask.reference.contact.customer.name}",
        text,
        "message-circle",
        key=f"ask-{ask.pk}",
        url=ask.reference.get_absolute_url(),
        due=ask.due_on if ask.status == AskStatus.DUE else None,
        when="" if ask.status == AskStatus.DUE else ask.get_status_display(),
        actions=tuple(_ask_steps(ask, user=user)),
    )


def _answer(ask: Any) -> str:
    said = f"{ask.get_status_display()}, {day(ask.answered_on)}."
    if ask.status == AskStatus.INTRODUCED:
        return said
    rests = f" Nobody asks before {day(add_months(ask.answered_on, REST_MONTHS))}."
    if ask.followed_up_on:
        return f"{said}{rests} {ask.followed_up_by} looked after them on {day(ask.followed_up_on)}."
    more = " There is more for us to do: look after them." if ask.status == AskStatus.NOBODY_CAME_TO_MIND else ""
    return f"{said}{rests}{more}"


def _ask_steps(ask: Any, *, user: Any) -> list[Action]:
    steps = []
    for step in ASKS.allowed(ask, by=user):
        if step.verb == "send_ask":
            steps.append(Action(step.label, reverse("referrals:ask", args=[ask.pk])))
        elif step.label:
            url = reverse("referrals:drop_ask", args=[ask.pk])
            steps.append(Action(step.label, url, quiet=True, post=True))
    waits = ask.status == AskStatus.NOBODY_CAME_TO_MIND and ask.followed_up_on is None
    if waits and user.has_perm("referrals.follow_up"):
        steps.append(Action("Done: I looked after them", reverse("referrals:follow_up", args=[ask.pk]), post=True))
    return steps


def referral_row(referral: Any, *, user: Any) -> Task:
    """Tell an introduction: who, by whom, how to reach them, and what comes next."""
    who = ", ".join(part for part in (referral.name, referral.company) if part) or GONE
    by = ", ".join(part for part in (referral.introducer, referral.introduced_at) if part) or "somebody"
    reach = " ".join(part for part in (referral.email, referral.reach) if part)
    told = [f"Introduced by {by} on {day(referral.introduced_on)}.", f"Reach them: {reach}." if reach else ""]
    told += [f"“{referral.words}”" if referral.words else ""]
    told += [f"{referral.owner} looks after it." if referral.owner else ""]
    waits = referral.status == ReferralStatus.INTRODUCED
    return Task(
        who,
        " ".join(part for part in told if part),
        ICONS.get(ReferralStatus(referral.status), "user-plus"),
        key=f"referral-{referral.pk}",
        url=reverse("referrals:referral", args=[referral.pk]),
        due=forgotten_on(referral) if waits else None,
        when="" if waits else referral.get_status_display(),
        actions=tuple(_referral_steps(referral, user=user)),
    )


def forgotten_on(referral: Any) -> date:
    """Return the day on which we forget somebody to whom nobody has written, and whom nobody has called."""
    last: date = referral.introduced_on + timedelta(days=UNREACHED_DAYS)
    return last


def _referral_steps(referral: Any, *, user: Any) -> list[Action]:
    steps = []
    if referral.status == ReferralStatus.INTRODUCED and referral.email and user.has_perm("referrals.write_to"):
        url = reverse("referrals:write_to", args=[referral.pk])
        steps.append(Action("Write to them", url, icon="mail", post=True))
    for step in REFERRALS.allowed(referral, by=user):
        if step.verb in BY_HAND:
            asks_first = step.verb == "decline"
            at, more = ("referrals:decline", ()) if asks_first else ("referrals:move", (step.verb,))
            quiet = asks_first or step.verb == "lose" or bool(steps)
            steps.append(Action(step.label, reverse(at, args=[referral.pk, *more]), quiet=quiet, post=not asks_first))
    return steps
