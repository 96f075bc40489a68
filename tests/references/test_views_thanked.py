"""Does everybody who may see who still waits for a thank-you, and how long we take?"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from references.models import ThankYou
from refprogram.dates import business_days_after
from tests.factories import ThankYouFactory, UserFactory, days_ago

pytestmark = pytest.mark.django_db

PAGE = "/references/thanks/"


def owed(days, **of):
    on = days_ago(days)
    return ThankYouFactory(use__on=on, due_on=business_days_after(on, 3), **of)


def thanked(days, *, after):
    row = owed(days)
    said = business_days_after(row.use.on, after)
    ThankYou.objects.filter(pk=row.pk).update(kind="call", thanked_on=said, thanked_by=UserFactory())
    return row


@pytest.mark.parametrize("who", ["manager", "executive"])
def test_who_waits_longest_stands_on_top_with_the_days(client, who, request):
    late, fresh = owed(14), owed(0)
    client.force_login(request.getfixturevalue(who))

    page = client.get(PAGE)

    assert [row.thank_you for row in page.context["rows"]] == [late, fresh]
    assert [(row.took, row.late) for row in page.context["rows"]] == [
        ("10 business days", True),
        ("0 business days", False),
    ]
    assert ("Note card" in page.text) == (who == "manager")


def test_how_long_we_take_is_the_middle_one_of_a_quarter_and_its_rows_are_exactly_these(client, manager):
    said = {thanked(20, after=1).pk, thanked(30, after=2).pk, thanked(40, after=9).pk}
    thanked(150, after=3)
    client.force_login(manager)

    page = client.get(f"{PAGE}?show=said")

    assert page.context["latency"] == "2 business days"
    assert {row.thank_you.pk for row in page.context["rows"]} == said


def test_of_fewer_than_three_nothing_is_said(client, manager):
    thanked(20, after=1)
    client.force_login(manager)

    assert "Too few to say" in client.get(PAGE).text


def test_the_number_of_an_executive_leads_to_its_rows(client, executive):
    for _ in range(3):
        owed(2)
    client.force_login(executive)

    assert f'href="{PAGE}"' in client.get("/").text
    assert len(client.get(PAGE).context["rows"]) == ThankYou.objects.owed().count() == 3


def test_a_list_of_three_costs_as_many_queries_as_one_of_six(client, manager):
    client.force_login(manager)
    counts = []
    for _ in range(2):
        for _ in range(3):
            owed(2)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))

    assert counts[0] == counts[1]
