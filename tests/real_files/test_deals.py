"""Are the deals of a real CRM the deals that requests can be made for? Counted by hand from the files."""

import csv
from collections import Counter
from decimal import Decimal

import pytest

from customers.models import Customer, Product
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role
from requests.models import Opportunity
from tests.factories import UserFactory
from tests.real_files.conftest import counts

SOLD = ("--map", "name=product", "family=series")
ACCOUNTS = ("--map", "name=account", "industry=sector", "city=office_location", "parent=subsidiary_of")
PIPELINE = (
    "--map", "external_id=opportunity_id", "owner=sales_agent", "stage=deal_stage", "engaged_on=engage_date",
    "closed_on=close_date", "amount=close_value",
    "--set", "currency=USD",
)  # fmt: skip


@pytest.fixture
def crm(real_files):
    return real_files / "crm_maven"


@pytest.fixture
def pipeline(crm):
    with (crm / "sales_pipeline.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def sellers(crm):
    with (crm / "sales_teams.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            first, _, last = row["sales_agent"].partition(" ")
            UserFactory(first_name=first, last_name=last, role=Role.SALES_REP)


def test_seven_products_come_once(crm, import_data):
    assert import_data("products", crm / "products.csv", *SOLD) == counts(read=7, created=7)
    assert import_data("products", crm / "products.csv", *SOLD) == counts(read=7, unchanged=7)

    assert sorted(Product.objects.values_list("name", "family"))[0] == ("GTK 500", "GTK")


def test_the_pipeline_becomes_the_deals_and_what_cannot_be_placed_is_said(crm, import_data, pipeline, sellers):
    """8,800 deals: 1,425 name no company and 1,480 the product "GTXPro", which is not one of the seven; 222 do both."""
    import_data("products", crm / "products.csv", *SOLD)
    import_data("customers", crm / "accounts.csv", *ACCOUNTS)
    placed = [row for row in pipeline if row["account"] and row["product"] != "GTXPro"]
    assert (len(pipeline), sum(not row["account"] for row in pipeline)) == (8800, 1425)
    assert sum(row["product"] == "GTXPro" for row in pipeline) == 1480
    path = crm / "sales_pipeline.csv"

    assert import_data("opportunities", path, *PIPELINE) == counts(read=8800, created=6117, unmatched=2683)
    assert import_data("opportunities", path, *PIPELINE) == counts(read=8800, unchanged=6117, unmatched=2683)

    deals = Opportunity.objects.all()
    assert deals.count() == len(placed)
    assert Counter(deals.values_list("stage", flat=True)) == Counter(
        {"Won": "won", "Lost": "lost"}.get(row["deal_stage"], "open") for row in placed
    )
    assert Counter(deals.values_list("account", flat=True)) == Counter(row["account"] for row in placed)
    assert not deals.filter(owner=None).exists()
    assert {str(user) for user in User.objects.filter(pk__in=deals.values("owner"))} == {
        row["sales_agent"] for row in placed
    }
    worth = sum(deals.filter(stage="won").values_list("value", flat=True))
    assert worth == sum(Decimal(row["close_value"]) for row in placed if row["deal_stage"] == "Won")
    assert deals.exclude(customer=None).count() == len(placed)
    assert Customer.objects.count() == 85


def test_without_accounts_for_the_sellers_their_deals_come_in_without_an_owner(crm, import_data, pipeline):
    import_data("products", crm / "products.csv", *SOLD)
    path = crm / "sales_pipeline.csv"

    assert import_data("opportunities", path, *PIPELINE)["created"] == 6117
    assert import_data("opportunities", path, *PIPELINE) == counts(read=8800, unchanged=6117, unmatched=2683)

    assert not Opportunity.objects.exclude(owner=None, customer=None).exists()
