"""What may be typed about a customer? The filters of the list, and one form for each thing that can be done."""

from customers.forms.account import OwnerForm
from customers.forms.fields import DayField, longest, obey, text, typed
from customers.forms.filters import CustomerFilter
from customers.forms.hardship import BeginHardshipForm, EndHardshipForm
from customers.forms.issues import IssueForm, ResolveForm

__all__ = [
    "BeginHardshipForm",
    "CustomerFilter",
    "DayField",
    "EndHardshipForm",
    "IssueForm",
    "OwnerForm",
    "ResolveForm",
    "longest",
    "obey",
    "text",
    "typed",
]
