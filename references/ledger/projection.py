"""Is what people agree to what the ledger says they agree to? Told anew from its first row, and compared."""

from collections.abc import Iterator
from datetime import date

from references.models import Consent, ConsentEvent, ConsentEventKind, LedgerKey

Agreed = dict[str, tuple[date, str]]


def told(subject: str) -> Agreed:
    """Tell the rows of one person: what they agree to, by the code of the activity, until when and before whom."""
    agreed: Agreed = {}
    for event in ConsentEvent.objects.filter(subject=subject, about="").order_by("seq"):
        if event.kind == ConsentEventKind.GRANTED and event.until:
            agreed[event.purpose] = (event.until, event.audiences)
        elif event.kind in (ConsentEventKind.WITHDRAWN, ConsentEventKind.SUPERSEDED):
            agreed.pop(event.purpose, None)
    return agreed


def unproven() -> Iterator[str]:
    """Yield a sentence for everybody of whom the program believes something else than their ledger says."""
    subjects = dict(LedgerKey.objects.values_list("reference", "subject"))
    kept: dict[int, Agreed] = {reference: {} for reference in subjects}
    for consent in Consent.objects.unended().select_related("activity").prefetch_related("audiences").order_by("pk"):
        audiences = " ".join(sorted(row.audience for row in consent.audiences.all()))
        kept.setdefault(consent.reference_id, {})[consent.activity.code] = (consent.expires_on, audiences)
    for reference, agreed in sorted(kept.items()):
        if agreed != (told(subjects[reference]) if reference in subjects else {}):
            yield f"Reference {reference}: what they agree to is not what the ledger says."
