"""Are these times that can be, by the clock of whoever types them? Both sides offer theirs with the same form."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requests.actions.times import instants, wrong_with
from requests.models import MOST_SLOTS

NUMBERS = range(1, MOST_SLOTS + 1)


class ClockTime(forms.Field):
    """A day and a time as a clock shows them, in the form that browsers' pickers speak; where it is, nobody says."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            typed = datetime.fromisoformat(str(value).strip())
        except ValueError:
            typed = None
        if typed is None or typed.tzinfo or ":" not in str(value) or not 2000 <= typed.year <= 2999:
            raise forms.ValidationError(_("Write a day and a time, such as 2026-12-01 14:30."))
        return typed.replace(second=0, microsecond=0)


class PickForm(forms.Form):
    """Which of the times on offer: the instant at which it begins, in seconds, as its button knows it."""

    starts = forms.IntegerField(min_value=0, max_value=2**33)

    def clean_starts(self) -> datetime:
        return datetime.fromtimestamp(self.cleaned_data["starts"], UTC)


class TimesForm(forms.Form):
    """Up to five times. One that clocks skip is refused; of one that comes twice, the first or the second is asked."""

    def __init__(self, *args: Any, zone: ZoneInfo, at: datetime, last: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.at, self.last = zone, at, last
        self.starts: list[datetime] = []
        self.twice: set[int] = set()
        for number in NUMBERS:
            self.fields[f"time_{number}"] = ClockTime(
                label=_("Time %(number)s") % {"number": number},
                required=number == 1,
                error_messages={"required": _("Give at least one time.")},
            )
            self.fields[f"which_{number}"] = forms.ChoiceField(
                label=_("Which of the two?"),
                choices={"": "–", "0": _("The first: before the clocks go back"), "1": _("The second: after it")},
                required=False,
            )

    def rows(self) -> Iterator[Any]:
        """Yield the fields that are asked for: five times, and which one is meant where it comes twice."""
        for number in NUMBERS:
            yield self[f"time_{number}"]
            if number in self.twice:
                yield self[f"which_{number}"]

    def clean(self) -> dict[str, Any]:
        """Turn each time into an instant, or say at its field why it is none."""
        typed: dict[str, Any] = super().clean() or {}
        for number in NUMBERS:
            local = typed.get(f"time_{number}")
            if local is not None:
                self._take(number, local, typed.get(f"which_{number}") or "")
        return typed

    def _take(self, number: int, local: datetime, which: str) -> None:
        time = f"time_{number}"
        meant = instants(local, zone=self.zone)
        if not meant:
            self.add_error(time, gettext("Clocks are put forward then, and skip this time. Choose another one."))
            return
        if len(meant) == 2:
            self.twice.add(number)
            if not which:
                self.add_error(f"which_{number}", gettext("Clocks go back then, and this time comes twice."))
                return
        start = meant[int(which)] if len(meant) == 2 else meant[0]
        if wrong := wrong_with(start, at=self.at, last=self.last):
            self.add_error(time, wrong)
        elif start in self.starts:
            self.add_error(time, gettext("You gave this time above already. Choose another one, or leave this empty."))
        else:
            self.starts.append(start)
