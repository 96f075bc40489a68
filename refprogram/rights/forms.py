"""What may somebody type about their own data, and what may an admin type about a request that came another way?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms import DayField, text
from references.models import Reference
from refprogram.dates import add_months
from refprogram.rights.models import SENTENCE, RightsRequest, Way, Wish

# What came longer ago was answered elsewhere, or its year is a slip.
MONTHS_BACK = 12
NOT_CHOSEN = ("", "Choose one")
SAY_WHY = {
    "required": "Say in a sentence why; the person is told.",
    "min_length": "Say in a whole sentence why; the person is told.",
}


# They turn the words around them on a page: a name that holds one would not be read as it was typed.
TURNING = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


class PlainField(forms.CharField):
    """What somebody is called, without the invisible marks that turn the direction of writing."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).translate(TURNING) if value else value)


class CorrectionForm(forms.Form):
    name = PlainField(label=_("Your name"), max_length=200)
    title = PlainField(label=_("Your role"), max_length=200, required=False)
    phone = PlainField(label=_("Your phone number"), max_length=60, required=False)


class NewForm(forms.Form):
    """What came, how and when; whom it is about is found afterwards."""

    wish = forms.ChoiceField(choices=[NOT_CHOSEN, *Wish.choices], label="What do they wish?")
    way = forms.ChoiceField(choices=[NOT_CHOSEN, *Way.choices], label="How did it reach us?")
    writer = forms.CharField(
        max_length=200, label="Who wrote?", help_text="Their name or e-mail, as they gave it. We look for them with it."
    )
    note = text(
        RightsRequest,
        "note",
        rows=3,
        required=False,
        label="What do they say?",
        help_text="Only what is needed to answer. This and who wrote are deleted when the request is closed.",
    )

    def __init__(self, data: Any = None, *, on: date) -> None:
        super().__init__(data)
        self.on = on
        self.fields["received_on"] = DayField(
            on=on,
            label="When did it reach us?",
            initial=on,
            help_text="The month to answer begins on this day, whoever of us received it.",
        )
        self.order_fields(["wish", "way", "received_on", "writer", "note"])

    def clean_received_on(self) -> date:
        received_on: date = self.cleaned_data["received_on"]
        if add_months(received_on, MONTHS_BACK) < self.on:
            raise forms.ValidationError("Look at the year: this day is more than a year ago.")
        return received_on


class ExtendForm(forms.Form):
    because = text(
        RightsRequest,
        "extended_because",
        rows=3,
        min_length=SENTENCE,
        label="Why do we need more time?",
        help_text="Only when it is complex or there are many. Tell the person this reason today.",
        error_messages=SAY_WHY,
    )


class RefuseForm(forms.Form):
    because = text(
        RightsRequest,
        "refused_because",
        rows=3,
        min_length=SENTENCE,
        label="Why do we not do it?",
        help_text="Write no name. Tell the person this reason, and that they can complain to the authority.",
        error_messages=SAY_WHY,
    )


class PersonForm(forms.Form):
    """Whom a request is about, as the handler saw it."""

    def __init__(self, data: Any = None, *, by: Any, required: bool = True, **options: Any) -> None:
        super().__init__(data, **options)
        people = Reference.objects.visible_to(by).select_related("contact__details")
        self.fields["person"] = forms.ModelChoiceField(people, required=required, widget=forms.HiddenInput)


class CorrectThemForm(PersonForm, CorrectionForm):
    """The correction, as somebody else types it for them."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name, label in (("name", "Their name"), ("title", "Their role"), ("phone", "Their phone number")):
            self.fields[name].label = label
