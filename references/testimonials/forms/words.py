"""Which of their words are to be shown, how are they named, and what kind of endorsement is it?"""

import re
from dataclasses import dataclass
from typing import Any

from django import forms

from customers.models import Product
from references.testimonials.models import Kind, Naming, Showing, Words
from references.testimonials.models.words import LONGEST
from references.testimonials.statements import SENTENCES

KINDS = {
    Kind.CONSUMER: "Their own experience of using it",
    Kind.EXPERT: "Qualified, and has really evaluated it",
    Kind.ORGANIZATION: "An independent body’s joint decision",
    Kind.UNSUPPORTED: "Kept, and never published",
}
QUOTATION_MARKS = '“”„«»"\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}'
# Single marks around words quote as well; an apostrophe stands within a word or behind it.
QUOTED = re.compile(
    r"(?<!\w)['\N{LEFT SINGLE QUOTATION MARK}\N{SINGLE LOW-9 QUOTATION MARK}](?=\w)"
    r".*?['\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}](?!\w)",
    re.DOTALL,
)
ONE_WAY = "Choose one way: tick sentences, paste parts, or write a paraphrase."


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        choices=Kind.choices,
        widget=forms.RadioSelect,
        label="What kind of endorsement is it?",
        error_messages={"required": "Choose one of them."},
    )
    product = forms.ModelChoiceField(
        queryset=Product.objects.order_by("name"),
        required=False,
        empty_label="All that we do",
        label="Of which product does it speak?",
        help_text="When it changes, they are asked whether their words still hold.",
    )


@dataclass(frozen=True)
class Sentence:
    """One sentence of a version: where it stands, and what it says."""

    start: int
    end: int
    text: str


def sentences_of(text: str) -> list[Sentence]:
    """Return the sentences of a text with their places, so that chosen ones are cut out and never typed."""
    found, begin = [], 0
    for part in (part.strip() for part in SENTENCES.split(text)):
        if part:
            start = text.index(part, begin)
            begin = start + len(part)
            found.append(Sentence(start, begin, part))
    return found


class ChooseForm(forms.Form):
    """Sentences to tick, parts to paste, or a paraphrase; nothing chosen means all of their words."""

    sentences = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Tick the sentences to show",
        help_text="None ticked means all of them. They are joined with […]; nobody changes them.",
    )
    parts = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Or paste parts of them, one a line",
        help_text="Word for word, in their order.",
    )
    paraphrase = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Or say it in our words",
        help_text="Without quotation marks, and they have to approve it anew.",
    )
    naming = forms.ChoiceField(choices=Naming.choices, widget=forms.RadioSelect, label="How are they named?")

    def __init__(self, data: Any = None, *, words: Words, showing: Showing | None) -> None:
        self.text = words.text
        self.whole = sentences_of(words.text)
        super().__init__(data, initial=self._chosen(words, showing))
        offered = [(number, one.text) for number, one in enumerate(self.whole)]
        self.fields["sentences"].choices = offered  # type: ignore[attr-defined]

    def _chosen(self, words: Words, showing: Showing | None) -> dict[str, Any]:
        """Return what is chosen now, as ticks where it is whole sentences and as pasted parts where it is not."""
        if showing is None:
            return {}
        chosen: dict[str, Any] = {"naming": showing.naming, "paraphrase": showing.paraphrase}
        if showing.words_id != words.pk or not showing.spans:
            return chosen
        spans = [tuple(span) for span in showing.spans]
        ticked = [
            number
            for number, one in enumerate(self.whole)
            if any(start <= one.start and one.end <= end for start, end in spans)
        ]
        if self._parts(ticked) == [words.text[start:end] for start, end in spans]:
            return chosen | {"sentences": ticked}
        return chosen | {"parts": "\n".join(" ".join(words.text[start:end].split("\n")) for start, end in spans)}

    def _parts(self, ticked: list[int]) -> list[str]:
        """Cut the ticked sentences out; those that follow each other stay together, because nothing is left out."""
        runs: list[list[int]] = []
        for number in sorted(set(ticked)):
            if runs and number == runs[-1][1] + 1:
                runs[-1][1] = number
            else:
                runs.append([number, number])
        return [self.text[self.whole[first].start : self.whole[last].end] for first, last in runs]

    def clean_paraphrase(self) -> str:
        """Refuse quotation marks: they mean exact words (16 CFR 255.1(b))."""
        said: str = self.cleaned_data["paraphrase"].strip()
        if any(mark in said for mark in QUOTATION_MARKS) or QUOTED.search(said):
            raise forms.ValidationError("Quotation marks mean exact words. A paraphrase stands without them.")
        return said

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if sum(bool(found.get(way)) for way in ("sentences", "parts", "paraphrase")) > 1:
            self.add_error("sentences", ONE_WAY)
        return found

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen under the names of the action."""
        found = self.cleaned_data
        parts = self._parts(found["sentences"]) or [line.strip() for line in found["parts"].splitlines()]
        return {"parts": [part for part in parts if part], "paraphrase": found["paraphrase"], "naming": found["naming"]}
