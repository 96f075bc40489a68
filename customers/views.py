"""What do we show of a customer, and what can be done there? Scope, form, one action, page.

Who may not read reasons learns of an open issue its kind and its day, and of a hardship nothing at all.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from customers import actions
from customers.forms import BeginHardshipForm, CustomerFilter, EndHardshipForm, IssueForm, OwnerForm, ResolveForm
from customers.models import Contact, Customer, CustomerEvent, Deployment, Hardship, Issue
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Action, Chip, Crumb, Happening

SUGGESTED = 60
FEW = 6
MANY = 20


@dataclass(frozen=True)
class Words:
    """What stands above and below a form."""

    heading: str
    lead: str
    button: str


# What anybody who sees a customer may read of its history; the rest of it is for those who keep hardships.
TOLD_TO_ALL = {
    "open_issue": "Issue opened",
    "resolve_issue": "Issue resolved",
    "assign_owner": "Owner changed",
    "add_contact": "Person added",
}
TOLD_IN_CONFIDENCE = {"begin_hardship": "Left in peace from now on", "end_hardship": "Not left in peace any more"}


WORDS = {
    "open_issue": Words(
        "Open an issue",
        "While it is open and medium or worse, nobody here is offered as a reference, and requests under way wait.",
        "Write down the issue",
    ),
    "resolve_issue": Words("Resolve an issue", "Say what ended it. It then no longer stands in the way.", "Resolve it"),
    "begin_hardship": Words(
        "Leave them in peace",
        "For layoffs, a merger, an incident, a bereavement. No request and no automatic e-mail until you end it here.",
        "Leave them in peace",
    ),
    "end_hardship": Words(
        "End the hard time",
        "Only after they said that things are calmer. People here are still checked with before any use.",
        "It is over",
    ),
    "assign_owner": Words("Change the owner", "The owner sees this account and its open issues.", "Save the owner"),
}


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
    resolved_on: date | None
    resolution: str
    actions: list[Action]


@dataclass(frozen=True)
class Person:
    """Somebody at the customer; without details a role only."""

    title: str
    name: str
    email: str
    phone: str


@dataclass(frozen=True)
class Peace:
    """A hardship with its private note, for those who may read it."""

    hardship: Hardship
    note: str
    active: bool
    review_due: bool


@require_safe
@permission_required("customers.view", raise_exception=True)
def list_customers(request: HttpRequest) -> HttpResponse:
    on = today()
    mine = Customer.objects.visible_to(request.user)
    chosen = CustomerFilter(request.GET, queryset=mine.with_facts(on=on), knows_hardship=knows_hardship(request.user))
    found = keyset(request, chosen.qs.select_related("owner"), order=("name", "pk"))
    context = {
        "filter": chosen,
        "page": found,
        "rows": [_row(customer, user=request.user, on=on) for customer in found.rows],
        "industries": _suggestions(mine, "industry"),
        "regions": _suggestions(mine, "region"),
        "on": on,
    }
    return page(request, "customers/list.html", context, fragment="customers/_customers.html")


@require_safe
@permission_required("customers.view", raise_exception=True)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    on, user = today(), request.user
    customer = get_object_or_404(Customer.objects.visible_to(user).select_related("owner", "parent"), pk=pk)
    issues = list(_issues(customer, user=user)[: FEW + 1])
    hardships = _hardships(customer, user=user, on=on)
    context = {
        "customer": customer,
        "crumbs": _above(customer)[:-1],
        "facts": _facts(customer),
        "troubles": [_trouble(issue, user=user, on=on) for issue in issues[:FEW]],
        "more_troubles": len(issues) > FEW,
        "people": _people(customer, user=user),
        "hardships": hardships,
        "in_peace": any(peace.active for peace in hardships),
        "deployments": Deployment.objects.filter(customer=customer).select_related("product").order_by("-since")[:MANY],
        "on": on,
    }
    return page(request, "customers/detail.html", context)


@require_safe
@permission_required("customers.view", raise_exception=True)
def list_issues(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    everything = request.GET.get("show") == "all"
    issues = Issue.objects.visible_to(request.user).filter(customer=customer).prefetch_related("topics")
    found = keyset(request, issues if everything else issues.open(on=on), order=("-opened_on", "-pk"))
    context = {
        "customer": customer,
        "crumbs": _above(customer),
        "page": found,
        "troubles": [_trouble(issue, user=request.user, on=on) for issue in found.rows],
        "chips": [Chip("Open", "?", current=not everything), Chip("All", "?show=all", current=everything)],
    }
    return page(request, "customers/issues.html", context, fragment="customers/_issues.html")


@require_safe
@permission_required("customers.view", raise_exception=True)
def history(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    words = TOLD_TO_ALL | (TOLD_IN_CONFIDENCE if knows_hardship(request.user) else {})
    events = CustomerEvent.objects.filter(customer=customer, verb__in=words).select_related("actor")
    found = keyset(request, events, order=("-at", "-pk"))
    context = {
        "customer": customer,
        "crumbs": _above(customer),
        "page": found,
        "events": [
            Happening(event.at, words[event.verb], by=str(event.actor or event.get_acted_as_display()))
            for event in found.rows
        ],
    }
    return page(request, "customers/history.html", context, fragment="customers/_history.html")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.open_issue", raise_exception=True)
def open_issue(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = IssueForm(sent(request), on=on)
    if form.is_valid():
        actions.open_issue(customer, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "The issue is written down. Requests that were under way have been held back.")
        return done(request, customer)
    return _form(request, form, "open_issue", customer)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.resolve_issue", raise_exception=True)
def resolve_issue(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    issue = get_object_or_404(Issue.objects.visible_to(request.user).select_related("customer"), pk=pk)
    form = ResolveForm(sent(request), issue=issue, on=on)
    if form.is_valid():
        actions.resolve_issue(issue, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "The issue is resolved.")
        return done(request, issue.customer)
    about = [
        ("About", f"{issue.get_kind_display()}, {issue.get_severity_display().lower()}"),
        ("Since", issue.opened_on),
        ("What happened", issue.summary),
    ]
    return _form(request, form, "resolve_issue", issue.customer, about=about)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.begin_hardship", raise_exception=True)
def begin_hardship(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = BeginHardshipForm(sent(request), on=on)
    if form.is_valid():
        actions.begin_hardship(customer, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "This customer is left in peace from now on: no request and no automatic e-mail.")
        return done(request, customer)
    return _form(request, form, "begin_hardship", customer)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.end_hardship", raise_exception=True)
def end_hardship(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    hardship = get_object_or_404(Hardship.objects.visible_to(request.user).select_related("customer"), pk=pk)
    form = EndHardshipForm(sent(request), hardship=hardship, on=on)
    if form.is_valid():
        actions.end_hardship(hardship, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "The hard time is over. Speak with them before anybody asks for something.")
        return done(request, hardship.customer)
    about = [
        ("What it is", hardship.get_kind_display()),
        ("Since", hardship.since),
        ("Look at it again", hardship.review_on),
    ]
    return _form(request, form, "end_hardship", hardship.customer, about=about)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.assign_owner", raise_exception=True)
def assign_owner(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user).select_related("owner"), pk=pk)
    form = OwnerForm(sent(request), initial={"owner": customer.owner_id})
    if form.is_valid():
        actions.assign_owner(customer, **form.cleaned_data, by=request.user, on=today())
        messages.success(request, "The owner is changed.")
        return done(request, customer)
    return _form(request, form, "assign_owner", customer)


def _form(request: HttpRequest, form: Any, name: str, customer: Customer, about: Any = ()) -> HttpResponse:
    """Show a form of a customer, kept as it was typed when something in it needs a change."""
    context = {"form": form, "customer": customer, "crumbs": _above(customer), "words": WORDS[name], "about": about}
    status = 422 if form.is_bound else 200
    return page(request, "customers/form.html", context, fragment="customers/_form.html", status=status)


def _above(customer: Customer) -> list[Crumb]:
    return [
        Crumb("Customers", reverse("customers:list")),
        *(Crumb(place) for place in (customer.country, customer.industry) if place),
        Crumb(customer.name, customer.get_absolute_url()),
    ]


def _suggestions(customers: QuerySet[Customer], column: str) -> QuerySet[Any]:
    values = customers.exclude(**{column: ""}).order_by(column).values_list(column, flat=True)
    return values.distinct()[:SUGGESTED]


def _row(customer: Any, *, user: Any, on: date) -> Row:
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
    review_on = customer.hardship_review_on if told else None
    return Row(customer, issue, hardship, review_due=bool(review_on and review_on < on))


def _issues(customer: Customer, *, user: Any) -> QuerySet[Issue]:
    """Return a customer's issues, the open ones first; of those the worst, for who may know how bad they are."""
    issues = Issue.objects.visible_to(user).filter(customer=customer).prefetch_related("topics")
    worst_first = ("-severity",) if reads_text(user) else ()
    return issues.order_by(F("resolved_on").desc(nulls_first=True), *worst_first, "opened_on", "pk")


def _trouble(issue: Issue, *, user: Any, on: date) -> Trouble:
    reads = reads_text(user)
    still_open = issue.resolved_on is None or issue.resolved_on > on
    ways_on = []
    if still_open and user.has_perm("customers.resolve_issue"):
        ways_on.append(Action("Resolve", reverse("customers:resolve_issue", args=[issue.pk]), icon="check"))
    return Trouble(
        pk=issue.pk,
        kind=issue.get_kind_display(),
        severity=issue.get_severity_display() if reads else "",
        text=issue.summary if reads else "",
        topics=sorted(topic.name for topic in issue.topics.all()),
        opened_on=issue.opened_on,
        resolved_on=None if still_open else issue.resolved_on,
        resolution=issue.resolution if reads else "",
        actions=ways_on,
    )


def _people(customer: Customer, *, user: Any) -> list[Person]:
    """Return who works there: names and addresses for those who may read them, roles for everybody else."""
    contacts = Contact.objects.visible_to(user).filter(customer=customer).order_by("pk")
    if not reads_text(user):
        return [Person(contact.title, "", "", "") for contact in contacts[:MANY]]
    named = (
        (contact.title, getattr(contact, "details", None)) for contact in contacts.select_related("details")[:MANY]
    )
    return [
        Person(title, details.name, details.email, details.phone) if details else Person(title, "", "", "")
        for title, details in named
    ]


def _hardships(customer: Customer, *, user: Any, on: date) -> list[Peace]:
    """Return the hard times of a customer, newest first, with the note for those who may read it."""
    hardships = Hardship.objects.visible_to(user).filter(customer=customer).order_by("-since", "-pk")
    reads_note = user.has_perm("customers.read_private_notes")
    if reads_note:
        hardships = hardships.select_related("note")
    return [_peace(hardship, reads_note=reads_note, on=on) for hardship in hardships[:FEW]]


def _peace(hardship: Hardship, *, reads_note: bool, on: date) -> Peace:
    active = hardship.ended_on is None or hardship.ended_on > on
    note = getattr(hardship, "note", None) if reads_note else None
    due = active and hardship.review_on is not None and hardship.review_on < on
    return Peace(hardship, note=note.text if note else "", active=active, review_due=due)


def _facts(customer: Customer) -> list[tuple[str, Any]]:
    return [
        ("Industry", customer.industry),
        ("Region", ", ".join(filter(None, (customer.city, customer.region, customer.country)))),
        ("Staff", f"{customer.employees:,}" if customer.employees is not None else ""),
        ("Customer since", customer.customer_since),
        ("Owner", str(customer.owner) if customer.owner else ""),
        ("Web", customer.domain),
        ("Belongs to", customer.parent.name if customer.parent else "no other company"),
        ("Id", customer.external_id),
    ]
