"""What stands in a dossier, and which of its forms are still to be filled in?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from references.testimonials.dossier import Dossier
from references.testimonials.forms import FORMS, ProofForm
from references.testimonials.gate import to_prove
from references.testimonials.models import Kind
from references.testimonials.models.proof import Proof
from references.testimonials.statements import Sort

# Which forms a dossier of a kind has, by the word in their address, and what each is called.
HEADINGS = {
    "use": "They really use it",
    "typical": "Typical or not",
    "credential": "What makes them an expert",
    "evaluation": "What they did to find out",
    "decision": "How the organization decided",
}
OF_KIND: dict[str, tuple[str, ...]] = {
    Kind.CONSUMER: ("use", "typical"),
    Kind.EXPERT: ("credential", "evaluation"),
    Kind.ORGANIZATION: ("decision",),
}
OF_A_STATEMENT = {Sort.NUMBER: "Proof for a number", Sort.COMPARISON: "Proof for a comparison"}
# What a row says of itself beside its own columns.
BESIDES = frozenset({"id", "endorsement", "attachment", "recorded_by", "recorded_on", "dropped_on"})


@dataclass(frozen=True)
class Sheet:
    """A form of the dossier that stands folded on the page; `claim` is the sentence that it is about."""

    sort: str
    anchor: str
    heading: str
    form: ProofForm
    claim: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Proven:
    """One row of a dossier in words."""

    sort: str
    row: Proof
    title: str
    facts: list[tuple[str, Any]]


def sheets(dossier: Dossier, sent: Any, *, on: date) -> list[Sheet]:
    """Return a form for each statement without proof and those of its kind; `sent` is one that was not valid."""
    row = dossier.endorsement
    sent_as = next((sort for sort, form in FORMS.items() if type(sent) is form), "")
    about = (sent["statement"].value(), sent["sort"].value()) if sent_as == "statement" else None
    found: list[Sheet] = []
    for one in to_prove(dossier):
        if (one.sentence, one.sort) in dossier.substantiated:
            continue
        mine = about == (one.sentence, one.sort)
        initial = {"statement": one.sentence, "sort": one.sort}
        fresh = FORMS["statement"](endorsement=row, on=on, initial=initial, auto_id=f"id_statement{len(found)}_%s")
        anchor = f"prove-statement-{len(found)}" if found else "prove-statement"
        heading = OF_A_STATEMENT[Sort(one.sort)]
        found.append(Sheet("statement", anchor, heading, sent if mine else fresh, one.sentence, is_open=mine))
    if about and not any(sheet.is_open for sheet in found):
        # What is shown has changed since the page was opened; what was typed is not lost.
        found.append(Sheet("statement", "prove-gone", "Proof for a sentence that is not shown", sent, is_open=True))
    for sort in OF_KIND.get(row.kind, ()):
        mine = sent_as == sort
        form = sent if mine else FORMS[sort](endorsement=row, on=on, auto_id=f"id_{sort}_%s")
        found.append(Sheet(sort, f"prove-{sort}", HEADINGS[sort], form, is_open=mine))
    return found


def proven(dossier: Dossier) -> list[Proven]:
    """Tell what stands in the dossier, newest first; what was set aside stays to be seen."""
    rows = []
    for sort, form in FORMS.items():
        model: Any = form._meta.model
        mine = model.objects.filter(endorsement=dossier.endorsement).defer("attachment__data")
        for row in mine.select_related("recorded_by", "attachment"):
            rows.append(Proven(sort, row, str(model._meta.verbose_name).capitalize(), _facts(row, form)))
    return sorted(rows, key=lambda one: (one.row.recorded_on, one.row.pk), reverse=True)


def _facts(row: Proof, form: type[ProofForm]) -> list[tuple[str, Any]]:
    """Return the columns of a row that have something in them, each by the question that was asked for it."""
    labels = {name: field.label for name, field in form.base_fields.items()} | dict(form.days)
    facts: list[tuple[str, Any]] = []
    for field in row._meta.fields:
        value = getattr(row, field.name) if field.name not in BESIDES else None
        if value in ("", None):
            continue
        display = getattr(row, f"get_{field.name}_display", None)
        words = display() if display else {True: "Yes", False: "No"}[value] if isinstance(value, bool) else value
        facts.append((str(labels[field.name]), str(words) if isinstance(words, int) else words))
    return facts
