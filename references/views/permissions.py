"""What has a customer's company allowed us to show the world? Its permissions, with the paper each rests on."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.models import Customer
from references import actions
from references.forms import PermissionForm
from references.models import CompanyPermission
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Crumb

FEW = 20


@require_safe
@permission_required("references.read_reasons", raise_exception=True)
def of_customer(request: HttpRequest, customer: int) -> HttpResponse:
    """Show what one company has allowed, what ran out and what it ended; loaded into the customer's page."""
    company = get_object_or_404(Customer.objects.visible_to(request.user), pk=customer)
    return page(
        request,
        "references/permissions.html",
        _panel(request, company) | {"crumbs": _above(company)},
        fragment="references/_permissions.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("references.record_permission", raise_exception=True)
def record(request: HttpRequest, customer: int) -> HttpResponse:
    on = today()
    company = get_object_or_404(Customer.objects.visible_to(request.user), pk=customer)
    form = PermissionForm(sent(request), on=on)
    if form.is_valid():
        actions.record_permission(company, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, "The permission is written down.")
        return done(request, _address(company))
    context = {"form": form, "customer": company, "crumbs": _above(company)}
    status = 422 if form.is_bound else 200
    return page(
        request,
        "references/record_permission.html",
        context,
        fragment="references/_record_permission.html",
        status=status,
    )


@require_POST
@permission_required("references.record_permission", raise_exception=True)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    mine = Customer.objects.visible_to(request.user)
    permission = get_object_or_404(
        CompanyPermission.objects.filter(customer__in=mine).select_related("customer"), pk=pk
    )
    company = permission.customer
    actions.end_permission(permission, by=request.user, on=today())
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, "The permission is ended. Nothing is shown to the world on it any more.")
    return done(request, _address(company), "references/_permissions.html", _panel(request, company))


def _panel(request: HttpRequest, company: Customer) -> dict[str, Any]:
    rows = CompanyPermission.objects.filter(customer=company).select_related("activity", "recorded_by")
    found = keyset(request, rows, order=("-granted_on", "-pk"), size=FEW)
    return {"customer": company, "page": found, "permissions": found.rows, "on": today()}


def _address(company: Customer) -> str:
    return reverse("references:permissions", args=[company.pk])


def _above(company: Customer) -> list[Crumb]:
    return [Crumb("Customers", reverse("customers:list")), Crumb(company.name, company.get_absolute_url())]
