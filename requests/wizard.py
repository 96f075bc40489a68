"""Is what somebody typed in a step of the wizard well formed? Three steps: the deal, what matters most, the timing.

Whoever goes on has to fill a step in; whoever goes back or leaves may leave it half done, and nothing is lost. What a
request must have before it is sent is decided elsewhere (`requests.actions.drafts`).
"""

import secrets
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from customers.models import Product, Topic
from references.models import ActivityType, Audience, Depth
from references.models.wish import SizeBand
from refprogram.dates import add_months
from requests.forms import Day, Domain, Line, TopicChoice
from requests.models import Opportunity, ReferenceRequest, Stage
from requests.models.opportunity import CURRENCY

# Together with the questions this is what the customer reads before they answer: no more than fits there.
MOST_WORDS, MOST_IN_QUESTIONS = 2_400, 1_500
MOST_QUESTIONS = 10
MONTHS_AHEAD = 12
USUAL_DAYS = timedelta(days=30)

NEXT, BACK, LEAVE = "next", "back", "leave"


class StepForm(forms.Form):
    """One step of a draft: `goes` says which button was pressed; only "next" asks for everything."""

    NEED: tuple[str, ...] = ()
    ALWAYS: tuple[str, ...] = ()

    def __init__(self, *args: Any, on: date, ask: ReferenceRequest | None = None, goes: str = NEXT, **kwargs: Any):
        known = {name: getattr(ask, name) for name in self.NEED} if ask else {}
        kwargs["initial"] = known | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.on, self.ask = on, ask
        for name, field in self.fields.items():
            if goes != NEXT and name not in self.ALWAYS:
                field.required = False

    def need(self) -> dict[str, Any]:
        """Return what describes the request itself; what was left open and has to have a value stays as it was."""
        said = {name: self.cleaned_data[name] for name in self.NEED}
        return {name: value for name, value in said.items() if value not in (None, "") or self._may_be_empty(name)}

    def _may_be_empty(self, name: str) -> bool:
        column = ReferenceRequest._meta.get_field(name)
        return bool(getattr(column, "blank", False))


class DealForm(StepForm):
    """The first step: for which deal, and what kind of reference."""

    chosen = forms.IntegerField(required=False, widget=forms.HiddenInput, label="Deal")
    form_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, label="Form")
    account = Line(
        max_length=200,
        label="Prospect",
        help_text="The company that wants to hear from a customer.",
        error_messages={"required": "Name the company."},
    )
    domain = Domain(
        max_length=250,
        required=False,
        label="Their web domain",
        help_text="Such as marlow.example, to see which of our customers are close to them.",
    )
    name = Line(
        max_length=200, label="Deal", help_text="As your team calls it.", error_messages={"required": "Name the deal."}
    )
    value = forms.DecimalField(max_digits=14, decimal_places=2, min_value=0, required=False, label="Worth")
    currency = Line(
        max_length=3,
        initial="EUR",
        validators=[RegexValidator(rf"^{CURRENCY}$", "Use the three letters of the currency, such as EUR or USD.")],
        error_messages={"required": "Use the three letters of the currency, such as EUR or USD."},
    )
    close_on = Day(label="Expected to close on", error_messages={"required": "Give a day; a guess is fine."})
    activity = forms.ModelChoiceField(
        ActivityType.objects.none(),
        label="What should it be?",
        empty_label="Choose one",
        error_messages={
            "required": "Choose one.",
            "invalid_choice": "This is not offered any more. Choose another one.",
        },
    )
    product = forms.ModelChoiceField(
        Product.objects.none(),
        required=False,
        label="Which product would they buy?",
        empty_label="Not decided",
        error_messages={"invalid_choice": "This product is not in the list any more. Choose another one."},
    )
    industry = Line(max_length=200, required=False, label="The prospect’s industry", help_text="To find a peer.")
    region = Line(max_length=100, required=False, label="The prospect’s region", help_text="To find a peer.")
    size = forms.ChoiceField(
        choices=[("", "Not known"), *SizeBand.choices],
        required=False,
        label="How large are they?",
        help_text="To find a peer. A larger customer is not a better one.",
    )
    competitor = Line(
        max_length=200, required=False, label="Whom else do they look at?", help_text="A company, if you know."
    )

    DEAL = ("name", "account", "domain", "value", "currency", "close_on")
    NEED = ("activity", "product", "industry", "region", "size", "competitor")
    ALWAYS = ("account", "name", "currency", "close_on", "activity")

    def __init__(
        self,
        *args: Any,
        ask: ReferenceRequest | None = None,
        deal: Opportunity | None = None,
        keeps_deal: bool = True,
        **kwargs: Any,
    ) -> None:
        """`deal` is one that is here already: what is known of it stands, and only what it lacks can be typed.

        With `keeps_deal` false and none chosen, the deal is typed anew.
        """
        told = deal or (ask.opportunity if ask and keeps_deal else None)
        known: dict[str, Any] = {name: getattr(told, name) for name in self.DEAL} if told else {}
        if told and not (ask and ask.product_id):
            known["product"] = told.product_id
        known |= {"chosen": deal.pk if deal else None, "form_key": "" if ask else secrets.token_urlsafe(16)}
        super().__init__(*args, ask=ask, initial=known, **kwargs)
        self.known = deal
        for name in self._known_of(deal) if deal else ():
            self.fields[name].disabled = True
        self.fields["activity"].queryset = ActivityType.objects.offered()  # type: ignore[attr-defined]
        self.fields["product"].queryset = Product.objects.order_by("name")  # type: ignore[attr-defined]

    def clean_chosen(self) -> int | None:
        chosen: int | None = self.cleaned_data["chosen"]
        if chosen and (self.known is None or self.known.stage != Stage.OPEN):
            raise forms.ValidationError(
                "This deal is not open any more, or not yours. Choose another one, or type it in."
            )
        return chosen

    def _known_of(self, deal: Opportunity) -> set[str]:
        missing = deal.missing()
        return {*self.DEAL} - {*missing, *(["currency"] if "value" in missing else [])}

    def deal(self) -> dict[str, Any]:
        """Return what describes the opportunity."""
        return {name: self.cleaned_data[name] for name in self.DEAL}

    def until(self) -> date:
        """Say by when it is needed until somebody does: the day on which the deal should close, if that can be."""
        closes: date = self.cleaned_data["close_on"]
        return closes if self.on <= closes <= _latest(self.on) else self.on + USUAL_DAYS


class MattersForm(StepForm):
    """The second step: what the prospect cares about, and what the talk should be like."""

    first_topic = TopicChoice(
        label="Matters most", help_text="Nobody for whom this went badly is put in front of this prospect."
    )
    second_topic = TopicChoice(label="Then")
    third_topic = TopicChoice(label="And then")
    matters_most = forms.CharField(
        max_length=MOST_WORDS,
        label="What do they want to hear about it?",
        help_text="In a few sentences. The customer reads this before they answer.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what they want to hear about."},
    )
    questions = forms.CharField(
        max_length=MOST_IN_QUESTIONS,
        required=False,
        label="Questions they want to ask",
        help_text="One a line; three to five are a good number. The customer reads them before they answer. "
        "Nobody is told what to say.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    trouble = forms.BooleanField(
        required=False,
        label="They ask what happens when things break",
        help_text="Then we look for somebody who can tell how something was put right.",
    )
    depth = forms.ChoiceField(
        choices=[("", "Choose one"), *Depth.choices],
        label="How deep will they dig?",
        help_text="Whoever asks about years finds what was put right last week.",
        error_messages={"required": "Choose how deep they will dig."},
    )
    audience = forms.ChoiceField(
        choices=Audience.choices,
        initial=Audience.PROSPECT,
        label="Who will hear it?",
        help_text="Customers agree to some of these and not to others.",
        error_messages={"required": "Choose who will hear it."},
    )
    role = Line(
        max_length=200,
        required=False,
        label="Who will be in the talk?",
        help_text="By what they do, not by name: Head of Logistics.",
    )

    NEED = ("matters_most", "questions", "trouble", "depth", "audience", "role")
    TOPICS = ("first_topic", "second_topic", "third_topic")

    def __init__(self, *args: Any, ask: ReferenceRequest, goes: str = NEXT, **kwargs: Any) -> None:
        wanted = dict(zip(self.TOPICS, ask.topics_in_order(), strict=False))
        # Nothing was chosen yet while nothing was said.
        unsaid = {} if ask.matters_most or wanted else {"depth": ""}
        super().__init__(*args, ask=ask, goes=goes, initial=wanted | unsaid, **kwargs)
        self.goes = goes
        topics = list(Topic.objects.order_by("name", "pk").values_list("pk", "name"))
        for name in self.TOPICS:
            self.fields[name].choices = [("", "Choose one"), *topics]  # type: ignore[attr-defined]

    def clean_questions(self) -> str:
        asked = [" ".join(line.split()) for line in self.cleaned_data["questions"].splitlines()]
        questions = [line for line in asked if line]
        if len(questions) > MOST_QUESTIONS:
            raise forms.ValidationError(f"Keep it to {MOST_QUESTIONS} questions: a talk is short.")
        return "\n".join(questions)

    def clean(self) -> None:
        chosen: set[int] = set()
        for name in self.TOPICS:
            topic = self.cleaned_data.get(name)
            if topic in chosen:
                self.add_error(name, "You have chosen this already. Choose another one, or leave it empty.")
            elif topic:
                chosen.add(topic)
        if self.goes == NEXT and not chosen and not any(name in self.errors for name in self.TOPICS):
            self.add_error(self.TOPICS[0], "Choose what matters most to them.")

    def topics(self) -> list[int]:
        """Return the topics that were chosen, by key, what matters most first; a gap between them means nothing."""
        return [self.cleaned_data[name] for name in self.TOPICS if self.cleaned_data[name]]


class TimingForm(StepForm):
    """The third step: by when it is needed."""

    needed_by = Day(
        label="Needed by",
        help_text="The last day on which it still helps. Until you say otherwise, the day the deal should close.",
        error_messages={"required": "Give the last day on which it still helps."},
    )

    NEED = ("needed_by",)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["needed_by"].widget.attrs |= {"min": on.isoformat(), "max": _latest(on).isoformat()}

    def clean_needed_by(self) -> date | None:
        day: date | None = self.cleaned_data["needed_by"]
        if day and day < self.on:
            raise forms.ValidationError("This day has passed. Choose today or a later day.")
        if day and day > _latest(self.on):
            raise forms.ValidationError("This is more than a year ahead. Choose an earlier day, or ask again later.")
        return day


def _latest(on: date) -> date:
    return add_months(on, MONTHS_AHEAD)
