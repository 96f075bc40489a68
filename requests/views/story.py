"""What may somebody know of a request who does not decide on it? Its state, its story, and a person without a name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from customers.models import ContactDetails
from references.eligibility import BLOCKED
from references.models import Reference
from references.verdicts import Finding, recalled
from refprogram.ui.parts import Action
from requests.actions import REVEALED_FROM
from requests.forms import CancelForm, OutcomeForm
from requests.models import Assignment, Opportunity, ReferenceRequest, RequestEvent, Stage, Status
from requests.views.aside import asides
from requests.views.given import given
from requests.views.words import OPEN, stake, timeline, turn, worth
from requests.workflow import WORKFLOW


@dataclass(frozen=True)
class Person:
    """Who is on a request, as far as this reader may know; the company is "" while it is hidden."""

    role: str
    sector: str
    region: str
    company: str


def story(
    ask: ReferenceRequest,
    *,
    events: list[RequestEvent],
    reader: Any,
    on: date,
    details: ContactDetails | None = None,
    cancel_form: CancelForm | None = None,
    outcome: OutcomeForm | None = None,
) -> dict[str, Any]:
    """Return what the page says to a rep, an executive or an admin."""
    verbs = {step.verb: step for step in WORKFLOW.allowed(ask, by=reader)}
    why = reasons(ask, events, masked=not reader.has_perm("references.read_reasons"))
    return {
        "on": on,
        "turn": turn(ask, reader=reader),
        "is_open": ask.status in OPEN,
        "person": _person(ask, reader),
        "details": details,
        "may_reveal": ask.status in REVEALED_FROM and reader.has_perm("requests.reveal"),
        "why": why,
        "asides": asides(ask, events=events, reader=reader, on=on),
        "stake": stake(ask.opportunity),
        "need": need(ask),
        "events": timeline(events, on=on),
        "notes": notes(events),
        "given": given(ask, reader=reader) if ask.status in (Status.CONTENT_SUPPLIED, Status.CLOSED) else [],
        "steps": _steps(ask, verbs),
        "outcome_form": outcome_form(ask, on=on, reader=reader, sent=outcome),
        "outcome_open": outcome is not None,
        "cancel_form": (cancel_form or CancelForm()) if "cancel" in verbs else None,
        "cancel_open": cancel_form is not None,
    }


def reasons(ask: ReferenceRequest, events: list[RequestEvent], *, masked: bool) -> list[Finding]:
    """Read why a request has stopped from the verdict that stopped it; nothing when it is not stopped by one."""
    moved = last_step(events)
    if ask.status != Status.NEEDS_REVIEW or moved is None or moved.judgement is None:
        return []
    return [finding for finding in recalled(moved.judgement, masked=masked).findings if finding.level >= BLOCKED]


def last_step(events: list[RequestEvent]) -> RequestEvent | None:
    """Return the newest event that moved the request: a look at a name, what was set aside or written down did not."""
    return next((event for event in events if event.verb in WORKFLOW.steps), None)


def need(ask: ReferenceRequest) -> list[tuple[str, Any]]:
    """List what is wanted, as facts; the topics are fetched along, in their order (`detail.found`)."""
    minutes = f", {ask.activity.minutes} min" if ask.activity.minutes else ""
    deal = [part for part in (ask.opportunity.name, worth(ask.opportunity)) if part]
    topics = [wanted.topic.name for wanted in ask.topics.all()]
    return [
        ("Topics", ", then ".join(topics)),
        ("Kind", f"{ask.activity.name}{minutes}"),
        ("Who hears it", ", ".join(part for part in (ask.get_audience_display(), ask.role) if part)),
        ("How deep", ask.get_depth_display()),
        *([("On purpose", "They ask what happens when things break")] if ask.trouble else []),
        ("Prospect", ", ".join(part for part in (ask.opportunity.account, ask.opportunity.domain) if part)),
        ("Like them", ", ".join(part for part in (ask.industry, ask.get_size_display(), ask.region) if part)),
        *([("They also look at", ask.competitor)] if ask.competitor else []),
        ("Deal", ", ".join(deal)),
        *([("Product", str(product))] if (product := ask.product or ask.opportunity.product) else []),
        closing(ask.opportunity),
        ("Needed by", ask.needed_by),
    ]


def closing(deal: Opportunity) -> tuple[str, Any]:
    """Say when a deal was won or lost, or when it should close."""
    if deal.stage == Stage.OPEN:
        return "Closes", deal.close_on
    return deal.get_stage_display(), deal.closed_on


def outcome_form(ask: ReferenceRequest, *, on: date, reader: Any, sent: OutcomeForm | None) -> OutcomeForm | None:
    """Return the form that says how the deal ended, as it was sent, to whoever may say so."""
    if not reader.has_perm("requests.record_outcome"):
        return None
    return sent or OutcomeForm(deal=ask.opportunity, on=on)


def notes(events: list[RequestEvent]) -> list[RequestEvent]:
    """Return the events that somebody wrote a sentence to."""
    return [event for event in events if getattr(event, "note", None)]


def _person(ask: ReferenceRequest, reader: Any) -> Person | None:
    assignment = Assignment.objects.live().filter(ask=ask).select_related("reference__contact__customer").first()
    if assignment is None:
        return None
    contact = assignment.reference.contact
    known = (
        ask.status in REVEALED_FROM or Reference.objects.known_to(reader).filter(pk=assignment.reference_id).exists()
    )
    customer = contact.customer
    return Person(contact.title, customer.industry, customer.region, customer.name if known else "")


def _steps(ask: ReferenceRequest, verbs: dict[str, Any]) -> list[Action]:
    """Draw the steps that need no words; calling it off has a form of its own."""
    if "submit" not in verbs:
        return []
    return [
        Action("Check and send it", reverse("requests:check", args=[ask.pk]), icon="send", primary=True),
        Action("Change it", reverse("requests:edit", args=[ask.pk]), icon="pencil", quiet=True),
    ]
