"""What do we offer, and for what did they do it? Of an opinion nothing can be said here."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from customers.forms import CurrencyField, longest, typed
from references.actions import Reward
from references.actions.conditions import why_not
from references.models import Act, RewardEntry, RewardKind


def what_it_is(**options: Any) -> forms.CharField:
    """Make the field that says what is offered."""
    return forms.CharField(
        max_length=longest(RewardEntry, "what"),
        label="What is it?",
        help_text="The same whatever they say of us; any answer is fine.",
        widget=typed(),
        **options,
    )


def what_it_is_worth(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        max_digits=10, decimal_places=2, min_value=Decimal("0.01"), label="What is it worth?", **options
    )


def free_of_conditions(text: str) -> str:
    """Return what somebody typed; raises ValidationError for an offer that hangs on an opinion."""
    reason = why_not(text)
    if reason:
        raise ValidationError(reason)
    return text


class OfferRewardForm(forms.Form):
    act = forms.ChoiceField(choices=Act.choices, widget=forms.RadioSelect, label="For what?")
    kind = forms.ChoiceField(choices=RewardKind.choices, initial=RewardKind.GIFT, label="What sort of thing?")
    what = what_it_is()
    value = what_it_is_worth()
    currency = CurrencyField(initial="EUR", label="Currency")

    def clean_what(self) -> str:
        return free_of_conditions(self.cleaned_data["what"])

    def reward(self) -> Reward:
        found = self.cleaned_data
        return Reward(found["what"], found["value"], found["currency"], found["kind"])
