"""What becomes of a mail that comes back to us? Its letter is found, once, and the mail is put aside after that."""

import logging
from contextlib import suppress
from pathlib import Path

from django.db import transaction

from refprogram.outbox.bounced import tell
from refprogram.outbox.models import Message
from refprogram.outbox.report import READ, Report, read
from refprogram.outbox.sealing import fingerprint

# So many mails of a folder are read in one turn.
AT_ONCE = 500

log = logging.getLogger(__name__)


@transaction.atomic
def take_in(raw: bytes) -> bool:
    """Read one mail and tell whoever subscribed when it reports that a letter of ours did not arrive.

    Return whether it did; the same mail again tells nobody again.
    """
    report = read(raw)
    if report is None:
        return False
    ours = {message.message_id: message for message in Message.objects.filter(message_id__in=report.numbers)}
    letter = next((ours[number] for number in report.numbers if number in ours), None)
    # A letter that never left cannot come back, and whoever writes to us is there, whatever somebody writes.
    if letter is None or not letter.sent_to or fingerprint(report.author) == letter.sent_to:
        return False
    return tell(letter, code=_code_for(letter, report))


def _code_for(letter: Message, report: Report) -> str:
    """Return what is said of the address that a letter went to; said of another one, it is no more than a delay."""
    named = {fingerprint(address) for address in report.recipients}
    return report.code if not named or letter.sent_to in named else f"4{report.code[1:]}"


def take_in_folder(folder: Path) -> int:
    """Read the new mails of a Maildir, each put aside only after what it says is stored; return how many there were.

    A mail that cannot be read now stays where it is and keeps no other from being read.
    """
    read_so_far = 0
    for path in sorted((folder / "new").glob("*"))[:AT_ONCE]:
        try:
            with path.open("rb") as mail:
                take_in(mail.read(READ))
            (folder / "cur").mkdir(exist_ok=True)
            with suppress(FileNotFoundError):  # another reader was faster, and told nobody twice
                path.rename(folder / "cur" / f"{path.name}:2,S")
        except Exception:
            log.exception("A mail in %s could not be read; it stays there.", folder)
        else:
            read_so_far += 1
    return read_so_far
