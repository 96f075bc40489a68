"""What can be done with a reference? One verb each, one transaction, everything or nothing; one kind of fact a file."""

from references.actions.checkins import answer_check_in, check_in, note_attempt
from references.actions.claims import claim, note_claims
from references.actions.consents import agree, expire_consents, stop
from references.actions.drafts import drop_draft, keep_draft
from references.actions.feedback import complain, give_feedback
from references.actions.files import open_files
from references.actions.heard import answer_anew, hear_answer
from references.actions.letters import hold_letters, let_letters_go
from references.actions.limits import set_limits
from references.actions.nominations import accept_nomination, decline_nomination, nominate
from references.actions.outlived import (
    purge_answer_words,
    purge_drafts,
    purge_feedback_words,
    purge_links,
    purge_nomination_words,
    purge_talk_notes,
    purge_told_words,
    purge_witnesses,
)
from references.actions.peace import end_pause, leave_in_peace, pause, say_calmer
from references.actions.permissions import end_permission, record_permission
from references.actions.rewards import Reward, answer_reward, give_reward, offer_reward
from references.actions.rights import end_everything, forget
from references.actions.strengths import rate_topic
from references.actions.suspect import mark_suspect
from references.actions.texts import write_text
from references.actions.thanks import thank
from references.actions.told import drop_told_use, settle_told_use, tell_use
from references.actions.unhappy import ANSWERED_WITHIN, look_into
from references.actions.uses import THANK_WITHIN, answer_use, ask_about_use, book, finish, release, take_back

__all__ = [
    "ANSWERED_WITHIN",
    "THANK_WITHIN",
    "Reward",
    "accept_nomination",
    "agree",
    "answer_anew",
    "answer_check_in",
    "answer_reward",
    "answer_use",
    "ask_about_use",
    "book",
    "check_in",
    "claim",
    "complain",
    "decline_nomination",
    "drop_draft",
    "drop_told_use",
    "end_everything",
    "end_pause",
    "end_permission",
    "expire_consents",
    "finish",
    "forget",
    "give_feedback",
    "give_reward",
    "hear_answer",
    "hold_letters",
    "keep_draft",
    "leave_in_peace",
    "let_letters_go",
    "look_into",
    "mark_suspect",
    "nominate",
    "note_attempt",
    "note_claims",
    "offer_reward",
    "open_files",
    "pause",
    "purge_answer_words",
    "purge_drafts",
    "purge_feedback_words",
    "purge_links",
    "purge_nomination_words",
    "purge_talk_notes",
    "purge_told_words",
    "purge_witnesses",
    "rate_topic",
    "record_permission",
    "release",
    "say_calmer",
    "set_limits",
    "settle_told_use",
    "stop",
    "take_back",
    "tell_use",
    "thank",
    "write_text",
]
