"""What may be typed about a customer? The filters of the list, and one form for each thing that can be done."""

from customers.forms.account import CurrencyField, GiftPolicyForm, OwnerForm, PolicyForm, RelationshipForm
from customers.forms.contracts import ContractForm
from customers.forms.fields import DayField, longest, obey, text, typed
from customers.forms.filters import CustomerFilter
from customers.forms.hardship import BeginHardshipForm, EndHardshipForm
from customers.forms.issues import IssueForm, RecoveryForm, ResolveForm, ReviseForm
from customers.forms.people import MarkContactForm
from customers.forms.surveys import AnswerForm, FollowUpForm, ReadCommentForm

__all__ = [
    "AnswerForm",
    "BeginHardshipForm",
    "ContractForm",
    "CurrencyField",
    "CustomerFilter",
    "DayField",
    "EndHardshipForm",
    "FollowUpForm",
    "GiftPolicyForm",
    "IssueForm",
    "MarkContactForm",
    "OwnerForm",
    "PolicyForm",
    "ReadCommentForm",
    "RecoveryForm",
    "RelationshipForm",
    "ResolveForm",
    "ReviseForm",
    "longest",
    "obey",
    "text",
    "typed",
]
