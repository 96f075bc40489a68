"""What has the customer's company allowed, who writes it down, and does what is public follow?"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from customers import announce
from customers.models import CustomerEvent
from references import actions
from references.eligibility import judged
from references.facts import Ask
from references.models import CompanyPermission, Reference
from references.verdicts import verdict
from refprogram.dates import today
from refprogram.errors import Refused
from tests.factories import (
    ActivityFactory,
    CompanyPermissionFactory,
    CustomerFactory,
    ReferenceFactory,
    days_ago,
)
from tests.references.test_checkin_views import HTMX, steady

pytestmark = pytest.mark.django_db
TYPED = {
    "activity": "",
    "document": "Frame contract, clause 12",
    "approver": "Legal department",
    "granted_on": days_ago(3).isoformat(),
    "valid_until": "",
}


def at(view, row):
    return reverse(f"references:{view}", args=[row.pk])


def may_be_shown(reference, activity):
    terms = Ask(on=today(), activity=activity.pk)
    row = judged(Reference.objects.filter(pk=reference.pk), terms).get()
    return "company_permission_missing" not in {finding.code for finding in verdict(row).findings}


@pytest.fixture
def logo():
    return ActivityFactory(code="logo", name="Logo", public=True)


def test_what_the_company_allows_may_be_shown_until_somebody_ends_it(client, manager, logo):
    """Rule company_permission_missing: a person's yes does not bind their employer."""
    reference = ReferenceFactory(agreed_to=[logo], permitted=False)
    customer = reference.contact.customer
    client.force_login(manager)
    assert not may_be_shown(reference, logo)

    answer = client.post(at("record_permission", customer), TYPED | {"activity": logo.pk}, follow=True)

    permission = CompanyPermission.objects.get()
    assert answer.redirect_chain == [(at("permissions", customer), 302)]
    assert "Frame contract, clause 12" in answer.text
    assert (permission.activity, permission.recorded_by) == (logo, manager)
    assert may_be_shown(reference, logo)

    assert client.post(at("end_permission", permission)).url == at("permissions", customer)
    assert not may_be_shown(reference, logo)
    assert [event.verb for event in CustomerEvent.objects.order_by("seq")] == ["record_permission", "end_permission"]


def test_a_permission_for_one_use_is_none_for_another(manager, logo):
    quote = ActivityFactory(code="quote", public=True)
    reference = ReferenceFactory(agreed_to=[logo, quote], permitted=False)
    CompanyPermissionFactory(customer=reference.contact.customer, activity=quote)

    assert may_be_shown(reference, quote)
    assert not may_be_shown(reference, logo)


def test_a_permission_is_ended_once(manager):
    permission = CompanyPermissionFactory()
    actions.end_permission(permission, by=manager, on=today())

    with pytest.raises(Refused, match="before you"):
        actions.end_permission(permission, by=manager, on=today())


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_only_a_manager_writes_a_permission_down_or_ends_it(who, request):
    user, permission = request.getfixturevalue(who), CompanyPermissionFactory()
    facts = {"document": "A letter", "approver": "Somebody", "granted_on": today(), "valid_until": None}

    with pytest.raises(PermissionDenied):
        actions.record_permission(permission.customer, activity=None, **facts, by=user, on=today())
    with pytest.raises(PermissionDenied):
        actions.end_permission(permission, by=user, on=today())

    assert CompanyPermission.objects.get().ended_on is None


def test_a_permission_of_tomorrow_is_refused_by_the_action_too(manager):
    with pytest.raises(Refused, match="still to come"):
        actions.record_permission(
            CustomerFactory(),
            activity=None,
            document="A letter",
            approver="Somebody",
            granted_on=today() + timedelta(days=1),
            valid_until=None,
            by=manager,
            on=today(),
        )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"document": " "}, "This field is required"),
        ({"approver": ""}, "This field is required"),
        ({"granted_on": ""}, "This field is required"),
        ({"granted_on": (today() + timedelta(days=1)).isoformat()}, "still to come"),
        ({"valid_until": days_ago(4).isoformat()}, "cannot end before it was given"),
        ({"activity": "999"}, "Select a valid choice"),
        ({"document": "Clause" + "x" * 500}, "at most 500 characters"),
    ],
)
def test_a_permission_that_cannot_be_is_refused_and_kept(client, manager, typed, words):
    customer = CustomerFactory()
    client.force_login(manager)

    whole = client.post(at("record_permission", customer), TYPED | {"approver": "Ms Lund"} | typed)
    part = client.post(at("record_permission", customer), TYPED | {"approver": "Ms Lund"} | typed, headers=HTMX)

    assert whole.status_code == part.status_code == 422
    assert words in whole.text
    assert steady(part.text) in steady(whole.text)
    assert not CompanyPermission.objects.exists()


def test_only_what_is_public_needs_a_company_to_allow_it(client, manager, call, logo):
    client.force_login(manager)

    page = client.get(at("record_permission", CustomerFactory())).text

    assert "Logo" in page
    assert call.name not in page


def test_the_panel_shows_what_holds_what_ran_out_and_what_was_ended(client, manager):
    customer = CustomerFactory()
    CompanyPermissionFactory(customer=customer, document="Open one")
    CompanyPermissionFactory(customer=customer, document="Old one", valid_until=days_ago(2))
    CompanyPermissionFactory(customer=customer, document="Ended one", ended_on=days_ago(9))
    client.force_login(manager)

    whole, part = client.get(at("permissions", customer)).text, client.get(at("permissions", customer), headers=HTMX)

    assert "Ran out" in whole
    assert "Ended on" in whole
    assert whole.count("End it") == 2
    assert "<html" not in part.text
    assert steady(part.text) in steady(whole)


def test_the_panel_that_htmx_swaps_in_is_what_the_page_shows(client, manager):
    permission = CompanyPermissionFactory()
    client.force_login(manager)

    part = client.post(at("end_permission", permission), headers=HTMX).text
    whole = client.get(at("permissions", permission.customer)).text

    assert "Ended on" in part
    assert steady(part) in steady(whole)


def test_an_admin_reads_the_papers_and_changes_nothing(client, admin):
    permission = CompanyPermissionFactory()
    client.force_login(admin)

    page = client.get(at("permissions", permission.customer)).text

    assert permission.document in page
    assert "End it" not in page
    assert "Write down a permission" not in page


def test_both_announce_the_customer_and_leave_nothing_when_that_fails(manager, monkeypatch):
    permission = CompanyPermissionFactory()
    facts = {"document": "A letter", "approver": "Somebody", "granted_on": today(), "valid_until": None}
    heard = []
    monkeypatch.setattr(announce, "_subscribers", (lambda customers, on: heard.append(customers),))

    actions.record_permission(permission.customer, activity=None, **facts, by=manager, on=today())
    actions.end_permission(permission, by=manager, on=today())
    monkeypatch.setattr(announce, "_subscribers", (lambda customers, on: 1 / 0,))
    with pytest.raises(ZeroDivisionError):
        actions.record_permission(permission.customer, activity=None, **facts, by=manager, on=today())

    assert heard == [[permission.customer_id]] * 2
    assert CompanyPermission.objects.count() == 2
