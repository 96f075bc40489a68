"""What may be typed into each row of a dossier? One form a table, as long and as strict as its columns."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator

from customers.forms import DayField, longest
from references.testimonials.models import (
    AttachmentKind,
    BodyDecision,
    Credential,
    Endorsement,
    Evaluation,
    Finding,
    Substantiation,
    Typicality,
    UseProof,
)
from references.testimonials.statements import Sort
from references.testimonials.texts import is_no_disclosure

WHERE_IT_LIES = "The paper that shows it, and where it lies."
NO_FILE = "Choose the file. If it is not there yet, add it under “Files” first."
LARGEST_SAMPLE = 2_000_000_000


class ProofForm(forms.ModelForm):
    """One row of a dossier of one endorsement. Its days are days that have been."""

    days: tuple[tuple[str, str], ...] = ()
    needs_file = False

    def __init__(self, data: Any = None, *, endorsement: Endorsement, on: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.instance.endorsement = endorsement
        for name, label in self.days:
            self.fields[name] = DayField(on=on, label=label)
        for name, field in self.fields.items():
            if type(field) is forms.CharField:
                field.validators.append(MaxLengthValidator(longest(self._meta.model, name)))
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        papers = endorsement.attachments.filter(kind=AttachmentKind.PAPER).only("pk", "name").order_by("-pk")
        self.fields["attachment"] = forms.ModelChoiceField(
            queryset=papers,
            required=self.needs_file,
            empty_label="Choose" if self.needs_file else "None",
            label="Attached paper",
            help_text="The file itself. Papers are added under “Files”." if self.needs_file else "",
            error_messages={"required": NO_FILE},
        )
        self.fields["attachment"].label_from_instance = lambda paper: paper.name  # type: ignore[attr-defined]


class UseProofForm(ProofForm):
    days = (("seen_on", "When did one of us see it?"),)

    class Meta:
        model = UseProof
        fields = ("version", "document", "seen_on", "attachment")
        labels: ClassVar[dict[str, str]] = {"version": "Product and version", "document": "What was seen, and where?"}
        help_texts: ClassVar[dict[str, str]] = {"document": "Such as: 14 active users, the admin console."}


class SubstantiationForm(ProofForm):
    """Our own proof for one sentence, which the form names and nobody types."""

    days = (("dated_on", "Of which day is it?"),)

    class Meta:
        model = Substantiation
        fields = ("statement", "sort", "document", "method", "dated_on", "compared_with", "attachment")
        labels: ClassVar[dict[str, str]] = {
            "statement": "Their sentence",
            "sort": "What has to be proven?",
            "document": "Which document proves it?",
            "method": "How was it found out?",
            "compared_with": "With what was it compared?",
        }
        widgets: ClassVar[dict[str, type[forms.Widget]]] = {"statement": forms.HiddenInput, "sort": forms.HiddenInput}
        help_texts: ClassVar[dict[str, str]] = {"document": WHERE_IT_LIES, "statement": ""}

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        said = data.get("sort", "") if data else self.initial.get("sort", "")
        if said != Sort.COMPARISON:
            del self.fields["compared_with"]
        else:
            self.fields["compared_with"].required = True


class TypicalityForm(ProofForm):
    sample = forms.IntegerField(min_value=1, max_value=LARGEST_SAMPLE, label="How many customers were looked at?")

    class Meta:
        model = Typicality
        fields = ("finding", "usual", "theirs", "sample", "period", "document", "attachment")
        labels: ClassVar[dict[str, str]] = {
            "finding": "Do customers generally get this?",
            "usual": "What do customers generally get?",
            "theirs": "What did this customer get?",
            "period": "In which time?",
            "document": "Which paper shows it?",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "usual": "As a sentence with a result, such as: Half of them cut planning time by 22%.",
            "theirs": "As a sentence, such as: Fernhill cut it by 44%.",
            "document": WHERE_IT_LIES,
        }

    def clean_usual(self) -> str:
        usual: str = self.cleaned_data["usual"]
        if is_no_disclosure(usual):
            raise forms.ValidationError(
                "“Results may vary” tells a reader nothing. Write what customers generally get (16 CFR 255.2(b))."
            )
        return usual

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("finding") == Finding.NOT_TYPICAL and not found.get("theirs"):
            self.add_error("theirs", "Say what this customer got, so that a reader can tell it from the usual.")
        return found


class CredentialForm(ProofForm):
    class Meta:
        model = Credential
        fields = ("field", "relevance", "document", "attachment")
        labels: ClassVar[dict[str, str]] = {
            "field": "In which field are they qualified?",
            "relevance": "What has it to do with this product?",
            "document": "Which paper shows it?",
        }
        help_texts: ClassVar[dict[str, str]] = {"document": WHERE_IT_LIES}


class EvaluationForm(ProofForm):
    days = (("evaluated_on", "On which day?"),)
    needs_file = True

    class Meta:
        model = Evaluation
        fields = ("method", "version", "evaluated_on", "result", "document", "attachment")
        labels: ClassVar[dict[str, str]] = {
            "method": "What did they do to find out?",
            "version": "Product and version",
            "result": "What came of it?",
            "document": "Which paper shows it?",
        }
        help_texts: ClassVar[dict[str, str]] = {"document": WHERE_IT_LIES}


class YesOrNo(forms.TypedChoiceField):
    """A question with two answers, neither of which is given beforehand: left alone, it is not answered."""

    def __init__(self, label: str) -> None:
        super().__init__(
            choices=(("no", "No"), ("yes", "Yes")),
            coerce=lambda said: said == "yes",
            widget=forms.RadioSelect,
            label=label,
            error_messages={"required": "Answer yes or no."},
        )


class BodyDecisionForm(ProofForm):
    days = (("decided_on", "On which day?"),)
    needs_file = True
    owned_by_us = YesOrNo("Do we own it, or part of it?")
    controlled_by_us = YesOrNo("Do we have a say in its decisions?")
    funded_by_us = YesOrNo("Do we pay for it?")

    class Meta:
        model = BodyDecision
        fields = (
            *("body", "process", "standards", "decided_on", "document", "owned_by_us", "controlled_by_us"),
            *("funded_by_us", "attachment"),
        )
        labels: ClassVar[dict[str, str]] = {
            "body": "Which body decided?",
            "process": "How does it come to a joint decision?",
            "standards": "What are its own standards for endorsing anything?",
            "document": "Which minute or letter shows it?",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "body": "As a reader is to be told, such as: the board of the growers’ association.",
            "process": "",
            "standards": "",
            "document": WHERE_IT_LIES,
        }


# By the word in the address.
FORMS: dict[str, type[ProofForm]] = {
    "use": UseProofForm,
    "statement": SubstantiationForm,
    "typical": TypicalityForm,
    "credential": CredentialForm,
    "evaluation": EvaluationForm,
    "decision": BodyDecisionForm,
}
