"""What shows that a duty of the gate is fulfilled? A line under each, so that nobody has to believe a tick."""

from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator

from references.testimonials.dossier import Dossier
from references.testimonials.gate import reconfirm_by, to_prove
from references.testimonials.models import AskedOf, BodyDecision, Credential, Evaluation, Tie, UseProof
from references.testimonials.models.connection import INSIDER

LONGEST = 120


def shown_by(code: str, dossier: Dossier) -> str:
    """Say in a line what fulfils a check that misses nothing."""
    return Truncator(SHOWN_BY[code](dossier)).chars(LONGEST)


def _and(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def _day(day: Any) -> str:
    return date_format(day, "j M Y")


def _who(dossier: Dossier) -> str:
    return _and(dossier.contact.title, dossier.contact.customer.name) if dossier.contact else ""


def _words(dossier: Dossier) -> str:
    showing = dossier.showing
    if showing is None:
        return ""
    if showing.paraphrase:
        return "A paraphrase in our words"
    whole = f"version {showing.words.number}"
    return f"{len(showing.spans)} of its parts, {whole}" if showing.spans else f"All of {whole}"


def _untouched(dossier: Dossier) -> str:
    first = dossier.versions[0]
    return f"As taken down on {_day(first.on)}, by its digest"


def _approved(dossier: Dossier) -> str:
    if dossier.last_yes is None:
        return ""
    return f"On their own page, {_day(dossier.last_yes.on)}; counts until {_day(reconfirm_by(dossier))}"


def _answered(side: str) -> Callable[[Dossier], str]:
    def said(dossier: Dossier) -> str:
        answer = dossier.answers.get(side)
        return _and(Tie(answer.tie).label, answer.nature, _day(answer.on)) if answer else ""

    return said


def _insider(dossier: Dossier) -> str:
    if any(answer.tie in INSIDER for answer in dossier.connections):
        return "They belong to us, and it is shown"
    return "No colleague has an address at their domain" if dossier.email else "No address of theirs is known"


def _proven(dossier: Dossier) -> str:
    found = to_prove(dossier)
    if not found:
        return "There is none in what is shown"
    return f"{len(found)} of {len(found)}, each with a document, a method and a day"


def _photo(dossier: Dossier) -> str:
    return _and(dossier.photo.name, _day(dossier.photo.on)) if dossier.photo else ""


def _use(dossier: Dossier) -> str:
    proof = dossier.newest(UseProof)
    return _and(proof.version, proof.document, _day(proof.seen_on)) if proof else ""


def _typical(dossier: Dossier) -> str:
    row = dossier.typicality
    return f"{row.usual.rstrip('.')} ({row.sample:,} customers, {row.period})" if row else ""


def _qualified(dossier: Dossier) -> str:
    row = dossier.newest(Credential)
    return _and(row.field, row.document) if row else ""


def _evaluated(dossier: Dossier) -> str:
    row = dossier.newest(Evaluation)
    return _and(row.version, _day(row.evaluated_on), row.method) if row else ""


def _decided(dossier: Dossier) -> str:
    row = dossier.newest(BodyDecision)
    return _and(row.body, _day(row.decided_on), row.document) if row else ""


SHOWN_BY: dict[str, Callable[[Dossier], str]] = {
    "kind": lambda dossier: _and(dossier.endorsement.get_kind_display(), dossier.endorsement.product),
    "person": _who,
    "words": _words,
    "untouched": _untouched,
    "one_speaker": lambda dossier: "No other words here are the same",
    "approved": _approved,
    "may_be_used": lambda dossier: f"Nothing speaks against it, {_day(dossier.on)}",
    "person_asked": _answered(AskedOf.PERSON),
    "staff_asked": _answered(AskedOf.STAFF),
    "told_before": lambda dossier: "They told us of nothing else before",
    "insider": _insider,
    "proven": _proven,
    "photo": _photo,
    "uses": _use,
    "typical": _typical,
    "qualified": _qualified,
    "evaluated": _evaluated,
    "decided": _decided,
    "independent": lambda dossier: "We do not own it, have no say in it and do not pay for it",
}
