"""How did somebody say thank you?"""

from typing import Any

from django import forms

from customers.forms import CurrencyField
from references.actions import Reward
from references.forms.reward import free_of_conditions, what_it_is, what_it_is_worth
from references.models import ThankYouKind


class ThankForm(forms.Form):
    kind = forms.ChoiceField(choices=ThankYouKind.choices, widget=forms.RadioSelect, label="How did you say thank you?")
    what = what_it_is(required=False)
    value = what_it_is_worth(required=False)
    currency = CurrencyField(required=False, initial="EUR", label="Currency")

    def clean_what(self) -> str:
        return free_of_conditions(self.cleaned_data["what"])

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        needed = {
            "what": "Say what the gift was.",
            "value": "Say what it is worth.",
            "currency": "Say in which currency.",
        }
        for name, words in needed.items():
            if found.get("kind") == ThankYouKind.GIFT and not found.get(name) and name not in self.errors:
                self.add_error(name, words)
        return found

    def gift(self) -> Reward | None:
        """Return what was given, when the thanks was a gift."""
        found = self.cleaned_data
        if found["kind"] != ThankYouKind.GIFT:
            return None
        return Reward(found["what"], found["value"], found["currency"])
