"""What may be typed about a place where words are shown, and about its end?"""

from datetime import date
from typing import Any

from django import forms

from customers.forms import DayField, longest, obey, typed
from references.testimonials.addresses import page_of
from references.testimonials.models import Channel, Placement, Takedown

NOWHERE_ELSE = (Channel.WALL,)
ON_THE_WEB = (Channel.WEBSITE, Channel.EMBED)
# A proof page chooses its own evidence; it makes its placements itself.
OFFERED = [(channel.value, channel.label) for channel in Channel if channel != Channel.PROOF_PAGE]


class PlaceForm(forms.Form):
    channel = forms.ChoiceField(choices=[("", "Choose"), *OFFERED], label="Where will it be shown?")
    address = forms.CharField(
        max_length=longest(Placement, "address"),
        required=False,
        widget=typed(),
        label="Which one exactly?",
        help_text="The address of the page, or where it hangs. Our wall needs none.",
    )

    def __init__(self, data: Any = None, *, on: date) -> None:
        super().__init__(data)
        self.on = on
        self.fields["starts_on"] = DayField(label="From when?", initial=on)
        self.fields["until"] = DayField(
            required=False, label="Until when?", help_text="Empty means until it comes down."
        )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("channel") in NOWHERE_ELSE:
            found["address"] = ""
        if found.get("channel"):
            place = Placement(channel=found["channel"], address=found.get("address", ""))
            obey(self, place, constraint="placement_is_somewhere", field="address")
        if found.get("channel") in ON_THE_WEB and found.get("address") and not page_of(found["address"]):
            self.add_error("address", "Write the whole address of the page, such as https://example.com/customers.")
        if found.get("until") and found["until"] < self.on:
            self.add_error("until", "This day has passed. Leave it empty, or choose today or a later day.")
        elif found.get("starts_on") and found.get("until"):
            days = Placement(starts_on=found["starts_on"], until=found["until"])
            obey(self, days, constraint="placement_ends_after_start", field="until")
        return found


class TakeDownForm(forms.Form):
    proof = forms.CharField(
        max_length=longest(Takedown, "proof"),
        widget=typed(),
        label="How do you know that it is gone?",
        help_text="The address looked at and when, or their answer.",
    )


class LookForm(forms.Form):
    as_approved = forms.TypedChoiceField(
        choices=[("yes", "It is there as approved"), ("no", "It is not as approved")],
        coerce=lambda said: said == "yes",
        error_messages={"required": "Say what you saw there."},
    )
