"""What may be typed when words reach us that nobody asked for, and when somebody says whose they are?"""

from typing import Any

from django import forms

from customers.forms import longest, text, typed
from references.models import Reference
from references.testimonials.models import Endorsement, Speaker, Words
from references.testimonials.texts import must_be_readable


class IntakeForm(forms.Form):
    """Their words, word for word, and who is said to have said them; who it really was is found afterwards."""

    text = text(
        Words,
        "text",
        rows=6,
        label="Their words",
        help_text="Word for word, as they wrote it. Nobody can change it later.",
    )
    name = forms.CharField(max_length=longest(Speaker, "name"), widget=typed(), label="Who is said to have said it?")
    title = forms.CharField(
        max_length=longest(Speaker, "title"), required=False, widget=typed(), label="Their title, as it stands there"
    )
    organization = forms.CharField(
        max_length=longest(Speaker, "organization"),
        required=False,
        widget=typed(),
        label="Their company, as it stands there",
    )
    email = forms.EmailField(
        max_length=longest(Speaker, "email"), required=False, widget=typed(kind="email"), label="Their e-mail address"
    )
    source = forms.CharField(
        max_length=longest(Endorsement, "source"),
        widget=typed(),
        label="Where did it come in?",
        help_text="The mail and its day, or the address of the page.",
    )

    def clean_text(self) -> str:
        """Take lines as lines, however the browser ends them; nothing else is changed."""
        said = "\n".join(self.cleaned_data["text"].splitlines())
        must_be_readable(said)
        return said


class IdentifyForm(forms.Form):
    """Which of the people we know said it; nobody is guessed."""

    reference = forms.ModelChoiceField(
        queryset=Reference.objects.none(), error_messages={"required": "Choose who said it."}
    )

    def __init__(self, data: Any = None, *, by: Any) -> None:
        super().__init__(data)
        people = Reference.objects.visible_to(by).select_related("contact")
        self.fields["reference"].queryset = people  # type: ignore[attr-defined]
