"""What can be done to a customer? One verb each, one transaction, everything or nothing; one kind of fact a file."""

from customers.actions.account import assign_owner
from customers.actions.hardship import REVIEW_AFTER, begin_hardship, end_hardship
from customers.actions.issues import open_issue, resolve_issue
from customers.actions.people import add_contact

__all__ = [
    "REVIEW_AFTER",
    "add_contact",
    "assign_owner",
    "begin_hardship",
    "end_hardship",
    "open_issue",
    "resolve_issue",
]
