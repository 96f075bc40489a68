"""What may be typed about something that is wrong, and about how it was put right?"""

from datetime import date
from typing import Any

from django import forms

from customers.forms.fields import DayField, obey, text
from customers.models import Issue, Topic
from customers.models.issue import IssueKind, Severity
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role

LOOKS_AFTER = (Role.SALES_REP, Role.REFERENCE_MANAGER)
RATINGS = ((1, "1: very badly"), (2, "2: badly"), (3, "3: fairly"), (4, "4: well"), (5, "5: very well"))


class WhatIsWrong(forms.Form):
    """What is said of an issue when it is opened, and again when it is looked at anew."""

    kind = forms.ChoiceField(choices=[("", "Choose"), *IssueKind.choices], label="What is it about?")
    severity = forms.TypedChoiceField(
        choices=[("", "Choose"), *Severity.choices], coerce=int, label="How bad is it for the customer?"
    )
    owner = forms.ModelChoiceField(
        queryset=User.objects.filter(role__in=LOOKS_AFTER, is_active=True).order_by("first_name", "last_name", "email"),
        empty_label="Choose",
        label="Who looks after it?",
        help_text="Somebody who sees to it that it is put right.",
    )
    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Topics",
        help_text="Nobody here is offered to a prospect who cares about one of these, unless it went well in the end.",
    )


class IssueForm(WhatIsWrong):
    summary = text(
        Issue, "summary", label="What happened?", help_text="Reference managers and admins read this; reps do not."
    )

    def __init__(self, data: Any = None, *, by: Any, on: date) -> None:
        super().__init__(data, initial={"owner": by.pk})
        self.fields["opened_on"] = DayField(on=on, label="Since when?", initial=on)
        self.order_fields(("kind", "severity", "opened_on", "summary", "owner", "topics"))


class ReviseForm(WhatIsWrong):
    def __init__(self, data: Any = None, *, issue: Issue) -> None:
        said = {"kind": issue.kind, "severity": issue.severity, "owner": issue.owner_id}
        super().__init__(data, initial=said | {"topics": issue.topics.all()})


class ResolveForm(forms.Form):
    resolution = text(
        Issue, "resolution", label="How did it end?", help_text="What was done, and what the customer said about it."
    )
    response = text(
        Issue,
        "response",
        label="How did we respond?",
        help_text="How fast, who, and in which tone. Customers forgive a mistake that is handled well.",
    )

    def __init__(self, *args: Any, issue: Issue, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.issue = issue
        self.fields["resolved_on"] = DayField(on=on, label="Resolved on", initial=on)
        self.order_fields(("resolved_on", "resolution", "response"))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("resolved_on"):
            ended = Issue(opened_on=self.issue.opened_on, resolved_on=found["resolved_on"])
            obey(self, ended, constraint="issue_resolved_after_opened", field="resolved_on")
        return found


class RecoveryForm(forms.Form):
    """What the customer themselves said about it, not what we think of ourselves."""

    recovery = forms.TypedChoiceField(
        choices=[("", "Choose"), *RATINGS],
        coerce=int,
        label="How well did we handle it, in the customer's own view?",
        error_messages={"required": "Choose the customer's rating. Only an issue that they have rated can be told."},
    )
    may_be_told = forms.BooleanField(
        required=False,
        label="The customer agrees that this story is told",
        help_text="Only after they said so. Handled well and told, it is a recovery story: proof of how we deal with "
        "bad days. They can take it back; then clear this again.",
    )

    def __init__(self, data: Any = None, *, issue: Issue) -> None:
        super().__init__(data, initial={"recovery": issue.recovery or "", "may_be_told": issue.may_be_told})
