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
from email.utils import parseaddr
from itertools import islice

# So much of a mail is read; a report says early what happened, and quotes the beginning of our letter.
READ = 512 * 1024
NUMBER = re.compile(r"<[0-9a-f]{40}@[^<>\s]{1,255}>")
NUMBERS = 5
# No address is longer, and a report about one letter of ours names few.
ADDRESS, ADDRESSES = 320, 10
ENHANCED = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")
# A server's own figure opens a line or follows a colon or a "#"; a room or a number to call stands among other words.
PLAIN = re.compile(r"(?:^|[:#])[ \t]*([45][0-5]\d)(?=[ -])", re.MULTILINE)
SERVERS = re.compile(r"\b(mailer-daemon|postmaster)@", re.IGNORECASE)
NOT_DELIVERED = ("failed", "delayed")
# Whom a letter of ours went to, as servers name it; the first is an address that it was forwarded to.
RECIPIENTS = ("Final-Recipient", "Original-Recipient")


@dataclass(frozen=True)
class Report:
    """What a mail server reports: which letters it may speak of, the likeliest first, its code, and of whom.

    `recipients` are the addresses that it names as not reached, often none; `author` is who seems to have written it.
    """

    numbers: tuple[str, ...]
    code: str
    recipients: tuple[str, ...] = ()
    author: str = ""


def read(raw: bytes) -> Report | None:
    """Return what a mail reports, or None for an answer, an automatic answer, and everything else."""
    try:
        mail = BytesParser(policy=compat32).parsebytes(raw[:READ])
        code = _of_status(mail) or _of_words(mail, raw)
        numbers = tuple(dict.fromkeys((*_original(mail), *NUMBER.findall(_text(raw)))))[:NUMBERS] if code else ()
        recipients = tuple(dict.fromkeys(islice(_recipients(mail), ADDRESSES)))
        report = Report(numbers, code, recipients, parseaddr(str(mail.get("From", "")))[1][:ADDRESS])
    except Exception:  # Python's parser gives way to hostile mail in many manners, and each means the same here.
        return None
    return report if code and numbers else None


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
    """Return the code in a mail server's own words; somebody's automatic answer has none, whatever figures it holds.

    Anybody may call themselves postmaster. A report is sent by nobody, or names whom it did not reach.
    """
    if not SERVERS.search(str(mail.get("From", ""))):
        return ""
    addressed = mail.get("X-Failed-Recipients")
    if not addressed and str(mail.get("Return-Path", "")).strip() != "<>":
        return ""
    if not addressed and str(mail.get("Auto-Submitted", "no")).strip().lower().startswith("auto-replied"):
        return ""
    words = _text(raw).partition("\n\n")[2]
    enhanced, plain = ENHANCED.search(words), PLAIN.search(words)
    return enhanced[0] if enhanced else plain[1] if plain else "5.0.0" if addressed else ""


def _recipients(mail: Mail) -> Iterator[str]:
    """Find the addresses that a report says were not reached."""
    said = [str(block.get(name, "")).rpartition(";")[2] for block in _blocks(mail) for name in RECIPIENTS]
    for address in (*said, *str(mail.get("X-Failed-Recipients", "")).split(",")):
        if "@" in address:
            yield address.strip().strip("<>")[:ADDRESS]


def _original(mail: Mail) -> Iterator[str]:
    """Find the Message-ID of the letter that is returned with the report, whole or only its headers."""
    for part in mail.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/global-headers"):
            yield from NUMBER.findall(part.as_string())


def _text(raw: bytes) -> str:
    return raw[:READ].decode("utf-8", "replace").replace("\r\n", "\n")
