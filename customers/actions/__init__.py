"""What can be done to a customer? One verb each, one transaction, everything or nothing; one kind of fact a file."""

from customers.actions.account import add_relationship, assign_owner, remove_relationship, set_policy
from customers.actions.contracts import change_contract, record_contract
from customers.actions.hardship import REVIEW_AFTER, begin_hardship, end_hardship
from customers.actions.issues import open_issue, resolve_issue
from customers.actions.people import add_contact, change_contact
from customers.actions.products import deploy
from customers.actions.surveys import follow_up, read_comment, record_answer

__all__ = [
    "REVIEW_AFTER",
    "add_contact",
    "add_relationship",
    "assign_owner",
    "begin_hardship",
    "change_contact",
    "change_contract",
    "deploy",
    "end_hardship",
    "follow_up",
    "open_issue",
    "read_comment",
    "record_answer",
    "record_contract",
    "remove_relationship",
    "resolve_issue",
    "set_policy",
]
