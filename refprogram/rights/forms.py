"""What may somebody correct of themselves? Their name, their role and their number; emptied, it is gone."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CorrectionForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=200)
    title = forms.CharField(label=_("Your role"), max_length=200, required=False)
    phone = forms.CharField(label=_("Your phone number"), max_length=60, required=False)
