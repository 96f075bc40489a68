"""What may be typed about a word about us that somebody came across?"""

from datetime import date
from typing import Any

from django import forms

from customers.forms import DayField, longest, text, typed
from customers.models import Customer
from customers.models.customer import name_key
from references.testimonials.models import Mention, Tone


class MentionForm(forms.Form):
    """A word about us: where, and what it says as far as whoever came across it knows."""

    where = forms.CharField(
        max_length=longest(Mention, "where"),
        widget=typed(),
        label="Where is it?",
        help_text="The address, or the event.",
    )
    words = text(Mention, "words", required=False, label="What does it say?", help_text="Word for word, if you can.")
    by_whom = forms.CharField(
        max_length=longest(Mention, "by_whom"),
        required=False,
        widget=typed(),
        label="Who said it?",
        help_text="As it stands there.",
    )
    company = forms.CharField(
        max_length=250, required=False, widget=typed(), label="From which customer?", help_text="Only if it says so."
    )
    tone = forms.ChoiceField(choices=[("", "Choose"), *Tone.choices], label="How does it sound?")

    def __init__(self, data: Any = None, *, by: Any, on: date) -> None:
        super().__init__(data)
        self.by = by
        self.fields["seen_on"] = DayField(on=on, label="When did you see it?", initial=on)

    def clean_company(self) -> Customer | None:
        """Take a name for a customer only when one customer has exactly that name."""
        typed_name = self.cleaned_data["company"].strip()
        if not typed_name:
            return None
        found = list(Customer.objects.visible_to(self.by).filter(name_key=name_key(typed_name))[:2])
        if len(found) != 1:
            raise forms.ValidationError("No one customer has exactly this name. Leave it empty; say it in “who”.")
        return found[0]

    def facts(self) -> dict[str, Any]:
        """Return what was typed under the names of the action."""
        found = dict(self.cleaned_data)
        return found | {"customer": found.pop("company")}


class AskAuthorForm(forms.Form):
    """What is missing before the author of a mention can be asked; nothing, when both were noted with it."""

    words = text(Mention, "words", rows=6, label="What does it say?", help_text="Word for word.")
    by_whom = forms.CharField(
        max_length=longest(Mention, "by_whom"), widget=typed(), label="Who said it?", help_text="As it stands there."
    )

    def __init__(self, data: Any = None, *, mention: Mention) -> None:
        super().__init__(data)
        for name in ("words", "by_whom"):
            if getattr(mention, name).strip():
                del self.fields[name]
