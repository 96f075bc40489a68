"""Is what somebody typed about a request well formed? Shapes only; whether it may be done is decided elsewhere."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import DomainNameValidator

from references.models import Reference
from references.verdicts import Finding
from requests.models import Opportunity, Stage
from requests.models.override import MOST_DAYS, SHORTEST_REASON

TEXT = 4_000


class Line(forms.CharField):
    """One line of text: line breaks and doubled spaces become single spaces, so it can stand in a letter's subject."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class Day(forms.DateField):
    """A day, in the form that browsers' date pickers speak."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Domain(Line):
    """A web domain; of an address that somebody copied, the domain is kept: "https://www.x.example/" is x.example."""

    def __init__(self, **kwargs: Any) -> None:
        alone = DomainNameValidator(message="Give the domain alone, such as marlow.example.")
        super().__init__(validators=[alone], **kwargs)

    def to_python(self, value: Any) -> str:
        host = super().to_python(value).casefold().rpartition("://")[2]
        return host.partition("/")[0].partition(":")[0].removeprefix("www.").rstrip(".")


class TopicChoice(forms.TypedChoiceField):
    """One topic of the list that admins keep, by key; None when nothing is chosen. The form fills in the list."""

    def __init__(self, **kwargs: Any) -> None:
        gone = {"invalid_choice": "This topic is not in the list any more. Choose another one."}
        super().__init__(coerce=int, empty_value=None, required=False, error_messages=gone, **kwargs)


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


class OverrideForm(forms.Form):
    """What a manager sets aside for one request: which findings, why, and up to which day."""

    codes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label="What is set aside",
        help_text="Whatever you leave out, and whatever comes up later, still blocks.",
        error_messages={
            "required": "Choose what you set aside.",
            "invalid_choice": "This does not speak against them any more. Look at it again.",
        },
    )
    reason = forms.CharField(
        min_length=SHORTEST_REASON,
        max_length=TEXT,
        label="Why is it right all the same?",
        help_text="Everybody who sees the request reads this. Name nobody, and write nothing that a customer told you "
        "in confidence.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why it is right all the same.",
            "min_length": f"Say it in at least {SHORTEST_REASON} characters; an executive will want to understand it.",
        },
    )
    until = Day(label="Last day", error_messages={"required": "Give the last day on which it counts."})

    def __init__(self, *args: Any, findings: Iterable[Finding], needed_by: date, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.latest = on, on + timedelta(days=MOST_DAYS)
        choices = [(finding.code, finding.sentence) for finding in findings]
        self.fields["codes"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.initial["codes"] = [code for code, _ in choices]
        self.initial["until"] = min(max(needed_by, on), self.latest)
        until = self.fields["until"]
        until.widget.attrs |= {"min": on.isoformat(), "max": self.latest.isoformat()}
        until.help_text = f"At most {MOST_DAYS} days from today. From the next day on it blocks again."

    def clean_reason(self) -> str:
        """Count what can be read: characters that nobody sees are no reason."""
        reason: str = self.cleaned_data["reason"]
        if sum(character.isprintable() for character in reason) < SHORTEST_REASON:
            raise forms.ValidationError(self.fields["reason"].error_messages["min_length"])
        return reason

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if not self.on <= day <= self.latest:
            raise forms.ValidationError(f"Choose a day from today on, within {MOST_DAYS} days.")
        return day


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
    """Putting a request away after the talk, or after content was given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args,
            label="Anything to keep for later?",
            help_text="The person who asked reads this. Write nothing that a customer told you in confidence.",
            required=False,
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


class OutcomeForm(forms.Form):
    """How the deal of a request ended, or that it is still open."""

    stage = forms.ChoiceField(
        choices=Stage.choices,
        widget=forms.RadioSelect,
        label="How did the deal end?",
        help_text="Still open: the next news from your CRM counts.",
        error_messages={"required": "Say whether it was won, lost or is still open."},
    )
    closed_on = Day(required=False, label="On which day?")
    value = forms.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, label="Worth", help_text="Left empty, as it is."
    )

    def __init__(self, *args: Any, deal: Opportunity, on: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"stage": deal.stage, "closed_on": deal.closed_on, "value": deal.value}
        kwargs["auto_id"] = "outcome_%s"
        super().__init__(*args, **kwargs)
        self.began, self.on = deal.engaged_on, on
        self.fields["value"].label = f"Worth, in {deal.currency}"
        self.fields["closed_on"].widget.attrs |= {"max": on.isoformat()}

    def clean(self) -> None:
        if self.errors or self.cleaned_data["stage"] == Stage.OPEN:
            return
        closed_on = self.cleaned_data["closed_on"]
        if closed_on is None:
            self.add_error("closed_on", "Give the day on which it was won or lost.")
        elif closed_on > self.on:
            self.add_error("closed_on", "This day is still to come. Choose today or an earlier day.")
        elif self.began and closed_on < self.began:
            self.add_error("closed_on", f"The deal began on {self.began.isoformat()}. Choose that day or a later one.")
