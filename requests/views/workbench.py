"""What does a manager need to decide? The need, who fits and why, who does not and what clears it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from customers.models import Contact, ContactDetails
from customers.models.contact import hidden_from
from references.eligibility import BLOCKED, CLEAR, judged
from references.facts import Ask
from references.models import Answer, Reference
from references.verdicts import Finding, verdict
from refprogram.ui.parts import Action, Match, Reason
from requests import actions
from requests.actions.ground import set_aside
from requests.forms import CancelForm, CloseForm, MatchForm, OutcomeForm
from requests.forms_of_course import GiveUpForm, HeardForm
from requests.matching import search
from requests.models import AGREED, Assignment, ReferenceRequest, RequestEvent, Status
from requests.views.answering import answering
from requests.views.aside import Aside, asides
from requests.views.centres import CENTRES, TALK, Centre
from requests.views.story import last_step, need, notes, outcome_form, reasons
from requests.views.tradeoff import tradeoff
from requests.views.words import OPEN, moment, stake, timeline, words_url
from requests.weighing import Reason as Weighed
from requests.weighing import reading
from requests.workflow import WORKFLOW

BEST = 20
AT_ONCE = 5
NEAREST = 10
SEARCHING = (Status.IN_REVIEW, Status.MATCHED)
ON_IT = (Status.MATCHED, Status.AWAITING_CUSTOMER, *AGREED, Status.COMPLETED)


@dataclass(frozen=True)
class Unsuitable:
    """Somebody who cannot be used for this request, and every reason that stands in the way."""

    company: str
    role: str
    url: str
    level: int | None
    findings: tuple[Finding, ...]
    aside_url: str = ""
    is_aside: bool = False


@dataclass(frozen=True)
class Candidate:
    """What is set aside about somebody, and what a manager may do about it."""

    aside: Aside
    person: str
    company: str
    url: str
    choose: int | None
    end_url: str
    again_url: str


@dataclass(frozen=True)
class Earlier:
    """A person who was on this request: what they answered, in their own words if they left any."""

    person: str
    company: str
    url: str
    answer: str
    words: str
    when: str


def workbench(
    ask: ReferenceRequest,
    *,
    events: list[RequestEvent],
    reader: Any,
    on: date,
    match_form: MatchForm | None = None,
    close_form: CloseForm | None = None,
    cancel_form: CancelForm | None = None,
    outcome: OutcomeForm | None = None,
    heard_form: HeardForm | None = None,
    give_up_form: GiveUpForm | None = None,
) -> dict[str, Any]:
    """Return what the page says to a reference manager."""
    verbs = {step.verb: step for step in WORKFLOW.allowed(ask, by=reader)}
    told = ("reference__contact__customer", "reference__contact__details", "use_consent__heard_by")
    assigned = Assignment.objects.select_related(*told).order_by("-pk")
    prefetch_related_objects([ask], Prefetch("assignments", assigned))
    people = list(ask.assignments.all())
    terms = ask.terms(on=on)
    now = next((one for one in people if one.ended_at is None), None) if ask.status in ON_IT else None
    chosen = _chosen(ask, now, terms, reader) if now else None
    told_aside = asides(ask, events=events, reader=reader, on=on)
    context = {
        "on": on,
        "is_open": ask.status in OPEN,
        "need": need(ask),
        "words_url": words_url(ask) if ask.status in SEARCHING else "",
        "stake": stake(ask.opportunity),
        "events": timeline(events, on=on),
        "notes": notes(events),
        "earlier": [_earlier(one, reader, on) for one in people if one is not now and one.use_consent],
        "chosen": chosen,
        "details": _details(now.reference.contact, reader) if now else None,
        "candidates": _candidates(ask, terms, now, told_aside, reader),
        "why": reasons(ask, events, masked=not reader.has_perm("references.read_reasons")),
        "centre": None,
        "next": None,
        "asking": _asking(ask, chosen) if chosen and "ask_customer" in verbs else None,
        "asking_title": f"Ask {chosen.person} for this one time" if chosen else "",
        "asking_sub": f"They see who, when and what. {ask.requested_by} sees no name until they say yes.",
        "matches": None,
        "close_form": (close_form or CloseForm()) if "close" in verbs else None,
        "close_open": close_form is not None,
        "outcome_form": outcome_form(ask, on=on, reader=reader, sent=outcome),
        "outcome_open": outcome is not None,
        "cancel_form": (cancel_form or CancelForm()) if "cancel" in verbs else None,
        "cancel_open": cancel_form is not None,
        "match_error": match_form.errors["reference"][0] if match_form else "",
    }
    context |= answering(ask, now, verbs, reader=reader, on=on, heard_form=heard_form, give_up_form=give_up_form)
    if ask.status in SEARCHING:
        return context | _search(ask, terms, now, {one.given.reference_id for one in told_aside if one.counts}, reader)
    moved = last_step(events)
    centre = TALK if moved and moved.verb == "talk" else CENTRES[Status(ask.status)]
    return context | {"centre": centre, "next": _next(ask, centre, verbs)}


def _next(ask: ReferenceRequest, centre: Centre, verbs: dict[str, Any]) -> Action | None:
    if centre.verb not in verbs:
        return None
    url = reverse(f"requests:{centre.verb}", args=[ask.pk])
    return Action(verbs[centre.verb].label, url, primary=True, post=True)


def _asking(ask: ReferenceRequest, chosen: Match) -> Action:
    """Offer to ask the person who was chosen, or say why not any more."""
    against = "Something speaks against it by now. Choose somebody else." if (chosen.level or 0) >= BLOCKED else ""
    label = WORKFLOW.steps["ask_customer"].label
    return Action(label, reverse("requests:ask_customer", args=[ask.pk]), primary=True, post=True, because=against)


def _search(ask: ReferenceRequest, terms: Ask, now: Assignment | None, aside: set[int], reader: Any) -> dict[str, Any]:
    """Look for people: those who may be asked, best fit first, and the others, nearest first."""
    references = Reference.objects.visible_to(reader).exclude(
        pk__in=Assignment.objects.said_no(ask).values("reference")
    )
    fitting, others = search(references, terms, best=BEST, nearest=NEAREST)
    topics = [wanted.topic.name for wanted in ask.topics.all()]
    why = reading(terms, topics=topics)
    free = [row for row in fitting.rows if now is None or row.pk != now.reference_id]
    matches = [_match(row, terms, why(row), reader) for row in free]
    total = fitting.total - (len(fitting.rows) - len(matches))
    return {
        "matches": matches[:AT_ONCE],
        "more": matches[AT_ONCE:],
        "tradeoff": tradeoff(topics, fitting),
        "matches_title": _of(
            len(matches), total, f"{'others' if now else 'people'} you may ask", counted=fitting.counted
        ),
        "unsuitable": [_unsuitable(row, ask, row.pk in aside, reader) for row in others.rows],
        "unsuitable_title": _of(len(others.rows), others.total, "not usable for this request", counted=others.counted),
        "nobody_text": f"{stake(ask.opportunity)} Give content instead, or end it and say why.",
        "ways_on": [
            Action("What else may help", reverse("requests:supply", args=[ask.pk]), icon="sprout"),
            Action("See what would clear the nearest", reverse("references:do_not_use"), icon="shield-ban", quiet=True),
        ],
    }


def _of(shown: int, total: int, what: str, *, counted: bool) -> str:
    """Count honestly: "3 people …", "20 of 134 people …", or "20 of at least 90 people …" when not all were counted."""
    words = {"people you may ask": "person you may ask", "others you may ask": "other you may ask"}
    if total == 0:
        return what.capitalize()
    if shown < total or not counted:
        return f"{shown} of {'' if counted else 'at least '}{total:,} {what}"
    return f"{total} {words.get(what, what) if total == 1 else what}"


def _details(contact: Contact, reader: Any) -> ContactDetails | None:
    """Return the name and numbers that were fetched along, for those who may read them of this person."""
    may = reader.has_perm("customers.read_details") and not _is_hidden(contact, reader)
    return getattr(contact, "details", None) if may else None


def named(contact: Contact, reader: Any) -> str:
    """Return a person's name for those who may read it, else their role; nothing of whom the reader does not see."""
    if _is_hidden(contact, reader):
        return "Somebody"
    details = _details(contact, reader)
    return details.name if details else _role(contact, reader)


def _role(contact: Contact, reader: Any) -> str:
    return "Role not known" if _is_hidden(contact, reader) or not contact.title else contact.title


def _is_hidden(contact: Contact, reader: Any) -> bool:
    return contact.status in hidden_from(reader)


def _match(row: Any, terms: Ask, why: Iterable[Weighed], reader: Any) -> Match:
    spoken = (terms.on - row.checked_on).days
    cares = [finding.sentence for finding in verdict(row).findings]
    days = "today" if spoken == 0 else "yesterday" if spoken == 1 else f"{spoken} days ago"
    return Match(
        value=row.pk,
        person=named(row.contact, reader),
        company=row.contact.customer.name,
        level=row.worst_level,
        text=" ".join([f"{row.contact.title or 'Role not known'}. Spoken to {days}.", *cares]),
        reasons=tuple(Reason(reason.sign, reason.text) for reason in why),
        url=row.contact.customer.get_absolute_url(),
    )


def _chosen(ask: ReferenceRequest, now: Assignment, terms: Ask, reader: Any) -> Match:
    """Judge the person who is on the request today, without what is set aside for it."""
    row = judged(Reference.objects.filter(pk=now.reference_id), terms).get()
    row.contact = now.reference.contact
    ruling = verdict(row, set_aside=set_aside(ask, row, on=terms.on))
    return Match(
        value=row.pk,
        person=named(row.contact, reader),
        company=row.contact.customer.name,
        level=ruling.worst,
        text=" ".join([f"{_role(row.contact, reader)}.", *(finding.sentence for finding in ruling.findings)]),
        url=row.contact.customer.get_absolute_url(),
    )


BUSY = Finding(
    code="",
    level=CLEAR,
    sentence="Being asked about another request, or booked for one.",
    since=None,
    clears="Their answer, or that it took place.",
    who="The customer",
)
PEACE = Finding(
    code="", level=CLEAR, sentence="Not a good time.", since=None, clears="They say that things are calmer.", who=""
)


def _candidates(
    ask: ReferenceRequest, terms: Ask, now: Assignment | None, told: list[Aside], reader: Any
) -> list[Candidate]:
    """Tell what is or was set aside, and offer whoever nothing else blocks, while somebody is looked for."""
    wanted = {one.given.reference_id for one in told if one.counts} - {now.reference_id if now else None}
    rows = list(judged(Reference.objects.visible_to(reader).filter(pk__in=wanted), terms)) if wanted else []
    usable = {row.pk for row in rows if verdict(row, set_aside=set_aside(ask, row, on=terms.on))}
    return [_candidate(one, usable if ask.status in SEARCHING else set(), reader) for one in told]


def _candidate(aside: Aside, usable: set[int], reader: Any) -> Candidate:
    given = aside.given
    contact, decides = given.reference.contact, given.ask.requested_by_id != reader.pk
    return Candidate(
        aside,
        named(contact, reader),
        contact.customer.name,
        contact.customer.get_absolute_url(),
        choose=given.reference_id if aside.counts and decides and given.reference_id in usable else None,
        end_url=reverse("requests:end_override", args=[given.pk]) if aside.counts else "",
        again_url=_aside_url(given.ask_id, given.reference_id)
        if aside.counts and decides and given.ask.status in actions.POSSIBLE_IN
        else "",
    )


def _aside_url(ask: int, reference: int) -> str:
    return reverse("requests:override", args=[ask, reference])


def _unsuitable(row: Any, ask: ReferenceRequest, is_aside: bool, reader: Any) -> Unsuitable:
    """Say why somebody cannot be used; whoever goes through a hard time has no name here, not even for managers."""
    if row.hardship >= BLOCKED:
        return Unsuitable("A customer going through something", "", "", row.worst_level, (PEACE,))
    findings = tuple(finding for finding in verdict(row).findings if finding.level >= BLOCKED)
    if row.worst_level < BLOCKED:
        level, findings = None, (BUSY,)
    else:
        level = row.worst_level
    customer = row.contact.customer
    offered = level == BLOCKED and not is_aside and ask.requested_by_id != reader.pk
    url = _aside_url(ask.pk, row.pk) if offered else ""
    return Unsuitable(customer.name, row.contact.title, customer.get_absolute_url(), level, findings, url, is_aside)


def _earlier(one: Assignment, reader: Any, on: date) -> Earlier:
    question = one.use_consent
    assert question is not None
    said = Answer(question.answer).label if question.answer else "The question was taken back"
    when = question.answered_at or question.taken_back_at
    return Earlier(
        person=named(one.reference.contact, reader),
        company=one.reference.contact.customer.name,
        url=one.reference.contact.customer.get_absolute_url(),
        answer=said,
        words="" if _is_hidden(one.reference.contact, reader) else question.words,
        when=moment(when, on=on) if when else "",
    )
