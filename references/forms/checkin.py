"""What may be typed into the sheet of a talk with the customer? Six questions, and what came of them.

Everything but the day, the channel, who heard it, the outcome and how they sounded may be left empty: a question that
nobody asked is not answered with no.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from customers.forms import DayField, longest, text, typed
from customers.models import ContactDetails, Issue, Product, Topic
from customers.models.issue import IssueKind, Severity
from references.actions.talk import Known, Learned, Problem, Success, Talk, contradictions
from references.models import (
    ActivityType,
    Audience,
    Channel,
    CheckIn,
    ContactPreference,
    CueKind,
    HasRecommended,
    Mood,
    Outcome,
    Result,
    WouldRecommend,
)

MYSELF, TOLD = "myself", "told"
NOT_ASKED = ("", "Not asked")
RATINGS = [("", "How well?"), (5, "5, very well"), (4, "4"), (3, "3"), (2, "2"), (1, "1, badly")]
TOPICS = (1, 2, 3)
LAST_KEY = 2**63 - 1
NEEDED_TOO = "Needed as well, or leave the whole question empty."


def ticks(choices: Any, **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **options)


def offered(**options: Any) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        queryset=ActivityType.objects.offered(), required=False, widget=forms.CheckboxSelectMultiple, **options
    )


def line(model: Any, column: str, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=longest(model, column), required=False, widget=typed(), **options)


class CheckInForm(forms.Form):
    """A talk with the customer. Who was told by somebody else has not heard them agree to anything."""

    channel = forms.ChoiceField(
        choices=[choice for choice in Channel.choices if choice[0] != Channel.LINK],
        widget=forms.RadioSelect,
        label="How?",
    )
    heard = forms.ChoiceField(
        choices=((MYSELF, "I spoke or wrote with them myself"), (TOLD, "Somebody told me")),
        widget=forms.RadioSelect,
        label="Who heard it?",
    )
    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.RadioSelect, label="What did they say?")
    mood = forms.ChoiceField(
        choices=Mood.choices,
        required=False,
        widget=forms.RadioSelect,
        label="How did they sound?",
        help_text="Customers have a hard time saying no. Leave it empty when somebody told you.",
    )
    cues = ticks(CueKind.choices, label="Did you hear any of these?")
    problem_kind = forms.ChoiceField(
        choices=[("", "Nothing was said"), *IssueKind.choices], required=False, label="What is it about?"
    )
    severity = forms.TypedChoiceField(
        choices=[("", "Choose"), *Severity.choices],
        coerce=int,
        empty_value=None,
        required=False,
        label="How bad is it for them?",
    )
    what = text(Issue, "summary", rows=2, required=False, label="What happened?")
    products = forms.ModelMultipleChoiceField(
        queryset=Product.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="What have they begun to use?",
    )
    metric = line(Result, "metric", label="What got better?", help_text="Such as hours for the monthly closing.")
    before = line(Result, "before", label="Before")
    after = line(Result, "after", label="After")
    evidence = line(Result, "evidence", label="What shows it?")
    story = forms.BooleanField(required=False, initial=True, label="Propose it as a story")
    title = forms.CharField(max_length=200, required=False, widget=typed(), label="New role")
    email = forms.EmailField(max_length=254, required=False, label="New e-mail")
    phone = line(ContactDetails, "phone", label="New phone number")
    likes = offered(label="What do they like to do best?")
    max_per_quarter = forms.IntegerField(
        min_value=0, max_value=90, required=False, label="How often at most, within 90 days?"
    )
    words = text(ContactPreference, "words", rows=2, required=False, label="In their own words")
    has_recommended = forms.ChoiceField(
        choices=[NOT_ASKED, *HasRecommended.choices], required=False, label="Have they recommended us to anybody?"
    )
    recommended_to = line(CheckIn, "recommended_to", label="Whom, and when?", help_text="Only if they like to say.")
    would_recommend = forms.ChoiceField(
        choices=[NOT_ASKED, *WouldRecommend.choices], required=False, label="Would they?"
    )
    activities = offered(
        label="What do they agree to from now on?",
        help_text="Tick what they said yes to in this talk. Whatever you leave out ends.",
    )
    audiences = ticks(
        Audience.choices,
        label="Who may hear it?",
        help_text="For all that is ticked above. If you did not ask, what they said before still counts.",
    )
    note = text(CheckIn, "note", required=False, label="Note", help_text="For reference managers and admins.")
    begun = forms.IntegerField(min_value=0, max_value=LAST_KEY, required=False, widget=forms.HiddenInput)

    numbers = TOPICS

    def __init__(
        self, *args: Any, on: date, known: Known, products: Any, kept: Mapping[str, list[str]] | None, **options: Any
    ) -> None:
        """`known` is what a talk must not contradict, `products` what they do not use yet, `kept` a draft."""
        super().__init__(*args, **options)
        self.known, self.on = known, on
        self.fields["happened_on"] = DayField(on=on, label="Which day?", initial=on)
        self.fields["products"].queryset = products  # type: ignore[attr-defined]
        topics = [("", "Choose"), *Topic.objects.order_by("name").values_list("pk", "name")]
        for number in TOPICS:
            self.fields[f"topic_{number}"] = forms.TypedChoiceField(
                choices=topics, coerce=int, empty_value=None, required=False, label="Topic"
            )
            self.fields[f"rating_{number}"] = forms.TypedChoiceField(
                choices=RATINGS, coerce=int, empty_value=None, required=False, label="They speak on it"
            )
        if kept is not None:
            for name in self.fields.keys() - {"begun"}:
                self.initial[name] = self._as_typed(name, kept.get(name, []))

    def _as_typed(self, name: str, values: list[str]) -> Any:
        if isinstance(self.fields[name], forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
            return values
        return values[0] if values else ""

    def typed(self, data: QueryDict) -> dict[str, list[str]]:
        """Return what somebody typed so far, for a draft: our own fields that have something in them."""
        found = {name: data.getlist(name) for name in self.fields}
        return {name: values for name, values in found.items() if any(values) and name != "begun"}

    def opened_after(self) -> int:
        """Return the newest talk that was written down when the sheet was opened; without one, the newest now."""
        said = self.data.get("begun", "")
        newest: int = self.initial["begun"]
        return min(int(said), LAST_KEY) if said.isdecimal() and len(said) < 20 else newest

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        self._whole(("problem_kind", "severity", "what"), needed=("problem_kind", "severity", "what"))
        self._whole(("metric", "before", "after", "evidence"), needed=("metric", "after"))
        for number in TOPICS:
            pair = (f"topic_{number}", f"rating_{number}")
            self._whole(pair, needed=pair)
        chosen = [found[f"topic_{number}"] for number in TOPICS if found.get(f"topic_{number}")]
        if len(set(chosen)) < len(chosen):
            self.add_error("topic_1", "Each topic once, please.")
        if found.get("heard") == MYSELF and not found.get("mood") and "mood" not in self.errors:
            self.add_error("mood", "You heard them: say how they sounded.")
        if found.get("heard") and found.get("outcome"):
            for name, sentence in contradictions(self._talk(), known=self.known, on=self.on):
                field = {"strengths": "topic_1"}.get(name, name)
                if field not in self.errors:
                    self.add_error(field, sentence)
        return found

    def facts(self) -> dict[str, Any]:
        """Return what was typed under the names of the action."""
        found, talk = self.cleaned_data, self._talk()
        plain = ("happened_on", "channel", "outcome", "mood", "cues", "activities", "audiences", "note", "begun")
        said = ("would_recommend", "has_recommended", "recommended_to")
        return {name: found[name] for name in (*plain, *said)} | {"direct": talk.direct, "learned": talk.learned}

    def _whole(self, group: tuple[str, ...], *, needed: tuple[str, ...]) -> None:
        """Ask for the rest of a question that is half answered."""
        filled = [name for name in group if self.cleaned_data.get(name)]
        for name in needed if filled else ():
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, NEEDED_TOO)

    def _talk(self) -> Talk:
        found = self.cleaned_data
        return Talk(
            on=found.get("happened_on"),
            direct=found["heard"] == MYSELF,
            outcome=found["outcome"],
            mood=found.get("mood", ""),
            cues=tuple(found.get("cues", ())),
            activities=tuple(found.get("activities", ())),
            audiences=tuple(found.get("audiences", ())),
            has_recommended=found.get("has_recommended", ""),
            recommended_to=found.get("recommended_to", ""),
            learned=self._learned(),
        )

    def _learned(self) -> Learned:
        found = self.cleaned_data
        named = {name: found.get(name, "") for name in ("title", "email", "phone", "words")}
        problem, success = None, None
        if found.get("problem_kind") and found.get("severity") and found.get("what"):
            problem = Problem(kind=found["problem_kind"], severity=found["severity"], what=found["what"])
        if found.get("metric") and found.get("after"):
            told = {name: found.get(name, "") for name in ("metric", "before", "after", "evidence")}
            success = Success(**told, story=bool(found.get("story")))
        return Learned(
            problem=problem,
            products=tuple(found.get("products", ())),
            success=success,
            likes=tuple(found.get("likes", ())),
            max_per_quarter=found.get("max_per_quarter"),
            strengths=dict(self._ratings()),
            **named,
        )

    def _ratings(self) -> Iterator[tuple[Topic, int]]:
        rated = {
            self.cleaned_data[f"topic_{number}"]: self.cleaned_data[f"rating_{number}"]
            for number in TOPICS
            if self.cleaned_data.get(f"topic_{number}") and self.cleaned_data.get(f"rating_{number}")
        }
        for topic in Topic.objects.filter(pk__in=rated):
            yield topic, rated[topic.pk]
