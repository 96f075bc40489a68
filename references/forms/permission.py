"""What may be typed about a company's permission for public use?"""

from datetime import date
from typing import Any

from django import forms

from customers.forms import DayField, longest, obey, typed
from references.models import ActivityType, CompanyPermission


class PermissionForm(forms.Form):
    activity = forms.ModelChoiceField(
        queryset=ActivityType.objects.offered().filter(public=True),
        required=False,
        empty_label="Every public use",
        label="What do they allow?",
    )
    document = forms.CharField(
        max_length=longest(CompanyPermission, "document"),
        widget=typed(),
        label="Which paper says so?",
        help_text="The clause or the letter, and where it lies.",
    )
    approver = forms.CharField(
        max_length=longest(CompanyPermission, "approver"), widget=typed(), label="Who at the company said so?"
    )

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["granted_on"] = DayField(on=on, label="Since when?", initial=on)
        self.fields["valid_until"] = DayField(
            required=False, label="Until when?", help_text="Empty means until somebody ends it."
        )
        self.order_fields(("activity", "document", "approver", "granted_on", "valid_until"))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("granted_on") and found.get("valid_until"):
            given = CompanyPermission(granted_on=found["granted_on"], valid_until=found["valid_until"])
            obey(self, given, constraint="companypermission_ends_after_start", field="valid_until")
        return found
