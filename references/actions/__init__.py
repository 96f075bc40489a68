"""What can be done with a reference? One verb each, one transaction, everything or nothing; one kind of fact a file."""

from references.actions.checkins import answer_check_in, check_in, note_attempt
from references.actions.consents import agree, claim, expire_consents, stop
from references.actions.drafts import drop_draft, keep_draft
from references.actions.files import open_files
from references.actions.nominations import accept_nomination, decline_nomination, nominate
from references.actions.peace import end_pause, pause
from references.actions.permissions import end_permission, record_permission
from references.actions.texts import write_text
from references.actions.thanks import thank
from references.actions.uses import THANK_WITHIN, answer_use, ask_about_use, book, finish, release, take_back

__all__ = [
    "THANK_WITHIN",
    "accept_nomination",
    "agree",
    "answer_check_in",
    "answer_use",
    "ask_about_use",
    "book",
    "check_in",
    "claim",
    "decline_nomination",
    "drop_draft",
    "end_pause",
    "end_permission",
    "expire_consents",
    "finish",
    "keep_draft",
    "nominate",
    "note_attempt",
    "open_files",
    "pause",
    "record_permission",
    "release",
    "stop",
    "take_back",
    "thank",
    "write_text",
]
