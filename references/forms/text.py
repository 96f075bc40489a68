"""Is a new version of a consent text well formed?"""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from references.actions.texts import FURTHEST
from references.models import ActivityType, ConsentText
from refprogram.dates import today


class ConsentTextForm(forms.Form):
    """What people will read before they agree, from a day on."""

    activity = forms.ModelChoiceField(
        ActivityType.objects.offered(), required=False, label="For", empty_label="Every use without a text of its own"
    )
    language = forms.ChoiceField(label="Language", choices=settings.LANGUAGES)
    body = forms.CharField(
        label="The text",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="{company} stands for our name.",
        error_messages={"required": "Write what people will read."},
    )
    from_on = forms.DateField(label="In force from", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    asks_again = forms.BooleanField(
        required=False,
        label="Ask again",
        help_text="It says something else than before: whoever agreed to an older version has to be asked again.",
    )

    def __init__(self, *args: Any, on: date | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on = on or today()

    def clean_from_on(self) -> date:
        day: date = self.cleaned_data["from_on"]
        if day < self.on:
            raise forms.ValidationError("This day has passed; what was read until today stays as it was.")
        if day > self.on + FURTHEST:
            raise forms.ValidationError("This is more than a year away.")
        return day

    def clean(self) -> dict[str, Any]:
        wanted = super().clean() or {}
        mine = {"activity": wanted.get("activity"), "language": wanted.get("language", "")}
        day = wanted.get("from_on") or self.on
        if planned := ConsentText.objects.filter(**mine, from_on__gt=day).order_by("-from_on").first():
            self.add_error("from_on", f"Version {planned.version} is planned for later. Begin no earlier than it does.")
        then = ConsentText.objects.in_force(on=day).filter(**mine).first()
        if then and wanted.get("body") and then.body == wanted["body"]:
            self.add_error("body", f"These are the words of version {then.version}. Nothing would change.")
        return wanted
