"""How do the fictional customers answer? On their own page, behind a link, on words that were shown to them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.html import format_html_join

from references import ledger, links
from references.actions import agree
from references.ledger import Evidence
from references.links import LinkHolder
from references.models import ActivityType, Claim, Purpose, Reference


def opened(*, purpose: str, reference: int, on: date, **of: Any) -> LinkHolder:
    """Follow a new link, as the customer does who opens the letter."""
    address = links.mint(purpose=purpose, reference=reference, on=on, **of)
    link = links.find(address.rstrip("/").rpartition("/")[2], on=on)
    assert link is not None
    return LinkHolder(link)


def shown(activities: Iterable[ActivityType], *, on: date) -> Evidence:
    """Return what their page said about these activities."""
    asked_about = list(activities)
    texts = ledger.texts_for(asked_about, language="en", on=on)
    words = (
        (activity.name, texts[activity.pk].body.format(company=settings.PROGRAM_COMPANY)) for activity in asked_about
    )
    return Evidence(format_html_join("\n", "<h2>{}</h2>\n<p>{}</p>", words), "en", texts)


def confirm(reference: Reference, *, on: date) -> None:
    """Say yes on their own page to everything that we wrote down as said."""
    claims = list(Claim.objects.waiting(on=on).filter(reference=reference).select_related("activity").order_by("pk"))
    if not claims:
        return
    home = opened(purpose=Purpose.HOME, reference=reference.pk, on=on)
    evidence = shown([claim.activity for claim in claims], on=on)
    for claim in claims:
        agree(reference, claim.activity, evidence=evidence, by=home, on=on)
