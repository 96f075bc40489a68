"""What can be done to a customer? A form each: scope, form, one action, page."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from customers import actions
from customers.forms import (
    BeginHardshipForm,
    EndHardshipForm,
    IssueForm,
    MarkContactForm,
    OwnerForm,
    RecoveryForm,
    ResolveForm,
    ReviseForm,
)
from customers.models import Contact, Customer, Hardship, Issue
from customers.views import seen
from customers.views.sheet import Words, sheet
from refprogram.dates import today
from refprogram.pages import done, sent

WORDS = {
    "open_issue": Words(
        "Open an issue",
        "While it is open and medium or worse, nobody here is offered as a reference, and requests under way wait.",
        "Write down the issue",
    ),
    "revise_issue": Words(
        "Revise an issue", "What it is about, how bad it is by now, and who looks after it.", "Save the issue"
    ),
    "resolve_issue": Words(
        "Resolve an issue",
        "Say what ended it and how we dealt with it. It then no longer stands in the way.",
        "Resolve it",
    ),
    "record_recovery": Words(
        "How they see the recovery",
        "Ask them; this is not our own opinion. A bad day that was handled well speaks for us, if they let us tell it.",
        "Save their view",
    ),
    "mark_contact": Words(
        "Can this person be reached?",
        "Whoever cannot is offered to nobody. Nor does any letter go to an address that bounces or a person who left.",
        "Save it",
    ),
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


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.open_issue", raise_exception=True)
def open_issue(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = IssueForm(sent(request), by=request.user, on=on)
    if form.is_valid():
        actions.open_issue(customer, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "The issue is written down. Requests that this blocks have been held back.")
        return done(request, customer)
    return sheet(request, form, WORDS["open_issue"], customer)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.resolve_issue", raise_exception=True)
def resolve_issue(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    issue = get_object_or_404(Issue.objects.visible_to(request.user).select_related("customer", "owner"), pk=pk)
    form = ResolveForm(sent(request), issue=issue, on=on)
    if form.is_valid():
        actions.resolve_issue(issue, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "The issue is resolved.")
        return done(request, issue.customer)
    return sheet(request, form, WORDS["resolve_issue"], issue.customer, about=seen.known_of(issue))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.revise_issue", raise_exception=True)
def revise_issue(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    issue = get_object_or_404(Issue.objects.visible_to(request.user).select_related("customer", "owner"), pk=pk)
    form = ReviseForm(sent(request), issue=issue)
    if form.is_valid():
        actions.revise_issue(issue, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "The issue is revised. Requests that this blocks have been held back.")
        return done(request, issue.customer)
    return sheet(request, form, WORDS["revise_issue"], issue.customer, about=seen.known_of(issue))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.record_recovery", raise_exception=True)
def record_recovery(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    issue = get_object_or_404(Issue.objects.visible_to(request.user).select_related("customer", "owner"), pk=pk)
    form = RecoveryForm(sent(request), issue=issue)
    if form.is_valid():
        actions.record_recovery(issue, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "The customer's view is written down.")
        return done(request, issue.customer)
    return sheet(request, form, WORDS["record_recovery"], issue.customer, about=seen.known_of(issue))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.mark_contact", raise_exception=True)
def mark_contact(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("customer", "details"), pk=pk)
    form = MarkContactForm(sent(request), contact=contact, on=on)
    if form.is_valid():
        actions.mark_contact(contact, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "It is written down whether this person can be reached.")
        return done(request, contact.customer)
    return sheet(request, form, WORDS["mark_contact"], contact.customer, about=seen.who_is(contact, user=request.user))


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
    return sheet(request, form, WORDS["begin_hardship"], customer)


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
    return sheet(request, form, WORDS["end_hardship"], hardship.customer, about=about)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.assign_owner", raise_exception=True)
def assign_owner(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user).select_related("owner"), pk=pk)
    form = OwnerForm(sent(request), initial={"owner": customer.owner_id})
    if form.is_valid():
        actions.assign_owner(customer, **form.cleaned_data, by=request.user, on=today())
        messages.success(request, "The owner is changed.")
        return done(request, customer)
    return sheet(request, form, WORDS["assign_owner"], customer)
