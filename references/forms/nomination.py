"""What may be typed about somebody whom a colleague proposes, and about why not now?"""

from django import forms
from django.core.exceptions import ValidationError

from customers.forms import text
from references.models import Nomination


class NominationForm(forms.Form):
    """Somebody at the customer whose page it began on; the problems are asked for, and nobody passes over them."""

    name = forms.CharField(max_length=200, label="Name")
    title = forms.CharField(max_length=200, label="Role", help_text="Such as Head of Operations.")
    email = forms.EmailField(max_length=254, label="E-mail")
    why = text(Nomination, "why", label="Why would they be good?")
    known_problems = text(
        Nomination,
        "known_problems",
        rows=2,
        label="Known problems",
        help_text="What has gone wrong there? Write “none known” if you know of nothing. "
        "You and the reference managers read this.",
        error_messages={"required": "Write what has gone wrong there, or “none known”."},
    )

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if "@" in name:
            raise ValidationError("Write their name here; the e-mail address has its own field.")
        return name

    def clean_known_problems(self) -> str:
        problems: str = self.cleaned_data["known_problems"]
        if not any(character.isalnum() for character in problems):
            raise ValidationError("Write what has gone wrong there, or “none known”.")
        return problems


class DeclineNominationForm(forms.Form):
    reason = text(
        Nomination,
        "reason",
        rows=3,
        label="Why not now?",
        help_text="Whoever nominated them reads this. Write nothing that a customer told you in confidence.",
        error_messages={"required": "Say in a sentence why; whoever nominated them reads it."},
    )
