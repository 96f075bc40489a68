"""What does the gallery show? Every component's states, with people and companies that do not exist."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.messages import constants

from refprogram.dates import add_months
from refprogram.pages import Page
from refprogram.ui.parts import Action, Chip, Crumb, Happening, Limit, Match, Reason, Stage, Task, VerdictRow


@dataclass(frozen=True)
class Told:
    """A message as django.contrib.messages gives it."""

    level: int
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Found:
    """A finding as an app gives it."""

    level: int | None
    sentence: str
    since: date | None = None
    clears: str = ""
    who: str = ""
    url: str = ""


@dataclass(frozen=True)
class Spoken:
    """The age of a last check-in."""

    checked_on: date | None
    good_until: date | None
    due_from: date | None


class DealForm(forms.Form):
    name = forms.CharField(initial="Ingrid Solheim", help_text="As she writes it herself.", required=False)
    email = forms.EmailField(label="Work e-mail", help_text="Only for questions she agreed to.")
    chance = forms.IntegerField(
        max_value=100, label="Chance", error_messages={"max_value": "A chance is at most 100 per cent."}
    )
    needed_by = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    activity = forms.ChoiceField(
        choices=(("", "Choose one"), ("call", "Reference call")), error_messages={"required": "Choose one."}
    )
    topics = forms.MultipleChoiceField(
        choices=(("reporting", "Reporting"), ("migration", "Migration"), ("support", "Support")), required=False
    )
    audience = forms.ChoiceField(
        choices=(("prospects", "Prospects only"), ("analysts", "Prospects and analysts")),
        widget=forms.RadioSelect,
        required=False,
    )
    uses = forms.MultipleChoiceField(
        choices=(("calls", "Calls"), ("quote", "Her quote")),
        widget=forms.CheckboxSelectMultiple,
        label="May be used for",
        required=False,
    )
    questions = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), label="Their questions", required=False)
    file = forms.FileField(label="Signed form", required=False)
    spoke = forms.BooleanField(
        label="I spoke with her myself", error_messages={"required": "Needed before you can save."}
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="Your answer",
        choices=(("yes", "Yes"), ("not_now", "Not now"), ("no", "No"), ("talk", "Talk to me first")),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the four; any answer is fine."},
    )


HINTS = {
    "yes": "Next, you pick a time",
    "not_now": "You may say until when",
    "no": "We close this question",
    "talk": "Maya calls you",
}


def content(on: date) -> dict[str, Any]:
    """Return what the gallery draws, seen from a day."""
    here, ask, plan = "#main", Action("Ask the next match", "#main"), Action("Check in", "#main", icon="phone")

    def ago(days: int) -> date:
        return on - timedelta(days=days)

    return {
        "levels": (4, 3, 2, 1, 0, None),
        "findings": [
            Found(4, "Nobody has checked in since 12 May.", ago(11), "A check-in.", "Reference manager", here),
            Found(3, "Open support issue: booking feed down.", ago(2), "It is resolved.", "Account owner"),
            Found(2, "Renewal talks in 61 days.", ago(30), "It clears by itself."),
            Found(None, "The helpdesk was not read for 16 days. We do not know if an issue is open."),
        ],
        "verdict_rows": [
            VerdictRow("Reference call", 0, "Agreed, spoken to, no open issue.", ago(41)),
            VerdictRow("Case study", 2, "It describes an older version.", ago(24), "They confirm it.", "The customer"),
            VerdictRow(
                "Site visit", 3, "One visit a year, used.", ago(81), "Next year.", "Manager", Action("See", here)
            ),
            VerdictRow("Analyst call", 4, "Agreed to prospects only.", ago(41), "Their own yes.", "The customer"),
            VerdictRow("Logo", None, "Nobody has asked."),
        ],
        "spoken": [
            Spoken(checked, add_months(checked, 6) if checked else None, add_months(checked, 5) if checked else None)
            for checked in (on, ago(41), ago(170), ago(200), None)
        ],
        "limits": [Limit("Their own limit", 1, 2), Limit("The program’s limit", 5, 4), Limit("Site visits", 0)],
        "due_days": [on - timedelta(days=2), on, on + timedelta(days=3), on + timedelta(days=29)],
        "tags": [("Awaiting customer", ""), ("Paused by customer", "pause")],
        "actions": [
            Action("Ask the customer", here, icon="send", primary=True),
            Action("Open the record", here),
            Action("Close as not possible", here, post=True, quiet=True),
            Action("Ask again", here, because="Not before 15 January: they said “not now”."),
        ],
        "step_actions": [
            Action("Take it up", here, post=True, primary=True),
            Action("Close", here, post=True, quiet=True),
        ],
        "tasks": [
            Task(
                "Tern Island Ferries for Orla Dairies",
                "Critical support issue opened 08:12. Stopped for you; nothing goes out until you decide.",
                "ban",
                key="sample",
                level=4,
                badge=True,
                url=here,
                due=ago(2),
                actions=(Action("Find another", here, primary=True), Action("Stand down", here, quiet=True)),
            ),
            Task(
                "Marlow Grocers: call about reporting", "3 matches ready.", due=on + timedelta(days=2), actions=(ask,)
            ),
            Task("Elise Moreau, Vallon Wines: yes", "Offered Wed 14:00.", "check", level=0, when="Sun 21:40"),
            Task("Castor Glassworks, Elin Berg", "Last spoke 22 June.", "phone", due=on + timedelta(days=29)),
        ],
        "matches": [
            Match(
                1,
                "Ingrid Solheim",
                "Halvorsen Cold Chain",
                0,
                "Head of Operations Systems. Spoke with her 41 days ago.",
                (
                    Reason("+", "Reporting: speaks well of it"),
                    Reason("+", "Food, 2,400 staff"),
                    Reason("-", "Last free call"),
                ),
                word="Usable for this call",
                url=here,
                checked=True,
            ),
            Match(
                2,
                "Amara Cole",
                "Brightwater Foods",
                2,
                "Depot Systems Lead. Check-in due.",
                (Reason("+", "Same industry"), Reason("?", "Reporting: not known yet")),
            ),
        ],
        "happenings": [
            Happening("08:12", "Stopped for 1 request", 4, "by the program"),
            Happening(ago(41), "Check-in by phone, willing", 0, "Maya Okafor"),
            Happening(ago(82), "Request sent"),
        ],
        "chips": [
            Chip("Everything", "?", current=True, count=14),
            Chip("Open issue", "?show=issue", count="1,000+"),
            Chip("Mine", "?show=mine"),
        ],
        "pages": [
            (Page(rows=(), next_url="?after=x", first_url="", count_label="1,000+"), "customers", "customer"),
            (Page(rows=(), next_url="", first_url="?", count_label="1"), "letters", "letter"),
        ],
        "crumbs": [Crumb("Customers", here), Crumb("Norway")],
        "facts": [("Kind", "Reference call, 30 min"), ("Needed by", on + timedelta(days=2)), ("Language", "")],
        "stages": [Stage("The deal", "done"), Stage("What matters most", "current"), Stage("Timing")],
        "told": [
            Told(constants.SUCCESS, "Saved. Her limit is 2 calls a quarter."),
            Told(constants.INFO, "The letter leaves within a minute."),
            Told(constants.WARNING, "Renewal talks in 61 days."),
            Told(constants.ERROR, "This changed while you were looking. Nothing was sent."),
        ],
        "ways_on": [plan, Action("Try another activity", here, quiet=True)],
        "hints": HINTS,
    }
