"""Which customers wait for a reference manager? Answers, check-ins, nominations, hard times and thank-yous."""

from datetime import date, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, DateField, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import TruncDate
from django.urls import reverse

from customers.models import ContactDetails, Hardship
from customers.models.hardship import HardshipKind
from references.eligibility import CLEAR
from references.models import (
    Answer,
    CheckIn,
    Link,
    Nomination,
    Purpose,
    Reference,
    RewardEntry,
    Standing,
    ThankYou,
)
from references.standing import DUE, OVERDUE, checked_in_with, known
from refprogram.dates import AddDays
from refprogram.thresholds.models import threshold
from refprogram.today.queue import FEW, FEWER, MANY, Group, Owed, Sort, numbered, sorted_out
from refprogram.ui.parts import Action, Task
from refprogram.ui.templatetags.ui import day, near

FRESH_ANSWER = timedelta(days=7)
# The columns that a row speaks of; no other fact is worked out for it.
SPOKEN_OF = (
    *("pk", "contact__title", "contact__customer__name", "person", "answer", "answered_on"),
    *("checked_on", "good_until", "proposed_on", "nominated_till", "nominated_by", "problems"),
)


def reference_groups(user: Any, *, on: date, show: str) -> list[Group]:
    """Return the people to talk to, each once: who answered, whose check-in is due or overdue, who was nominated."""
    heard_since = Q(spoken_on__isnull=True) | Q(spoken_on__lt=F("answered_on"))
    says_no = Q(answer__in=(Answer.NO, Answer.NOT_NOW), answered_on__gte=on - FRESH_ANSWER)
    check_ins = reverse("references:check_ins")
    sorts = (
        Sort(
            "six-months",
            (Q(answer=Answer.TALK) | says_no) & heard_since,
            "Six-month answers",
            "Customers who answered the six-month letter",
            "message-circle",
            partial(_answered, on=on),
        ),
        Sort(
            "due",
            DUE & checked_in_with(),
            "Check-ins",
            "Check-ins due",
            "phone",
            _due,
            note="Afterwards nobody may be asked",
            url=f"{check_ins}?state=due",
        ),
        Sort(
            "overdue",
            OVERDUE & checked_in_with(),
            "Overdue",
            "Check-ins overdue",
            "phone",
            _due,
            note="Do not use until somebody has talked with them",
            url=f"{check_ins}?state=overdue",
        ),
        Sort(
            "nominations",
            Q(verified_on=None, hardship_since=None, proposed_on__isnull=False, spoken_on=None),
            "Nominations",
            "Nominations waiting for a first check-in",
            "sprout",
            _nominated,
        ),
    )
    rows = _told(user, known(_somebody_to_talk_to(Reference.objects.visible_to(user))))
    return sorted_out(rows, sorts, order=("checked_on", "proposed_on", "pk"), show=show, only=SPOKEN_OF)


def _somebody_to_talk_to(references: QuerySet[Any]) -> QuerySet[Any]:
    """Find by their keys those whom a group could hold, from small indexes; nobody is judged, no other file is read."""
    waiting = Standing.objects.filter(Q(check_in_due__gt=CLEAR) | Q(stale_check_in__gt=CLEAR)).values("reference")
    answered = Link.objects.filter(purpose=Purpose.CHECK_IN, answer__in=(Answer.TALK, Answer.NO, Answer.NOT_NOW))
    nominated = Nomination.objects.alive().filter(reference__standing__verified_on=None)
    keys = waiting.union(answered.values("reference"), nominated.values("reference"))
    return references.filter(pk__in=keys)


def _told(user: Any, references: QuerySet[Any]) -> QuerySet[Any]:
    """Add what a row speaks of: the name, the last answer, the last talk, the first nomination."""
    mine = {"reference": OuterRef("pk")}
    answered = Link.objects.filter(purpose=Purpose.CHECK_IN, used_at__isnull=False, **mine).order_by("-used_at")
    spoken = CheckIn.objects.by_a_manager().filter(**mine).order_by("-on")
    nominated = Nomination.objects.alive().filter(**mine).order_by("nominated_on", "pk")
    zone = ZoneInfo(settings.PROGRAM_TIME_ZONE)
    return references.annotate(
        person=_name(user, "contact"),
        answer=Subquery(answered.values("answer")[:1]),
        answered_on=Subquery(
            answered.annotate(day=TruncDate("used_at", tzinfo=zone)).values("day")[:1], output_field=DateField()
        ),
        spoken_on=Subquery(spoken.values("on")[:1]),
        proposed_on=Subquery(nominated.values("nominated_on")[:1]),
        nominated_till=AddDays(Subquery(nominated.values("nominated_on")[:1]), threshold("nomination_days")),
        nominated_by=Subquery(nominated.values("nominated_by__first_name")[:1]),
        problems=Subquery(nominated.values("known_problems")[:1]),
    )


def hardship_group(user: Any, *, on: date, show: str) -> tuple[list[Group], int]:
    """Return the hard times that are due for another look, and how many customers are left in peace at all."""
    soonest = (F("review_on").asc(nulls_last=True), F("pk").asc())
    of_one = Hardship.objects.active(on=on).filter(customer=OuterRef("customer")).order_by(*soonest)
    first = Hardship.objects.visible_to(user).active(on=on).filter(pk=Subquery(of_one.values("pk")[:1]))
    limit = MANY if show == "peace" else FEW
    counted = numbered(first.with_state(on=on).select_related("customer"), order=soonest).annotate(
        due=Window(Count("pk", filter=Q(is_review_due=True)))
    )
    found = list(counted.filter(place__lte=limit).order_by("place"))
    if not found:
        return [], 0
    due = [row for row in found if row.is_review_due]
    rows = [
        Task(
            str(row.customer),
            f"{HardshipKind(row.kind).label} since {day(row.since)}. "
            "Talk with them; end it when they say that things are calmer.",
            "heart",
            key=f"hardship-{row.pk}",
            url=row.customer.get_absolute_url(),
            due=row.review_on,
            actions=(Action("Look again", row.customer.get_absolute_url()),),
        )
        for row in due
    ]
    heading = "Hard times to look at again"
    groups = [Group("peace", "Hard times", heading, "heart", rows, found[0].due)] if rows else []
    return groups, found[0].of


def thanks_group(user: Any, *, on: date, show: str) -> list[Group]:
    """Return the thank-yous we owe, the latest first, each with the buttons that write down how it was said."""
    owed = ThankYou.objects.owed().filter(use__reference__in=Reference.objects.visible_to(user))
    told = owed.select_related(
        "use__activity", "use__reference__contact__customer", "use__use_consent", "use__told__told_by"
    ).annotate(person=_name(user, "use__reference__contact"))
    limit = MANY if show == "thanks" else FEWER
    found = list(numbered(told, order=("due_on", "pk")).filter(place__lte=limit).order_by("place"))
    if not found:
        return []
    rows = [Owed(_debt(row, on=on), row) for row in found]
    url = reverse("references:thanks")
    return [Group("thanks", "Thank-yous", "Thank-yous owed", "heart-handshake", rows, found[0].of, url=url)]


def _debt(owed: Any, *, on: date) -> Task:
    use, contact = owed.use, owed.use.reference.contact
    whom = f"with {use.use_consent.audience}" if use.use_consent else f"that {use.told.told_by} told us of,"
    return Task(
        _who(owed.person, contact.title, contact.customer.name),
        f"For the {str(use.activity).lower()} {whom} on {near(use.on, on)}.",
        "heart-handshake",
        url=use.reference.get_absolute_url(),
    )


def rewards_group(user: Any, *, on: date, show: str) -> list[Group]:
    """Return what somebody accepted more than two weeks ago and has not got yet, the longest wait first."""
    late: Any = RewardEntry.objects.visible_to(user).overdue(on=on).select_related("reference__contact__customer")
    limit = MANY if show == "rewards" else FEW
    told = numbered(late.annotate(person=_name(user, "reference__contact")), order=("due_on", "pk"))
    found = list(told.filter(place__lte=limit).order_by("place"))
    if not found:
        return []
    rows = [_promise(row) for row in found]
    url = f"{reverse('references:rewards')}?state=accepted"
    return [Group("rewards", "Rewards", "Rewards they accepted and have not got", "gift", rows, found[0].of, url=url)]


def _promise(row: Any) -> Task:
    contact, url = row.reference.contact, reverse("references:rewards_of", args=[row.reference_id])
    return Task(
        _who(row.person, contact.title, contact.customer.name),
        f"{row.get_kind_display()}, {row.money}: accepted on {day(row.answered_on)}.",
        "gift",
        key=f"reward-{row.pk}",
        url=url,
        due=row.due_on,
        actions=(Action("Say what became of it", url),),
    )


def _answered(row: Any, *, on: date) -> Task:
    said = Answer(row.answer)
    words = {
        Answer.TALK: ("Wants to talk before going on.", "phone", 2),
        Answer.NOT_NOW: ("Nobody asks them for three months. What they agreed to stays.", "pause", None),
        Answer.NO: ("No reason needed. Everything they agreed to has ended; nobody asks them.", "x", None),
    }
    text, icon, level = words[said]
    step = _check_in(row) if said == Answer.TALK else Action("Look at it", _file(row), quiet=True)
    return Task(
        f"{_person(row)}: {said.label.lower()}",
        text,
        icon,
        key=f"reference-{row.pk}",
        level=level,
        url=_file(row),
        when=near(row.answered_on, on),
        actions=(step,),
    )


def _due(row: Any) -> Task:
    return Task(
        _person(row),
        f"Last spoke {day(row.checked_on)}.",
        "phone",
        key=f"reference-{row.pk}",
        url=_file(row),
        due=row.good_until,
        actions=(_check_in(row),),
    )


def _nominated(row: Any) -> Task:
    nominator = row.nominated_by or "a colleague"
    return Task(
        _person(row),
        f"Nominated by {nominator} on {day(row.proposed_on)}. Known problems: {row.problems[:120]}",
        "sprout",
        key=f"reference-{row.pk}",
        url=_file(row),
        due=row.nominated_till,
        actions=(_check_in(row),),
    )


def _file(row: Any) -> str:
    return reverse("references:detail", args=[row.pk])


def _check_in(row: Any) -> Action:
    return Action("Log a check-in", reverse("references:check_in", args=[row.pk]))


def _name(user: Any, contact: str) -> Subquery:
    """Fetch a person's name in the same query, under the scope of who may read names."""
    return Subquery(ContactDetails.objects.visible_to(user).filter(contact=OuterRef(contact)).values("name")[:1])


def _person(row: Any) -> str:
    return _who(row.person, row.contact__title, row.contact__customer__name)


def _who(name: str | None, title: str, company: str) -> str:
    return f"{name or title or 'Somebody'}, {company}"
