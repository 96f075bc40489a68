"""What may be said after a talk? Three ticks and one box, each may be left out; and whom to ask at a prospect."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requests.actions.after import Said
from requests.models import Answered, Effect, WantedTopic, Way

ANSWERED: dict[str, Any] = {Answered.YES: _("Yes"), Answered.PARTLY: _("Partly"), Answered.NO: _("No")}
EFFECT: dict[str, Any] = {
    Effect.HELPED: _("It helped"),
    Effect.NOTHING: _("It made no difference"),
    Effect.HARM: _("It did harm"),
}
RATINGS: dict[str, Any] = {
    "": _("I leave this out"),
    "5": _("5, very well"),
    "4": _("4, well"),
    "3": _("3, in part"),
    "2": _("2, hardly"),
    "1": _("1, not at all"),
}
NOTHING_SAID = _("Nothing was changed. Answer whichever you like, and leave out the rest.")


class HeardForm(forms.Form):
    """How a talk was, for somebody at the prospect who heard it."""

    answered = forms.ChoiceField(
        label=_("Did it answer what mattered most to you?"),
        choices=ANSWERED,
        required=False,
        widget=forms.RadioSelect,
    )
    effect = forms.ChoiceField(
        label=_("What did it do for your decision?"), choices=EFFECT, required=False, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Was anything surprising?"),
        help_text=_("You may leave this empty."),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, topics: Sequence[WantedTopic], **options: Any) -> None:
        super().__init__(*args, **options)
        self.topics = topics
        for wanted in topics:
            self.fields[f"topic_{wanted.topic_id}"] = forms.TypedChoiceField(
                label=gettext("How well was this answered: %(topic)s?") % {"topic": gettext(wanted.topic.name)},
                choices=list(RATINGS.items()),
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.order_fields(["way", "answered", *(f"topic_{wanted.topic_id}" for wanted in topics), "effect", "words"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(value for name, value in said.items() if name != "way"):
            raise forms.ValidationError(NOTHING_SAID)
        return said

    def said(self) -> Said:
        found = self.cleaned_data
        rated = {wanted.topic_id: found[f"topic_{wanted.topic_id}"] for wanted in self.topics}
        return Said(
            answered=found["answered"],
            effect=found["effect"],
            words=found["words"],
            topics={topic: rating for topic, rating in rated.items() if rating},
        )


class RepForm(HeardForm):
    """How a talk was, for the colleague who had asked for it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["answered"].label = "Did it answer what mattered most to the prospect?"
        self.fields["effect"].label = "What did it do for the deal?"
        self.fields["words"].label = "Anything the reference managers should know?"


class NotedForm(HeardForm):
    """How a talk was, as the prospect told one of us."""

    way = forms.ChoiceField(
        label="How did they tell you?",
        choices=[(way.value, way.label) for way in (Way.PHONE, Way.IN_PERSON)],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how they told you."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["answered"].label = "Did it answer what mattered most to them?"
        self.fields["effect"].label = "What did it do for their decision?"
        self.fields["words"].label = "What else did they say?"


class ProspectForm(forms.Form):
    """Whom to write to at the prospect, and in which language."""

    email = forms.EmailField(
        max_length=254,
        label="Their e-mail address",
        help_text="One letter, no reminder. We delete their address once they have answered, or after 30 days.",
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE[:2], label="Language")


class MatteredForm(forms.Form):
    """What somebody reads of what came of their help."""

    words = forms.CharField(
        max_length=4_000,
        label="What they read",
        help_text="In their language. Leave out what the deal was worth.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
