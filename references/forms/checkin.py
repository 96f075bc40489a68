"""What may be typed about a talk with the customer?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format

from customers.forms import DayField, text
from references.models import ActivityType, Channel, CheckIn, Outcome

MYSELF, TOLD = "myself", "told"


class CheckInForm(forms.Form):
    """A talk with the customer. Who was told by somebody else has not heard them agree to anything."""

    channel = forms.ChoiceField(
        choices=[choice for choice in Channel.choices if choice[0] != Channel.LINK],
        widget=forms.RadioSelect,
        label="How?",
    )
    heard = forms.ChoiceField(
        choices=((MYSELF, "I spoke or wrote with them myself"), (TOLD, "Somebody told me")),
        widget=forms.RadioSelect,
        label="Who heard it?",
    )
    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.RadioSelect, label="What did they say?")
    activities = forms.ModelMultipleChoiceField(
        queryset=ActivityType.objects.offered(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="What do they agree to from now on?",
        help_text="Tick what they said yes to in this talk. Whatever you leave out ends.",
    )
    note = text(CheckIn, "note", required=False, label="Note", help_text="For reference managers and admins.")

    def __init__(self, *args: Any, on: date, newest: date | None, **options: Any) -> None:
        """`newest` is the day of the last talk with them that is written down."""
        super().__init__(*args, **options)
        self.newest = newest
        self.fields["happened_on"] = DayField(on=on, label="Which day?", initial=on)
        self.order_fields(("happened_on", "channel", "heard", "outcome", "activities", "note"))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        direct = found.get("heard") == MYSELF
        day = found.get("happened_on")
        if direct and day and self.newest and day < self.newest:
            self.add_error(
                "happened_on",
                f"A later talk with them, on {date_format(self.newest, 'j M Y')}, is written down already. "
                "What they said then still counts.",
            )
        if found.get("activities"):
            if found.get("heard") == TOLD:
                self.add_error("activities", "Only they can agree to something. Leave this empty, or talk with them.")
            if found.get("outcome") == Outcome.NOT_WILLING:
                self.add_error("activities", "They would rather not. Leave this empty.")
        return found

    def facts(self) -> dict[str, Any]:
        """Return what was typed under the names of the action."""
        found = dict(self.cleaned_data)
        return found | {"direct": found.pop("heard") == MYSELF}
