"""What do we write down of the company itself? Its contracts, its policy, and whom it is close to or against."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from customers import actions
from customers.models import Contract, Customer, Relationship
from customers.models.customer import ReferencePolicy, name_key
from customers.models.relationship import RelationshipKind
from references.eligibility import CLEAR, FORBIDDEN, WARNING, judged
from references.facts import Ask
from references.models import Reference
from refprogram.dates import today
from refprogram.errors import Refused
from tests.factories import (
    ContractFactory,
    CustomerFactory,
    ReferenceFactory,
    RelationshipFactory,
    SurveyResponseFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
ON = {"on": today()}


def at(view, row=None):
    return reverse(f"customers:{view}", args=[row.pk] if row else [])


def ahead(days):
    return today() + timedelta(days=days)


def judge(reference, **wish):
    return judged(Reference.objects.filter(pk=reference.pk), Ask(on=today(), **wish)).get()


@pytest.fixture
def reference():
    return ReferenceFactory()


@pytest.fixture
def customer(reference):
    return reference.contact.customer


# Contracts


def test_satisfaction_never_hides_that_a_contract_renews_soon(client, manager, customer, reference):
    """Row 4.3: satisfied customers change providers all the time."""
    SurveyResponseFactory(customer=customer, score=10)
    client.force_login(manager)

    client.post(at("record_contract", customer), {"renews_on": ahead(30).isoformat()})

    assert judge(reference).renewal_window == WARNING
    card = re.search(r'id="satisfaction">.*?</section>', client.get(at("detail", customer)).text, re.DOTALL)[0]
    assert "10 of 10" in card
    assert f"Renews on {ahead(30).day} " in " ".join(card.split())


def test_a_contract_that_was_renewed_is_changed_and_says_nothing_any_more(client, manager, customer, reference):
    contract = ContractFactory(customer=customer, renews_on=ahead(20), negotiating_since=days_ago(5))
    assert judge(reference).renewal_window == WARNING
    client.force_login(manager)
    page = client.get(at("update_contract", contract)).text
    assert f'value="{ahead(20).isoformat()}"' in page
    assert f'value="{days_ago(5).isoformat()}"' in page

    client.post(at("update_contract", contract), {"renews_on": ahead(400).isoformat(), "negotiating_since": ""})

    contract.refresh_from_db()
    assert (contract.renews_on, contract.negotiating_since) == (ahead(400), None)
    assert judge(reference).renewal_window == CLEAR


def test_a_negotiation_that_began_tomorrow_is_refused(client, manager, customer):
    client.force_login(manager)
    what = {"renews_on": ahead(30).isoformat(), "negotiating_since": ahead(1).isoformat()}

    page = client.post(at("record_contract", customer), what)

    assert page.status_code == 422
    assert "This day is still to come." in page.text
    assert all(f'value="{value}"' in page.text for value in what.values())
    assert not Contract.objects.exists()


# The policy


@pytest.mark.parametrize(
    ("policy", "level"),
    [
        ("", CLEAR),
        (ReferencePolicy.PUBLIC, CLEAR),
        (ReferencePolicy.PRIVATE, CLEAR),
        (ReferencePolicy.ASK, WARNING),
        (ReferencePolicy.NONE, FORBIDDEN),
    ],
)
def test_what_the_company_allows_is_judged_at_once(client, manager, customer, reference, policy, level):
    client.force_login(manager)

    client.post(at("set_policy", customer), {"policy": policy})

    assert Customer.objects.get(pk=customer.pk).reference_policy == policy
    assert judge(reference).policy_private_only == level
    words = ReferencePolicy(policy).label if policy else "Nobody has asked them"
    assert words in client.get(at("detail", customer)).text


def test_a_policy_that_does_not_exist_is_refused(client, manager, customer):
    client.force_login(manager)

    assert client.post(at("set_policy", customer), {"policy": "sometimes"}).status_code == 422
    assert Customer.objects.get(pk=customer.pk).reference_policy == ""


# Other companies


@pytest.mark.parametrize(
    "wish",
    [{"prospect": "Marlow Grocers GmbH"}, {"prospect": "MARLOW  grocers"}, {"prospect_domain": "marlow.example"}],
)
def test_another_company_is_found_by_its_name_without_legal_form_or_by_its_domain(
    client, manager, customer, reference, wish
):
    client.force_login(manager)

    client.post(
        at("record_relationship", customer),
        {"other": "Marlow  Grocers Ltd", "domain": "https://www.Marlow.example/about", "kind": "competitor"},
    )

    stored = Relationship.objects.get()
    assert (stored.other, stored.name_key, stored.domain) == ("Marlow Grocers Ltd", "marlow grocers", "marlow.example")
    assert judge(reference, **wish).competes_with_prospect == WARNING
    assert judge(reference, prospect="Bluefin Foods").competes_with_prospect == CLEAR


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"other": "HALVORSEN as"}, "This is the customer itself. Name the other company."),
        ({"domain": "marlow"}, "Write a domain such as marlow.example."),
        ({"domain": "not a domain.example"}, "Write a domain such as marlow.example."),
        ({"kind": "friend"}, "Select a valid choice"),
        ({"other": ""}, "This field is required"),
    ],
)
def test_a_company_that_cannot_be_is_refused_and_stays_as_it_was_typed(client, manager, changed, sentence):
    customer = CustomerFactory(name="Halvorsen AS")
    client.force_login(manager)
    what = {"other": "Marlow Grocers", "domain": "marlow.example", "kind": "supplier"} | changed

    page = client.post(at("record_relationship", customer), what)

    assert page.status_code == 422
    assert sentence in page.text
    assert f'value="{what["domain"]}"' in page.text
    assert not Relationship.objects.exists()


def test_the_same_company_is_written_down_once(manager, customer):
    what = {"kind": RelationshipKind.SUPPLIER, "by": manager, **ON}
    actions.record_relationship(customer, other="Marlow Grocers", **what)

    with pytest.raises(Refused, match="written down already"):
        actions.record_relationship(customer, other="Marlow Grocers Ltd", **what)
    with pytest.raises(IntegrityError), transaction.atomic():
        RelationshipFactory(customer=customer, other="Marlow Grocers Ltd", kind=RelationshipKind.SUPPLIER)

    assert Relationship.objects.count() == 1


def test_a_company_is_removed_and_no_longer_in_the_way(client, manager, customer, reference):
    tie = RelationshipFactory(customer=customer, other="Marlow Grocers")
    assert judge(reference, prospect="Marlow Grocers").competes_with_prospect == WARNING
    client.force_login(manager)
    assert at("remove_relationship", tie) in client.get(at("detail", customer)).text

    client.post(at("remove_relationship", tie))

    assert judge(reference, prospect="Marlow Grocers").competes_with_prospect == CLEAR
    assert "Marlow" not in client.get(at("detail", customer)).text
    with pytest.raises(Refused, match="before you"):
        actions.remove_relationship(tie, by=manager, **ON)


def test_a_rep_reads_what_is_written_down_of_their_account_and_changes_nothing(client, rep):
    customer = CustomerFactory(owner=rep, reference_policy=ReferencePolicy.ASK)
    RelationshipFactory(customer=customer, other="Marlow Grocers")
    ContractFactory(customer=customer)
    client.force_login(rep)

    page = client.get(at("detail", customer)).text

    assert "Marlow Grocers" in page
    assert "Ask the company each time" in page
    assert not re.search("Write down a|Change the policy|Add a company|relationships/|contracts/", page)


def test_a_name_of_a_legal_form_alone_is_still_a_name():
    assert name_key("GmbH") == "gmbh"
