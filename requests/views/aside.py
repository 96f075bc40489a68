"""What is, or was, set aside on a request? Who did it, when, why and until when, for everybody who sees it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from references.eligibility import levels
from references.models import Judgement
from references.verdicts import Finding, remembered
from refprogram.ui.templatetags.ui import day
from requests.models import Override, ReferenceRequest, RequestEvent
from requests.views.words import moment


@dataclass(frozen=True)
class Aside:
    """One override, with its findings as this reader may know them."""

    given: Override
    findings: tuple[Finding, ...]
    counts: bool
    until: str


def asides(ask: ReferenceRequest, *, events: list[RequestEvent], reader: Any, on: date) -> list[Aside]:
    """Tell what was set aside, newest first; it names nobody, and a rep reads only the class of each reason."""
    if not any(event.verb == "override" for event in events):
        return []
    return told(ask.overrides.order_by("-pk"), reader=reader, on=on)


def told(overrides: Any, *, reader: Any, on: date) -> list[Aside]:
    """Tell overrides in their order; what they set aside is read from the verdicts of their days."""
    named = ("given_by", "ask__opportunity", "reference__contact__customer", "reference__contact__details")
    given = list(overrides.select_related(*named))
    rows = levels(Judgement.objects.filter(pk__in=[one.judgement_id for one in given])).in_bulk()
    masked = not reader.has_perm("references.read_reasons")
    return [_aside(one, rows[one.judgement_id], masked=masked, on=on) for one in given]


def _aside(given: Override, row: Any, *, masked: bool, on: date) -> Aside:
    findings = tuple(finding for finding in remembered(row, masked=masked).findings if finding.code in given.findings)
    if given.ended_at:
        until = f"Ended: {moment(given.ended_at, on=on)}"
    elif given.until < on:
        until = f"Ran out after {day(given.until)}"
    else:
        until = f"Counts until {day(given.until)}"
    return Aside(given, findings, counts=given.ended_at is None and given.until >= on, until=until)
