"""What do referrals ask of somebody today? Whom to ask, to write to, to look after and to thank for a kind word."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from customers.models import ContactDetails
from references.referrals.models import AskStatus, Compliment, Referral, ReferralAsk, ReferralStatus
from references.referrals.models.referral import CLOSED
from references.referrals.views.rows import ask_row, asks_told, referral_row, referrals_told
from refprogram.today.queue import FEW, MANY, Group, Sort, numbered, sorted_out
from refprogram.ui.parts import Action, Task
from refprogram.ui.templatetags.ui import near

Tell = Callable[[Any], Task]
TO_ASK = Q(status=AskStatus.DUE)
TO_LOOK_AFTER = Q(status=AskStatus.NOBODY_CAME_TO_MIND, followed_up_on=None)


def of_manager(user: Any, *, on: date, show: str) -> list[Group]:
    """Return whom to ask, whom nobody has written to, whom to look after and whom to thank for a kind word."""
    waiting = Referral.objects.visible_to(user).filter(status=ReferralStatus.INTRODUCED)
    return [
        *_asks(user, TO_ASK | TO_LOOK_AFTER, show=show),
        *_introduced(user, waiting, "Introduced, and nobody has written to them", show=show),
        *_compliments(user, on=on, show=show),
    ]


def of_rep(user: Any, *, on: date, show: str) -> list[Group]:
    """Return the introductions that were handed to somebody, whom of theirs to look after, and whom to thank."""
    handed = Referral.objects.visible_to(user).exclude(status__in=CLOSED)
    return [
        *_introduced(user, handed, "Introductions that were handed to you", show=show),
        *_asks(user, TO_LOOK_AFTER, show=show),
        *_compliments(user, on=on, show=show),
    ]


def _asks(user: Any, which: Q, *, show: str) -> list[Group]:
    """Return whom to ask, and whom to look after because nobody came to their mind (seed 004); in one query."""

    def tell(row: Any) -> Task:
        return ask_row(row, user=user)

    board = reverse("referrals:board")
    sorts = (
        Sort("to-ask", TO_ASK, "Referrals", "Referrals to ask for", "message-circle", tell, url=board),
        Sort(
            "look-after",
            TO_LOOK_AFTER,
            "Look after",
            "Nobody came to their mind: look after them",
            "heart-handshake",
            tell,
            url=f"{board}?show=look_after",
        ),
    )
    asks = ReferralAsk.objects.visible_to(user).filter(which)
    return sorted_out(asks_told(asks, user=user), sorts, order=("due_on", "pk"), show=show)


def _introduced(user: Any, referrals: QuerySet[Referral], heading: str, *, show: str) -> list[Group]:
    told = numbered(referrals_told(referrals, user=user), order=("introduced_on", "pk"))
    found = list(told.filter(place__lte=_limit(show, "introduced")).order_by("place"))
    if not found:
        return []
    rows = [referral_row(row, user=user) for row in found]
    url = f"{reverse('referrals:board')}?show=introductions"
    note = "Whom nobody writes to, we forget after 30 days"
    return [Group("introduced", "Introduced", heading, "user-plus", rows, found[0].of, note, url)]


def _compliments(user: Any, *, on: date, show: str) -> list[Group]:
    names = ContactDetails.objects.visible_to(user).filter(contact=OuterRef("reference__contact"))
    kind = Compliment.objects.visible_to(user).unthanked().select_related("reference__contact__customer", "heard_by")
    told = numbered(kind.annotate(person=Subquery(names.values("name")[:1])), order=("due_on", "pk"))
    found = list(told.filter(place__lte=_limit(show, "compliments")).order_by("place"))
    if not found:
        return []
    rows = [_compliment(row, on=on) for row in found]
    heading = "Kind words to say thank you for"
    return [Group("compliments", "Kind words", heading, "heart-handshake", rows, found[0].of)]


def _limit(show: str, key: str) -> int:
    return MANY if show == key else FEW


def _compliment(compliment: Any, *, on: date) -> Task:
    contact = compliment.reference.contact
    words = f"“{compliment.words}” " if compliment.words else ""
    return Task(
        f"{compliment.person or contact.title or 'Somebody'}, {contact.customer.name}",
        f"{words}Heard by {compliment.heard_by}, {near(compliment.on, on)}.",
        "heart-handshake",
        key=f"compliment-{compliment.pk}",
        url=compliment.reference.get_absolute_url(),
        due=compliment.due_on,
        actions=(Action("I said thank you", reverse("referrals:thank_for", args=[compliment.pk]), post=True),),
    )
