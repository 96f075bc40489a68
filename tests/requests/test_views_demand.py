"""Does the board's neighbour say what waits for which customer, and count no request that somebody is found for?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from references.models import Consent
from refprogram.dates import today
from requests.models import Status
from requests.views.demand import NOBODY_FOUND
from tests.factories import (
    ActivityFactory,
    CustomerFactory,
    OpportunityFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
)

pytestmark = pytest.mark.django_db
DEMAND = reverse("requests:waiting_demand")
HTMX = {"HX-Request": "true"}


def at(name: str, *activities, **more):
    return ReferenceFactory(customer=CustomerFactory(name=name, **more), agreed_to=activities).contact.customer


def ask(activity, *, value=100_000, currency="EUR", status=Status.SUBMITTED, rep=None):
    deal = OpportunityFactory(value=value, currency=currency, **({"owner": rep} if rep else {}))
    return ReferenceRequestFactory(opportunity=deal, requested_by=deal.owner, activity=activity, status=status)


def waiting(page: str) -> dict[str, str]:
    cells = re.findall(r'<td><a href="/customers/\d+/">([^<]+)</a></td>\s*<td class="r" id="w-\d+">(.*?)</td>', page)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", said).split()) for name, said in cells}


def asked(client, *customers, **headers) -> str:
    of = ",".join(str(customer.pk) for customer in customers)
    answer = client.get(DEMAND, {"of": of}, headers=headers)
    assert answer.status_code == 200
    return answer.text


def test_a_request_waits_for_whoever_agreed_to_what_it_asks_for(client, manager, call):
    visit = ActivityFactory(code="visit")
    calls, both, nothing = at("Calls", call), at("Both", call, visit), at("Nothing")
    ask(call)
    ask(call, value=50_000, currency="USD", status=Status.NEEDS_REVIEW)
    ask(visit, value=None)
    client.force_login(manager)

    page = asked(client, calls, both, nothing)

    assert waiting(page) == {
        "Both": "EUR 100,000, USD 50,000 3 requests",
        "Calls": "EUR 100,000, USD 50,000 2 requests",
        "Nothing": "none",
    }
    assert '<b class="num">EUR 100,000, USD 50,000</b>: 3 requests' in page
    assert "at 2 of these customers" in page


@pytest.mark.parametrize("status", Status)
def test_only_what_nobody_is_found_for_waits(client, manager, call, status):
    customer = at("Calls", call)
    ask(call, status=status)
    client.force_login(manager)

    assert (waiting(asked(client, customer)) == {"Calls": "EUR 100,000 1 request"}) is (status in NOBODY_FOUND)


@pytest.mark.parametrize(("change", "waits"), [({"expires_on": today()}, True), ({"ended_on": today()}, False)])
def test_a_yes_that_was_taken_back_waits_for_nothing(client, manager, call, change, waits):
    customer = at("Calls", call)
    Consent.objects.update(**change)
    ask(call)
    client.force_login(manager)

    assert (waiting(asked(client, customer))["Calls"] != "none") is waits


def test_a_rep_learns_of_their_own_requests_and_accounts_only(client, rep, other_rep, call):
    mine, theirs = at("Mine", call, owner=rep), at("Theirs", call, owner=other_rep)
    ask(call, value=1_000, rep=rep)
    ask(call, value=2_000, rep=other_rep)
    client.force_login(rep)

    assert waiting(asked(client, mine, theirs)) == {"Mine": "EUR 1,000 1 request"}


@pytest.mark.parametrize("of", ["", "x", "-1", "1,,2", "9" * 30, "²", "1" + ",1" * 500])
def test_an_address_that_names_nobody_says_so(client, manager, of):
    client.force_login(manager)

    answer = client.get(DEMAND, {"of": of})

    assert answer.status_code == 200
    assert "No open request waits for any of these customers." in answer.text


def test_the_fragment_is_what_a_fresh_page_shows(client, manager, call):
    customer = at("Calls", call)
    ask(call)
    client.force_login(manager)

    part = asked(client, customer, **HTMX)

    assert "<html" not in part
    assert part.strip() in asked(client, customer)


def test_it_costs_the_same_for_three_customers_and_for_six(client, manager, call):
    client.force_login(manager)
    customers = [at(f"Customer {number}", call) for number in range(6)]
    counts = []
    for some in (customers[:3], customers):
        with CaptureQueriesContext(connection) as counted:
            asked(client, *some)
        counts.append(len(counted))
        ask(call)

    assert counts[0] == counts[1] <= 6


def test_the_board_asks_for_what_waits_for_the_customers_on_it(client, manager, rep):
    shown = ReferenceFactory(agreed_to=()).contact.customer
    client.force_login(manager)

    page = client.get(reverse("references:do_not_use")).text

    assert f'hx-get="{DEMAND}?of={shown.pk}"' in page
    assert f'hx-select-oob="#w-{shown.pk}"' in page
    assert f'id="w-{shown.pk}"' in page
    client.force_login(rep)
    assert f"w-{shown.pk}" not in client.get(reverse("references:do_not_use")).text, "not their account"
