"""Do managers see what was offered, write down what came of it, and nobody else anything?"""

from decimal import Decimal

import pytest
from django.urls import reverse

from references.models import RewardEntry, ThankYouKind
from references.models.thanks import AT_ONE_PRESS
from refprogram import pages
from refprogram.dates import today
from tests.factories import CustomerFactory, ReferenceFactory, RewardEntryFactory, ThankYouFactory, days_ago
from tests.references.test_checkin_views import HTMX, steady

pytestmark = pytest.mark.django_db
TYPED = {"act": "advice", "kind": "gift", "what": "A box of chocolates", "value": "40", "currency": "EUR"}
GIFT = {"kind": "gift", "what": "A plant", "value": "15", "currency": "EUR"}


def at(view, *row):
    return reverse(f"references:{view}", args=[one.pk for one in row])


@pytest.fixture
def browser(client, manager):
    client.force_login(manager)
    return client


def test_an_offer_goes_from_the_persons_page_to_the_ledger_and_is_given(browser, manager):
    reference = ReferenceFactory()
    panel = at("rewards_of", reference)
    assert f'hx-get="{panel}"' in browser.get(at("detail", reference)).text
    assert "They were offered nothing." in browser.get(panel).text

    answer = browser.post(at("offer_reward", reference), TYPED, follow=True)
    entry = RewardEntry.objects.get()
    assert answer.redirect_chain == [(panel, 302)]
    assert "Gift, EUR 40" in answer.text
    assert (entry.act, entry.what, entry.offered_by, entry.offered_on) == ("advice", TYPED["what"], manager, today())

    for step, state in (("accept_reward", "accepted"), ("give_reward", "given")):
        assert at(step, entry) in browser.get(panel).text
        assert f", {state} on" in browser.post(at(step, entry), follow=True).text
    listed = browser.get(at("rewards")).text
    for words in ("A box of chocolates", "EUR 40", "Advisory work", "Given", reference.contact.details.name):
        assert words in listed
    assert at("decline_reward", entry) not in listed


def test_the_row_that_htmx_swaps_in_is_what_the_ledger_shows(browser):
    entry = RewardEntryFactory()

    part = browser.post(at("decline_reward", entry), headers=HTMX).text

    assert part.startswith(f'<tr id="row-reward-{entry.pk}">')
    assert steady(part.strip()) in steady(browser.get(at("rewards")).text)


def test_the_second_answer_is_told(browser):
    entry = RewardEntryFactory(declined=True)

    assert browser.post(at("accept_reward", entry)).status_code == 409


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("act", "opinion", "Select a valid choice"),
        ("act", "", "This field is required"),
        ("what", "A voucher for a great review", "ties this to an opinion"),
        ("what", "", "This field is required"),
        ("value", "0", "greater than or equal to 0.01"),
        ("currency", "euro", "three letters"),
        ("currency", "", "three letters"),
    ],
)
def test_what_is_not_well_formed_is_shown_again_and_not_written_down(browser, field, typed, words):
    answer = browser.post(at("offer_reward", ReferenceFactory()), TYPED | {field: typed})

    assert answer.status_code == 422
    assert words in answer.text
    assert not RewardEntry.objects.exists()


def test_whoever_may_take_nothing_is_offered_no_form_and_no_button(browser):
    reference = ReferenceFactory(customer=CustomerFactory(gift_policy="none"))
    offer = at("offer_reward", reference)

    shown, panel = browser.get(offer).text, browser.get(at("rewards_of", reference)).text

    assert "lets its people take no gifts" in shown
    assert 'name="what"' not in shown
    assert f'href="{offer}"' not in panel
    assert "lets its people take no gifts" in panel
    assert browser.post(offer, TYPED).status_code == 409


def test_the_ledger_is_narrowed_to_a_state_and_counts_each(browser):
    for state in ({}, {"accepted": True}, {"given": True}, {"declined": True}):
        RewardEntryFactory(what=f"It is {next(iter(state), 'offered')}", **state)

    shown = browser.get(at("rewards"), {"state": "accepted"}).text

    assert "It is accepted" in shown
    assert "It is given" not in shown
    assert steady(browser.get(at("rewards"), {"state": "accepted"}, headers=HTMX).text) in steady(shown)
    assert "Everything <b>4</b>" in shown
    assert all(
        f"It is {one}" in browser.get(at("rewards")).text for one in ("offered", "accepted", "given", "declined")
    )


def test_the_ledger_is_paged_and_costs_the_same_for_two_and_for_six(
    browser, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(pages.keyset, "__kwdefaults__", {"size": 4, "count": None})
    RewardEntryFactory.create_batch(6)

    with django_assert_max_num_queries(9):
        first = browser.get(at("rewards")).text

    assert first.count('id="row-reward-') == 4
    onward = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert browser.get(at("rewards") + onward).text.count('id="row-reward-') == 2


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_nobody_else_sees_anything_of_it(client, who, request):
    user = request.getfixturevalue(who)
    reference = ReferenceFactory(customer=CustomerFactory(owner=user, gift_policy="none"))
    RewardEntryFactory(reference=reference)
    client.force_login(user)

    for page in (at("detail", reference), reverse("customers:detail", args=[reference.contact.customer_id])):
        shown = client.get(page).text
        assert "Reward" not in shown
        assert "ift policy" not in shown


# A gift as thanks


def test_of_a_gift_somebody_has_to_say_what_it_was(browser):
    owed = ThankYouFactory()
    assert {value for value, _ in AT_ONE_PRESS} == set(ThankYouKind.values) - {"gift"}
    assert f'href="{at("thank", owed)}#gift"' in browser.get(at("detail", owed.use.reference)).text

    refused = browser.post(at("thank", owed), {"kind": "gift"})
    assert refused.status_code == 422
    for words in ("Say what the gift was.", "Say what it is worth.", "Say in which currency."):
        assert words in refused.text

    answer = browser.post(at("thank", owed), GIFT)
    assert answer.url == at("detail", owed.use.reference)
    assert RewardEntry.objects.get().thank_you == owed


def test_a_gift_that_hangs_on_an_opinion_is_no_thanks(browser):
    answer = browser.post(at("thank", ThankYouFactory()), GIFT | {"what": "A plant for your positive words"})

    assert answer.status_code == 422
    assert "ties this to an opinion" in answer.text


def test_where_no_gift_may_be_taken_the_page_of_thanks_says_so(browser):
    owed = ThankYouFactory(use__use_consent__reference=ReferenceFactory(customer=CustomerFactory(public_sector=True)))

    shown = browser.get(at("thank", owed)).text

    assert "public sector, where nothing is offered" in shown
    assert 'name="what"' not in shown


# Today, and the customer's page


def test_what_was_accepted_and_not_given_within_two_weeks_is_on_a_managers_day(browser):
    late = RewardEntryFactory(answer="accepted", offered_on=days_ago(30), answered_on=days_ago(15))
    RewardEntryFactory(answer="accepted", offered_on=days_ago(30), answered_on=days_ago(14))

    shown = browser.get("/").text

    assert "Rewards they accepted and have not got" in shown
    assert shown.count(f'href="{at("rewards_of", late.reference)}"') >= 1
    assert "1 day late" in shown
    assert 'href="/references/rewards/?state=accepted"' not in shown, "one row is all of them"
    browser.post(at("give_reward", late))
    assert "Rewards they accepted" not in browser.get("/").text


def gifts(customer):
    return reverse("customers:set_gift_policy", args=[customer.pk])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"policy": ""}, "Nobody has asked them"),
        ({"policy": "none", "limit": "7", "currency": "EUR"}, "No gifts at all"),
        ({"policy": "limited", "limit": "25", "currency": "EUR"}, "Up to a limit of its own: EUR 25.00"),
        ({"policy": "allowed", "public_sector": "on"}, "Public sector: nothing is offered"),
        ({"policy": "", "public_sector": "on", "public_sector_gifts": "on"}, "Public sector: within its limits"),
    ],
)
def test_the_gift_policy_stands_on_the_customers_page_and_in_its_form(browser, typed, words):
    customer = CustomerFactory()
    assert f'href="{gifts(customer)}"' in browser.get(customer.get_absolute_url()).text

    shown = browser.post(gifts(customer), typed, follow=True).text

    assert words in shown
    assert "Gift policy changed" in browser.get(reverse("customers:history", args=[customer.pk])).text
    customer.refresh_from_db()
    assert customer.gift_limit == (Decimal(25) if typed["policy"] == "limited" else None)
    form = browser.get(gifts(customer)).context["form"]
    assert {name: bool(value) for name, value in form.initial.items() if name in typed} == {
        name: bool(value) and not (name in ("limit", "currency") and typed["policy"] != "limited")
        for name, value in typed.items()
    }


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"policy": "limited"}, "Say what the limit is."),
        ({"policy": "limited", "limit": "5"}, "Say in which currency."),
        ({"policy": "limited", "limit": "5", "currency": "euro"}, "three letters"),
        ({"policy": "", "public_sector_gifts": "on"}, "for the public sector only"),
        ({"policy": "many"}, "Select a valid choice"),
    ],
)
def test_a_gift_policy_that_cannot_be_is_shown_again(browser, typed, words):
    answer = browser.post(gifts(CustomerFactory()), typed)

    assert answer.status_code == 422
    assert words in answer.text
