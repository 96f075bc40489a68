"""What may be typed about the company itself?"""

from django import forms

from refprogram.accounts.models import User
from refprogram.accounts.roles import Role


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        queryset=User.objects.filter(role=Role.SALES_REP, is_active=True).order_by("first_name", "last_name", "email"),
        required=False,
        empty_label="Nobody",
        label="Owner",
        help_text="A sales rep. They will see this account and its open issues.",
    )
