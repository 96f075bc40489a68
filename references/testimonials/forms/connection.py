"""What may be answered for our side to the question what ties a person to us?"""

from typing import Any

from django import forms

from customers.forms import longest, obey, typed
from references.testimonials.models import Connection, Tie
from references.testimonials.texts import tells_nothing


class TieForm(forms.Form):
    tie = forms.ChoiceField(
        choices=[("", "Choose"), *Tie.choices],
        label="Does anything tie them to us?",
        help_text="“Not known” is kept, and lets nothing be published.",
    )
    nature = forms.CharField(
        max_length=longest(Connection, "nature"),
        required=False,
        widget=typed(),
        label="As a reader is to be told",
        help_text="In a sentence, such as: They spoke at our user day; we paid the train ticket.",
    )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        answer = Connection(tie=found.get("tie", ""), nature=found.get("nature", "").strip())
        if answer.nature and tells_nothing(answer.nature):
            self.add_error("nature", "Say in words of a sentence what it is; it stands beside theirs as it is.")
        obey(self, answer, constraint="connection_other_is_said", field="nature")
        return found
