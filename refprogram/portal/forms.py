"""Is what a customer sends well formed? Nothing is chosen beforehand, and what they leave out is left out."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from references.testimonials import files
from references.testimonials.files import Checked
from references.testimonials.models import Connection, Tie
from references.testimonials.models.attachment import LARGEST
from references.testimonials.texts import must_be_readable, tells_nothing
from refprogram.errors import Refused
from refprogram.portal import words
from refprogram.rights.forms import PlainField

LONGEST = 4_000


class QuestionForm(forms.Form):
    """The four answers of equal weight; a robot that sends the form as it is sends none of them."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=words.ANSWERS,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of the four; any answer is fine.")),
    )
    words = forms.CharField(
        label=_("Anything you want to add"),
        help_text=_("You may leave this empty."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CheckForm(forms.Form):
    """The four answers, and what else they want to tell us; each question may be left out."""

    answer = QuestionForm.base_fields["answer"]
    title = PlainField(label=_("Do you have a new job title?"), max_length=200, required=False)
    metric = forms.CharField(label=_("Has something got better with us? What?"), max_length=200, required=False)
    after = forms.CharField(label=_("How good is it now, as a figure?"), max_length=200, required=False)
    has_recommended = forms.ChoiceField(
        label=_("Have you recommended us to somebody?"),
        choices={"": _("I leave this out"), **words.RECOMMENDED},
        required=False,
    )
    recommended_to = forms.CharField(label=_("To whom?"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """Keep two answers together that say nothing alone, and ask for the other half where it is missing."""
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("metric")) != bool(said.get("after")):
            missing = "after" if said.get("metric") else "metric"
            self.add_error(missing, _("Please say both, what got better and how good it is now, or leave both empty."))
        if said.get("has_recommended") != "yes":
            said["recommended_to"] = ""
        return said


class LimitsForm(forms.Form):
    """How often, when, for what and in which language somebody wants to be asked."""

    max_per_quarter = forms.ChoiceField(label=_("In three months, at most"), choices=words.OFTEN, required=False)
    months = forms.TypedMultipleChoiceField(
        label=_("Months to leave me alone"),
        choices=words.MONTHS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    best_time = forms.ChoiceField(
        label=_("Best time to reach me"), choices={"": _("Any time"), **words.BEST_TIME}, required=False
    )
    language = forms.ChoiceField(
        label=_("Language of our letters"), choices={"": _("As it is now"), **dict(settings.LANGUAGES)}, required=False
    )

    def __init__(self, *args: Any, offered: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activities"] = forms.TypedMultipleChoiceField(
            label=_("What I like doing best"),
            choices=list(offered.items()),
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def clean_max_per_quarter(self) -> int | None:
        said = self.cleaned_data["max_per_quarter"]
        return int(said) if said else None


class PauseForm(forms.Form):
    """Until when somebody wants to be left alone."""

    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}), localize=False)


class ComplaintForm(forms.Form):
    """What is not right, in their own words."""

    words = forms.CharField(label=_("What is not right?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class IntroduceForm(forms.Form):
    """Whom somebody introduces, and that they ask them first."""

    name = PlainField(label=_("Their name"), max_length=200)
    company = PlainField(label=_("Their company"), max_length=250, required=False)
    email = forms.EmailField(label=_("Their e-mail address"), max_length=254, required=False)
    reach = forms.CharField(label=_("Or how else to reach them"), max_length=200, required=False)
    words = forms.CharField(
        label=_("Anything they should know"),
        help_text=_("You may leave this empty."),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    asked_them = forms.BooleanField(
        label=_("I have asked them, or I will before you write."),
        error_messages={"required": _("Please ask them first, and tick this. Until then we note nothing about them.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a way to reach them, whichever."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not said.get("email") and not said.get("reach"):
            self.add_error("email", _("Please say how we reach them, by e-mail or otherwise."))
        return said


class FeedbackForm(forms.Form):
    """How a use went; each question may be left out."""

    went = forms.ChoiceField(label=_("How did it go?"), choices=words.WENT, required=False, widget=forms.RadioSelect)
    length = forms.ChoiceField(
        label=_("How was its length?"), choices=words.LENGTH, required=False, widget=forms.RadioSelect
    )
    again = forms.ChoiceField(
        label=_("May we ask you again?"), choices=words.AGAIN, required=False, widget=forms.RadioSelect
    )
    words = QuestionForm.base_fields["words"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(said.values()):
            raise forms.ValidationError(_("Nothing was changed. Answer whichever you like, and leave out the rest."))
        return said


class TieForm(forms.Form):
    """The question what ties somebody to us, as a reader would want to know it; nothing is chosen beforehand."""

    tie = forms.ChoiceField(
        label=_("Does anything tie you to us?"),
        help_text=_("Readers may want to know it, so it stands beside your words. Any answer is fine."),
        choices=words.TIES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one; “Nothing” is an answer as well.")},
    )
    nature = forms.CharField(
        label=_("In a sentence of your own"),
        help_text=_("Needed for “Something else”. Whatever you write here stands beside your words as it is."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the sentence that is needed, and for the choice that a sentence belongs to; neither is dropped."""
        said: dict[str, Any] = super().clean() or {}
        nature = said.get("nature", "")
        if nature and tells_nothing(nature):
            self.add_error("nature", _("Please say it in words that a reader understands."))
        if said.get("tie") == Tie.OTHER and not nature and "nature" not in self.errors:
            self.add_error("nature", _("Please say in a sentence what it is."))
        if nature and said.get("tie", Tie.OTHER) in ("", Tie.NONE):
            self.add_error("tie", _("You wrote a sentence below. Please choose what it is about, or empty its box."))
        return said


class ApprovalForm(TieForm):
    """Three answers of equal weight to how somebody's words would look; what else is asked belongs to the first."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=words.VERDICTS,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of the three; any answer is fine.")),
    )
    audiences = forms.MultipleChoiceField(
        label=_("Where may it be shown?"),
        help_text=_("It holds for all your words that we show."),
        choices=words.PLACES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    naming = forms.ChoiceField(
        label=_("How may we name you?"), choices=words.NAMINGS, required=False, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("How would you say it?"),
        max_length=LONGEST,
        required=False,
        validators=[must_be_readable],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, told: Connection | None = None, **kwargs: Any) -> None:
        """Take what they told us ties them to us already: whoever has said so need not say it again."""
        super().__init__(*args, **kwargs)
        self.fields["tie"].required = told is None

    def clean(self) -> dict[str, Any]:
        """Need what belongs to the answer and nothing else: a no stands alone, and a yes is to what was shown."""
        said: dict[str, Any] = super().clean() or {}
        answer = said.get("answer")
        if answer == "yes" and (said.get("words") or "words" in self.errors):
            self.errors.pop("words", None)
            self.add_error(
                "words",
                _("You wrote other words. To say them instead, choose “I would say it differently”, or empty this."),
            )
            return said
        if answer != "yes":
            for name in ("tie", "nature", "audiences", "naming"):
                self.errors.pop(name, None)
        elif not said.get("audiences") and "audiences" not in self.errors:
            self.add_error("audiences", _("Please say where; one is enough."))
        if answer != words.OTHERWISE:
            self.errors.pop("words", None)
        elif not said.get("words") and "words" not in self.errors:
            self.add_error("words", _("Please write how you would say it."))
        return said


class WritingForm(TieForm):
    """What somebody says about us in their own words, with a picture if they like."""

    words = forms.CharField(
        label=_("Your words"),
        help_text=_("As long or as short as you like, and as critical as you like."),
        max_length=LONGEST,
        validators=[must_be_readable],
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    photo = forms.FileField(
        label=_("A picture of you"),
        help_text=_("You may leave this out. JPEG, PNG or WebP, at most 5 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    is_me = forms.BooleanField(label=_("This picture shows me."), required=False)

    def clean_photo(self) -> Checked | None:
        """Read what the file really is, however it is called."""
        sent = self.cleaned_data["photo"]
        if not sent:
            return None
        try:
            # One byte too many says that it is too large, without reading the rest.
            return files.photo(sent.name, sent.read(LARGEST + 1))
        except Refused as refused:
            raise forms.ValidationError([gettext(sentence) for sentence in refused.sentences]) from None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("photo") and not said.get("is_me"):
            self.add_error("is_me", _("Please say that the picture shows you, or leave it out. Then choose it again."))
        return said
