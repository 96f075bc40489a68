"""How is a rights request told to whoever handles it? Whom it is about, what pressing does, what was done so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from customers.models import ContactDetails
from customers.models.contact import ContactStatus
from references.models import Reference
from refprogram.rights.models import RightsRequest, Wish
from refprogram.ui.parts import Happening

UNNAMED = "Name not known"
WORDS_AT_MOST = 6

TOLD = {
    "write_down": "Written down",
    "identify": "Said whom it is about",
    "extend": "More time taken",
    "make_copy": "Copy made",
    "answer": "Answered",
    "refuse": "Refused",
}


@dataclass(frozen=True)
class Person:
    """Somebody a request is, or may be, about."""

    pk: int
    name: str
    role: str
    company: str
    email: str
    gone: str
    url: str


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    case: RightsRequest
    who: str
    company: str


@dataclass(frozen=True)
class Offer:
    """What doing as they wish means, and what its button says."""

    heading: str
    text: str
    button: str


HAND_OVER = (
    "Make a copy, read it, and hand it over to them and to nobody else. Our own people’s names are left out, but a "
    "note may still name somebody."
)
OFFERS = {
    Wish.ACCESS: Offer("Show them what we keep", HAND_OVER, "It is handed over: close the request"),
    Wish.PORTABILITY: Offer("Give them their data to take along", HAND_OVER, "It is handed over: close the request"),
    Wish.CORRECTION: Offer(
        "Correct it as they give it",
        "What you empty here is deleted. An e-mail address is not corrected here: a reference manager writes the new "
        "one into a check-in with them.",
        "Correct it and close the request",
    ),
    Wish.ERASURE: Offer(
        "Delete everything about them",
        "This happens at once, in every part of the program. Nobody can bring it back.",
        "Delete it and close the request",
    ),
    Wish.RESTRICTION: Offer(
        "Keep it, but do not use it",
        "What we know stays and is used for nothing. Only admins see them from then on; nobody is asked or written to.",
        "Restrict it and close the request",
    ),
    Wish.OBJECTION: Offer(
        "Never contact them again",
        "What they agreed to ends, nobody writes to them or asks them, and no file brings them back.",
        "Leave them alone and close the request",
    ),
}


def people_like(text: str, *, by: Any) -> QuerySet[Reference]:
    """Find people by parts of their name or company, or by their address; those whose data is only kept as well."""
    found = Reference.objects.visible_to(by).select_related("contact__details", "contact__customer")
    words = [word.strip(",;:<>()\"'") for word in text.split()]
    for word in [word for word in words if word][:WORDS_AT_MOST]:
        named = ContactDetails.objects.visible_to(by).filter(Q(name__icontains=word) | Q(email__iexact=word))
        found = found.filter(Q(contact__in=named.values("contact")) | Q(contact__customer__name__icontains=word))
    return found.order_by("contact__customer__name", "pk") if any(words) else found.none()


def person(reference: Reference) -> Person:
    contact = reference.contact
    details = getattr(contact, "details", None)
    return Person(
        pk=reference.pk,
        name=(details.name if details else "") or UNNAMED,
        role=contact.title,
        company=contact.customer.name,
        email=details.email if details else "",
        gone="" if contact.status == ContactStatus.ACTIVE else contact.get_status_display(),
        url=reference.get_absolute_url(),
    )


def rows(cases: Iterable[RightsRequest]) -> list[Row]:
    """Tell requests of which the person was fetched along; before somebody is found, by who wrote."""
    return [_row(case, person(case.reference) if case.reference else None) for case in cases]


def _row(case: RightsRequest, about: Person | None) -> Row:
    return Row(case, about.name, about.company) if about else Row(case, case.writer or "Nobody", "")


def history(case: RightsRequest) -> list[Happening]:
    events = case.events.select_related("actor").order_by("-seq")
    return [
        Happening(event.at, TOLD[event.verb], by=str(event.actor or event.get_acted_as_display())) for event in events
    ]
