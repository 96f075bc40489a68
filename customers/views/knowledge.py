"""How do we come to know a customer? Answers to surveys, contracts, the company's policy, whom it is close to."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers import actions
from customers.forms import (
    AnswerForm,
    ContractForm,
    FollowUpForm,
    GiftPolicyForm,
    PolicyForm,
    ReadCommentForm,
    RelationshipForm,
)
from customers.models import Contract, Customer, Relationship, SurveyResponse
from customers.models.survey import Series
from customers.views import said, seen
from customers.views.sheet import Words, sheet
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Chip

NEWEST = ("-answered_on", "-pk")

WORDS = {
    "record_answer": Words(
        "Write down an answer",
        "What they answered to a survey, when no file brings it. An unhappy answer keeps us from using them.",
        "Write down the answer",
    ),
    "read_comment": Words(
        "Read what they wrote", "Only a person can say how it sounds. Unhappy keeps us from using them.", "Save"
    ),
    "follow_up": Words(
        "Follow up", "After this somebody still has to speak with them: a good talk later clears it.", "Save"
    ),
    "record_contract": Words(
        "Write down a contract",
        "Near its renewal everybody here is told that a favour weighs more.",
        "Save the contract",
    ),
    "update_contract": Words(
        "Change the contract", "When it was renewed, write the new day and empty the other.", "Save the contract"
    ),
    "set_policy": Words(
        "Change the policy", "What the company allows its people to do for us. It counts for every request.", "Save"
    ),
    "set_gift_policy": Words(
        "Change the gift policy",
        "What its people may take from us. An offer that it does not allow cannot be written down.",
        "Save",
    ),
    "record_relationship": Words(
        "Add a company",
        "Whom they compete with, belong to or buy from. It shows when a prospect is that company.",
        "Add it",
    ),
}


@require_safe
@permission_required("customers.view", raise_exception=True)
def surveys(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    wanted = request.GET.get("series")
    series = Series(wanted) if wanted in Series.values else Series.RELATIONSHIP
    found = keyset(request, said.answers(user=request.user).filter(customer=customer, series=series), order=NEWEST)
    context = {
        "customer": customer,
        "crumbs": seen.above(customer),
        "page": found,
        "answers": [said.answer(row, user=request.user) for row in found.rows],
        "chips": [Chip(one.label, f"?series={one}", current=one == series) for one in Series],
    }
    return page(request, "customers/surveys.html", context, fragment="customers/_surveys.html")


@require_safe
@permission_required("customers.read_comment", raise_exception=True)
def surveys_to_read(request: HttpRequest) -> HttpResponse:
    return page(request, "customers/surveys_to_read.html", _to_read(request), fragment="customers/_to_read.html")


def _to_read(request: HttpRequest) -> dict[str, Any]:
    found = keyset(request, said.answers(user=request.user).unread(), order=NEWEST)
    return {"page": found, "answers": [said.answer(row, user=request.user) for row in found.rows]}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.record_answer", raise_exception=True)
def record_answer(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = AnswerForm(sent(request), customer=customer, on=on)
    if form.is_valid():
        actions.record_answer(customer, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "The answer is written down.")
        return done(request, customer)
    return sheet(request, form, WORDS["record_answer"], customer)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.read_comment", raise_exception=True)
def read_comment(request: HttpRequest, pk: int) -> HttpResponse:
    written = SurveyResponse.objects.visible_to(request.user).exclude(comment="").select_related("customer")
    answer = get_object_or_404(written, pk=pk)
    form = ReadCommentForm(sent(request), initial={"was": answer.tone})
    if form.is_valid():
        actions.read_comment(answer, **form.cleaned_data, by=request.user, on=today())
        messages.success(request, "Thank you for reading it.")
        return done(request, answer.customer, "customers/_to_read.html", _to_read(request))
    return sheet(request, form, WORDS["read_comment"], answer.customer, about=_about(answer))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.follow_up", raise_exception=True)
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    answer = get_object_or_404(SurveyResponse.objects.visible_to(request.user).select_related("customer"), pk=pk)
    form = FollowUpForm(sent(request), answer=answer, on=on)
    if form.is_valid():
        actions.follow_up(answer, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "That we followed up is written down. Speak with them before anybody asks them.")
        return done(request, answer.customer)
    return sheet(request, form, WORDS["follow_up"], answer.customer, about=_about(answer))


def _about(answer: SurveyResponse) -> list[tuple[str, Any]]:
    return [
        ("Survey", answer.get_series_display()),
        ("Score", f"{answer.score} ({answer.get_scale_display()})"),
        ("Answered on", answer.answered_on),
        ("What they wrote", answer.comment or "Nothing"),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.record_contract", raise_exception=True)
def record_contract(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = ContractForm(sent(request), on=on)
    if form.is_valid():
        actions.record_contract(customer, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "The contract is written down.")
        return done(request, customer)
    return sheet(request, form, WORDS["record_contract"], customer)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.update_contract", raise_exception=True)
def update_contract(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    contract = get_object_or_404(Contract.objects.visible_to(request.user).select_related("customer"), pk=pk)
    now = {"renews_on": contract.renews_on, "negotiating_since": contract.negotiating_since}
    form = ContractForm(sent(request), on=on, initial=now)
    if form.is_valid():
        actions.update_contract(contract, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "The contract is changed.")
        return done(request, contract.customer)
    return sheet(request, form, WORDS["update_contract"], contract.customer)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.set_policy", raise_exception=True)
def set_policy(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = PolicyForm(sent(request), initial={"policy": customer.reference_policy})
    if form.is_valid():
        actions.set_policy(customer, **form.cleaned_data, by=request.user, on=today())
        messages.success(request, "The policy is changed.")
        return done(request, customer)
    return sheet(request, form, WORDS["set_policy"], customer)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.set_gift_policy", raise_exception=True)
def set_gift_policy(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    now = {
        "policy": customer.gift_policy,
        "limit": customer.gift_limit,
        "currency": customer.gift_currency,
        "public_sector": customer.public_sector,
        "public_sector_gifts": customer.public_sector_gifts,
    }
    form = GiftPolicyForm(sent(request), initial=now)
    if form.is_valid():
        actions.set_gift_policy(customer, **form.cleaned_data, by=request.user, on=today())
        messages.success(request, "The gift policy is changed.")
        return done(request, customer)
    return sheet(request, form, WORDS["set_gift_policy"], customer)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.record_relationship", raise_exception=True)
def record_relationship(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = RelationshipForm(sent(request), customer=customer)
    if form.is_valid():
        actions.record_relationship(customer, **form.cleaned_data, by=request.user, on=today())
        messages.success(request, "The company is added.")
        return done(request, customer)
    return sheet(request, form, WORDS["record_relationship"], customer)


@require_POST
@permission_required("customers.remove_relationship", raise_exception=True)
def remove_relationship(request: HttpRequest, pk: int) -> HttpResponse:
    mine = Relationship.objects.visible_to(request.user).select_related("customer")
    relationship = get_object_or_404(mine, pk=pk)
    actions.remove_relationship(relationship, by=request.user, on=today())
    messages.success(request, "The company is removed.")
    return done(request, relationship.customer)
