"""What does this reader see of a customer, and in which words?

Who may not read reasons learns of an open issue its kind and its day, and of a hardship nothing at all.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from customers.models import Contact, Customer, Hardship, Issue
from customers.models.contact import ContactStatus
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from refprogram.ui.parts import Action, Crumb

FEW = 6
MANY = 20


def reads_text(user: Any) -> bool:
    """Say whether somebody reads names, and what a complaint says, not only its class (seed 003)."""
    return bool(user.has_perm("customers.read_details"))


def knows_hardship(user: Any) -> bool:
    return bool(user.has_perm("customers.begin_hardship"))


@dataclass(frozen=True)
class Row:
    """A customer as one line of the list, with what its reader may know of its trouble."""

    customer: Customer
    issue: str
    hardship: str
    review_due: bool


@dataclass(frozen=True)
class Trouble:
    """An issue as its reader may know it: whoever may not read complaints gets neither severity nor text."""

    pk: int
    kind: str
    severity: str
    text: str
    topics: list[str]
    opened_on: date
    due_on: date | None
    resolved_on: date | None
    resolution: str
    response: str
    recovery: int | None
    is_story: bool
    owner: str
    actions: list[Action]


@dataclass(frozen=True)
class Person:
    """Somebody at the customer, for those who read names; of somebody not described further a role only."""

    title: str
    name: str
    email: str
    phone: str
    gone: str
    actions: list[Action]


@dataclass(frozen=True)
class Peace:
    """A hardship with its private note, for those who may read it."""

    hardship: Hardship
    note: str
    active: bool
    review_due: bool


def above(customer: Customer) -> list[Crumb]:
    return [
        Crumb("Customers", reverse("customers:list")),
        *(Crumb(place) for place in (customer.country, customer.industry) if place),
        Crumb(customer.name, customer.get_absolute_url()),
    ]


def with_review(customers: QuerySet[Any], *, on: date) -> QuerySet[Any]:
    """Add whether a hard time of a customer is due for another look."""
    due = Hardship.objects.review_due(on=on).filter(customer=OuterRef("pk"))
    return customers.annotate(is_review_due=Exists(due))


def row(customer: Any, *, user: Any) -> Row:
    """Put a customer with its facts into words; says nothing of a hardship to whoever may not know of it."""
    issue = hardship = ""
    if customer.issue_severity is not None:
        kind = IssueKind(customer.issue_kind).label.lower()
        bad = f", {Severity(customer.issue_severity).label.lower()}" if reads_text(user) else ""
        issue = f"Open issue since {date_format(customer.issue_since, 'j M Y')} ({kind}{bad})"
    told = knows_hardship(user) and customer.hardship_since is not None
    if told:
        kind = HardshipKind(customer.hardship_kind).label.lower()
        hardship = f"Left in peace since {date_format(customer.hardship_since, 'j M Y')} ({kind})"
    return Row(customer, issue, hardship, review_due=told and customer.is_review_due)


def issues(customer: Customer, *, user: Any, on: date) -> QuerySet[Issue]:
    """Return a customer's issues, the open ones first; of those the worst, for who may know how bad they are."""
    mine = Issue.objects.visible_to(user).filter(customer=customer)
    found = mine.with_state(on=on).select_related("owner").prefetch_related("topics")
    worst_first = ("-severity",) if reads_text(user) else ()
    return found.order_by(F("resolved_on").desc(nulls_first=True), *worst_first, "opened_on", "pk")


def trouble(issue: Any, *, user: Any) -> Trouble:
    """Put an issue that knows its state into words."""
    reads = reads_text(user)
    return Trouble(
        pk=issue.pk,
        kind=issue.get_kind_display(),
        severity=issue.get_severity_display() if reads else "",
        text=issue.summary if reads else "",
        topics=sorted(topic.name for topic in issue.topics.all()),
        opened_on=issue.opened_on,
        due_on=issue.due_on if issue.is_open and not issue.resolved_on else None,
        resolved_on=None if issue.is_open else issue.resolved_on,
        resolution=issue.resolution if reads else "",
        response=issue.response if reads else "",
        recovery=issue.recovery if reads else None,
        is_story=issue.is_story,
        owner=str(issue.owner) if issue.owner else "",
        actions=_ways_on(issue, user=user),
    )


def _ways_on(issue: Any, *, user: Any) -> list[Action]:
    """Return what this reader may do about an issue now: work on it while it is open, and ask about it afterwards."""
    steps = (
        (("resolve_issue", "Resolve", "check"), ("revise_issue", "Revise", ""))
        if issue.is_open
        else (("record_recovery", "Their view", ""),)
    )
    return [
        Action(label, reverse(f"customers:{verb}", args=[issue.pk]), icon=icon, quiet=verb != "resolve_issue")
        for verb, label, icon in steps
        if user.has_perm(f"customers.{verb}")
    ]


def known_of(issue: Issue) -> list[tuple[str, Any]]:
    """Return what stands beside a form about an issue, for those who may read all of it."""
    return [
        ("About", f"{issue.get_kind_display()}, {issue.get_severity_display().lower()}"),
        ("Since", issue.opened_on),
        ("Looked after by", str(issue.owner) if issue.owner else ""),
        ("What happened", issue.summary),
        *([("How it ended", issue.resolution), ("How we responded", issue.response)] if issue.resolved_on else []),
    ]


def people(customer: Customer, *, user: Any) -> list[Person]:
    """Return who works there, to those who read names.

    Nobody else is told that anybody does: next to "nobody who could be offered" that would give a hard time away.
    """
    if not reads_text(user):
        return []
    contacts = Contact.objects.visible_to(user).filter(customer=customer).order_by("pk")
    return [_person(contact, user=user) for contact in contacts.select_related("details")[:MANY]]


def _person(contact: Contact, *, user: Any) -> Person:
    details = getattr(contact, "details", None)
    name, email, phone = (details.name, details.email, details.phone) if details else ("", "", "")
    marks = user.has_perm("customers.mark_contact")
    way_on = Action("Can they be reached?", reverse("customers:mark_contact", args=[contact.pk]), quiet=True)
    return Person(contact.title, name, email, phone, gone=gone(contact), actions=[way_on] if marks else [])


def gone(contact: Contact) -> str:
    """Say why and since when a person cannot be reached, or nothing."""
    if contact.status_since is None:
        return ""
    back = f", back on {date_format(contact.back_on, 'j M Y')}" if contact.back_on else ""
    return f"{contact.get_status_display()} since {date_format(contact.status_since, 'j M Y')}{back}"


def who_is(contact: Contact, *, user: Any) -> list[tuple[str, Any]]:
    """Return who a form is about, in so far as its reader reads names."""
    details = getattr(contact, "details", None) if reads_text(user) else None
    known = [("Name", details.name), ("E-mail", details.email)] if details else []
    return [*known, ("Role", contact.title), ("Until now", gone(contact) or ContactStatus.ACTIVE.label)]


def hardships(customer: Customer, *, user: Any, on: date) -> list[Peace]:
    """Return the hard times of a customer, newest first, with the note for those who may read it."""
    found = Hardship.objects.visible_to(user).filter(customer=customer).with_state(on=on).order_by("-since", "-pk")
    reads_note = user.has_perm("customers.read_private_notes")
    if reads_note:
        found = found.select_related("note")
    return [_peace(hardship, reads_note=reads_note) for hardship in found[:FEW]]


def _peace(hardship: Any, *, reads_note: bool) -> Peace:
    note = getattr(hardship, "note", None) if reads_note else None
    return Peace(hardship, note=note.text if note else "", active=hardship.is_active, review_due=hardship.is_review_due)


def facts(customer: Customer, *, user: Any) -> list[tuple[str, Any]]:
    """Return what a customer is; the company above it only to whoever may see that one too."""
    parent = Customer.objects.visible_to(user).filter(pk=customer.parent_id).first() if customer.parent_id else None
    return [
        ("Industry", customer.industry),
        ("Region", ", ".join(filter(None, (customer.city, customer.region, customer.country)))),
        ("Staff", f"{customer.employees:,}" if customer.employees is not None else ""),
        ("Customer since", customer.customer_since),
        ("Owner", str(customer.owner) if customer.owner else ""),
        ("Web", customer.domain),
        *([("Belongs to", parent.name)] if parent else []),
        ("Id", customer.external_id),
    ]
