"""What becomes of a word about us that somebody came across? It is noted, and its author is asked, or it is let be."""

from datetime import date
from typing import Any

from django.db import transaction

from customers.models import Customer
from references.models import Reference
from references.testimonials.actions.intake import take_in
from references.testimonials.actions.noted import must_be_allowed
from references.testimonials.addresses import page_of, spellings
from references.testimonials.models import Endorsement, Mention, Origin
from refprogram.errors import Refused


@transaction.atomic
def note_mention(
    *,
    where: str,
    words: str,
    by_whom: str,
    tone: str,
    seen_on: date,
    customer: Customer | None,
    by: Any,
    on: date,
) -> Mention:
    """Write down what is said about us somewhere; the same place and words are written down once.

    Whoever knows now who said it completes what was written down without an author.
    """
    must_be_allowed("note_mention", by=by)
    if seen_on > on:
        raise Refused("That day is still to come.")
    there = Mention.objects.filter(where__in=spellings(where), words=words).order_by("pk").first()
    if there is not None:
        return _completed(there, by_whom=by_whom)
    return Mention.objects.create(
        where=page_of(where) or where.strip(),
        words=words,
        by_whom=by_whom.strip(),
        tone=tone,
        seen_on=seen_on,
        customer=customer,
        noted_by=by,
    )


def _completed(there: Mention, *, by_whom: str) -> Mention:
    nameless = Mention.objects.filter(pk=there.pk, by_whom="", endorsement=None, settled_on=None)
    if not by_whom.strip() or not nameless.update(by_whom=by_whom.strip()):
        raise Refused("This is written down already.")
    there.refresh_from_db()
    return there


def _hold(mention: Mention) -> Mention:
    held = Mention.objects.select_for_update(of=("self",)).get(pk=mention.pk)
    if held.settled_on or held.endorsement_id:
        raise Refused("Somebody has decided about this already.")
    return held


@transaction.atomic
def take_in_mention(
    mention: Mention, *, reference: Reference | None, by: Any, on: date, words: str = "", by_whom: str = ""
) -> Endorsement:
    """Take the words of a mention in, so that its author can be asked; nothing is shown before they agree.

    Its words or its author are said now where they were left open; what was noted is not changed by it. Refused without
    words, and without anybody to have said them.
    """
    must_be_allowed("take_in", by=by)
    held = _hold(mention)
    held.words, held.by_whom = held.words.strip() or words, held.by_whom.strip() or by_whom
    endorsement = take_in(
        text=held.words,
        origin=Origin.UNSOLICITED,
        source=held.where,
        reference=reference,
        name=held.by_whom,
        organization=held.customer.name if held.customer else "",
        by=by,
        on=on,
    )
    held.endorsement = endorsement
    held.save(update_fields=["endorsement", "words", "by_whom"])
    return endorsement


@transaction.atomic
def settle_mention(mention: Mention, *, by: Any, on: date) -> None:
    """Decide that its author is not asked."""
    must_be_allowed("take_in", by=by)
    held = _hold(mention)
    held.settled_on = on
    held.save(update_fields=["settled_on"])
