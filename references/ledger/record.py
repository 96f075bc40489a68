"""What is written down when somebody agrees, refuses or stops? Who, what, on which words, when and how (GDPR 7.1)."""

import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from references.ledger.chain import digest_of, link_of
from references.models import ConsentChannel, ConsentEvent, ConsentText, LedgerKey, Link, PageSeen, Reference
from refprogram.history import ActedAs, acting


@dataclass(frozen=True)
class Evidence:
    """What a page said when it was answered: its words as they were drawn, their language, and the texts in them.

    `texts` are by the key of the activity that each is about.
    """

    html: str = ""
    language: str = ""
    texts: Mapping[int, ConsentText] = field(default_factory=dict)


NOTHING_SHOWN = Evidence()


@dataclass(frozen=True)
class Entry:
    """What one row of the ledger is to say, and about whom."""

    reference: Reference
    kind: str
    purpose: str = ""
    about: str = ""
    audiences: Iterable[str] = ()
    until: date | None = None
    text: ConsentText | None = None
    evidence: Evidence = NOTHING_SHOWN
    link: Link | None = None
    asked_by: int | None = None


def record(reference: Reference, kind: str, *, by: Any, on: date, channel: str, **says: Any) -> ConsentEvent:
    """Append one row to the ledger of a person, whose file the caller holds; the server's clock says when.

    The row ties to the person by a pseudonym alone. The address they were reached at is kept as a digest, salted with
    a secret of their own that erasure deletes. A yes without its words is refused by the database.
    """
    return record_all([Entry(reference, kind, **says)], by=by, on=on, channel=channel)[0]


def record_all(entries: Sequence[Entry], *, by: Any, on: date, channel: str) -> list[ConsentEvent]:
    """Append rows about many people, in this order, with as many queries as for one; pages seen take more.

    Each goes on from what the person's key says was written last, so that a row taken away below it stays missing.
    """
    keys = _keys_of({entry.reference.pk for entry in entries})
    events, at = [], timezone.now()
    for entry in entries:
        key = keys[entry.reference.pk]
        event = _event(entry, key, by=by, on=on, channel=channel, at=at)
        key.last_seq, key.last_digest = event.seq, event.digest
        events.append(event)
    LedgerKey.objects.bulk_update(keys.values(), ["last_seq", "last_digest"])
    return ConsentEvent.objects.bulk_create(events)


def _event(entry: Entry, key: LedgerKey, *, by: Any, on: date, channel: str, at: datetime) -> ConsentEvent:
    event = ConsentEvent(
        subject=key.subject,
        seq=key.last_seq + 1,
        kind=str(entry.kind),
        purpose=entry.purpose,
        about=entry.about,
        audiences=" ".join(sorted(entry.audiences)),
        until=entry.until,
        text=entry.text,
        text_digest=entry.text.digest if entry.text else "",
        language=entry.text.language if entry.text else entry.evidence.language,
        shown=_keep(entry.reference, entry.evidence),
        channel=str(channel),
        link=entry.link.pk if entry.link else None,
        address_digest=_address_of(entry.reference, key) if channel == ConsentChannel.LINK else "",
        acted_as=str(acting(by)["acted_as"]),
        actor=by.pk if by.acted_as == ActedAs.STAFF else None,
        asked_by=entry.asked_by,
        on=on,
        at=at,
        previous=key.last_digest,
    )
    event.digest = link_of(event)
    return event


def _keys_of(references: set[int]) -> dict[int, LedgerKey]:
    """Return what ties these people to their rows, made for whoever has no row yet."""
    keys = {key.reference_id: key for key in LedgerKey.objects.filter(reference__in=references)}
    new = [
        LedgerKey(reference_id=pk, subject=secrets.token_hex(16), secret=secrets.token_hex(32))
        for pk in sorted(references - keys.keys())
    ]
    return keys | {key.reference_id: key for key in LedgerKey.objects.bulk_create(new)}


def _address_of(reference: Reference, key: LedgerKey) -> str:
    details = getattr(reference.contact, "details", None)
    if details is None or not details.email:
        return ""
    return hmac.new(key.secret.encode(), details.email.strip().casefold().encode(), "sha256").hexdigest()


def _keep(reference: Reference, evidence: Evidence) -> str:
    """Keep what was seen, once; whoever reads the receipt later reads exactly this."""
    if not evidence.html:
        return ""
    digest = digest_of(evidence.html)
    PageSeen.objects.get_or_create(reference=reference, digest=digest, defaults={"html": evidence.html})
    return digest
