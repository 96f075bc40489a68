"""Is what we show still true? Asked whenever facts change, and every night; what is not comes down by itself."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from customers.models import Product
from references.models import Consent, Reference
from references.testimonials.actions.noted import must_be_allowed, note_down
from references.testimonials.actions.placing import bring_down, bring_in_line, end_what_is_over
from references.testimonials.dossier import dossier_of
from references.testimonials.gate import gaps, is_to_say_again
from references.testimonials.models import Endorsement, Placement, Status
from references.testimonials.models.placement import OWN
from references.testimonials.notices import letter_about_words
from references.testimonials.workflow import UNDER_WAY, WORKFLOW
from refprogram.outbox.post import post_all
from refprogram.steps import THE_CLOCK

RECONFIRM_WITHIN = timedelta(days=30)
SHOWN = (Status.READY, Status.PUBLISHED)


def take_back(consents: Sequence[Consent], on: date) -> None:
    """Take down the words of whoever takes back what they agreed to, in the transaction that ends it."""
    for consent in consents:
        theirs = Endorsement.objects.filter(
            reference=consent.reference_id, activity=consent.activity_id, status__in=UNDER_WAY
        )
        for pk in theirs.order_by("pk").values_list("pk", flat=True):
            held = Endorsement.objects.hold(pk)
            if held.status in UNDER_WAY and held.status != Status.INTAKE:
                WORKFLOW.take("take_back", held, by=THE_CLOCK)
                bring_down(held, on=on)


def look_again(customers: Iterable[int], on: date) -> None:
    """Ask the gate again about everything shown of these customers; whoever announces it holds their people."""
    shown = Endorsement.objects.filter(reference__contact__customer__in=list(customers), status__in=SHOWN)
    for pk in shown.order_by("pk").values_list("pk", flat=True):
        look_at_one(pk, on=on)


def look_at_one(pk: int, *, on: date) -> bool:
    """Suspend one endorsement that is ready or shown and should not be any more; say whether it was.

    What may stay stands only where, and only as, their newest yes says.
    """
    held = Endorsement.objects.hold(pk)
    if held.status not in SHOWN:
        return False
    dossier = dossier_of(pk, on=on)
    if not gaps(dossier, lasting=True):
        bring_in_line(held, dossier=dossier, on=on)
        return False
    WORKFLOW.take("suspend", held, by=THE_CLOCK)
    bring_down(held, on=on)
    return True


@transaction.atomic
def product_changed(product: Product, *, by: Any, on: date) -> int:
    """Ask everybody whose words about a product are shown whether they still hold; return how many are written to.

    Who has not said so within 30 days is suspended (16 CFR 255.1(b)). Whoever was asked about an earlier change and has
    not answered yet keeps that day, and gets no second letter.
    """
    must_be_allowed("product_changed", by=by)
    shown = Endorsement.objects.filter(product=product, status=Status.PUBLISHED)
    people = shown.values("reference__contact__customer")
    Reference.objects.filter(contact__customer__in=people).hold_all()
    asked = 0
    for pk in shown.order_by("pk").values_list("pk", flat=True):
        held = Endorsement.objects.hold(pk)
        if held.status == Status.PUBLISHED and held.reconfirm_by is None:
            held.reconfirm_by = on + RECONFIRM_WITHIN
            held.save(update_fields=["reconfirm_by"])
            note_down(held, "product_changed", by=by)
            _ask_again(pk, on=on)
            asked += 1
    return asked


def sweep(*, on: date) -> int:
    """Suspend what the calendar made untrue, and ask those whose six months are nearly over; return how many fell.

    Places whose last day has passed come down as well. Each in a transaction of its own, so that one that fails stops
    nobody, and asked once, however often this runs.
    """
    over = Placement.objects.over(on=on).filter(Q(channel__in=OWN) | Q(takedown=None)).order_by("endorsement")
    for pk in over.values_list("endorsement", flat=True).distinct():
        with transaction.atomic():
            end_what_is_over(Endorsement.objects.hold(pk), on=on)
    fallen = 0
    for pk in Endorsement.objects.filter(status__in=SHOWN).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            customer = Endorsement.objects.values_list("reference__contact__customer", flat=True).get(pk=pk)
            Reference.objects.of_customers([customer]).hold_all()
            if look_at_one(pk, on=on):
                fallen += 1
            else:
                _ask_again(pk, on=on)
    return fallen


def _ask_again(pk: int, *, on: date) -> None:
    """Write to whoever is to say once more whether they mean it, once after each of their yeses."""
    dossier = dossier_of(pk, on=on)
    if dossier.last_yes is not None and is_to_say_again(dossier):
        post_all([letter_about_words(dossier.endorsement, on=on, since=dossier.last_yes.pk)])
