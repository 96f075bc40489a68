"""What may be typed about the company itself?"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from customers.forms.fields import typed
from customers.models import Customer
from customers.models.customer import ReferencePolicy, name_key
from customers.models.relationship import RelationshipKind
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role

DOMAIN = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)+")


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        queryset=User.objects.filter(role=Role.SALES_REP, is_active=True).order_by("first_name", "last_name", "email"),
        required=False,
        empty_label="Nobody",
        label="Owner",
        help_text="A sales rep. They will see this account and its open issues.",
    )


class PolicyForm(forms.Form):
    policy = forms.ChoiceField(
        choices=[("", "Nobody has asked them"), *ReferencePolicy.choices],
        required=False,
        widget=forms.RadioSelect,
        label="What does the company allow?",
    )


class RelationshipForm(forms.Form):
    other = forms.CharField(max_length=250, label="The other company", widget=typed())
    domain = forms.CharField(
        max_length=250,
        required=False,
        label="Its web domain",
        help_text="Such as marlow.example; it is then found under another name, too.",
        widget=typed(),
    )
    kind = forms.ChoiceField(choices=[("", "Choose"), *RelationshipKind.choices], label="What is it to this customer?")

    def __init__(self, *args: Any, customer: Customer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.customer = customer

    def clean_other(self) -> str:
        other = " ".join(self.cleaned_data["other"].split())
        if name_key(other) == self.customer.name_key:
            raise ValidationError("This is the customer itself. Name the other company.")
        return other

    def clean_domain(self) -> str:
        """Take the domain out of whatever was pasted: an address, an e-mail address, a domain."""
        pasted = self.cleaned_data["domain"].casefold()
        domain = re.sub(r"^(?:[a-z]+://)?(?:[^@/]*@)?(?:www\.)?", "", pasted).partition("/")[0]
        if pasted and not DOMAIN.fullmatch(domain):
            raise ValidationError("Write a domain such as marlow.example.")
        return domain
