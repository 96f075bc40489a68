"""What may be typed about something that is wrong?"""

from datetime import date
from typing import Any

from django import forms

from customers.forms.fields import DayField, obey, text
from customers.models import Issue, Topic
from customers.models.issue import IssueKind, Severity


class IssueForm(forms.Form):
    kind = forms.ChoiceField(choices=[("", "Choose"), *IssueKind.choices], label="What is it about?")
    severity = forms.TypedChoiceField(
        choices=[("", "Choose"), *Severity.choices], coerce=int, label="How bad is it for the customer?"
    )
    summary = text(
        Issue, "summary", label="What happened?", help_text="Reference managers and admins read this; reps do not."
    )
    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.order_by("name"), required=False, widget=forms.CheckboxSelectMultiple, label="Topics"
    )

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["opened_on"] = DayField(on=on, label="Since when?", initial=on)
        self.order_fields(("kind", "severity", "opened_on", "summary", "topics"))


class ResolveForm(forms.Form):
    resolution = text(
        Issue, "resolution", label="How did it end?", help_text="What was done, and what the customer said about it."
    )

    def __init__(self, *args: Any, issue: Issue, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.issue = issue
        self.fields["resolved_on"] = DayField(on=on, label="Resolved on", initial=on)
        self.order_fields(("resolved_on", "resolution"))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("resolved_on"):
            ended = Issue(opened_on=self.issue.opened_on, resolved_on=found["resolved_on"])
            obey(self, ended, constraint="issue_resolved_after_opened", field="resolved_on")
        return found
