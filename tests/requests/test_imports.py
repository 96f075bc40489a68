"""What does a row about a deal become, and what does no file write over?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertNumQueries

from refprogram.dates import today
from requests.actions import deals
from requests.imports import STAGES
from requests.models import Opportunity, Stage
from tests import stages
from tests.customers.test_imports import counts, read_in, reasons
from tests.factories import CustomerFactory, ProductFactory, ReferenceRequestFactory, UserFactory

pytestmark = pytest.mark.django_db
DEALS = "external_id,account,owner,product,stage,amount,engaged_on,closed_on\n"


@pytest.fixture
def gtx():
    return ProductFactory(name="GTX Basic")


@pytest.fixture
def moses(db):
    return UserFactory(first_name="Moses", last_name="Frase", email="moses@northquay.example")


def test_a_deal_is_stored_with_all_that_a_file_says(gtx, moses):
    customer = CustomerFactory(name="Cancity Ltd")

    report = read_in("opportunities", DEALS + "O-1,Cancity,Moses Frase,gtx basic,Won,1054.50,2025-10-20,2026-03-01\n")

    assert counts(report) == (1, 1, 0, 0, 0, 0)
    deal = Opportunity.objects.get()
    assert (deal.external_id, deal.account, deal.customer, deal.owner, deal.product) == (
        "O-1",
        "Cancity",
        customer,
        moses,
        gtx,
    )
    assert (deal.stage, deal.value, deal.currency) == (Stage.WON, Decimal("1054.50"), "EUR")
    assert (deal.engaged_on, deal.closed_on, deal.close_on) == (date(2025, 10, 20), date(2026, 3, 1), None)
    assert (deal.name, deal.source, deal.by_hand) == ("gtx basic", "list", [])


def test_a_deal_that_is_still_open_says_when_it_should_close():
    ahead = (today() + timedelta(days=30)).isoformat()

    read_in("opportunities", f"name,account,stage,closed_on,currency\nDepot,Marlow,Engaging,{ahead},usd\n")

    deal = Opportunity.objects.get()
    assert (deal.stage, deal.closed_on, deal.close_on.isoformat()) == (Stage.OPEN, None, ahead)
    assert (deal.name, deal.currency, deal.customer, deal.owner, deal.value) == ("Depot", "USD", None, None, None)


@pytest.mark.parametrize(("said", "stage"), [*STAGES.items(), ("Closed Won", "won"), ("PROSPECTING", "open")])
def test_the_usual_words_for_a_stage_are_known(said, stage):
    read_in("opportunities", DEALS + f"O-1,Marlow,,,{said},,,2026-03-01\n")

    assert Opportunity.objects.get().stage == stage


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("O-1,Marlow,,,Closed,,,2026-03-01", "stage: “Closed” is not one of open, new, "),
        ("O-1,Marlow,,,Won,,,", "closed_on is empty: say on which day the deal was won or lost."),
        ("O-1,Marlow,,,Lost,,,2199-01-01", "closed_on: 2199-01-01 is still to come."),
        ("O-1,Marlow,,,Open,,2199-01-01,", "engaged_on: 2199-01-01 is still to come."),
        ("O-1,Marlow,,,Won,-1,,2026-03-01", "amount: a deal cannot be worth less than nothing."),
        (
            "O-1,Marlow,,,Won,1,2026-03-02,2026-03-01",
            "closed_on: the deal cannot have ended on 2026-03-01, before it began on 2026-03-02.",
        ),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_a_sentence(row, says):
    report = read_in("opportunities", DEALS + row + "\n")

    assert counts(report) == (1, 0, 0, 0, 0, 1)
    assert reasons(report)[0].startswith(says)
    assert not Opportunity.objects.exists()


def test_a_currency_is_three_letters():
    report = read_in("opportunities", "account,currency\nMarlow,euros\n")

    assert reasons(report) == ["currency: “euros” is not the three letters of a currency, such as EUR."]


def test_a_deal_without_a_company_or_of_an_unknown_product_is_put_aside(gtx):
    report = read_in("opportunities", DEALS + "O-1,,,,Open,,,\nO-2,Marlow,,GTXBasic,Open,,,\n")

    assert counts(report) == (2, 0, 0, 0, 2, 0)
    assert reasons(report) == [
        "account: the row names no company. Give the deal one in the other system and import the file again.",
        "product: no product is called “GTXBasic”. Import products first, or correct the name.",
    ]


def test_a_name_that_fits_two_customers_is_a_prospect(gtx):
    CustomerFactory(name="Marlow GmbH"), CustomerFactory(name="Marlow Ltd")

    read_in("opportunities", DEALS + "O-1,Marlow,,,Open,,,\n")

    assert Opportunity.objects.get().customer is None


# Whose deal it is


def test_an_owner_is_found_by_address_or_name_or_left_empty_with_a_note(moses, capsys):
    UserFactory(first_name="Ada", last_name="Twin"), UserFactory(first_name="Ada", last_name="Twin")
    rows = "O-1,A,MOSES@northquay.example,,,,,\nO-2,B,moses  frase,,,,,\nO-3,C,Nobody,,,,,\nO-4,D,Nobody,,,,,\n"

    report = read_in("opportunities", DEALS + rows + "O-5,E,Ada Twin,,,,,\n")

    assert counts(report) == (5, 5, 0, 0, 0, 0)
    assert list(Opportunity.objects.order_by("external_id").values_list("owner", flat=True)) == [
        moses.pk,
        moses.pk,
        None,
        None,
        None,
    ]
    assert report.told()[-2:] == [
        "owner: nobody with an account here is called “Nobody”, so it was left empty. (2 rows)",
        "owner: 2 accounts fit “Ada Twin”, so it was left empty. (1 row)",
    ]


def test_an_owner_who_has_an_account_by_now_is_found_in_the_same_file():
    """What was noted is looked at again; what was stored whole is not."""
    text = DEALS + "O-1,A,Moses Frase,,,,,\nO-2,B,,,,,,\n"
    first = read_in("opportunities", text)
    again = read_in("opportunities", text)
    moses = UserFactory(first_name="Moses", last_name="Frase")

    found = read_in("opportunities", text)

    assert counts(first) == (2, 2, 0, 0, 0, 0)
    assert counts(again) == (2, 0, 0, 2, 0, 0)
    assert again.notes == first.notes
    assert counts(found) == (2, 0, 1, 1, 0, 0)
    assert Opportunity.objects.get(external_id="O-1").owner == moses
    assert counts(read_in("opportunities", text)) == (2, 0, 0, 2, 0, 0)


def test_a_deal_that_was_handed_to_somebody_without_an_account_is_not_the_old_owners_any_more(moses):
    read_in("opportunities", DEALS + "O-1,A,Moses Frase,,,,,\n")
    assert Opportunity.objects.visible_to(moses).exists()

    handed_over = read_in("opportunities", DEALS + "O-1,A,Darcel Schlecht,,,,,\n")

    assert counts(handed_over) == (1, 0, 1, 0, 0, 0)
    assert not Opportunity.objects.visible_to(moses).exists()
    assert "so it was left empty" in handed_over.told()[-1]
    assert counts(read_in("opportunities", DEALS + "O-1,A,,,,,,\n")) == (1, 0, 0, 1, 0, 0), "an empty cell says nothing"


# The same deal again


def test_the_same_file_again_changes_nothing_and_a_newer_one_says_how_it_ended(gtx, moses):
    read_in("opportunities", DEALS + "O-1,Marlow,Moses Frase,GTX Basic,Engaging,,2026-01-05,\n")
    assert counts(read_in("opportunities", DEALS + "O-1,Marlow,Moses Frase,GTX Basic,Engaging,,2026-01-05,\n")) == (
        1,
        0,
        0,
        1,
        0,
        0,
    )

    newer = read_in("opportunities", DEALS + "O-1,Marlow,Moses Frase,GTX Basic,Won,900,2026-01-05,2026-02-01\n")

    assert counts(newer) == (1, 0, 1, 0, 0, 0)
    deal = Opportunity.objects.get()
    assert (deal.stage, deal.value, deal.closed_on) == (Stage.WON, 900, date(2026, 2, 1))


def test_two_systems_may_give_the_same_id_to_two_deals():
    read_in("opportunities", DEALS + "1,Marlow,,,Open,,,\n", source="one")
    read_in("opportunities", DEALS + "1,Dunmore,,,Open,,,\n", source="two")

    assert set(Opportunity.objects.values_list("source", "external_id", "account")) == {
        ("one", "1", "Marlow"),
        ("two", "1", "Dunmore"),
    }


def test_a_deal_that_a_request_is_for_outlives_every_file():
    """A deal deleted upstream is simply not in the file any more."""
    read_in("opportunities", DEALS + "O-1,Marlow,,,Open,,,\nO-2,Dunmore,,,Open,,,\n")
    used = Opportunity.objects.get(external_id="O-1")
    ask = ReferenceRequestFactory(opportunity=used)

    read_in("opportunities", DEALS + "O-2,Dunmore,,,Open,,,\n")

    ask.refresh_from_db()
    assert ask.opportunity == used
    with pytest.raises(ProtectedError):
        used.delete()


def test_a_deal_that_was_removed_here_does_not_come_back():
    read_in("opportunities", DEALS + "O-1,Marlow,,,Open,,,\n")
    Opportunity.objects.all().delete()

    assert counts(read_in("opportunities", DEALS + "O-1,Marlow,,,Open,5,,\n")) == (1, 0, 0, 0, 1, 0)


def test_a_batch_costs_the_same_however_many_rows_it_has(gtx, moses):
    def rows(many, value):
        return DEALS + "".join(f"O-{n},M {n},Moses Frase,GTX Basic,Open,{value},,\n" for n in range(many))

    read_in("opportunities", rows(2, 1), source="few")
    read_in("opportunities", rows(40, 1), source="many")
    with CaptureQueriesContext(connection) as few:
        read_in("opportunities", rows(2, 2), source="few")
    with assertNumQueries(len(few)):
        read_in("opportunities", rows(40, 2), source="many")


# What somebody here said


def said_won(value="1200"):
    rep = UserFactory()
    read_in("opportunities", DEALS + f"O-1,Marlow,{rep.email},,Open,1000,2026-01-05,\n")
    deal = Opportunity.objects.get()
    ask = ReferenceRequestFactory(opportunity=deal, requested_by=rep)
    deals.record_outcome(
        ask, stage="won", closed_on=date(2026, 3, 1), value=Decimal(value), by=rep, on=date(2026, 3, 2)
    )
    return ask


def test_no_file_writes_over_how_somebody_here_said_that_it_ended():
    ask = said_won()

    report = read_in("opportunities", DEALS + "O-1,Marlow Group,,,Lost,0,2026-01-06,2026-04-01\n")

    assert counts(report) == (1, 0, 1, 0, 0, 0)
    assert list(report.notes) == [
        "Somebody here wrote down how this deal ended; the file says otherwise and was not followed."
    ]
    ask.opportunity.refresh_from_db()
    deal = ask.opportunity
    assert (deal.stage, deal.closed_on, deal.value) == (Stage.WON, date(2026, 3, 1), 1200)
    assert (deal.account, deal.engaged_on) == ("Marlow Group", date(2026, 1, 6)), "the rest is the other system's"


def test_a_file_cannot_make_a_deal_begin_after_the_day_that_somebody_gave_for_its_end():
    said_won()

    report = read_in("opportunities", DEALS + "O-1,Marlow,,,Open,,2026-05-01,\n")

    assert reasons(report) == ["closed_on: the deal cannot have ended on 2026-03-01, before it began on 2026-05-01."]


def test_once_somebody_says_that_it_is_open_the_next_news_counts():
    ask = said_won()
    rep = ask.requested_by
    deals.record_outcome(ask, stage="open", closed_on=None, value=None, by=rep, on=date(2026, 3, 2))

    read_in("opportunities", DEALS + "O-1,Marlow,,,Lost,0,2026-01-05,2026-04-01\n")

    ask.opportunity.refresh_from_db()
    assert (ask.opportunity.stage, ask.opportunity.by_hand) == (Stage.LOST, [])


def test_what_a_rep_expected_gives_way_to_what_the_deal_was_closed_for(rep):
    """Before that, a file that says another worth or another day does not write over what they typed."""
    read_in("opportunities", DEALS + f"O-1,Marlow,{rep.email},,Open,,,\n")
    deal = Opportunity.objects.get()
    typed = {"name": "x", "account": "x", "domain": "", "value": Decimal(700), "currency": "USD"}
    need = {"activity": stages.ActivityFactory(), "matters_most": "R", "needed_by": today()}
    stages.actions.draft(deal=typed | {"close_on": date(2027, 1, 1)}, need=need, topics=[], by=rep, chosen=deal.pk)

    read_in("opportunities", DEALS + f"O-1,Marlow,{rep.email},,Open,650,,2027-02-02\n")
    deal.refresh_from_db()
    assert (deal.value, deal.currency, deal.close_on) == (700, "USD", date(2027, 1, 1))

    read_in("opportunities", DEALS + f"O-1,Marlow,{rep.email},,Won,650,,2026-04-01\n")
    deal.refresh_from_db()
    assert (deal.value, deal.stage) == (650, Stage.WON)
