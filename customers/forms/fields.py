"""What do the fields of our forms have in common? Days, texts as long as their column, and a constraint's own words."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

EARLIEST = date(1990, 1, 1)


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
    rule = next(rule for rule in model._meta.constraints if rule.name.endswith(f"_{column}_length"))
    return int(rule.condition.rhs)  # type: ignore[attr-defined]


def text(model: type[Model], column: str, *, rows: int = 4, **options: Any) -> forms.CharField:
    """Make a field for several lines, as long as the column holds."""
    return forms.CharField(max_length=longest(model, column), widget=forms.Textarea(attrs={"rows": rows}), **options)


def typed(*, suggestions: str = "", kind: str = "text") -> forms.TextInput:
    """Make a short text input; `suggestions` is the id of a datalist on the page, and the only ones there are then.

    All others keep what was typed when somebody goes back to them.
    """
    return forms.TextInput(attrs={"type": kind} | ({"list": suggestions, "autocomplete": "off"} if suggestions else {}))
