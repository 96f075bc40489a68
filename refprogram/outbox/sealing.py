"""What exactly goes over the wire? One letter to one address, as bytes with a Message-ID that never changes."""

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from refprogram.outbox.kinds import Letter
from refprogram.outbox.models import Message

# Seven bits, because not every server that a letter passes says that it takes eight. Lines as long as mail allows, or
# a long secret address in a header would be encoded, and no mail program could press it.
WIRE = SMTP.clone(cte_type="7bit", max_line_length=998)
ADDRESS = re.compile(r"""[^\s<>()\[\]:;,"\\@]{1,64}@[^\s<>()\[\]:;,"\\@]{1,255}""")


def message_id(message: Message) -> str:
    """Derive a row's Message-ID, the same at every try, so that receivers and we recognise a copy."""
    row = f"{message.pk} {message.key} {message.created_at.isoformat()}"
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{salted_hmac('outbox.message_id', row, algorithm='sha256').hexdigest()[:40]}@{domain}>"


def on_the_wire(address: str) -> str | None:
    """Return an address as SMTP writes it, its domain in ASCII, or None for what no server could take."""
    person, _, domain = address.strip().rpartition("@")
    try:
        plain = f"{person}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return None
    return plain if plain.isascii() and ADDRESS.fullmatch(plain) else None


def fingerprint(address: str) -> str:
    """Return what is kept of the address that a letter went to: enough to recognise it, not enough to read it."""
    return salted_hmac("outbox.sent_to", (on_the_wire(address) or "").casefold(), algorithm="sha256").hexdigest()


def sealed(letter: Letter, *, recipient: str, number: str) -> bytes:
    """Write a letter as bytes; a line break in a subject or header raises ValueError instead of adding headers."""
    mail = EmailMessage(policy=WIRE)
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = recipient
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(timezone.now())
    mail["Message-ID"] = number
    # A machine wrote this: out-of-office replies and lists should not answer it (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        mail[name] = value
    mail.set_content(letter.text)
    if letter.html:
        mail.add_alternative(letter.html, subtype="html")
    for enclosure in letter.enclosures:
        sort, _, subtype = enclosure.content_type.partition("/")
        mail.add_attachment(
            enclosure.text.encode(),
            maintype=sort,
            subtype=subtype,
            filename=enclosure.name,
            params={"charset": "utf-8", **enclosure.about},
        )
    return mail.as_bytes()
