"""Is the ledger as it was written? Each row holds the hash of what it says and of the row before it."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from references.models import ConsentEvent, ConsentText, LedgerKey, PageSeen

NOT_HASHED = frozenset({"id", "digest"})
COLUMNS = tuple(field.attname for field in ConsentEvent._meta.local_concrete_fields if field.attname not in NOT_HASHED)


def digest_of(text: str) -> str:
    """Return the digest under which a text or a page is kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def link_of(event: ConsentEvent) -> str:
    """Return the hash of one row; `previous` is among the columns, which is what chains them."""
    return digest_of(json.dumps([_plain(getattr(event, column)) for column in COLUMNS], ensure_ascii=False))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def broken() -> Iterator[str]:
    """Yield a sentence for everything in the ledger that is not as it was written; reads it row by row, in order."""
    yield from _broken_chains()
    yield from _broken_texts()
    yield from _broken_pages()


def _broken_chains() -> Iterator[str]:
    """Follow each chain from its first row, and see that it ends where the person's key says that it does."""
    keys = LedgerKey.objects.values_list("subject", "reference", "last_seq", "last_digest")
    ends = {known: (reference, (last, digest)) for known, reference, last, digest in keys}
    subject, previous, seq = "", "", 0
    for event in ConsentEvent.objects.order_by("subject", "seq").iterator(chunk_size=2000):
        if event.subject != subject:
            yield from _cut_off(ends.pop(subject, None), (seq, previous))
            subject, previous, seq = event.subject, "", 0
        if event.seq != seq + 1:
            yield f"Row {event.pk}: number {event.seq} follows number {seq}; what stood between them is gone."
        elif event.previous != previous:
            yield f"Row {event.pk}: it does not follow the row before it."
        if link_of(event) != event.digest:
            yield f"Row {event.pk}: it says something else than what was written."
        previous, seq = event.digest, event.seq
    yield from _cut_off(ends.pop(subject, None), (seq, previous))
    for end in ends.values():
        yield from _cut_off(end, None)


def _cut_off(end: tuple[int, tuple[int, str]] | None, found: tuple[int, str] | None) -> Iterator[str]:
    """Compare where a chain ends with what the key of its person says; whoever was erased has none."""
    if end is None or end[1] == found:
        return
    reference, (last, _) = end
    yield f"Reference {reference}: their rows end at {found[0] if found else 0}, not at row {last} as it was written."


def _broken_texts() -> Iterator[str]:
    for text in ConsentText.objects.select_related("activity").order_by("pk"):
        if digest_of(text.body) != text.digest:
            yield f"Text {text.pk}: its words are not those that people agreed to."
    other = ~Q(text_digest=F("text__digest")) | Q(text__digest=None)
    for row in ConsentEvent.objects.filter(other, text__isnull=False).order_by("pk").values_list("pk", "text"):
        yield f"Row {row[0]}: the words of text {row[1]} are not those that the person read."


def _broken_pages() -> Iterator[str]:
    """Look whether every page that somebody answered on is there, as long as the person was not erased."""
    for page in PageSeen.objects.order_by("pk").iterator(chunk_size=200):
        if digest_of(page.html) != page.digest:
            yield f"Page {page.pk}: it is not what was seen."
    known = LedgerKey.objects.filter(subject=OuterRef("subject"))
    seen = PageSeen.objects.filter(reference__ledger_key__subject=OuterRef("subject"), digest=OuterRef("shown"))
    gone = ConsentEvent.objects.exclude(shown="").filter(Exists(known), ~Exists(seen))
    for row in gone.order_by("pk").values_list("pk", flat=True):
        yield f"Row {row}: the page that was seen is gone."
