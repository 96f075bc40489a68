"""Can an admin look up every fact about a customer, and change configuration only?"""

import pytest
from django.apps import apps
from django.contrib import admin as site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers import actions
from customers.models import (
    Contact,
    ContactDetails,
    Contract,
    Customer,
    CustomerEvent,
    Deployment,
    Hardship,
    HardshipNote,
    Issue,
    Product,
    Relationship,
    Suppression,
    SurveyResponse,
    Topic,
)
from refprogram.dates import today
from tests.factories import (
    ContactFactory,
    ContractFactory,
    HardshipNoteFactory,
    IssueFactory,
    RelationshipFactory,
    SurveyResponseFactory,
    TopicFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
CONFIGURED = {Topic, Product}
FACTS = {
    *(Contact, ContactDetails, Contract, Customer, CustomerEvent),
    *(Deployment, Hardship, Issue, Relationship, SurveyResponse),
}


def at(model, page="changelist", row=None):
    return reverse(f"admin:customers_{model._meta.model_name}_{page}", args=[row.pk] if row else [])


@pytest.fixture
def everything(manager):
    """Make one row of every table."""
    contact = ContactFactory(customer__name="Saimaa Timber", details__name="Hanna Virtanen")
    issue = IssueFactory(customer=contact.customer)
    issue.topics.add(TopicFactory())
    for factory in (ContractFactory, RelationshipFactory, SurveyResponseFactory):
        factory(customer=contact.customer)
    HardshipNoteFactory(hardship__customer=contact.customer, text="Told us at lunch")
    Deployment.objects.create(
        customer=contact.customer, product=Product.objects.create(name="Plan"), since=days_ago(100)
    )
    actions.assign_owner(contact.customer, owner=None, by=manager, on=today())


def test_every_model_but_the_private_notes_and_unreadable_digests_is_registered():
    registered = {model for model in site.site._registry if model._meta.app_label == "customers"}

    assert registered == CONFIGURED | FACTS
    assert set(apps.get_app_config("customers").get_models()) - registered == {HardshipNote, Suppression}


@pytest.mark.parametrize("model", CONFIGURED | FACTS, ids=lambda model: model.__name__)
def test_an_admin_finds_each_row_its_page_and_its_history(client, admin, everything, model):
    client.force_login(admin)
    row = model.objects.first()

    with CaptureQueriesContext(connection) as counted:
        listed = client.get(at(model))
    pages = [
        listed,
        client.get(at(model), {"q": "a"}),
        client.get(at(model, "change", row)),
        client.get(at(model, "history", row)),
    ]

    assert [page.status_code for page in pages] == [200] * 4
    assert f"/{row.pk}/change/" in listed.text
    assert len(counted) <= 12
    assert not [page for page in pages if "Told us at lunch" in page.text]


@pytest.mark.parametrize("model", FACTS, ids=lambda model: model.__name__)
def test_facts_are_looked_at_and_not_changed(client, admin, everything, model):
    client.force_login(admin)
    row = model.objects.first()
    before = model.objects.values().get(pk=row.pk)

    assert client.get(at(model, "add")).status_code == 403
    assert client.post(at(model, "change", row), {"name": "Changed", "title": "Changed"}).status_code == 403
    assert client.post(at(model, "delete", row), {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(at(model), action)

    assert model.objects.values().get(pk=row.pk) == before
    assert 'name="_save"' not in client.get(at(model, "change", row)).text


def test_configuration_is_changed_and_the_change_is_kept_in_its_history(client, admin):
    client.force_login(admin)

    client.post(at(Topic, "add"), {"name": "Reporting", "is_standard": "on"})
    topic = Topic.objects.get(is_standard=False)
    client.post(at(Topic, "change", topic), {"name": "Reports"})

    topic.refresh_from_db()
    assert topic.name == "Reports"
    assert "Changed Name" in client.get(at(Topic, "history", topic)).text


def test_a_product_in_use_is_not_deleted_and_its_customers_are_not_listed(client, admin, everything):
    client.force_login(admin)
    product = Product.objects.get()

    page = client.get(at(Product, "delete", product)).text
    client.post(at(Product, "delete", product), {"post": "yes"})

    assert "1 customer runs it; it cannot be deleted." in page
    assert "Saimaa" not in page
    assert Product.objects.exists()


def test_a_topic_in_use_is_not_deleted_with_the_issues_left_silent(client, admin, everything):
    client.force_login(admin)
    topic = Topic.objects.get(is_standard=False)
    every = {"action": "delete_selected", "_selected_action": [topic.pk], "post": "yes"}

    page = client.get(at(Topic, "delete", topic)).text
    client.post(at(Topic, "delete", topic), {"post": "yes"})
    client.post(at(Topic), every)

    assert "1 issue speaks of it; it cannot be deleted." in page
    assert Issue.objects.get().topics.get() == topic


def test_a_topic_that_no_issue_speaks_of_is_deleted(client, admin):
    client.force_login(admin)
    topic = TopicFactory()

    client.post(at(Topic, "delete", topic), {"post": "yes"})

    assert not Topic.objects.filter(is_standard=False).exists()


def test_the_two_topics_that_every_prospect_asks_about_stay_in_every_list(client, admin):
    """Row 1.12: how problems are handled, and the quality of support."""
    client.force_login(admin)
    topic = Topic.objects.get(name="Quality of support")
    both = {"action": "delete_selected", "post": "yes"}
    both["_selected_action"] = list(Topic.objects.filter(is_standard=True).values_list("pk", flat=True))

    page = client.get(at(Topic, "delete", topic)).text
    client.post(at(Topic, "delete", topic), {"post": "yes"})
    asked = client.post(at(Topic), {key: value for key, value in both.items() if key != "post"}).text
    client.post(at(Topic), both)
    client.post(at(Topic, "change", topic), {"name": "Support"})

    assert "Every list of topics has “Quality of support”; it cannot be deleted." in page
    assert "“How problems are handled”" in asked
    assert set(Topic.objects.filter(is_standard=True).values_list("name", flat=True)) == {
        "How problems are handled",
        "Support",
    }


def test_a_product_that_nobody_runs_is_deleted(client, admin):
    client.force_login(admin)
    product = Product.objects.create(name="Yard")

    client.post(at(Product, "delete", product), {"post": "yes"})

    assert not Product.objects.exists()


def test_the_page_of_a_customer_leads_to_its_facts(client, admin, everything):
    client.force_login(admin)
    customer = Customer.objects.get()

    page = client.get(at(Customer, "change", customer)).text

    for model in (Contact, Issue, Hardship, Deployment, CustomerEvent):
        address = f"{at(model)}?customer__id__exact={customer.pk}"
        assert address in page
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("who", ["rep", "manager", "executive"])
def test_nobody_else_enters(client, who, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(at(Customer)).status_code == 302
