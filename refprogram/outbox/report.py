"""Does a mail that came in say that one of ours was not delivered? Reads it; believes nothing and changes nothing.

A report names our letter by its Message-ID, which only whoever handled the letter can know. Everybody may send us
anything: whatever is no report of a mail server is none, and whatever breaks a parser is none either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Mail
from email.parser import BytesParser
from email.policy import compat32

# So much of a mail is read; a report says early what happened, and quotes the beginning of our letter.
READ = 512 * 1024
NUMBER = re.compile(r"<[0-9a-f]{40}@[^<>\s]{1,255}>")
NUMBERS = 5
ENHANCED = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")
PLAIN = re.compile(r"(?<![\d.])[45][0-5]\d(?![\d.])")
SERVERS = re.compile(r"\b(mailer-daemon|postmaster)@", re.IGNORECASE)
NOT_DELIVERED = ("failed", "delayed")


@dataclass(frozen=True)
class Report:
    """What a mail server reports: which letters it may speak of, the likeliest first, and its code."""

    numbers: tuple[str, ...]
    code: str


def read(raw: bytes) -> Report | None:
    """Return what a mail reports, or None for an answer, an automatic answer, and everything else."""
    try:
        mail = BytesParser(policy=compat32).parsebytes(raw[:READ])
        code = _of_status(mail) or _of_words(mail, raw)
        numbers = tuple(dict.fromkeys((*_original(mail), *NUMBER.findall(_text(raw)))))[:NUMBERS] if code else ()
    except Exception:  # Python's parser gives way to hostile mail in many manners, and each means the same here.
        return None
    return Report(numbers, code) if code and numbers else None


def _of_status(mail: Mail) -> str:
    """Return the worst code of a delivery status notification (RFC 3464), however its server labels the mail itself."""
    codes = []
    for block in _blocks(mail):
        action = str(block.get("Action", "")).strip().lower()
        found = ENHANCED.search(str(block.get("Status", "")))
        if action in NOT_DELIVERED and found:
            codes.append("4" + found[0][1:] if action == "delayed" else found[0])
    return max(codes, default="")


def _blocks(mail: Mail) -> Iterator[Mail]:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from (block for block in part.get_payload() if isinstance(block, Mail))


def _of_words(mail: Mail, raw: bytes) -> str:
    """Return the code in a mail server's own words; somebody's automatic answer has none, whatever figures it holds."""
    if not SERVERS.search(str(mail.get("From", ""))):
        return ""
    addressed = mail.get("X-Failed-Recipients")
    if not addressed and str(mail.get("Auto-Submitted", "no")).strip().lower().startswith("auto-replied"):
        return ""
    words = _text(raw).partition("\n\n")[2]
    found = ENHANCED.search(words) or PLAIN.search(words)
    return found[0] if found else "5.0.0" if addressed else ""


def _original(mail: Mail) -> Iterator[str]:
    """Find the Message-ID of the letter that is returned with the report, whole or only its headers."""
    for part in mail.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/global-headers"):
            yield from NUMBER.findall(part.as_string())


def _text(raw: bytes) -> str:
    return raw[:READ].decode("utf-8", "replace").replace("\r\n", "\n")
