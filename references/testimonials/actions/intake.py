"""How do words come in? Written by the person, sent to us, or read from a file: never shown by that alone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from customers.models import Product
from references.models import ActivityType, Mode, Reference
from references.testimonials.actions.noted import must_be_allowed, note_down
from references.testimonials.dossier import Who, said_to_be, who_is
from references.testimonials.models import Endorsement, EndorsementEvent, Origin, SaidBy, Speaker, Status, Words
from references.testimonials.quoting import digest_of, key_of
from references.testimonials.texts import against_reading
from refprogram.errors import Refused
from refprogram.history import ActedAs, acting


@transaction.atomic
def take_in(
    *,
    text: str,
    origin: str,
    by: Any,
    on: date,
    reference: Reference | None = None,
    name: str = "",
    title: str = "",
    organization: str = "",
    email: str = "",
    source: str = "",
    kind: str = "",
    activity: ActivityType | None = None,
    product: Product | None = None,
) -> Endorsement:
    """Take down words word for word, with who is said to have said them.

    They are unsolicited or claimed until the person approves them. Refused without words, without anybody to have said
    them, and when the same words of the same person are there already.
    """
    must_be_allowed("take_in", by=by)
    if not text.strip():
        raise Refused("There are no words. Copy what they wrote, word for word.")
    if reference is None and not name.strip():
        raise Refused("Say who is said to have said it.")
    if there := said_before(text, reference or who_is(name, organization, email), origin=origin):
        raise Refused(f"These words of theirs are here already (E-{there.pk}).")
    staff = by if by.acted_as == ActedAs.STAFF else None
    endorsement = Endorsement.objects.create(
        reference=reference,
        kind=kind,
        origin=origin,
        source=source,
        activity=activity or activity_for_words(),
        product=product,
        owner=staff,
        came_on=on,
        text_key=key_of(text),
    )
    if reference is None:
        Speaker.objects.create(
            endorsement=endorsement, name=name.strip(), title=title, organization=organization, email=email
        )
    add_version(endorsement, text, said_by=SaidBy.PERSON if origin == Origin.LINK else SaidBy.TOLD, by=staff, on=on)
    note_down(endorsement, "take_in", by=by)
    return endorsement


@transaction.atomic
def take_in_all(told: Sequence[Mapping[str, Any]], *, by: Any, on: date) -> list[Endorsement]:
    """Take down what a file says that people said, with as many queries as for one; claimed, and nobody's approval.

    Each names `text`, `name`, `title`, `organization`, `email`, `source`, `kind`, `came_on` and `reference`.
    """
    if not told:
        return []
    staff, activity = by if by.acted_as == ActedAs.STAFF else None, activity_for_words()
    made = Endorsement.objects.bulk_create(
        Endorsement(
            reference=one["reference"],
            kind=one["kind"],
            origin=Origin.IMPORT,
            source=one["source"],
            activity=activity,
            owner=staff,
            came_on=one["came_on"],
            text_key=key_of(one["text"]),
        )
        for one in told
    )
    pairs = list(zip(made, told, strict=True))
    Speaker.objects.bulk_create(
        Speaker(
            endorsement=row,
            name=one["name"],
            title=one["title"],
            organization=one["organization"],
            email=one["email"],
        )
        for row, one in pairs
        if one["reference"] is None
    )
    Words.objects.bulk_create(
        Words(
            endorsement=row,
            number=1,
            text=one["text"].strip(),
            digest=digest_of(one["text"].strip()),
            said_by=SaidBy.TOLD,
            on=on,
            recorded_by=staff,
        )
        for row, one in pairs
    )
    EndorsementEvent.objects.bulk_create(
        EndorsementEvent(endorsement=row, seq=1, verb="take_in", **acting(by)) for row in made
    )
    return made


def said_before(text: str, whose: Reference | Who, *, origin: str) -> Endorsement | None:
    """Return what the same person is known to have said in the same words.

    What is retired comes in anew, and what they took back themselves only by their own hand. Of people whom nobody has
    found yet, only those of one name, organization and address are the same; the gate shows the others for decision.
    """
    over = (Status.RETIRED, Status.WITHDRAWN) if origin == Origin.LINK else (Status.RETIRED,)
    same = Endorsement.objects.filter(text_key=key_of(text)).exclude(status__in=over).order_by("pk")
    if isinstance(whose, Reference):
        return same.filter(reference=whose).first()
    named = same.filter(speaker__isnull=False).select_related("speaker")
    return next((one for one in named if said_to_be(one) == whose), None)


def add_version(endorsement: Endorsement, text: str, *, said_by: str, by: Any, on: date) -> Words:
    """Write down one more version of what they said; the ones before it stay. Refused when nobody could read it."""
    if reason := against_reading(text):
        raise Refused(reason)
    number = endorsement.versions.count() + 1
    return Words.objects.create(
        endorsement=endorsement,
        number=number,
        text=text.strip(),
        digest=digest_of(text.strip()),
        said_by=said_by,
        on=on,
        recorded_by=by,
    )


def activity_for_words() -> ActivityType:
    """Return what somebody agrees to who lets us show their words; raises `Refused` when the catalogue has none."""
    public = ActivityType.objects.filter(mode=Mode.CONTENT, public=True, is_active=True)
    found = public.order_by("minutes", "name", "pk").first()
    if found is None:
        raise Refused(
            "The catalogue has no public activity that is content, such as a written quote. An admin adds one first."
        )
    return found
