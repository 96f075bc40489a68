"""What may be typed about the company itself?"""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from customers.forms.fields import typed
from customers.models import Customer
from customers.models.customer import GiftPolicy, ReferencePolicy, name_key
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


class CurrencyField(forms.CharField):
    """The three letters of a currency, as ISO 4217 has them."""

    def __init__(self, **options: Any) -> None:
        words = "Use the three letters of the currency, such as EUR or USD."
        super().__init__(
            max_length=3,
            validators=[RegexValidator(r"^[A-Z]{3}$", words)],
            error_messages={"required": words},
            widget=typed(),
            **options,
        )


class GiftPolicyForm(forms.Form):
    policy = forms.ChoiceField(
        choices=[("", "Nobody has asked them"), *GiftPolicy.choices],
        required=False,
        widget=forms.RadioSelect,
        label="What may its people take from us?",
    )
    limit = forms.DecimalField(
        max_digits=10,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=False,
        label="Its own limit",
        help_text="For one occasion; only when there is one.",
    )
    currency = CurrencyField(required=False, label="Currency of the limit")
    public_sector = forms.BooleanField(required=False, label="It belongs to the public sector")
    public_sector_gifts = forms.BooleanField(
        required=False,
        label="Small gifts may be offered there all the same",
        help_text="Only when they have said so. Then the limits for the public sector hold, in US dollars.",
    )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        limited = found.get("policy") == GiftPolicy.LIMITED
        for name, words in (("limit", "Say what the limit is."), ("currency", "Say in which currency.")):
            if limited and not found.get(name) and name not in self.errors:
                self.add_error(name, words)
        if found.get("public_sector_gifts") and not found.get("public_sector"):
            self.add_error("public_sector_gifts", "This is for the public sector only. Tick that, or leave this out.")
        return found if limited else found | {"limit": None, "currency": ""}


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
