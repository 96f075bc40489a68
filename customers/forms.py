"""What may be typed about a customer? The filters of the list, and one form for each thing that can be done."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet

from customers.models import Customer, Hardship, HardshipNote, Issue, Topic
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role

EARLIEST = date(1990, 1, 1)
OPEN_ISSUE, LEFT_IN_PEACE, NONE_KNOWN = "issue", "hardship", "none"


class DayField(forms.DateField):
    """A day that has been: today at the latest, and not so early that the year must be a slip."""

    def __init__(self, *, on: date | None = None, **options: Any) -> None:
        """Without `on` any later day is taken as well."""
        self.on = on
        bounds = {"min": EARLIEST.isoformat()} | ({"max": on.isoformat()} if on else {})
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"} | bounds)
        super().__init__(widget=widget, error_messages={"invalid": "Write a day such as 2026-11-23."}, **options)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and self.on and value > self.on:
            raise ValidationError("This day is still to come. Choose today or an earlier day.")
        if value and value < EARLIEST:
            raise ValidationError("Look at the year: this day is too long ago.")


def obey(form: forms.Form, row: Model, *, constraint: str, field: str) -> None:
    """Hold a field to a constraint of the model, in the constraint's own words."""
    rule = next(rule for rule in row._meta.constraints if rule.name == constraint)
    try:
        rule.validate(type(row), row)
    except ValidationError as error:
        form.add_error(field, error)


def longest(model: type[Model], column: str) -> int:
    """Return how long a text may be: the number its length constraint states."""
    name = f"{model._meta.model_name}_{column}_length"
    rule = next(rule for rule in model._meta.constraints if rule.name == name)
    return int(rule.condition.rhs)  # type: ignore[attr-defined]


def text(model: type[Model], column: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    """Make a field for several lines, as long as the column holds."""
    return forms.CharField(max_length=longest(model, column), widget=forms.Textarea(attrs={"rows": rows}), **options)


def typed(*, suggestions: str = "", kind: str = "text") -> forms.TextInput:
    """Make a short text input; `suggestions` is the id of a datalist on the page."""
    return forms.TextInput(attrs={"type": kind, "autocomplete": "off"} | ({"list": suggestions} if suggestions else {}))


class CustomerFilter(FilterSet):
    """What narrows the list of customers; what its reader may not know cannot be asked for either."""

    q = CharFilter(method="named", label="Name, domain or id", widget=typed(kind="search"))
    industry = CharFilter(lookup_expr="icontains", label="Industry", widget=typed(suggestions="industries"))
    region = CharFilter(lookup_expr="icontains", label="Region", widget=typed(suggestions="regions"))
    trouble = ChoiceFilter(
        method="in_trouble",
        label="Trouble",
        empty_label="Any",
        choices=((OPEN_ISSUE, "Open issue"), (LEFT_IN_PEACE, "Left in peace"), (NONE_KNOWN, "None known")),
    )

    class Meta:
        model = Customer
        fields = ()

    def __init__(self, *args: Any, knows_hardship: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.knows_hardship = knows_hardship
        if not knows_hardship:
            self.filters["trouble"].extra["choices"] = ((OPEN_ISSUE, "Open issue"), (NONE_KNOWN, "No open issue"))

    def named(self, customers: Any, name: str, value: str) -> QuerySet[Customer]:
        return customers.named_like(value)

    def in_trouble(self, customers: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == OPEN_ISSUE:
            return customers.filter(issue_severity__isnull=False)
        if value == LEFT_IN_PEACE:
            return customers.filter(hardship_since__isnull=False)
        calm = customers.filter(issue_severity=None)
        return calm.filter(hardship_since=None) if self.knows_hardship else calm


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


class BeginHardshipForm(forms.Form):
    kind = forms.ChoiceField(choices=[("", "Choose"), *HardshipKind.choices], label="What are they going through?")
    note = text(
        HardshipNote,
        "text",
        required=False,
        label="Private note",
        help_text="For reference managers only. In no export, and deleted with the customer.",
    )

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["since"] = DayField(on=on, label="Since when?", initial=on)
        self.fields["review_on"] = DayField(
            required=False,
            label="Look at it again on",
            help_text="Empty means 180 days after it began. That day ends nothing; only a person does.",
        )
        self.order_fields(("kind", "since", "review_on", "note"))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("since") and found.get("review_on"):
            begun = Hardship(since=found["since"], review_on=found["review_on"])
            obey(self, begun, constraint="hardship_review_after_start", field="review_on")
        return found


class EndHardshipForm(forms.Form):
    def __init__(self, *args: Any, hardship: Hardship, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.hardship = hardship
        self.fields["ended_on"] = DayField(
            on=on, label="Over since", initial=on, help_text="The day they told you that things are calmer."
        )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("ended_on"):
            over = Hardship(since=self.hardship.since, ended_on=found["ended_on"])
            obey(self, over, constraint="hardship_ends_after_start", field="ended_on")
        return found


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        queryset=User.objects.filter(role=Role.SALES_REP, is_active=True).order_by("first_name", "last_name", "email"),
        required=False,
        empty_label="Nobody",
        label="Owner",
        help_text="A sales rep. They will see this account and its open issues.",
    )
