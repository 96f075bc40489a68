"""Is this a file that can be read in? The form reads it to its end once and keeps what the view then stores."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from refprogram.errors import Refused
from refprogram.imports import kinds
from refprogram.imports.actions import Prepared, prepare
from refprogram.imports.values import DATE_ORDERS

LINES = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off"})

FIELD_OF_OPTION = {
    "--date-order": "date_order",
    "--map": "maps",
    "--set": "sets",
    "--encoding": "encoding",
    "--path": "path",
}
CODE_OF_ORDER = re.compile(r"\b(?:dmy|mdy)\b(?= \(| or |;)")


class ImportForm(forms.Form):
    """One file and how it is to be read; the same options as the command."""

    kind = forms.ChoiceField(label="What the rows are")
    file = forms.FileField(label="File", allow_empty_file=True)
    source = forms.CharField(
        label="Source",
        required=False,
        max_length=200,
        help_text="The system the file comes from. Left empty, the file's name without a date or copy number.",
    )
    maps = forms.CharField(
        label="Columns",
        required=False,
        widget=LINES,
        help_text="One FIELD=COLUMN a line, where a column does not have the field's name.",
    )
    sets = forms.CharField(
        label="Values for all rows", required=False, widget=LINES, help_text="One FIELD=VALUE a line."
    )
    date_order = forms.ChoiceField(
        label="Order of dates",
        required=False,
        choices=(("", "As the file shows it"), *((code, words.capitalize()) for code, words in DATE_ORDERS.items())),
    )
    encoding = forms.CharField(
        label="Encoding", required=False, max_length=40, help_text="Left empty, it is found out."
    )
    delimiter = forms.CharField(
        label="Delimiter",
        required=False,
        max_length=20,
        help_text="comma, semicolon, tab or pipe. Left empty, it is found out.",
    )
    path = forms.CharField(
        label="List inside",
        required=False,
        max_length=200,
        help_text="Where the records are in a YAML or JSON file, such as stories.quotes.",
    )
    create_missing = forms.BooleanField(label="Make customers and topics that are not here yet", required=False)
    dry_run = forms.BooleanField(label="Only try: count, but store nothing", required=False)

    prepared: Prepared

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in kinds.registered()]  # type: ignore[attr-defined]
        self.fields["file"].help_text = f"CSV, YAML or JSON. At most {filesizeformat(settings.IMPORT_MAX_BYTES)}."

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            raise ValidationError(
                f"The file has {filesizeformat(file.size or 0)}; at most {filesizeformat(settings.IMPORT_MAX_BYTES)} "
                "can be read here. Cut it into parts, or ask for it to be read in with the command import_data."
            )
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        try:
            self.prepared = prepare(
                kinds.find(given["kind"]),
                given["file"].file,
                file_name=given["file"].name,
                source=given["source"],
                maps=_lines(given["maps"]),
                sets=_lines(given["sets"]),
                date_order=given["date_order"],
                encoding=given["encoding"],
                delimiter=given["delimiter"],
                path=given["path"],
                create_missing=given["create_missing"],
            )
        except Refused as refused:
            told = [self._on_the_page(sentence) for sentence in refused.sentences]
            raise ValidationError([*told, "Nothing was stored. Choose the file again."]) from None
        return given

    def _on_the_page(self, sentence: str) -> str:
        """Name the fields of this form where a refusal names the options of the command."""
        for option, name in FIELD_OF_OPTION.items():
            label = f"the field “{self.fields[name].label}”"
            sentence = sentence.replace(f"with {option} ", f"with {label}: ").replace(
                f"with {option}.", f"with {label}."
            )
        return CODE_OF_ORDER.sub(lambda code: DATE_ORDERS[code[0]], sentence)

    def how(self) -> dict[str, Any]:
        """Return how the file was read, for the next one: the real run after a try, or the next month's export."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"file", "dry_run"}}


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
