"""Can a rep write down what is wanted, keep it, change it and send it?"""

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from refprogram.dates import today
from requests.models import Opportunity, ReferenceRequest, Status
from tests import stages
from tests.factories import ActivityFactory

pytestmark = pytest.mark.django_db
NEW = reverse("requests:new")


@pytest.fixture
def typed(call):
    return {
        "name": "Depot roll-out",
        "account": "Dunmore Supermarkets",
        "value": "180000",
        "currency": "EUR",
        "close_on": (today() + timedelta(days=30)).isoformat(),
        "matters_most": "Reporting first, then support",
        "activity": call.pk,
        "needed_by": (today() + timedelta(days=4)).isoformat(),
        "industry": "Food retail",
        "region": "UK",
    }


def edit(ask):
    return reverse("requests:edit", args=[ask.pk])


def test_a_rep_finds_an_empty_form(client, rep, call):
    client.force_login(rep)

    page = client.get(NEW).text

    assert "Reference call" in page
    assert f'min="{today().isoformat()}"' in page
    assert page.count("checked") == 0


def test_a_draft_is_kept_and_not_sent(client, rep, typed):
    client.force_login(rep)

    answer = client.post(NEW, typed | {"keep": "1"})

    ask = ReferenceRequest.objects.get()
    assert answer.headers["Location"] == ask.get_absolute_url()
    assert (ask.status, ask.requested_by, ask.needed_by) == (Status.DRAFT, rep, today() + timedelta(days=4))
    assert (ask.opportunity.account, ask.opportunity.value, ask.industry) == (
        "Dunmore Supermarkets",
        180_000,
        "Food retail",
    )


def test_one_press_writes_and_sends(client, rep, typed):
    client.force_login(rep)

    client.post(NEW, typed | {"send": "1"})

    assert ReferenceRequest.objects.get().status == Status.SUBMITTED


def test_what_is_optional_may_stay_empty(client, rep, typed):
    client.force_login(rep)

    client.post(NEW, typed | {"value": "", "industry": "", "region": ""})

    assert ReferenceRequest.objects.get().opportunity.value is None


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("needed_by", (today() - timedelta(days=1)).isoformat(), "This day has passed"),
        ("needed_by", (today() + timedelta(days=367)).isoformat(), "more than a year ahead"),
        ("matters_most", "  ", "Say what they want to hear about."),
        ("matters_most", "x" * 4_001, "at most 4000"),
        ("account", "", "Name the company."),
        ("account", "x" * 201, "at most 200"),
        ("value", "-1", "greater than or equal to 0"),
        ("currency", "euro", "at most 3"),
        ("currency", "e1", "three letters"),
        ("activity", "999999", "not offered any more"),
        ("activity", "", "Choose one"),
        ("close_on", "soon", "valid date"),
    ],
)
def test_what_is_not_well_formed_comes_back_with_everything_that_was_typed(client, rep, typed, field, value, says):
    client.force_login(rep)

    answer = client.post(NEW, typed | {field: value, "send": "1"})

    assert answer.status_code == 422
    assert says in answer.text
    assert "Depot roll-out" in answer.text
    assert not ReferenceRequest.objects.exists()
    assert not Opportunity.objects.exists()


def test_the_last_possible_day_is_today(client, rep, typed):
    client.force_login(rep)

    client.post(NEW, typed | {"needed_by": today().isoformat()})

    assert ReferenceRequest.objects.exists()


def test_an_empty_post_is_not_well_formed(client, rep, call):
    client.force_login(rep)

    assert client.post(NEW, {}).status_code == 422


def test_names_are_one_line_so_that_they_fit_into_a_subject(client, rep, typed):
    client.force_login(rep)

    client.post(NEW, typed | {"account": "Dunmore\r\nBcc: all@x.example   Ltd"})

    assert Opportunity.objects.get().account == "Dunmore Bcc: all@x.example Ltd"


def test_an_activity_that_is_not_offered_any_more_is_not_in_the_list(client, rep, call):
    ActivityFactory(code="visit", name="Site visit", is_active=False)
    client.force_login(rep)

    assert "Site visit" not in client.get(NEW).text


@pytest.mark.parametrize("who", ["manager", "executive", "admin"])
def test_only_reps_ask(client, who, request, typed):
    client.force_login(request.getfixturevalue(who))

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, typed).status_code == 403
    assert not ReferenceRequest.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_do_nothing(client, rep, method):
    client.force_login(rep)

    assert getattr(client, method)(NEW).status_code == 405
    assert getattr(client, method)(edit(stages.drafted(rep))).status_code == 405


def test_the_form_costs_three_queries(client, rep, call):
    client.force_login(rep)

    with assertNumQueries(3):
        client.get(NEW)


def test_a_draft_is_changed_and_sent(client, rep, typed):
    ask = stages.drafted(rep)
    client.force_login(rep)
    assert "Marlow Grocers" in client.get(edit(ask)).text

    answer = client.post(edit(ask), typed | {"send": "1"})

    ask.refresh_from_db()
    assert answer.headers["Location"] == ask.get_absolute_url()
    assert (ask.opportunity.account, ask.status) == ("Dunmore Supermarkets", Status.SUBMITTED)


def test_a_change_that_is_not_well_formed_changes_nothing(client, rep, typed):
    ask = stages.drafted(rep)
    client.force_login(rep)

    answer = client.post(edit(ask), typed | {"matters_most": ""})

    assert answer.status_code == 422
    assert "Dunmore Supermarkets" in answer.text
    ask.opportunity.refresh_from_db()
    assert ask.opportunity.account == "Marlow Grocers"


def test_what_was_sent_is_shown_and_no_longer_changed(client, rep, typed):
    ask = stages.submitted(rep)
    client.force_login(rep)

    assert client.get(edit(ask)).headers["Location"] == ask.get_absolute_url()
    refused = client.post(edit(ask), typed)

    assert refused.status_code == 409
    assert "has been sent" in refused.text
    ask.opportunity.refresh_from_db()
    assert ask.opportunity.account == "Marlow Grocers"


def test_nobody_finds_somebody_elses_draft(client, rep, other_rep, manager, typed):
    ask = stages.drafted(rep)
    client.force_login(other_rep)
    assert client.get(edit(ask)).status_code == 404
    assert client.post(edit(ask), typed).status_code == 404

    client.force_login(manager)
    assert client.get(edit(ask)).status_code == 403
