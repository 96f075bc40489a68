"""Is what people agree to what the ledger says they agree to? Told anew from its first row, and compared."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter

from references.models import Consent, ConsentEvent, ConsentEventKind, LedgerKey

Agreed = dict[str, tuple[date, str]]


def told(subject: str) -> Agreed:
    """Tell the rows of one person: what they agree to, by the code of the activity, until when and before whom."""
    return _tell(ConsentEvent.objects.filter(subject=subject, about="").order_by("seq"))


def _tell(events: Iterable[ConsentEvent]) -> Agreed:
    agreed: Agreed = {}
    for event in events:
        if event.kind == ConsentEventKind.GRANTED and event.until:
            agreed[event.purpose] = (event.until, event.audiences)
        elif event.kind in (ConsentEventKind.WITHDRAWN, ConsentEventKind.SUPERSEDED):
            agreed.pop(event.purpose, None)
    return agreed


def unproven() -> Iterator[str]:
    """Yield a sentence for everybody of whom the program believes something else than their ledger says.

    The ledger is read once, row by row, however many people there are.
    """
    events = ConsentEvent.objects.filter(about="").order_by("subject", "seq").iterator(chunk_size=2000)
    ledger = {subject: _tell(rows) for subject, rows in groupby(events, key=attrgetter("subject"))}
    subjects = dict(LedgerKey.objects.values_list("reference", "subject"))
    kept: dict[int, Agreed] = {reference: {} for reference in subjects}
    for consent in Consent.objects.unended().select_related("activity").prefetch_related("audiences").order_by("pk"):
        audiences = " ".join(sorted(row.audience for row in consent.audiences.all()))
        kept.setdefault(consent.reference_id, {})[consent.activity.code] = (consent.expires_on, audiences)
    for reference, agreed in sorted(kept.items()):
        if agreed != ledger.get(subjects.get(reference, ""), {}):
            yield f"Reference {reference}: what they agree to is not what the ledger says."
