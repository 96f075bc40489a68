"""Can a rep write down what is wanted, keep it, change it and send it?"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from refprogram.dates import today
from requests.models import Opportunity, ReferenceRequest, Status
from tests import stages
from tests.factories import ActivityFactory, TopicFactory

pytestmark = pytest.mark.django_db
NEW = reverse("requests:new")


@pytest.fixture
def topics(db):
    return [TopicFactory(name=name) for name in ("Zebra reports", "Migration", "Audit trail")]


@pytest.fixture
def typed(call, topics):
    return {
        "first_topic": topics[0].pk,
        "second_topic": topics[1].pk,
        "third_topic": "",
        "audience": "prospect",
        "depth": "use_case",
        "domain": "dunmore.example",
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
    assert (ask.audience, ask.depth, ask.opportunity.domain) == ("prospect", "use_case", "dunmore.example")


def test_one_press_writes_and_sends(client, rep, typed):
    client.force_login(rep)

    client.post(NEW, typed | {"send": "1"})

    assert ReferenceRequest.objects.get().status == Status.SUBMITTED


def test_what_is_optional_may_stay_empty(client, rep, typed):
    client.force_login(rep)

    nothing = dict.fromkeys(("value", "industry", "region", "domain", "first_topic", "second_topic"), "")
    client.post(NEW, typed | nothing)

    ask = ReferenceRequest.objects.get()
    assert (ask.opportunity.value, ask.opportunity.domain, ask.topics_in_order()) == (None, "", ())


def test_topics_are_kept_in_the_order_of_their_weight(client, rep, typed, topics):
    """Row 1.3: one to three topics, ranked; what is left empty in between means nothing."""
    client.force_login(rep)

    client.post(NEW, typed | {"first_topic": topics[0].pk, "second_topic": "", "third_topic": topics[2].pk})

    ask = ReferenceRequest.objects.get()
    assert ask.topics_in_order() == (topics[0].pk, topics[2].pk)
    chosen = re.findall(r"<option value=\"(\d+)\" selected>(Zebra|Audit)", client.get(edit(ask)).text)
    assert chosen == [(str(topics[0].pk), "Zebra"), (str(topics[2].pk), "Audit")]


def test_nothing_is_sent_before_it_says_what_matters_most(client, rep, typed):
    """Row 1.3: a draft may lack its topics, a request may not; nothing that was typed is lost."""
    client.force_login(rep)
    without = typed | {"first_topic": "", "second_topic": ""}

    refused = client.post(NEW, without | {"send": "1"})

    assert refused.status_code == 422
    assert "Choose what matters most to them before you send it." in refused.text
    assert "Reporting first, then support" in refused.text
    assert not ReferenceRequest.objects.exists()

    client.post(NEW, without | {"keep": "1"})
    ask = ReferenceRequest.objects.get()
    sent = client.post(reverse("requests:submit", args=[ask.pk]))
    assert sent.status_code == 409
    assert "Say which topic matters most to the prospect first" in sent.text
    ask.refresh_from_db()
    assert ask.status == Status.DRAFT


@pytest.mark.parametrize(
    ("place", "number", "says"),
    [
        ("second_topic", 0, "You have chosen this already."),
        ("third_topic", 1, "You have chosen this already."),
        ("first_topic", None, "This topic is not in the list any more."),
        ("third_topic", None, "This topic is not in the list any more."),
    ],
)
@pytest.mark.parametrize("button", ["keep", "send"])
def test_a_topic_is_one_of_the_list_and_chosen_once(client, rep, typed, topics, place, number, says, button):
    client.force_login(rep)
    chosen = "999999" if number is None else topics[number].pk

    answer = client.post(NEW, typed | {place: chosen, button: "1"})

    assert answer.status_code == 422
    assert answer.text.count(says) == 2, "above the form and at the field"
    assert "Choose what matters most to them before" not in answer.text
    kept = topics[1] if place == "first_topic" else topics[0]
    assert f'<option value="{kept.pk}" selected>{kept.name}' in answer.text, "what was chosen is kept"
    assert not ReferenceRequest.objects.exists()


def test_the_standard_topics_are_in_every_list(client, rep, call):
    """Row 1.12: how problems are handled and the quality of support can always be asked for."""
    client.force_login(rep)

    page = client.get(NEW).text

    assert page.count("How problems are handled</option>") == 3
    assert page.count("Quality of support</option>") == 3


@pytest.mark.parametrize(
    ("typed_in", "kept"),
    [
        ("Dunmore.Example", "dunmore.example"),
        ("https://www.dunmore.example/about?x=1", "dunmore.example"),
        ("http://dunmore.example:8080", "dunmore.example"),
        (" dunmore.example. ", "dunmore.example"),
    ],
)
def test_of_an_address_the_domain_is_kept(client, rep, typed, typed_in, kept):
    client.force_login(rep)

    client.post(NEW, typed | {"domain": typed_in})

    assert Opportunity.objects.get().domain == kept


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
        ("domain", "somewhere on the web", "Give the domain alone"),
        ("domain", f"{'x' * 250}.example", "Give the domain alone"),
        ("audience", "", "Choose who will hear it."),
        ("audience", "everybody", "not one of the available choices"),
        ("depth", "", "Choose how deep they will dig."),
        ("depth", "very", "not one of the available choices"),
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


def test_the_form_costs_four_queries(client, rep, call):
    client.force_login(rep)

    with assertNumQueries(4):
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
