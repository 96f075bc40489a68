"""Is a customer's answer well formed? One of four, none of them chosen beforehand."""

from django import forms

from references.models import Answer

WORDS = 4_000


class AnswerForm(forms.Form):
    """The four answers of equal weight; a robot that sends the form as it is sends none of them."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=Answer,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one of the four; any answer is fine.",
            "invalid_choice": "Choose one of the four; any answer is fine.",
        },
    )


class AnswerWithWordsForm(AnswerForm):
    """The same, with room for a sentence."""

    words = forms.CharField(
        label="Anything you want to add",
        help_text="You may leave this empty.",
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
