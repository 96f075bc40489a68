"""What does a letter say? As it would leave now; what one of the demo said is read from the mail folder."""

from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist

from refprogram.outbox.kinds import Letter, kind
from refprogram.outbox.models import Message
from refprogram.outbox.transport import place


@dataclass(frozen=True)
class Opened:
    """A letter as its reader sees it."""

    recipient: str
    subject: str
    text: str


def opened(message: Message) -> Opened | None:
    """Return what a letter said, or None where it is not in the mail folder."""
    if not settings.MAIL_FOLDER or not message.message_id:
        return None
    try:
        content = place(settings.MAIL_FOLDER, message.message_id).read_bytes()
    except OSError:
        return None
    mail = message_from_bytes(content, policy=default)
    body = mail.get_body(("plain",))
    return Opened(str(mail["To"]), str(mail["Subject"]), "\n".join(body.get_content().splitlines()) if body else "")


def previewed(message: Message) -> Letter | None:
    """Return a letter as it would leave now, or None when nobody knows its kind, or what it is about is gone."""
    known = kind(message.kind)
    try:
        return known.preview(message) if known else None
    except ObjectDoesNotExist:
        return None
