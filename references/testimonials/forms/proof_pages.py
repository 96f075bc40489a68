"""What may be typed about a page of chosen evidence for one prospect?"""

from datetime import date, timedelta
from typing import Any

from django import forms

from customers.forms import DayField, longest, typed
from references.testimonials.models import ProofPage
from references.testimonials.models.placement import PROOF_PAGE_DAYS

USUAL_DAYS = 30


class ProofPageForm(forms.Form):
    prospect = forms.CharField(
        max_length=longest(ProofPage, "prospect"),
        widget=typed(),
        label="For whom is it?",
        help_text="The company, as they read it on the page.",
    )

    def __init__(self, data: Any = None, *, on: date, published: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.on = on
        self.fields["expires_on"] = DayField(
            label="Until when?",
            initial=on + timedelta(days=USUAL_DAYS),
            help_text=f"{PROOF_PAGE_DAYS} days at most. After that its address says that it is over.",
        )
        self.fields["chosen"] = forms.MultipleChoiceField(
            choices=published,
            widget=forms.CheckboxSelectMultiple,
            label="Which words?",
            error_messages={"required": "Choose at least one."},
        )

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        if not self.on <= day <= self.on + timedelta(days=PROOF_PAGE_DAYS):
            raise forms.ValidationError(f"Choose a day from today on, {PROOF_PAGE_DAYS} days ahead at most.")
        return day
