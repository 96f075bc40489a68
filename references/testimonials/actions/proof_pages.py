"""What is one prospect shown, and until when? Words that are published already, chosen for them, behind an address."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from references.models import Reference
from references.testimonials.actions.noted import must_be_allowed, note_down
from references.testimonials.actions.placing import put_up
from references.testimonials.models import Channel, Endorsement, Placement, ProofPage
from references.testimonials.models.placement import PROOF_PAGE_DAYS
from references.testimonials.quoting import digest_of
from refprogram.errors import Refused


@transaction.atomic
def make_proof_page(
    *, prospect: str, endorsements: Sequence[Endorsement], expires_on: date, by: Any, on: date
) -> tuple[ProofPage, str]:
    """Put published words together for one prospect; return the page and its address, the only time that it is known.

    Refused without any words, for longer than 90 days, and for words that may not be shown to prospects.
    """
    must_be_allowed("make_proof_page", by=by)
    if not prospect.strip():
        raise Refused("Say for whom the page is.")
    if not endorsements:
        raise Refused("Choose at least one endorsement for the page.")
    if not on <= expires_on <= on + timedelta(days=PROOF_PAGE_DAYS):
        raise Refused(f"A proof page stands for {PROOF_PAGE_DAYS} days at most. Choose an earlier last day.")
    token = secrets.token_urlsafe(32)
    page = ProofPage.objects.create(
        prospect=prospect.strip(), token_hash=digest_of(token), made_by=by, made_on=on, expires_on=expires_on
    )
    for held in _held([endorsement.pk for endorsement in endorsements]):
        put_up(
            held,
            channel=Channel.PROOF_PAGE,
            address="",
            starts_on=on,
            until=expires_on,
            by=by,
            on=on,
            proof_page=page,
        )
    return page, settings.PUBLIC_BASE_URL + reverse("face:proof_page", args=[token])


@transaction.atomic
def close_proof_page(page: ProofPage, *, by: Any, on: date) -> ProofPage:
    """End a proof page before its time; its address says so at once. Whoever made it may do it, and every manager."""
    must_be_allowed("make_proof_page", by=by)
    up = Placement.objects.still_up().filter(proof_page=page)
    held = _held(list(up.values_list("endorsement", flat=True)))
    if not ProofPage.objects.open(on=on).visible_to(by).filter(pk=page.pk).update(closed_on=on):
        raise Refused("This page is over already.")
    for endorsement in held:
        for placement in up.filter(endorsement=endorsement):
            note_down(endorsement, "take_down", by=by, about=f"placement-{placement.pk}")
    up.update(ended_on=on)
    page.refresh_from_db()
    return page


def _held(keys: list[int]) -> list[Endorsement]:
    """Hold everybody whose words these are, then each of the endorsements, always in the same order."""
    theirs = Endorsement.objects.filter(pk__in=keys, reference__isnull=False)
    people = theirs.order_by().values_list("reference__contact__customer", flat=True).distinct()
    Reference.objects.of_customers(sorted(people)).hold_all()
    return [Endorsement.objects.hold(key) for key in sorted(set(keys))]
