"""What may be typed about a customer's hard time?"""

from datetime import date
from typing import Any

from django import forms

from customers.forms.fields import DayField, obey, text
from customers.models import Hardship, HardshipNote
from customers.models.hardship import HardshipKind


class BeginHardshipForm(forms.Form):
    kind = forms.ChoiceField(choices=[("", "Choose"), *HardshipKind.choices], label="What are they going through?")
    note = text(
        HardshipNote,
        "text",
        required=False,
        label="Private note",
        help_text="For reference managers only. In no export, and deleted 12 months after it ends.",
    )

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["since"] = DayField(on=on, label="Since when?", initial=on)
        self.fields["review_on"] = DayField(
            required=False,
            label="Look at it again on",
            help_text="Empty means 180 days after it began. That day ends nothing; only a person does.",
        )
        self.order_fields(("kind", "since", "review_on", "note"))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("since") and found.get("review_on"):
            begun = Hardship(since=found["since"], review_on=found["review_on"])
            obey(self, begun, constraint="hardship_review_after_start", field="review_on")
        return found


class EndHardshipForm(forms.Form):
    def __init__(self, *args: Any, hardship: Hardship, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.hardship = hardship
        self.fields["ended_on"] = DayField(
            on=on, label="Over since", initial=on, help_text="The day they told you that things are calmer."
        )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("ended_on"):
            over = Hardship(since=self.hardship.since, ended_on=found["ended_on"])
            obey(self, over, constraint="hardship_ends_after_start", field="ended_on")
        return found
