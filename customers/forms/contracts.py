"""What may be typed about a contract?"""

from datetime import date
from typing import Any

from django import forms

from customers.forms.fields import DayField


class ContractForm(forms.Form):
    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["renews_on"] = DayField(label="Renews on")
        self.fields["negotiating_since"] = DayField(
            on=on, required=False, label="Being negotiated since", help_text="Empty means that nobody negotiates."
        )
