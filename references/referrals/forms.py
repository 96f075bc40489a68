"""Is what is typed about referrals well formed? A question within a circle, a kind word, a plan, a colleague."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from customers.forms import DayField, text
from customers.models import Customer
from references.referrals.framing import against_circle, against_sentence
from references.referrals.models import Compliment, Frame, ReferralAsk, Segment
from references.referrals.models.template import filled
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role


class AskForm(forms.Form):
    """Whom do they know within a circle? In words from the library, or one's own."""

    frame = forms.ChoiceField(choices=Frame.choices, label="Which sort of circle")
    circle = forms.CharField(
        max_length=200, label="The circle", help_text="Such as “the Leeds Logistics Forum”: one that they know."
    )
    sentence = text(
        ReferralAsk,
        "sentence",
        rows=3,
        label="The question",
        help_text="{circle} stands for the circle, {company} for our name. They read it as it is, in our letter.",
    )

    def clean_circle(self) -> str:
        circle: str = " ".join(self.cleaned_data["circle"].split())
        if hint := against_circle(circle):
            raise ValidationError(hint)
        return circle

    def clean(self) -> dict[str, Any]:
        """Fill in the circle and our name; what then asks for just anybody is not taken."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("circle") and said.get("sentence"):
            said["sentence"] = filled(said["sentence"], circle=said["circle"])
            if hint := against_sentence(said["sentence"], circle=said["circle"]):
                self.add_error("sentence", hint)
        return said


class ComplimentForm(forms.Form):
    """What somebody said about us, as it was heard."""

    words = text(Compliment, "words", rows=3, label="What did they say?", help_text="In their own words, if you can.")

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["heard_on"] = DayField(on=on, label="When?", initial=on)


class PlanForm(forms.Form):
    """So many asks in one industry or region."""

    segment = forms.ChoiceField(choices=Segment.choices, label="Industry or region")
    value = forms.CharField(max_length=200, label="Which", help_text="As it is written on the page of a customer.")
    planned = forms.IntegerField(min_value=0, max_value=1_000, label="How many people to ask")

    def clean(self) -> dict[str, Any]:
        """Take a segment that has customers in it; another could never be asked in."""
        said: dict[str, Any] = super().clean() or {}
        segment, value = said.get("segment"), said.get("value")
        if segment and value:
            known = Customer.objects.filter(**{f"{segment}__iexact": value.strip()}).values_list(segment, flat=True)
            said["value"] = known.first()
            if said["value"] is None:
                self.add_error("value", "No customer of ours is there. Write it as it is on a customer’s page.")
        return said


class HandOverForm(forms.Form):
    """Which colleague in sales writes to them from now on."""

    to = forms.ModelChoiceField(
        User.objects.filter(role=Role.SALES_REP, is_active=True).order_by("first_name", "last_name", "pk"),
        required=False,
        label="Who looks after it",
        empty_label="The reference managers",
    )
