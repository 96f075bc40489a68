"""Does the page of check-ins name everybody to talk with next, by the day it runs out, and nobody to leave in peace?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from references.models import CheckIn, Consent
from refprogram.dates import add_months, today
from refprogram.pages import ROWS
from tests.factories import HardshipFactory, ReferenceFactory, days_ago

pytestmark = pytest.mark.django_db
CHECK_INS = reverse("references:check_ins")
HTMX = {"HX-Request": "true"}
DUE, LATE = days_ago(160), days_ago(200)


def named(client, query: str = "") -> list[str]:
    return re.findall(r'<div class="xs muted">([^<]+)</div>', client.get(CHECK_INS + query).text)


@pytest.fixture
def people(db):
    """Somebody due, somebody too late, and everybody who is neither."""
    due = ReferenceFactory(customer__name="Due", checked_on=DUE, contact__details__name="Dora Due")
    ReferenceFactory(customer__name="Late", checked_on=LATE)
    ReferenceFactory(customer__name="Fresh")
    ReferenceFactory(customer__name="Never", checked_on=None)
    ReferenceFactory(customer__name="Agrees to nothing", checked_on=LATE, agreed_to=())
    HardshipFactory(customer=ReferenceFactory(customer__name="In peace", checked_on=LATE).contact.customer)
    return due


def test_the_latest_come_first_and_the_chips_narrow(client, manager, people):
    client.force_login(manager)

    assert named(client) == ["Late", "Due"]
    assert named(client, "?state=due") == ["Due"]
    assert named(client, "?state=overdue") == ["Late"]
    assert named(client, "?state=nonsense") == ["Late", "Due"]
    chips = re.findall(r"(Everybody|Overdue|Due) <b>(\d+)</b>", client.get(CHECK_INS).text)
    assert chips == [("Everybody", "2"), ("Overdue", "1"), ("Due", "1")]


def test_a_row_says_when_they_were_spoken_to_until_when_it_holds_and_how_to_write_it_down(client, manager, people):
    client.force_login(manager)

    page = client.get(CHECK_INS, {"state": "due"}).text

    assert "Dora Due" in page
    assert reverse("references:check_in", args=[people.pk]) in page
    left = (add_months(DUE, 6) - today()).days
    assert f"{left} days left" in page


def test_the_day_itself_is_due_and_the_next_is_too_late(client, manager, people):
    client.force_login(manager)
    day = next(day for day in (days_ago(ago) for ago in range(178, 187)) if add_months(day, 6) == today())

    CheckIn.objects.filter(reference=people).update(on=day)
    assert named(client, "?state=due") == ["Due"]
    CheckIn.objects.filter(reference=people).update(on=days_ago(190))
    assert named(client, "?state=overdue") == ["Late", "Due"]


def test_nobody_due_is_said(client, manager):
    ReferenceFactory()
    client.force_login(manager)

    assert "Nobody is due." in client.get(CHECK_INS).text


def test_the_fragment_is_what_a_fresh_page_shows(client, manager, people):
    client.force_login(manager)

    part = client.get(CHECK_INS, headers=HTMX).text

    assert "<html" not in part
    assert part.strip() in client.get(CHECK_INS).text


def test_a_full_page_has_a_way_on_that_skips_nobody(client, manager, call):
    for number in range(ROWS + 2):
        ReferenceFactory(customer__name=f"Customer {number:03}", checked_on=days_ago(160 + number % 3))
    client.force_login(manager)

    first = client.get(CHECK_INS)
    follow = re.search(r'href="(\?after=[^"]+)"', first.text).group(1)

    assert len(first.content) <= 60_000
    assert len({*named(client), *named(client, follow)}) == ROWS + 2


def test_it_costs_the_same_for_three_and_for_six(client, manager, call):
    client.force_login(manager)
    counts = []
    for _ in range(2):
        for _ in range(3):
            ReferenceFactory(checked_on=DUE, agreed_to=[call])
        client.get(CHECK_INS)
        with CaptureQueriesContext(connection) as counted:
            client.get(CHECK_INS)
        counts.append(len(counted))

    assert counts[0] == counts[1] <= 8
    assert Consent.objects.count() == 6


def test_today_leads_to_all_of_them(client, manager, call):
    for _ in range(8):
        ReferenceFactory(checked_on=LATE, agreed_to=[call])
    client.force_login(manager)

    assert f'<a href="{CHECK_INS}?state=overdue">All 8' in client.get("/").text
