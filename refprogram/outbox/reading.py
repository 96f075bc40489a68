"""What did a letter of the demo say? Reads it from the mail folder; elsewhere there is nothing to read."""

from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default

from django.conf import settings

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
