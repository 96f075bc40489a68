"""What may be typed about a yes that somebody told us of outside a check-in?"""

from datetime import date
from typing import Any

from django import forms

from customers.forms import DayField, longest, typed
from references.forms.checkin import offered, ticks
from references.models import Audience, Claim, ConsentChannel

WAYS = {ConsentChannel.CALL: "On the phone", ConsentChannel.EMAIL: "By e-mail", ConsentChannel.MEETING: "In a meeting"}

AT_LEAST_ONE = "Choose at least one."


class ClaimForm(forms.Form):
    """What they said yes to, and how we know."""

    activities = offered(
        label="What did they say yes to?", error_messages=dict.fromkeys(("required", "invalid_pk_value"), AT_LEAST_ONE)
    )
    audiences = ticks(
        Audience.choices, label="Who may hear it?", help_text="If you did not ask, what they said before still counts."
    )
    channel = forms.ChoiceField(choices=list(WAYS.items()), widget=forms.RadioSelect, label="How did we hear it?")
    witness = forms.CharField(
        max_length=longest(Claim, "witness"),
        required=False,
        widget=typed(),
        label="Who else heard it, or where is it written?",
    )

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["activities"].required = True
        self.fields["said_on"] = DayField(on=on, label="Which day?", initial=on)
        self.order_fields(("activities", "audiences", "channel", "said_on", "witness"))
