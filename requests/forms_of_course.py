"""Is what a manager says of the course of a request well formed: what they heard, what they give, why it ends?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from references.models import HEARD, Answer, ConsentChannel, UseConsent
from requests.forms import TEXT, Day
from requests.models import Unfulfilled

READ_BY_REQUESTER = "The person who asked reads this. Write nothing that a customer told you in confidence."


class HeardForm(forms.Form):
    """What the person who was asked told one of us: the answer, how and when it was heard."""

    reference = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        choices=[(answer.value, answer.label) for answer in (Answer.YES, Answer.NOT_NOW, Answer.NO)],
        widget=forms.RadioSelect,
        label="What did they say?",
        error_messages={"required": "Choose what they said."},
    )
    how = forms.ChoiceField(
        choices=[(how.value, how.label.capitalize()) for how in map(ConsentChannel, HEARD)],
        label="How did you hear it?",
        error_messages={"required": "Say how you heard it."},
    )
    said_on = Day(label="When?", error_messages={"required": "Give the day on which they said it."})
    words = forms.CharField(
        max_length=TEXT,
        required=False,
        label="In which words?",
        help_text="May stay empty. They can read this on their own page.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, question: UseConsent, on: date, **kwargs: Any) -> None:
        initial = {"reference": question.reference_id, "said_on": on}
        super().__init__(*args, **kwargs | {"auto_id": "heard_%s", "initial": initial})
        self.first, self.last = question.asked_on, on
        self.fields["said_on"].widget.attrs |= {"min": self.first.isoformat(), "max": on.isoformat()}

    def clean_said_on(self) -> date:
        day: date = self.cleaned_data["said_on"]
        if not self.first <= day <= self.last:
            raise forms.ValidationError("Choose a day between the day they were asked and today.")
        return day


class SupplyForm(forms.Form):
    """Which words of customers are given instead of a talk."""

    pieces = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        label="What do you give them?",
        error_messages={
            "required": "Choose at least one.",
            "invalid_choice": "One of these may not be shown to them any more. Look at the list again.",
        },
    )
    note = forms.CharField(
        max_length=TEXT,
        required=False,
        label="Anything to say with it?",
        help_text=READ_BY_REQUESTER,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, pieces: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pieces"].choices = list(pieces)  # type: ignore[attr-defined]


class GiveUpForm(forms.Form):
    """Why a request ends without a reference; “something else” needs a sentence."""

    because = forms.ChoiceField(
        choices=Unfulfilled.choices,
        widget=forms.RadioSelect,
        label="Why does it end without a reference?",
        error_messages={"required": "Choose why."},
    )
    note = forms.CharField(
        max_length=TEXT,
        required=False,
        label="In a sentence",
        help_text=READ_BY_REQUESTER,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "give_up_%s"})

    def clean(self) -> None:
        if self.cleaned_data.get("because") == Unfulfilled.OTHER and not self.cleaned_data.get("note", "").strip():
            self.add_error("note", "Say in a sentence why; whoever asked for it reads it.")
