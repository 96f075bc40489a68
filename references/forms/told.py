"""What may be typed about a use outside the program? One field, what it was and when; and who it was."""

from datetime import date
from typing import Any

from django import forms

from customers.forms import DayField, text
from references.models import ActivityType, Mode, Reference, ToldUse


class TellUseForm(forms.Form):
    """What happened, in a sentence or two."""

    words = text(ToldUse, "words", rows=3, label="What happened?")

    def __init__(self, *args: Any, on: date, knows_who: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = ActivityType.objects.offered()
        self.fields["words"].help_text = (
            "A sentence is enough, such as “Took part in a call with Marlow Grocers, and liked it”."
            if knows_who
            else "A sentence is enough. Say who it was and at which company, so that we can thank them."
        )
        self.fields["activity"] = forms.ModelChoiceField(
            offered, label="What was it?", initial=offered.filter(mode=Mode.LIVE).first(), empty_label=None
        )
        self.fields["used_on"] = DayField(on=on, label="When?", initial=on)


class WhoItWasForm(forms.Form):
    """Which of the people we know it was; nobody is guessed."""

    reference = forms.ModelChoiceField(
        queryset=Reference.objects.none(), error_messages={"required": "Choose who it was."}
    )

    def __init__(self, data: Any = None, *, by: Any) -> None:
        super().__init__(data)
        people = Reference.objects.visible_to(by).select_related("contact")
        self.fields["reference"].queryset = people  # type: ignore[attr-defined]
