"""What can be done to a customer? One verb each, one transaction, everything or nothing; one kind of fact a file."""

from customers.actions.account import (
    assign_owner,
    record_relationship,
    remove_relationship,
    set_gift_policy,
    set_policy,
)
from customers.actions.contracts import record_contract, update_contract
from customers.actions.hardship import REVIEW_AFTER, begin_hardship, end_hardship, purge_notes
from customers.actions.issues import open_issue, record_recovery, resolve_issue, revise_issue
from customers.actions.letters import silence_contact, write_again, write_in
from customers.actions.outlived import purge_issue_words, purge_survey_words
from customers.actions.people import add_contact, change_contact, mark_contact
from customers.actions.products import deploy
from customers.actions.quarantine import known_from_business, reach_contact
from customers.actions.rights import correct, forget_contact, leave_for_good, restrict, use_again
from customers.actions.surveys import follow_up, read_comment, record_answer

__all__ = [
    "REVIEW_AFTER",
    "add_contact",
    "assign_owner",
    "begin_hardship",
    "change_contact",
    "correct",
    "deploy",
    "end_hardship",
    "follow_up",
    "forget_contact",
    "known_from_business",
    "leave_for_good",
    "mark_contact",
    "open_issue",
    "purge_issue_words",
    "purge_notes",
    "purge_survey_words",
    "reach_contact",
    "read_comment",
    "record_answer",
    "record_contract",
    "record_recovery",
    "record_relationship",
    "remove_relationship",
    "resolve_issue",
    "restrict",
    "revise_issue",
    "set_gift_policy",
    "set_policy",
    "silence_contact",
    "update_contract",
    "use_again",
    "write_again",
    "write_in",
]
