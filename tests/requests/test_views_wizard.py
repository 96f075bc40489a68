"""Can a rep write down what is wanted in three steps, go back and forth, and send it once?"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from refprogram.dates import today
from requests import actions
from requests.models import Opportunity, ReferenceRequest, Status
from requests.views import wizard
from requests.wizard import MOST_IN_QUESTIONS, MOST_WORDS
from tests import stages
from tests.factories import ActivityFactory, OpportunityFactory, ProductFactory, ReferenceRequestFactory, TopicFactory

pytestmark = pytest.mark.django_db
NEW = reverse("requests:new")
NEXT, BACK, LEAVE = ({"goes": goes} for goes in ("next", "back", "leave"))


@pytest.fixture
def topics(db):
    return [TopicFactory(name=name) for name in ("Zebra reports", "Migration", "Audit trail")]


@pytest.fixture
def product(db):
    return ProductFactory(name="Northquay Plan")


@pytest.fixture
def deal(call, product):
    return {
        "form_key": "abc",
        "domain": "dunmore.example",
        "name": "Depot roll-out",
        "account": "Dunmore Supermarkets",
        "value": "180000",
        "currency": "EUR",
        "close_on": (today() + timedelta(days=30)).isoformat(),
        "activity": call.pk,
        "product": product.pk,
        "industry": "Food retail",
        "region": "UK",
        "size": "medium",
        "competitor": "Tarnfell Systems",
    }


@pytest.fixture
def matters(topics):
    return {
        "first_topic": topics[0].pk,
        "second_topic": topics[1].pk,
        "third_topic": "",
        "matters_most": "Reporting first, then support",
        "questions": " How long   until it was right? \n\nWho answers at night?",
        "trouble": "on",
        "depth": "quick",
        "audience": "analyst",
        "role": "Head of Logistics",
    }


def at(ask, step):
    return reverse(f"requests:{step}", args=[ask.pk])


@pytest.fixture
def draft(rep):
    return stages.drafted(rep)


def begun(client, deal) -> ReferenceRequest:
    client.post(NEW, deal | NEXT)
    return ReferenceRequest.objects.get()


# The whole way


def test_three_steps_and_a_last_look_make_one_request(client, rep, deal, matters, topics, product):
    """Row 1.3, and screen 1 of a rep: the deal, what matters most, timing."""
    client.force_login(rep)

    first = client.post(NEW, deal | NEXT)
    ask = ReferenceRequest.objects.get()
    assert first.headers["Location"] == at(ask, "matters")
    assert ask.status == Status.DRAFT
    second = client.post(at(ask, "matters"), matters | NEXT)
    assert second.headers["Location"] == at(ask, "timing")
    by = today() + timedelta(days=4)
    third = client.post(at(ask, "timing"), {"needed_by": by.isoformat()} | NEXT)
    assert third.headers["Location"] == at(ask, "check")
    look = client.get(at(ask, "check")).text
    said = ("Dunmore Supermarkets", "EUR 180,000", "Zebra reports, then Migration", "How long until it was right?")
    for words in (*said, "Tarnfell Systems", "Head of Logistics", "251 to 1,000 people", "Northquay Plan"):
        assert words in look
    assert 'id="lacks"' not in look

    sent = client.post(at(ask, "submit"))

    assert sent.headers["Location"] == ask.get_absolute_url()
    ask = ReferenceRequest.objects.get()
    assert (ask.status, ask.requested_by, ask.needed_by, ask.activity.code) == (Status.SUBMITTED, rep, by, "call")
    assert (ask.opportunity.account, ask.opportunity.value, ask.opportunity.domain) == (
        "Dunmore Supermarkets",
        180_000,
        "dunmore.example",
    )
    assert (ask.industry, ask.region, ask.size, ask.product, ask.competitor) == (
        "Food retail",
        "UK",
        "medium",
        product,
        "Tarnfell Systems",
    )
    assert (ask.depth, ask.audience, ask.role, ask.trouble) == ("quick", "analyst", "Head of Logistics", True)
    assert ask.topics_in_order() == (topics[0].pk, topics[1].pk)
    assert ask.asked_in_order() == ["How long until it was right?", "Who answers at night?"]
    assert (ask.terms(on=today()).size, ask.terms(on=today()).product, ask.terms(on=today()).trouble) == (
        "medium",
        product.pk,
        True,
    )


def test_a_rep_finds_an_empty_first_step(client, rep, call):
    client.force_login(rep)

    page = client.get(NEW).text

    assert "Reference call" in page
    assert page.count("checked") == 0
    assert re.search(r'name="form_key" value="[\w-]{20,}"', page)
    assert '<li aria-current="step">1 The deal</li>' in page


def test_until_somebody_says_when_it_is_needed_by_the_day_the_deal_should_close(client, rep, deal):
    client.force_login(rep)

    assert begun(client, deal).needed_by == today() + timedelta(days=30)


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_that_cannot_be_meant_is_not_taken_over_from_the_deal(client, rep, deal, days):
    client.force_login(rep)

    ask = begun(client, deal | {"close_on": (today() + timedelta(days=days)).isoformat()})

    assert ask.needed_by == today() + timedelta(days=30)


# Back and forth


@pytest.mark.parametrize(
    ("step", "goes", "to"),
    [
        ("edit", NEXT, "matters"),
        ("edit", BACK, "edit"),
        ("edit", LEAVE, "detail"),
        ("matters", NEXT, "timing"),
        ("matters", BACK, "edit"),
        ("matters", LEAVE, "detail"),
        ("timing", NEXT, "check"),
        ("timing", BACK, "matters"),
        ("timing", LEAVE, "detail"),
        ("timing", {"goes": "elsewhere"}, "check"),
        ("timing", {}, "check"),
    ],
)
def test_each_button_keeps_what_was_typed_and_leads_on(client, rep, draft, deal, matters, step, goes, to):
    client.force_login(rep)
    typed = {"edit": deal, "matters": matters, "timing": {"needed_by": today().isoformat()}}[step]

    answer = client.post(at(draft, step), typed | goes)

    assert answer.headers["Location"] == at(draft, to)
    draft.refresh_from_db()
    kept = {
        "edit": draft.opportunity.account == "Dunmore Supermarkets" and draft.size == "medium",
        "matters": draft.matters_most == "Reporting first, then support" and len(draft.topics_in_order()) == 2,
        "timing": draft.needed_by == today(),
    }
    assert kept[step]
    if to != "check":
        shown = {"edit": "Dunmore Supermarkets", "matters": "Zebra", "timing": today().isoformat()}[step]
        assert shown in client.get(at(draft, step)).text


@pytest.mark.parametrize("goes", [BACK, LEAVE])
def test_a_step_may_be_left_half_done(client, rep, draft, goes):
    client.force_login(rep)

    client.post(at(draft, "matters"), {"matters_most": "", "questions": "Why?", "depth": "", "audience": ""} | goes)
    client.post(at(draft, "timing"), {"needed_by": ""} | goes)

    kept = ReferenceRequest.objects.get()
    assert (kept.matters_most, kept.questions, kept.topics_in_order()) == ("", "Why?", ())
    assert (kept.depth, kept.audience, kept.needed_by) == (draft.depth, draft.audience, draft.needed_by)


@pytest.mark.parametrize("goes", [NEXT, BACK, LEAVE])
def test_what_is_not_well_formed_is_given_back_whichever_button_was_pressed(client, rep, draft, goes):
    client.force_login(rep)

    answer = client.post(at(draft, "timing"), {"needed_by": "2001-01-01"} | goes)

    assert answer.status_code == 422
    assert "2001-01-01" in answer.text


def test_nothing_is_left_out_before_one_goes_on(client, rep, draft, matters):
    """Row 1.3: without a topic that matters most nobody goes on; nothing that was typed is lost."""
    client.force_login(rep)

    refused = client.post(at(draft, "matters"), matters | {"first_topic": "", "second_topic": ""} | NEXT)

    assert refused.status_code == 422
    assert "Choose what matters most to them." in refused.text
    assert "Reporting first, then support" in refused.text
    assert "Who answers at night?" in refused.text
    draft.refresh_from_db()
    assert draft.matters_most == "Reporting"


def test_what_a_draft_lacks_is_said_before_it_is_sent_and_refused_after(client, rep, deal):
    client.force_login(rep)
    ask = begun(client, deal)
    ReferenceRequest.objects.update(needed_by=today() - timedelta(days=1))
    type(ask.activity).objects.update(is_active=False)

    look = client.get(at(ask, "check")).text
    answer = client.post(at(ask, "submit"))

    assert answer.status_code == 409
    for where, says in {
        "edit": "not offered any more",
        "matters": "Say which topic matters most to the prospect.",
        "timing": "The day it is needed by has passed.",
    }.items():
        assert says in look
        assert says in answer.text
        assert f'<a href="{at(ask, where)}">' in look
    assert "Say what they want to hear about." in look
    assert "Send to the reference manager</button>" not in look
    ask.refresh_from_db()
    assert ask.status == Status.DRAFT


# Pressed twice


def test_a_form_sent_twice_makes_one_draft_and_keeps_the_newer_words(client, rep, deal):
    client.force_login(rep)

    client.post(NEW, deal | NEXT)
    client.post(NEW, deal | NEXT | {"account": "Dunmore Stores"})

    assert ReferenceRequest.objects.get().opportunity.account == "Dunmore Stores"
    assert Opportunity.objects.count() == 1


def test_two_forms_make_two_drafts_and_so_does_one_of_two_reps(client, rep, other_rep, deal):
    client.force_login(rep)
    client.post(NEW, deal | NEXT)
    client.post(NEW, deal | NEXT | {"form_key": "xyz"})
    client.post(NEW, deal | NEXT | {"form_key": ""})
    client.post(NEW, deal | NEXT | {"form_key": ""})
    client.force_login(other_rep)
    client.post(NEW, deal | NEXT)

    assert ReferenceRequest.objects.count() == 5


def test_sent_twice_it_is_sent_once(client, rep, draft):
    client.force_login(rep)

    answers = [client.post(at(draft, "submit")) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [draft.get_absolute_url()] * 2
    assert draft.events.count() == 1


# What stands beside it


def test_too_few_requests_say_nothing_of_when_to_expect_it(client, rep, draft):
    client.force_login(rep)

    assert "Too few requests of this kind so far to say." in client.get(at(draft, "timing")).text


@pytest.mark.parametrize(("needed_in", "tight"), [(1, True), (2, False)])
def test_it_says_how_long_such_requests_took_and_when_the_day_is_tight(
    client, rep, draft, monkeypatch, needed_in, tight
):
    took = wizard.Expected(median_days=2, p90_days=8, count=31)
    monkeypatch.setattr(wizard, "expected", lambda activity, on: took if activity == draft.activity else None)
    ReferenceRequest.objects.update(needed_by=today() + timedelta(days=needed_in))
    client.force_login(rep)

    for step in ("edit", "matters", "timing", "check"):
        page = client.get(at(draft, step)).text
        assert "took 2 days or less; 9 of 10 took 8 or less" in page
        assert "(31 requests in the last 12 months)" in page
        assert ("Your day is tight." in page) is tight


def test_it_leads_to_words_that_may_answer_it_already(client, rep, draft, topics):
    actions.revise(draft, need={"industry": "Food & retail"}, topics=[topics[0].pk], by=rep)
    client.force_login(rep)

    page = client.get(at(draft, "check")).text

    assert f"{reverse('testimonials:fitting')}?topic={topics[0].pk}&amp;industry=Food+%26+retail&amp;product=" in page


# Each field


def test_topics_are_kept_in_the_order_of_their_weight(client, rep, draft, matters, topics):
    """Row 1.3: one to three topics, ranked; what is left empty in between means nothing."""
    client.force_login(rep)

    client.post(at(draft, "matters"), matters | {"second_topic": "", "third_topic": topics[2].pk})

    assert draft.topics_in_order() == (topics[0].pk, topics[2].pk)
    chosen = re.findall(r"<option value=\"(\d+)\" selected>(Zebra|Audit)", client.get(at(draft, "matters")).text)
    assert chosen == [(str(topics[0].pk), "Zebra"), (str(topics[2].pk), "Audit")]


@pytest.mark.parametrize(
    ("place", "number", "says"),
    [
        ("second_topic", 0, "You have chosen this already."),
        ("third_topic", 1, "You have chosen this already."),
        ("first_topic", None, "This topic is not in the list any more."),
        ("third_topic", None, "This topic is not in the list any more."),
    ],
)
@pytest.mark.parametrize("goes", [NEXT, BACK])
def test_a_topic_is_one_of_the_list_and_chosen_once(client, rep, draft, matters, topics, place, number, says, goes):
    client.force_login(rep)
    chosen = "999999" if number is None else topics[number].pk

    answer = client.post(at(draft, "matters"), matters | {place: chosen} | goes)

    assert answer.status_code == 422
    assert answer.text.count(says) == 2, "above the form and at the field"
    assert "Choose what matters most to them." not in answer.text
    kept = topics[1] if place == "first_topic" else topics[0]
    assert f'<option value="{kept.pk}" selected>{kept.name}' in answer.text, "what was chosen is kept"


def test_the_standard_topics_are_in_every_list(client, rep, draft):
    """Row 1.12: how problems are handled and the quality of support can always be asked for."""
    client.force_login(rep)

    page = client.get(at(draft, "matters")).text

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
def test_of_an_address_the_domain_is_kept(client, rep, deal, typed_in, kept):
    client.force_login(rep)

    client.post(NEW, deal | {"domain": typed_in})

    assert Opportunity.objects.get().domain == kept


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("account", "", "Name the company."),
        ("account", "x" * 201, "at most 200"),
        ("value", "-1", "greater than or equal to 0"),
        ("currency", "euro", "at most 3"),
        ("currency", "e1", "three letters"),
        ("domain", "somewhere on the web", "Give the domain alone"),
        ("domain", f"{'x' * 250}.example", "Give the domain alone"),
        ("activity", "999999", "not offered any more"),
        ("activity", "", "Choose one"),
        ("close_on", "soon", "valid date"),
        ("product", "999999", "not in the list any more"),
        ("size", "enormous", "not one of the available choices"),
        ("competitor", "x" * 201, "at most 200"),
        ("form_key", "x" * 41, "at most 40"),
    ],
)
@pytest.mark.parametrize("goes", [NEXT, LEAVE])
def test_a_deal_that_is_not_well_formed_comes_back_with_everything_that_was_typed(
    client, rep, deal, field, value, says, goes
):
    client.force_login(rep)

    answer = client.post(NEW, deal | {field: value} | goes)

    assert answer.status_code == 422
    assert says in answer.text
    assert "Depot roll-out" in answer.text
    assert not ReferenceRequest.objects.exists()
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize(
    ("step", "field", "value", "says"),
    [
        ("timing", "needed_by", (today() - timedelta(days=1)).isoformat(), "This day has passed"),
        ("timing", "needed_by", (today() + timedelta(days=367)).isoformat(), "more than a year ahead"),
        ("timing", "needed_by", "", "Give the last day on which it still helps."),
        ("matters", "matters_most", "  ", "Say what they want to hear about."),
        ("matters", "matters_most", "x" * (MOST_WORDS + 1), f"at most {MOST_WORDS}"),
        ("matters", "questions", "x" * (MOST_IN_QUESTIONS + 1), f"at most {MOST_IN_QUESTIONS}"),
        ("matters", "questions", "\n".join("abcdefghijk"), "Keep it to 10 questions"),
        ("matters", "audience", "", "Choose who will hear it."),
        ("matters", "audience", "everybody", "not one of the available choices"),
        ("matters", "depth", "", "Choose how deep they will dig."),
        ("matters", "depth", "very", "not one of the available choices"),
        ("matters", "role", "x" * 201, "at most 200"),
    ],
)
def test_a_step_that_is_not_well_formed_changes_nothing(client, rep, draft, matters, step, field, value, says):
    client.force_login(rep)

    answer = client.post(at(draft, step), (matters if step == "matters" else {}) | {field: value} | NEXT)

    assert answer.status_code == 422
    assert says in answer.text
    before = ReferenceRequest.objects.get()
    assert (before.needed_by, before.matters_most, before.questions) == (draft.needed_by, "Reporting", "")


def test_the_longest_words_and_questions_fit_into_what_the_customer_reads(client, rep, manager, matters):
    ask, reference = stages.drafted(rep), stages.zephyrine()
    client.force_login(rep)
    long = {"matters_most": "x" * MOST_WORDS, "questions": "y" * MOST_IN_QUESTIONS, "audience": "prospect"}

    client.post(at(ask, "matters"), matters | long)
    client.post(at(ask, "submit"))
    ask.refresh_from_db()
    actions.take_up(ask, by=manager)
    actions.match(ask, reference=reference.pk, by=manager, on=today())
    actions.ask_customer(ask, reference=reference.pk, by=manager, on=today())

    assert stages.question_of(ask).about == "\n".join(long[name] for name in ("matters_most", "questions"))


def test_the_last_possible_day_is_today(client, rep, draft):
    client.force_login(rep)

    client.post(at(draft, "timing"), {"needed_by": today().isoformat()})

    assert ReferenceRequest.objects.get().needed_by == today()


@pytest.mark.parametrize("step", ["edit", "matters", "timing"])
def test_an_empty_post_is_not_well_formed(client, rep, draft, step):
    client.force_login(rep)

    assert client.post(NEW, {}).status_code == client.post(at(draft, step), {}).status_code == 422


def test_names_are_one_line_so_that_they_fit_into_a_subject(client, rep, deal):
    client.force_login(rep)

    client.post(NEW, deal | {"account": "Dunmore\r\nBcc: all@x.example   Ltd"})

    assert Opportunity.objects.get().account == "Dunmore Bcc: all@x.example Ltd"


def test_an_activity_that_is_not_offered_any_more_is_not_in_the_list(client, rep, call):
    ActivityFactory(code="visit", name="Site visit", is_active=False)
    client.force_login(rep)

    assert "Site visit" not in client.get(NEW).text


def test_choosing_a_deal_takes_the_place_of_the_deal_alone_and_what_was_typed_below_stays(client, rep):
    client.force_login(rep)
    after = client.get(NEW).text.partition('id="deal"')[2]

    depth, swapped = 1, ""
    for text, mark in re.findall(r"(.*?)(<div|</div>)", after, re.DOTALL):
        swapped += text
        depth += 1 if mark == "<div" else -1
        if not depth:
            break

    fields = {"chosen", "form_key", "account", "domain", "name", "product", "value", "currency", "close_on"}
    assert {name for name in re.findall(r' name="(\w+)"', swapped) if name != "q"} == fields


def test_the_product_of_a_chosen_deal_is_the_one_that_is_meant(client, rep, call, product):
    chosen = OpportunityFactory(owner=rep, source="crm", product=product)
    client.force_login(rep)

    assert f'<option value="{product.pk}" selected>' in client.get(f"{NEW}?chosen={chosen.pk}").text


# Who


@pytest.mark.parametrize("who", ["manager", "executive", "admin"])
def test_only_reps_ask(client, who, request, deal):
    client.force_login(request.getfixturevalue(who))

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, deal).status_code == 403
    assert not ReferenceRequest.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_do_nothing(client, rep, draft, method):
    client.force_login(rep)

    for address in (NEW, *(at(draft, step) for step in ("edit", "matters", "timing", "check"))):
        assert getattr(client, method)(address).status_code == 405


def test_each_step_costs_few_queries_however_much_there_is(client, rep, draft):
    client.force_login(rep)
    for step, queries in {"edit": 8, "matters": 7, "timing": 5, "check": 5}.items():
        for _ in range(2):
            ReferenceRequestFactory.create_batch(2, requested_by=rep)
            with assertNumQueries(queries):
                client.get(at(draft, step))
    with assertNumQueries(5):
        client.get(NEW)


@pytest.mark.parametrize("step", ["edit", "matters", "timing"])
def test_what_was_sent_is_shown_and_no_longer_changed(client, rep, deal, matters, step):
    ask = stages.submitted(rep)
    client.force_login(rep)
    typed = {"edit": deal, "matters": matters, "timing": {"needed_by": today().isoformat()}}[step]

    assert client.get(at(ask, step)).headers["Location"] == ask.get_absolute_url()
    refused = client.post(at(ask, step), typed)

    assert refused.status_code == 409
    assert "has been sent" in refused.text
    kept = ReferenceRequest.objects.get()
    assert (kept.opportunity.account, kept.matters_most, kept.needed_by) == (
        "Marlow Grocers",
        "Reporting",
        ask.needed_by,
    )


def test_of_what_was_sent_there_is_no_last_look(client, rep):
    ask = stages.submitted(rep)
    client.force_login(rep)

    assert client.get(at(ask, "check")).headers["Location"] == ask.get_absolute_url()


@pytest.mark.parametrize("step", ["edit", "matters", "timing"])
def test_nobody_finds_somebody_elses_draft(client, rep, other_rep, manager, draft, deal, step):
    client.force_login(other_rep)
    assert client.get(at(draft, step)).status_code == client.get(at(draft, "check")).status_code == 404
    assert client.post(at(draft, step), deal).status_code == 404

    client.force_login(manager)
    assert client.get(at(draft, step)).status_code == client.get(at(draft, "check")).status_code == 403
