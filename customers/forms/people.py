"""What may be typed about whether a person can be reached?"""

from datetime import date
from typing import Any

from django import forms

from customers.forms.fields import DayField, obey
from customers.models import Contact
from customers.models.contact import THEIR_OWN_WISH, ContactStatus

# What the person alone decides is not among them.
MARKS = [(mark.value, mark.label) for mark in ContactStatus if mark not in THEIR_OWN_WISH]


class MarkContactForm(forms.Form):
    status = forms.ChoiceField(choices=MARKS, label="Can they be reached?")

    def __init__(self, data: Any = None, *, contact: Contact, on: date) -> None:
        super().__init__(data, initial={"status": contact.status})
        self.on = on
        self.fields["since"] = DayField(
            on=on,
            required=False,
            label="Since when?",
            initial=contact.status_since or on,
            help_text="Of somebody who can be reached no day is kept.",
        )
        self.fields["back_on"] = DayField(
            required=False,
            label="Back on",
            initial=contact.back_on,
            help_text="Out of office only: the first day on which they are there again. Empty means until somebody "
            "says here that they are back.",
        )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        status, since, back_on = found.get("status"), found.get("since"), found.get("back_on")
        if status != ContactStatus.ACTIVE and not since and "since" not in self.errors:
            self.add_error("since", "Say since when.")
        if back_on and status != ContactStatus.AWAY:
            self.add_error("back_on", "Only somebody who is out of office comes back on a day. Leave this empty.")
        elif back_on and back_on <= self.on:
            self.add_error("back_on", "This day is not ahead. If they are back, choose “Reachable”.")
        elif back_on and since:
            left = Contact(status=ContactStatus.AWAY, status_since=since, back_on=back_on)
            obey(self, left, constraint="contact_back_after_leaving", field="back_on")
        return found
