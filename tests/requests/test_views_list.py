"""Does the list of requests tell each reader what is theirs to know, at a price that does not grow?"""

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from refprogram.dates import today
from requests import actions
from requests.models import Opportunity, ReferenceRequest, Status
from tests import stages
from tests.factories import CustomerFactory, HardshipFactory, OpportunityFactory, ReferenceRequestFactory, days_ago

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LIST = reverse("requests:list")


def for_(account, **more):
    ask = ReferenceRequestFactory(**more)
    ask.opportunity.account = account
    ask.opportunity.save()
    return ask


def test_a_manager_sees_everybodys_requests_the_most_urgent_first(client, manager, rep):
    for_("Later", needed_by=today() + timedelta(days=9))
    for_("Sooner", needed_by=today() + timedelta(days=1), requested_by=rep)
    client.force_login(manager)

    page = client.get(LIST).text

    assert page.index("Sooner") < page.index("Later")
    assert "Daniel Reyes" in page
    assert "1 day left" in page
    assert "The reference managers" in page


def test_a_rep_sees_their_own_requests_and_who_has_the_ball(client, rep, other_rep, manager):
    stages.in_review(rep, manager)
    for_("Somebody else’s", requested_by=other_rep)
    client.force_login(rep)

    page = client.get(LIST).text

    assert "Marlow Grocers" in page
    assert "Somebody else’s" not in page
    assert "Maya Okafor" in page
    assert "Somebody who fits is being looked for." in page


def test_a_draft_is_the_authors_alone(client, rep, manager):
    stages.drafted(rep)
    client.force_login(manager)
    assert "Marlow Grocers" not in client.get(LIST).text

    client.force_login(rep)
    assert "It was not sent yet, and nobody else can see it." in client.get(LIST).text


@pytest.mark.parametrize("who", ["manager", "executive", "admin"])
def test_a_draft_that_was_never_sent_stays_the_authors_alone_when_it_is_over(client, rep, who, request):
    called_off, ran_out = stages.drafted(rep), stages.drafted(rep)
    actions.cancel(called_off, by=rep, note="My own words")
    ReferenceRequest.objects.filter(pk=ran_out.pk).update(needed_by=days_ago(1))
    actions.expire(on=today())
    sent = stages.submitted(rep)
    actions.cancel(sent, by=rep)
    client.force_login(request.getfixturevalue(who))

    found = [client.get(one.get_absolute_url()).status_code for one in (called_off, ran_out, sent)]

    assert found == [404, 404, 200]
    assert set(Opportunity.objects.visible_to(request.getfixturevalue(who))) == {sent.opportunity}
    client.force_login(rep)
    assert [client.get(one.get_absolute_url()).status_code for one in (called_off, ran_out, sent)] == [200, 200, 200]


@pytest.mark.parametrize("who", ["executive", "admin"])
def test_others_here_see_what_was_sent(client, who, request):
    for_("Marlow Grocers")
    client.force_login(request.getfixturevalue(who))

    page = client.get(LIST).text

    assert "Marlow Grocers" in page
    assert "Ask for a reference" not in page


def test_chips_narrow_the_list_and_count_honestly(client, manager):
    for_("Fresh", status=Status.SUBMITTED)
    for_("Yes said", status=Status.CONFIRMED)
    for_("Gone", status=Status.CLOSED)
    client.force_login(manager)

    everything = client.get(LIST).text
    narrowed = client.get(LIST, {"state": "yes"}).text
    over = client.get(LIST, {"state": "over"}).text

    assert "Fresh" in everything
    assert "Gone" not in everything
    assert "Yes said" in narrowed
    assert "Fresh" not in narrowed
    assert "Gone" in over
    assert "Open <b>2</b>" in everything
    assert "late" not in over


@pytest.mark.parametrize("status", Status)
def test_every_state_is_told_in_words_and_found_under_a_chip(client, manager, status):
    ask = for_("Marlow Grocers", status=status, requested_by=manager)
    client.force_login(manager)
    groups = ("open", "draft", "new", "search", "asked", "yes", "decide", "done", "over")

    shown = [group for group in groups if "Marlow Grocers" in client.get(LIST, {"state": group}).text]

    assert shown
    assert ask.get_status_display() in client.get(LIST, {"state": shown[0]}).text.replace("&#x27;", "'")


def test_the_fragment_is_what_a_fresh_page_shows(client, manager):
    for_("Marlow Grocers")
    client.force_login(manager)

    fragment = client.get(LIST, {"state": "new"}, headers=HTMX)

    assert "<html" not in fragment.text
    assert fragment.text.strip() in client.get(LIST, {"state": "new"}).text


@pytest.mark.parametrize("name", ["list", "of_customer"])
def test_only_reading_is_possible(client, manager, name):
    client.force_login(manager)
    address = LIST if name == "list" else reverse("requests:of_customer", args=[CustomerFactory().pk])

    for method in ("post", "put", "patch", "delete", "options"):
        assert getattr(client, method)(address).status_code == 405


def test_who_is_not_signed_in_is_sent_to_the_door(client, db):
    assert client.get(LIST).headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_twice_as_many_requests_cost_as_many_queries(client, who, request):
    reader = request.getfixturevalue(who)
    client.force_login(reader)

    def cost(total):
        while ReferenceRequestFactory._meta.model.objects.count() < total:
            for_("Marlow Grocers", requested_by=reader)
        with assertNumQueries(7):
            assert client.get(LIST).text.count("Marlow Grocers") == total

    cost(3)
    cost(6)


def test_a_full_page_stays_small_and_goes_on(client, manager):
    for number in range(51):
        ReferenceRequestFactory(opportunity=OpportunityFactory(account=f"Marlow Grocers and Partners {number:02}"))
    client.force_login(manager)

    page = client.get(LIST)

    assert len(page.content) <= 60_000
    assert page.text.count("Marlow Grocers and Partners") == 50
    after = page.context["page"].next_url
    assert client.get(LIST + after).text.count("Marlow Grocers and Partners") == 1


def panel(customer):
    return reverse("requests:of_customer", args=[customer.pk])


def test_a_customers_panel_lists_what_its_people_were_chosen_for_each_once(client, rep, manager):
    reference = stages.zephyrine()
    ask = stages.answered(stages.asked(rep, manager, reference), "talk")
    actions.match(actions.resume(ask, by=manager), reference=reference.pk, by=manager, on=today())
    for_("Somebody else’s")
    client.force_login(manager)

    page = client.get(panel(reference.contact.customer)).text

    assert page.count(ask.get_absolute_url()) == 1
    assert "Somebody else’s" not in page


def test_the_panel_is_a_fragment_for_the_customers_page(client, rep, manager):
    reference = stages.zephyrine()
    stages.matched(rep, manager, reference)
    client.force_login(manager)

    fragment = client.get(panel(reference.contact.customer), headers=HTMX)

    assert "<html" not in fragment.text
    assert fragment.text.strip() in client.get(panel(reference.contact.customer)).text


def test_a_rep_sees_no_panel_of_a_company_that_is_not_theirs(client, rep, other_rep, manager):
    reference = stages.zephyrine()
    stages.matched(rep, manager, reference)
    client.force_login(rep)
    assert client.get(panel(reference.contact.customer)).status_code == 404

    reference.contact.customer.owner = rep
    reference.contact.customer.save()
    assert "Marlow Grocers" in client.get(panel(reference.contact.customer)).text

    reference.contact.customer.owner = other_rep
    reference.contact.customer.save()
    client.force_login(other_rep)
    assert "Marlow Grocers" not in client.get(panel(reference.contact.customer)).text


@pytest.mark.parametrize(("who", "finds"), [("executive", False), ("rep", False), ("manager", True), ("admin", True)])
def test_a_panel_does_not_tell_who_was_let_go_to_those_who_may_not_read_why(client, rep, manager, who, finds, request):
    reference = stages.zephyrine(owner=rep)
    ask = stages.asked(rep, manager, reference)
    reader = request.getfixturevalue(who)
    client.force_login(reader)
    assert ask.get_absolute_url() in client.get(panel(reference.contact.customer)).text

    HardshipFactory(customer=reference.contact.customer)
    stages.answered(ask, "yes")

    assert (ask.get_absolute_url() in client.get(panel(reference.contact.customer)).text) == finds


def test_a_panel_costs_as_many_queries_for_six_as_for_three(client, rep, manager):
    reference = stages.zephyrine()
    client.force_login(manager)

    def cost(times):
        for _ in range(times):
            stages.matched(rep, manager, reference)
        with assertNumQueries(4):
            client.get(panel(reference.contact.customer))

    cost(3)
    cost(3)
