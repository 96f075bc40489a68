"""Does a manager see whose favours the program lives on, and nobody's name who is in a hard time?"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from references.models import UseState
from refprogram.dates import today
from requests.models import Status
from tests.factories import (
    ActivityFactory,
    ContactPreferenceFactory,
    HardshipFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    UseFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
CAPACITY = reverse("requests:capacity")


def used(times, *, on=None, **of):
    reference = ReferenceFactory(**of)
    UseFactory.create_batch(times, use_consent__reference=reference, on=on or days_ago(10))
    return reference


def part(page, name):
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


@pytest.fixture
def page(client, manager):
    client.force_login(manager)
    return lambda: client.get(CAPACITY).text


def test_who_is_used_most_stands_first_against_both_limits(page):
    once, twice = used(1), used(2)
    ContactPreferenceFactory(reference=twice, max_per_quarter=3)
    used(1, on=days_ago(91))

    shown = part(page(), "used")

    assert re.findall(r"<b>(Ingrid Solheim \d+)</b>", shown) == [
        twice.contact.details.name,
        once.contact.details.name,
    ]
    assert '<b class="num">2 of 4</b>' in shown
    assert '<span class="num">2 of 3</span>' in shown
    assert shown.count("no limit set") == 1


def test_the_share_of_the_same_few_is_of_all_uses(page):
    for times in (4, 2, 1, 1, 1, 1):
        used(times)

    assert '<b class="kpi num">90 %</b>' in page()


def test_who_may_be_asked_and_was_not_used_lately_is_named_who_waits_longest_first(page):
    long_ago = used(1, on=days_ago(200))
    never = ReferenceFactory()
    promised = UseFactory(use_consent__reference=never, state=UseState.RELEASED, on=days_ago(5)).reference
    ReferenceFactory(checked_on=None)
    used(1)

    shown = part(page(), "unused")

    assert re.findall(r"Ingrid Solheim \d+", shown) == [never.contact.details.name, long_ago.contact.details.name]
    assert promised == never
    assert "never used" in shown


def test_who_rests_stands_with_the_last_day_of_it(page):
    visit = ActivityFactory(code="visit", rest_days=30)
    resting = used(1, on=days_ago(28))
    UseFactory(use_consent__reference=resting, use_consent__activity=visit, on=days_ago(30))
    over = ReferenceFactory()
    UseFactory(use_consent__reference=over, use_consent__activity=visit, on=days_ago(31))

    shown = part(page(), "resting")

    assert re.findall(r"Ingrid Solheim \d+", shown) == [resting.contact.details.name]


def test_nobody_in_a_hard_time_is_named_and_their_uses_count(page):
    in_peace = used(3)
    HardshipFactory(customer=in_peace.contact.customer)
    used(1)

    shown = page()

    assert in_peace.contact.customer.name not in shown
    assert in_peace.contact.details.name not in shown
    assert '<b class="kpi num">4</b>' in shown


def test_what_waits_for_anybody_is_counted_by_currency(page):
    for currency, value in (("EUR", 210_000), ("EUR", 90_000), ("USD", 5_000)):
        ReferenceRequestFactory(status=Status.IN_REVIEW, opportunity__value=value, opportunity__currency=currency)
    ReferenceRequestFactory(status=Status.CONFIRMED)

    assert "EUR 300,000, USD 5,000" in page()
    assert "3 requests that nobody is found for" in page()


def test_an_empty_program_says_so(page):
    shown = page()

    assert "Nobody was used." in shown
    assert "Nobody has to rest." in shown


def test_ten_times_as_many_cost_as_many_queries(client, manager):
    client.force_login(manager)
    visit = ActivityFactory(code="visit", rest_days=30)

    def cost():
        for days in range(4):
            reference = used(1 + days)
            UseFactory(use_consent__reference=reference, use_consent__activity=visit, on=today() - timedelta(days=1))
            ReferenceFactory()
        with assertNumQueries(8):
            client.get(CAPACITY)

    cost()
    cost()


def test_of_very_many_the_page_stays_small(client, manager):
    client.force_login(manager)
    for _ in range(40):
        used(1)
    ReferenceFactory.create_batch(40)

    answer = client.get(CAPACITY)

    assert len(answer.content) <= 60_000
    assert "The first 25 of 40." in answer.text


def test_what_waits_for_anybody_leads_to_exactly_these_requests(client, page):
    for status in Status:
        ReferenceRequestFactory(status=status)

    number, url = re.search(r"(\d+) requests that nobody is found for <a href=\"([^\"]+)\"", page()).groups()
    rows = client.get(url).text.partition("<tbody>")[2].partition("</tbody>")[0]

    assert rows.count("<tr") == int(number) == 4
