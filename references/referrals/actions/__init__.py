"""What can be done about referrals? One verb each, one transaction, everything or nothing."""

from references.referrals.actions.answers import Somebody, follow_up, introduce, nobody, rather_not
from references.referrals.actions.asks import drop_ask, let_old_ones_go, send_ask, think_of
from references.referrals.actions.compliments import log_compliment, purge_compliment_words, thank_for
from references.referrals.actions.plans import plan
from references.referrals.actions.referrals import (
    delete_my_details,
    forget_unreached,
    hand_over,
    move,
    notice_came_back,
    notice_left,
    purge_quiet,
    write_to,
)
from references.referrals.actions.rights import forget_asks

__all__ = [
    "Somebody",
    "delete_my_details",
    "drop_ask",
    "follow_up",
    "forget_asks",
    "forget_unreached",
    "hand_over",
    "introduce",
    "let_old_ones_go",
    "log_compliment",
    "move",
    "nobody",
    "notice_came_back",
    "notice_left",
    "plan",
    "purge_compliment_words",
    "purge_quiet",
    "rather_not",
    "send_ask",
    "thank_for",
    "think_of",
    "write_to",
]
