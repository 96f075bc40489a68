"""Is what somebody typed about a request well formed? Shapes only; whether it may be done is decided elsewhere."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from references.models import ActivityType, Reference
from refprogram.dates import add_months
from requests.models import ReferenceRequest, Status

TEXT = 4_000
MONTHS_AHEAD = 12


class Line(forms.CharField):
    """One line of text: line breaks and doubled spaces become single spaces, so it can stand in a letter's subject."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class Day(forms.DateField):
    """A day, in the form that browsers' date pickers speak."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AskForm(forms.Form):
    """A rep's wish: what the prospect cares about, what kind of talk and by when, and the deal behind it."""

    matters_most = forms.CharField(
        max_length=TEXT,
        label="What matters most to the prospect?",
        help_text="Two or three things, the most important first. The customer reads this before they answer.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what they want to hear about."},
    )
    activity = forms.ModelChoiceField(
        ActivityType.objects.none(),
        label="What should it be?",
        empty_label="Choose one",
        error_messages={
            "required": "Choose one.",
            "invalid_choice": "This is not offered any more. Choose another one.",
        },
    )
    needed_by = Day(
        label="Needed by",
        help_text="The last day on which it still helps.",
        error_messages={"required": "Give the last day on which it still helps."},
    )
    account = Line(
        max_length=200,
        label="Prospect",
        help_text="The company that wants to hear from a customer.",
        error_messages={"required": "Name the company."},
    )
    name = Line(
        max_length=200, label="Deal", help_text="As your team calls it.", error_messages={"required": "Name the deal."}
    )
    value = forms.DecimalField(max_digits=14, decimal_places=2, min_value=0, required=False, label="Worth")
    currency = Line(
        max_length=3,
        initial="EUR",
        validators=[RegexValidator(r"^[A-Z]{3}$", "Use the three letters of the currency, such as EUR or USD.")],
        error_messages={"required": "Use the three letters of the currency, such as EUR or USD."},
    )
    close_on = Day(label="Expected to close on", error_messages={"required": "Give a day; a guess is fine."})
    industry = Line(max_length=200, required=False, label="The prospect’s industry", help_text="To find a peer.")
    region = Line(max_length=100, required=False, label="The prospect’s region", help_text="To find a peer.")

    DEAL = ("name", "account", "value", "currency", "close_on")
    NEED = ("activity", "matters_most", "needed_by", "industry", "region")

    def __init__(self, *args: Any, on: Any, ask: ReferenceRequest | None = None, **kwargs: Any) -> None:
        if ask:
            kwargs["initial"] = {name: getattr(ask.opportunity, name) for name in self.DEAL} | {
                name: getattr(ask, name) for name in self.NEED
            }
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["activity"].queryset = ActivityType.objects.offered()  # type: ignore[attr-defined]
        self.fields["needed_by"].widget.attrs |= {"min": on.isoformat(), "max": self._latest().isoformat()}

    def clean_needed_by(self) -> Any:
        day = self.cleaned_data["needed_by"]
        if day < self.on:
            raise forms.ValidationError("This day has passed. Choose today or a later day.")
        if day > self._latest():
            raise forms.ValidationError("This is more than a year ahead. Choose an earlier day, or ask again later.")
        return day

    def _latest(self) -> Any:
        return add_months(self.on, MONTHS_AHEAD)

    def deal(self) -> dict[str, Any]:
        """Return what describes the opportunity."""
        return {name: self.cleaned_data[name] for name in self.DEAL}

    def need(self) -> dict[str, Any]:
        """Return what describes the request itself."""
        return {name: self.cleaned_data[name] for name in self.NEED}


class MatchForm(forms.Form):
    """Which person a manager chose, or wants to ask: the one the page named."""

    reference = forms.ModelChoiceField(
        Reference.objects.none(),
        error_messages={
            "required": "Choose a person first.",
            "invalid_choice": "This person is not here any more. Choose somebody else.",
        },
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].queryset = Reference.objects.visible_to(by)  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """A sentence that goes with a step; the requester reads it."""

    note = forms.CharField(
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence why; whoever asked for it reads it."},
    )

    def __init__(self, *args: Any, label: str, help_text: str, required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["note"]
        field.label, field.help_text, field.required = label, help_text, required


class CloseForm(NoteForm):
    """Putting a request away; when nobody was found, the reason is kept (seed 003: that is an honoured outcome)."""

    def __init__(self, *args: Any, ask: ReferenceRequest, **kwargs: Any) -> None:
        done = ask.status == Status.COMPLETED
        super().__init__(
            *args,
            label="Anything to keep for later?" if done else "Why does it end here?",
            help_text="The person who asked reads this. Write nothing that a customer told you in confidence.",
            required=not done,
            auto_id="close_%s",
            **kwargs,
        )


class CancelForm(NoteForm):
    """Calling a request off."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args,
            label="Why is it no longer needed?",
            help_text="May stay empty. Colleagues who worked on it read this; the customer does not.",
            required=False,
            auto_id="cancel_%s",
            **kwargs,
        )
