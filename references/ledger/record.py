"""What is written down when somebody agrees, refuses or stops? Who, what, on which words, when and how (GDPR 7.1)."""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
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


def record(
    reference: Reference,
    kind: str,
    *,
    by: Any,
    on: date,
    channel: str,
    purpose: str = "",
    about: str = "",
    audiences: Iterable[str] = (),
    until: date | None = None,
    text: ConsentText | None = None,
    evidence: Evidence = NOTHING_SHOWN,
    link: Link | None = None,
    asked_by: int | None = None,
) -> ConsentEvent:
    """Append one row to the ledger of a person, whose file the caller holds; the server's clock says when.

    The row ties to the person by a pseudonym alone. The address they were reached at is kept as a digest, salted with
    a secret of their own that erasure deletes. A yes without its words is refused by the database.
    """
    key = _key_of(reference)
    last = ConsentEvent.objects.filter(subject=key.subject).order_by("-seq").first()
    who = acting(by)
    event = ConsentEvent(
        subject=key.subject,
        seq=last.seq + 1 if last else 1,
        kind=str(kind),
        purpose=purpose,
        about=about,
        audiences=" ".join(sorted(audiences)),
        until=until,
        text=text,
        text_digest=text.digest if text else "",
        language=text.language if text else evidence.language,
        shown=_keep(reference, evidence),
        channel=str(channel),
        link=link.pk if link else None,
        address_digest=_address_of(reference, key) if channel == ConsentChannel.LINK else "",
        acted_as=str(who["acted_as"]),
        actor=by.pk if by.acted_as == ActedAs.STAFF else None,
        asked_by=asked_by,
        on=on,
        at=timezone.now(),
        previous=last.digest if last else "",
    )
    event.digest = link_of(event)
    event.save(force_insert=True)
    return event


def _key_of(reference: Reference) -> LedgerKey:
    key, _ = LedgerKey.objects.get_or_create(
        reference=reference, defaults={"subject": secrets.token_hex(16), "secret": secrets.token_hex(32)}
    )
    return key


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
