"""What may be typed about somebody whom a colleague proposes?"""

from django import forms
from django.core.exceptions import ValidationError

from customers.forms import text
from references.models import Nomination


class NominationForm(forms.Form):
    name = forms.CharField(max_length=200, label="Name")
    title = forms.CharField(max_length=200, label="Role", help_text="Such as Head of Operations.")
    email = forms.EmailField(max_length=254, label="E-mail")
    why = text(Nomination, "why", label="Why would they be good?")
    known_problems = text(
        Nomination,
        "known_problems",
        rows=2,
        label="Known problems",
        help_text="What has gone wrong there? Write “none known” if you know of nothing.",
    )

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if "@" in name:
            raise ValidationError("Write their name here; the e-mail address has its own field.")
        return name
