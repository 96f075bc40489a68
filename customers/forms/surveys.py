"""What may be typed about a survey: an answer, how its comment sounds, what we did about it?"""

from datetime import date
from typing import Any

from django import forms

from customers.forms.fields import DayField, obey, text
from customers.models import Contact, Customer, SurveyResponse
from customers.models.survey import Scale, Series, Tone

JUDGED = [(tone.value, tone.label.capitalize()) for tone in (Tone.FINE, Tone.NEGATIVE)]


class PersonField(forms.ModelChoiceField):
    """One of the people at a customer, by name."""

    def label_from_instance(self, contact: Any) -> str:
        details = getattr(contact, "details", None)
        return ", ".join(filter(None, (details.name if details else "", contact.title))) or "Somebody without a name"


class AnswerForm(forms.Form):
    series = forms.ChoiceField(choices=[("", "Choose"), *Series.choices], label="What was the survey about?")
    scale = forms.ChoiceField(choices=[("", "Choose"), *Scale.choices], label="On which scale?")
    score = forms.IntegerField(min_value=0, max_value=10, label="Their score")
    comment = text(
        SurveyResponse,
        "comment",
        required=False,
        label="What they wrote",
        help_text="Reference managers and admins read this; reps do not.",
    )
    tone = forms.ChoiceField(
        choices=[("", "They wrote nothing"), *JUDGED], required=False, label="How does what they wrote sound?"
    )

    def __init__(self, *args: Any, customer: Customer, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["answered_on"] = DayField(on=on, label="Answered on", initial=on)
        self.fields["contact"] = PersonField(
            queryset=Contact.objects.filter(customer=customer).select_related("details").order_by("pk"),
            required=False,
            empty_label="Not known",
            label="Who answered?",
        )
        self.order_fields(("series", "scale", "score", "answered_on", "contact", "comment", "tone"))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("scale") and found.get("score") is not None:
            answer = SurveyResponse(scale=found["scale"], score=found["score"])
            obey(self, answer, constraint="survey_score_on_its_scale", field="score")
        if found.get("comment") and not found.get("tone"):
            self.add_error("tone", "Say how what they wrote sounds; you have just read it.")
        if found.get("tone") and not found.get("comment"):
            self.add_error("comment", "Write down what they wrote, or say that they wrote nothing.")
        return found


class ReadCommentForm(forms.Form):
    """`was` is what the comment counted as when the page was drawn."""

    tone = forms.ChoiceField(choices=JUDGED, widget=forms.RadioSelect, label="How does it sound?")
    was = forms.ChoiceField(choices=Tone.choices, widget=forms.HiddenInput)


class FollowUpForm(forms.Form):
    handling = text(
        SurveyResponse, "handling", label="What did we do about it?", help_text="And what they said to it, if they did."
    )

    def __init__(self, *args: Any, answer: SurveyResponse, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.answer = answer
        self.fields["handled_on"] = DayField(on=on, label="Followed up on", initial=on)
        self.order_fields(("handled_on", "handling"))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("handled_on"):
            handled = SurveyResponse(answered_on=self.answer.answered_on, handled_on=found["handled_on"])
            obey(self, handled, constraint="survey_handled_after_answer", field="handled_on")
        return found
