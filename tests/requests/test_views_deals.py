"""Can a rep take a deal that is here, say how it ended, and can anybody see what references had to do with it?"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.actions import open_issue
from customers.models.issue import Severity
from references.models import UseState
from refprogram.dates import today
from requests.models import Opportunity, ReferenceRequest, Stage
from tests import stages
from tests.factories import CustomerFactory, OpportunityFactory, ProductFactory, days_ago
from tests.requests.test_deals import heard
from tests.requests.test_views_detail import steady
from tests.requests.test_views_wizard import at, product
from tests.requests.test_views_wizard import deal as typed

__all__ = ["heard", "product", "typed"]

pytestmark = pytest.mark.django_db
NEW, DEALS, INFLUENCED = (reverse(f"requests:{name}") for name in ("new", "deals", "influenced"))
HTMX = {"HX-Request": "true"}


@pytest.fixture
def known(rep):
    return OpportunityFactory(
        source="crm",
        external_id="O-1",
        owner=rep,
        account="Dunmore",
        value=None,
        close_on=None,
        product=ProductFactory(),
    )


def outcome(ask):
    return reverse("requests:record_outcome", args=[ask.pk])


# Finding one


def test_a_rep_finds_their_own_open_deals_by_prospect_name_or_id(client, rep, other_rep, known):
    OpportunityFactory(owner=rep, account="Halbrook", name="Dunmore road")
    OpportunityFactory(owner=rep, account="Dunmore lost", stage=Stage.LOST, closed_on=today())
    OpportunityFactory(owner=other_rep, account="Dunmore of others")
    OpportunityFactory(owner=rep, account="Zellerbrück")
    client.force_login(rep)

    def found(query):
        return re.findall(r"<b>([^<]+)</b></a>", client.get(DEALS, {"q": query}).text)

    assert found("dunmore") == ["Dunmore", "Halbrook"]
    assert found("o-1") == ["Dunmore"]
    assert found("") == ["Dunmore", "Halbrook", "Zellerbrück"]
    assert "No open deal fits." in client.get(DEALS, {"q": "nothing"}).text


def test_the_fragment_is_what_the_page_shows_and_leads_to_the_form(client, rep, known):
    client.force_login(rep)

    fragment = client.get(DEALS, {"q": "dun"}, headers=HTMX).text

    assert fragment.strip() in client.get(DEALS, {"q": "dun"}).text
    assert f'href="{NEW}?chosen={known.pk}"' in fragment
    ask = stages.drafted(rep)
    assert f'href="{at(ask, "edit")}?chosen={known.pk}"' in client.get(DEALS, {"q": "dun", "ask": ask.pk}).text
    assert f'href="{NEW}?chosen={known.pk}"' in client.get(DEALS, {"q": "dun", "ask": "x"}).text


def test_whoever_does_not_ask_sees_whose_deals_they_are_and_no_way_to_ask(client, manager, rep, known):
    known.customer = CustomerFactory(name="Dunmore")
    known.save()
    OpportunityFactory(source="crm", owner=None, account="Nobody’s")
    client.force_login(manager)

    page = client.get(DEALS).text

    assert "a customer of ours" in page
    assert str(rep) in page
    assert "nobody here" in page
    assert "?chosen=" not in page


def costs(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_a_list_of_deals_costs_the_same_however_long(client, manager, rep, heard):
    client.force_login(manager)
    deal = OpportunityFactory(source="crm", owner=rep, product=ProductFactory(), stage=Stage.WON, closed_on=today())
    heard(deal, days_ago(3))
    OpportunityFactory(source="crm", owner=rep, product=ProductFactory())
    few = costs(client, DEALS), costs(client, INFLUENCED)
    for _ in range(3):
        deal = OpportunityFactory(source="crm", owner=rep, stage=Stage.WON, closed_on=today())
        heard(deal, days_ago(3)), heard(deal, days_ago(4))
        OpportunityFactory(source="crm", owner=rep, product=ProductFactory())

    assert (costs(client, DEALS), costs(client, INFLUENCED)) == few


# Asking for it


def test_a_chosen_deal_fills_the_form_and_what_is_known_of_it_cannot_be_changed(client, rep, known, call):
    client.force_login(rep)

    page = client.get(NEW, {"chosen": known.pk}).text

    assert re.search(r'name="account" value="Dunmore"[^>]*disabled', page)
    assert not re.search(r'name="value"[^>]*disabled', page)
    assert f'name="chosen" value="{known.pk}"' in page
    assert str(known.product) in page


def test_a_request_is_made_for_the_deal_that_was_chosen(client, rep, known, typed):
    client.force_login(rep)

    client.post(NEW, typed | {"chosen": known.pk, "account": "Another one", "product": ""})

    ask = ReferenceRequest.objects.get()
    assert (ask.opportunity, ask.opportunity.account, ask.opportunity.value) == (known, "Dunmore", 180_000)
    assert str(known.product) in client.get(ask.get_absolute_url()).text


@pytest.mark.parametrize("change", [{"stage": Stage.WON, "closed_on": days_ago(1)}, {"owner": None}])
def test_a_deal_that_is_gone_by_now_comes_back_with_everything_that_was_typed(client, rep, known, typed, change):
    Opportunity.objects.filter(pk=known.pk).update(**change)
    client.force_login(rep)

    answer = client.post(NEW, typed | {"chosen": known.pk})

    assert answer.status_code == 422
    assert "This deal is not open any more, or not yours." in answer.text
    assert "Tarnfell Systems" in answer.text
    assert not ReferenceRequest.objects.exists()


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "999999"])
def test_a_deal_that_nobody_can_have_chosen_fills_nothing(client, rep, call, typed, key):
    client.force_login(rep)

    assert client.get(NEW, {"chosen": key}).status_code == 200
    assert client.post(NEW, typed | {"chosen": key}).status_code == 422


def test_a_draft_keeps_its_known_deal_until_another_is_typed(client, rep, known, typed):
    client.force_login(rep)
    client.post(NEW, typed | {"chosen": known.pk})
    ask = ReferenceRequest.objects.get()

    assert re.search(r'name="account" value="Dunmore"[^>]*disabled', client.get(at(ask, "edit")).text)
    anew = client.get(at(ask, "edit"), {"chosen": ""}).text
    assert 'value="Dunmore"' not in anew
    client.post(at(ask, "edit"), typed | {"chosen": ""})

    ask.refresh_from_db()
    assert (ask.opportunity.account, ask.opportunity.source) == ("Dunmore Supermarkets", "")


# How it ended


def test_how_the_deal_ended_is_written_down_on_the_request(client, rep):
    ask = stages.submitted(rep)
    client.force_login(rep)
    assert "How did the deal end?" in client.get(ask.get_absolute_url()).text
    said = {"stage": "won", "closed_on": days_ago(1).isoformat(), "value": "190000"}

    swapped = client.post(outcome(ask), said, headers=HTMX)

    fresh = client.get(ask.get_absolute_url())
    assert steady(swapped.text) in steady(fresh.text)
    assert "How the deal ended was written down" in fresh.text
    assert "<dt>Won</dt>" in fresh.text
    ask.opportunity.refresh_from_db()
    assert (ask.opportunity.stage, ask.opportunity.value) == (Stage.WON, 190_000)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"stage": ""}, "Say whether it was won, lost or is still open."),
        ({"closed_on": ""}, "Give the day on which it was won or lost."),
        ({"closed_on": (today() + timedelta(days=1)).isoformat()}, "This day is still to come."),
        ({"closed_on": days_ago(11).isoformat()}, "The deal began on"),
        ({"value": "-1"}, "greater than or equal to 0"),
    ],
)
def test_an_outcome_that_is_not_well_formed_comes_back(client, rep, said, says):
    ask = stages.submitted(rep)
    Opportunity.objects.update(engaged_on=days_ago(10))
    client.force_login(rep)
    usual = {"stage": "lost", "closed_on": days_ago(1).isoformat(), "value": "5"}

    answer = client.post(outcome(ask), usual | said)

    assert answer.status_code == 422
    assert says in answer.text
    assert Opportunity.objects.get().stage == Stage.OPEN


def test_a_manager_says_it_too_and_an_executive_does_not(client, rep, manager, executive):
    ask = stages.submitted(rep)
    client.force_login(manager)
    assert "How did the deal end?" in client.get(ask.get_absolute_url()).text
    client.force_login(executive)
    assert "How did the deal end?" not in client.get(ask.get_absolute_url()).text


def test_what_is_written_down_of_a_deal_hides_no_reason_why_a_request_has_stopped(client, rep, manager):
    """Only a step moves a request, so the reasons are those of the last one."""
    ask = stages.matched(rep, manager)
    customer = ask.assignments.get().reference.contact.customer
    open_issue(
        customer,
        kind="support",
        severity=Severity.HIGH,
        topics=[],
        summary="Down",
        opened_on=today(),
        by=manager,
        on=today(),
    )
    ask.refresh_from_db()
    client.force_login(manager)

    def why():
        page = steady(client.get(ask.get_absolute_url()).text)
        return page.partition("This has stopped.")[2].partition("</section>")[0]

    before = why()
    client.post(outcome(ask), {"stage": "lost", "closed_on": today().isoformat()})

    assert "(support, high)" in before
    assert why() == before


# What a reference has to do with it


def test_the_influenced_deals_are_listed_once_with_their_requests(client, executive, rep, heard):
    deal = OpportunityFactory(stage=Stage.WON, closed_on=days_ago(2), value=210_000, owner=rep)
    first, second = heard(deal, days_ago(9)).ask, heard(deal, days_ago(5)).ask
    heard(OpportunityFactory(stage=Stage.WON, closed_on=days_ago(2), owner=rep), days_ago(9), UseState.BOOKED)
    blank = OpportunityFactory(stage=Stage.WON, closed_on=days_ago(3), value=None, owner=rep)
    heard(blank, days_ago(9))
    client.force_login(executive)

    page = client.get(INFLUENCED).text

    assert page.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr") == 2
    assert "An association, not a cause." in page
    assert "EUR 210,000" in page
    assert "Without a value" in page
    for ask in (first, second):
        assert f'href="{ask.get_absolute_url()}"' in page
    today_page = client.get("/").text
    assert re.search(r'Influenced revenue</p><b class="kpi num">EUR 210,000</b>', today_page)
    assert "2 deals won after a reference was heard" in today_page


def test_a_rep_sees_only_their_own_influenced_deals(client, rep, other_rep, heard):
    heard(OpportunityFactory(stage=Stage.WON, closed_on=days_ago(2), owner=rep, account="Mine"), days_ago(9))
    heard(OpportunityFactory(stage=Stage.WON, closed_on=days_ago(2), owner=other_rep, account="Theirs"), days_ago(9))
    client.force_login(rep)

    page = client.get(INFLUENCED).text

    assert "Mine" in page
    assert "Theirs" not in page
