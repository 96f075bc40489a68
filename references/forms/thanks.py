"""How did somebody say thank you?"""

from django import forms

from references.models import ThankYouKind


class ThankForm(forms.Form):
    kind = forms.ChoiceField(choices=ThankYouKind.choices, widget=forms.RadioSelect, label="How did you say thank you?")
