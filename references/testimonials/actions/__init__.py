"""What happens to words on their way into the world, one verb each; each is one transaction, everything or nothing."""

from references.testimonials.actions.approval import answer, ask_person, change_words, choose, is_answered
from references.testimonials.actions.dossier import attach, drop, identify, prove, set_kind, tie
from references.testimonials.actions.forgetting import (
    forget,
    left_of,
    purge_mentions,
    purge_never_shown,
    purge_shown,
)
from references.testimonials.actions.intake import take_in
from references.testimonials.actions.mentions import note_mention, settle_mention, take_in_mention
from references.testimonials.actions.placing import look_at, place, take_down
from references.testimonials.actions.proof_pages import close_proof_page, make_proof_page
from references.testimonials.actions.publishing import clear, publish, resume, retire, suspend
from references.testimonials.actions.second_thoughts import take_name_off, take_one_down, take_up
from references.testimonials.actions.upkeep import look_again, product_changed, sweep, take_back
from references.testimonials.actions.writing import hand_in, invite

__all__ = [
    "answer",
    "ask_person",
    "attach",
    "change_words",
    "choose",
    "clear",
    "close_proof_page",
    "drop",
    "forget",
    "hand_in",
    "identify",
    "invite",
    "is_answered",
    "left_of",
    "look_again",
    "look_at",
    "make_proof_page",
    "note_mention",
    "place",
    "product_changed",
    "prove",
    "publish",
    "purge_mentions",
    "purge_never_shown",
    "purge_shown",
    "resume",
    "retire",
    "set_kind",
    "settle_mention",
    "suspend",
    "sweep",
    "take_back",
    "take_down",
    "take_in",
    "take_in_mention",
    "take_name_off",
    "take_one_down",
    "take_up",
    "tie",
]
