"""Does one request show each reader what they may know and press, and nothing beyond?"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from customers.models import Contact
from customers.models.issue import Severity
from references.models import Audience, Depth, UseState
from refprogram.dates import today
from requests import actions, matching
from requests.models import Opportunity, RequestEvent, Status
from requests.views.words import SAID, TURNS
from requests.workflow import WORKFLOW
from tests import stages
from tests.factories import (
    CustomerFactory,
    HardshipFactory,
    IssueFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    TopicFactory,
    TopicStrengthFactory,
    UseFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def steady(text: str) -> str:
    """Take out what differs from one drawing of a form to the next: the mask of its token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text).strip()


def at(ask, verb="detail"):
    return reverse(f"requests:{verb}", args=[ask.pk])


def test_every_state_and_every_step_has_its_words():
    assert TURNS.keys() == set(Status)
    beside = {"reveal", "override", "end_override", "offer_times", "record_outcome"}
    beside |= {"give_feedback", "note_feedback", "tell_as_prospect", "ask_prospect"}
    beside |= {"chase", "wait_longer", "late_answer", "said_themselves"}
    assert SAID.keys() == {*WORKFLOW.steps, *beside}


# The rep's page


def test_a_rep_reads_where_it_stands_and_what_happened(client, rep, manager):
    ask = stages.in_review(rep, manager)
    client.force_login(rep)

    page = client.get(at(ask)).text

    assert "Who has the ball: Maya Okafor" in page
    assert "Sent to the reference managers" in page
    assert "Taken up" in page
    assert "Today " in page
    assert "EUR 210,000" in page
    assert "Take it up" not in page


@pytest.mark.parametrize("stage", ["matched", "asked", "confirmed", "completed"])
def test_no_rep_reads_a_name_before_it_is_shown_to_them(client, rep, manager, stage):
    ask = getattr(stages, stage)(rep, manager)
    client.force_login(rep)

    page = client.get(at(ask)).text + client.get(reverse("requests:list")).text

    hidden = set(stages.CANARIES)
    if stage in ("confirmed", "completed"):  # from the yes on, the company and no more
        hidden -= {stages.COMPANY, "Kestrelholm"}
        assert stages.COMPANY in page
    else:
        assert "Name hidden until confirmed" in page
        assert "Head of Operations" in page
        assert "Food logistics" in page
    assert not [canary for canary in hidden if canary in page]


def test_a_rep_knows_the_company_of_an_account_they_own(client, rep, manager):
    ask = stages.matched(rep, manager, stages.zephyrine(owner=rep))
    client.force_login(rep)

    page = client.get(at(ask)).text

    assert stages.COMPANY in page
    assert stages.NAME not in page


@pytest.mark.parametrize("who", ["executive", "admin"])
def test_others_read_the_company_but_no_name(client, rep, manager, who, request):
    ask = stages.matched(rep, manager)
    client.force_login(request.getfixturevalue(who))

    page = client.get(at(ask)).text

    assert stages.COMPANY in page
    assert not [canary for canary in (stages.NAME, stages.EMAIL, stages.PHONE) if canary in page]
    assert "<form" not in page.partition('id="work"')[2]


def test_a_rep_reads_the_class_of_the_reason_and_what_is_at_stake(client, rep, manager):
    reference = stages.zephyrine()
    ask = stages.asked(rep, manager, reference)
    IssueFactory(customer=reference.contact.customer, summary="Invoice wrong", severity=Severity.CRITICAL)
    stages.answered(ask, "yes")
    client.force_login(rep)

    page = client.get(at(ask)).text

    assert "the reference manager can advise" in page
    assert "This deal is worth EUR 210,000. A bad reference can lose it" in page
    assert "critical" not in page
    assert "Invoice wrong" not in page
    assert not [canary for canary in stages.CANARIES if canary in page]


def test_of_a_hard_time_a_rep_learns_neither_company_nor_reason(client, rep, manager):
    reference = stages.zephyrine()
    ask = stages.asked(rep, manager, reference)
    HardshipFactory(customer=reference.contact.customer)
    stages.answered(ask, "yes")
    client.force_login(rep)

    page = client.get(at(ask)).text

    assert "Not available at present." in page
    assert "ayoffs" not in page
    assert "hard time" not in page
    assert not [canary for canary in stages.CANARIES if canary in page]


def test_a_rep_is_offered_the_steps_that_are_theirs(client, rep, manager):
    client.force_login(rep)
    draft = client.get(at(stages.drafted(rep))).text
    sent = client.get(at(stages.submitted(rep))).text

    assert "Check and send it" in draft
    assert "Change it" in draft
    assert "Call the request off" in sent
    assert "Send to the reference manager" not in sent
    assert "Close the request" not in sent


# Showing whom to call


def test_whom_to_call_is_shown_in_one_answer_and_written_down(client, rep, manager):
    ask = stages.confirmed(rep, manager)
    client.force_login(rep)

    shown = client.post(at(ask, "reveal"))

    assert all(canary in shown.text for canary in (stages.NAME, stages.EMAIL, stages.PHONE, stages.COMPANY))
    assert "no-store" in shown.headers["Cache-Control"]
    assert RequestEvent.objects.filter(ask=ask, verb="reveal", actor=rep).count() == 1
    assert stages.NAME not in client.get(at(ask)).text
    assert "Name and number shown" in client.get(at(ask)).text


def test_whom_to_call_arrives_as_a_fragment_too(client, rep, manager):
    ask = stages.confirmed(rep, manager)
    client.force_login(rep)

    shown = client.post(at(ask, "reveal"), headers=HTMX)

    assert stages.NAME in shown.text
    assert "<html" not in shown.text


@pytest.mark.parametrize("stage", ["matched", "asked"])
def test_nothing_is_shown_before_the_yes(client, rep, manager, stage):
    ask = getattr(stages, stage)(rep, manager)
    client.force_login(rep)
    assert "Show whom to call" not in client.get(at(ask)).text

    refused = client.post(at(ask, "reveal"))

    assert refused.status_code == 409
    assert not [canary for canary in stages.CANARIES if canary in refused.text]
    assert not RequestEvent.objects.filter(verb="reveal").exists()


def test_nothing_is_shown_when_a_reason_came_up(client, rep, manager):
    reference = stages.zephyrine()
    ask = stages.confirmed(rep, manager, reference)
    IssueFactory(customer=reference.contact.customer)
    client.force_login(rep)

    refused = client.post(at(ask, "reveal"))

    assert refused.status_code == 409
    assert "the reference manager can advise" in refused.text
    assert not [canary for canary in stages.CANARIES if canary in refused.text]


@pytest.mark.parametrize(("who", "code"), [("manager", 403), ("executive", 403), ("admin", 403), ("other_rep", 404)])
def test_only_who_asked_is_shown_whom_to_call(client, rep, manager, who, code, request):
    ask = stages.confirmed(rep, manager)
    client.force_login(request.getfixturevalue(who))

    answer = client.post(at(ask, "reveal"))

    assert answer.status_code == code
    assert stages.NAME not in answer.text


# The manager's workbench


def test_a_manager_sees_who_fits_and_why_best_first(client, rep, manager):
    peer = stages.zephyrine(industry="Food retail")
    ReferenceFactory(customer__name="Other Trade AS", checked_on=days_ago(160))
    ask = stages.in_review(rep, manager, industry="Food retail")
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert "2 people you may ask" in page
    assert page.index(stages.NAME) < page.index("Other Trade AS")
    assert "Same industry: Food retail" in page
    assert "A check-in is due: talk to them first" in page
    assert "Spoken to 30 days ago." in page
    assert f'value="{peer.pk}"' in page
    assert "checked" not in re.findall(r"<input[^>]*type=\"radio\"[^>]*>", page)[0]


def test_a_manager_sees_who_cannot_be_used_why_what_clears_it_and_who(client, rep, manager):
    ask = stages.in_review(rep, manager)
    CustomerFactory()
    ReferenceFactory(customer__name="Tern Island Ferries", customer__in_trouble=True)
    ReferenceFactory(customer__name="Castellan Bakeries", checked_on=None, agreed_to=())
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert "2 not usable for this request" in page
    assert "Open issue since" in page
    assert "What clears it: The issue is resolved." in page
    assert "Who may: Whoever looks after the issue." in page
    assert page.index("Tern Island Ferries") < page.index("Castellan Bakeries"), "nearest to usable first"
    assert "This deal is worth EUR 210,000. A bad reference can lose it" in page


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_what_is_wanted_is_told_in_the_order_of_its_weight(client, rep, manager, who, request):
    """Row 1.3: topics, who hears it and how deep they dig, for whoever reads the request."""
    topics = [TopicFactory(name="Zebra reports"), TopicFactory(name="Audit trail")]
    ask = stages.in_review(rep, manager, topics=topics, audience=Audience.ANALYST, depth=Depth.LONG_HISTORY)
    Opportunity.objects.update(domain="marlow.example")
    client.force_login(request.getfixturevalue(who))

    page = client.get(at(ask)).text

    assert "<dd>Zebra reports, then Audit trail</dd>" in page
    assert "<dd>An analyst</dd>" in page
    assert "The long history" in page
    assert "<dd>Marlow Grocers, marlow.example</dd>" in page


def not_usable(page: str) -> str:
    """Return what the page lists under those who cannot be used."""
    return page.partition("not usable for this request")[2].partition("</table>")[0]


def offered(page: str) -> str:
    """Return what the page offers to choose from."""
    return page.partition('id="matches"')[2].partition("not usable for this request")[0]


@pytest.mark.parametrize("how", ["incident", "rating"])
def test_a_bad_experience_stands_in_the_way_of_its_own_topic_only(client, rep, manager, how):
    """Rows 1.4 and 1.7: excluded where migration matters most, offered where reporting does."""
    reference = stages.zephyrine()
    migration, reporting = TopicFactory(name="Migration"), TopicFactory(name="Reporting")
    if how == "incident":
        IssueFactory(
            customer=reference.contact.customer,
            severity=Severity.HIGH,
            opened_on=days_ago(200),
            resolved_on=days_ago(150),
        ).topics.add(migration)
    else:
        TopicStrengthFactory(reference=reference, topic=migration, rating=1)
    for_migration = stages.in_review(rep, manager, topics=[migration])
    for_reporting = stages.in_review(rep, manager, topics=[reporting])
    second_to_it = stages.in_review(rep, manager, topics=[reporting, migration])
    client.force_login(manager)

    for ask in (for_migration, second_to_it):
        page = client.get(at(ask)).text
        assert stages.COMPANY in not_usable(page)
        assert "Migration matters most to this prospect, and it went badly here" in not_usable(page)
        assert stages.COMPANY not in offered(page)
        refused = client.post(at(ask, "match"), {"reference": reference.pk})
        assert refused.status_code == 409
        assert "Migration matters most" in refused.text

    page = client.get(at(for_reporting)).text
    assert stages.NAME in offered(page)
    assert stages.COMPANY not in not_usable(page)
    client.post(at(for_reporting, "match"), {"reference": reference.pk})
    for_reporting.refresh_from_db()
    assert for_reporting.status == Status.MATCHED


def test_what_went_well_in_the_end_stands_in_no_way(client, rep, manager):
    """Row 1.2: a well handled incident is no conflict with its topic."""
    migration = TopicFactory(name="Migration")
    IssueFactory(
        customer=stages.zephyrine().contact.customer,
        opened_on=days_ago(200),
        resolved_on=days_ago(150),
        recovery=5,
    ).topics.add(migration)
    ask = stages.in_review(rep, manager, topics=[migration])
    client.force_login(manager)

    assert stages.NAME in offered(client.get(at(ask)).text)


@pytest.mark.parametrize(
    ("depth", "resolved", "may"),
    [
        (Depth.USE_CASE, 5, True),
        (Depth.LONG_HISTORY, 5, False),
        (Depth.LONG_HISTORY, 29, False),
        (Depth.LONG_HISTORY, 30, True),
    ],
)
def test_whoever_digs_is_not_given_somebody_who_was_just_put_right(client, rep, manager, depth, resolved, may):
    """Row 1.6: somebody pleased since last week stands no deep dive into the past years."""
    reference = stages.zephyrine()
    IssueFactory(customer=reference.contact.customer, opened_on=days_ago(60), resolved_on=days_ago(resolved))
    ask = stages.in_review(rep, manager, depth=depth)
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert (stages.NAME in offered(page)) == may
    assert ("whoever digs will find it" in not_usable(page)) == (not may)


def test_very_many_are_counted_honestly(client, rep, manager, monkeypatch):
    """Beyond some hundred nobody is judged for a page, and the page says that there are more."""
    monkeypatch.setattr(matching, "AT_FIRST", 21)
    ReferenceFactory.create_batch(30)
    ReferenceFactory.create_batch(15, customer__in_trouble=True)
    ask = stages.in_review(rep, manager)
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert "20 of at least 21 people you may ask" in page
    assert "10 of at least 15 not usable for this request" in page


def test_who_goes_through_a_hard_time_has_no_name_even_here(client, rep, manager):
    ask = stages.in_review(rep, manager)
    HardshipFactory(customer=stages.zephyrine().contact.customer)
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert "A customer going through something" in page
    assert "Not a good time." in page
    assert "ayoffs" not in page
    assert not [canary for canary in stages.CANARIES if canary in page]


def test_who_is_busy_is_counted_as_not_free(client, rep, manager):
    reference = stages.zephyrine()
    stages.asked(rep, manager, reference)
    ask = stages.in_review(rep, manager)
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert "1 not usable for this request" in page
    assert "Being asked about another request, or booked for one." in page


def test_the_many_who_are_busy_do_not_hide_whom_a_manager_may_decide_on(client, rep, manager):
    for _ in range(12):
        booked = ReferenceFactory(customer__name="Busy Bee Ltd")
        UseFactory(use_consent__reference=booked, state=UseState.BOOKED)
    blocked = ReferenceFactory(customer__name="Castellan Bakeries")
    IssueFactory(customer=blocked.contact.customer, severity=Severity.MEDIUM)
    ask = stages.in_review(rep, manager)
    client.force_login(manager)

    rows = not_usable(client.get(at(ask)).text)

    assert "Castellan Bakeries" in rows
    assert reverse("requests:override", args=[ask.pk, blocked.pk]) in rows
    assert rows.count("Busy Bee Ltd") == 9, "all other places"


def test_nobody_suitable_is_a_fine_answer_with_ways_on(client, rep, manager):
    ask = stages.in_review(rep, manager)
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert "Nobody suitable for this, and that is a fine answer." in page
    assert reverse("references:do_not_use") in page
    assert "End it without a reference" in page
    assert reverse("requests:supply", args=[ask.pk]) in page
    assert "Choose this person" not in page


def test_the_person_who_was_chosen_is_asked_by_one_button(client, rep, manager):
    ask = stages.matched(rep, manager)
    other = ReferenceFactory(customer__name="Other Trade AS")
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert "Ask the customer" in page
    assert "1 other you may ask" in page
    assert "Choose this person instead" in page
    assert page.count("btn-primary") == 1
    assert f'value="{other.pk}"' in page
    chosen = ask.assignments.get().reference_id
    assert page.count(f'value="{chosen}"') == 1, "not offered again"
    assert f'<input type="hidden" name="reference" value="{chosen}">' in page, "the button carries whom the page names"


def test_a_reason_that_came_up_stands_next_to_the_button(client, rep, manager):
    reference = stages.zephyrine()
    ask = stages.matched(rep, manager, reference)
    IssueFactory(customer=reference.contact.customer)
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert "Something speaks against it by now." in page
    assert 'aria-disabled="true"' in page


@pytest.mark.parametrize(
    ("stage", "says", "button"),
    [
        ("submitted", "Nobody looks after this yet.", "Take it up"),
        ("asked", "The customer was asked.", ""),
        ("confirmed", "The customer said yes.", "It took place"),
        ("completed", "It took place.", ""),
    ],
)
def test_each_stage_says_where_it_stands_and_offers_one_next_step(client, rep, manager, stage, says, button):
    ask = stages.submitted(rep) if stage == "submitted" else getattr(stages, stage)(rep, manager)
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert says in page
    assert page.count("btn-primary") == (1 if button else 0)
    assert button in page


@pytest.mark.parametrize(
    ("answer", "title"),
    [("no", "The customer would rather not."), ("talk", "The customer wants to talk first.")],
)
def test_what_the_customer_wrote_is_for_managers(client, rep, manager, answer, title):
    ask = stages.answered(stages.asked(rep, manager), answer, words="Rather after the audit")
    client.force_login(manager)
    page = client.get(at(ask)).text
    assert title in page
    assert "Rather after the audit" in page
    assert stages.NAME in page
    assert "Find somebody else" in page

    client.force_login(rep)
    page = client.get(at(ask)).text
    assert "Rather after the audit" not in page
    assert stages.COMPANY not in page


def test_who_restricted_the_use_of_their_data_is_not_named_among_those_asked_before(client, rep, manager):
    ask = stages.answered(stages.asked(rep, manager), "no", words="Rather after the audit")
    Contact.objects.update(status="restricted", status_since=today(), title="Head of Yards")
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert "Asked before" in page
    assert not [said for said in (stages.NAME, "Rather after the audit", "Head of Yards") if said in page]


@pytest.mark.parametrize("stage", [stages.confirmed, stages.asked])
def test_who_restricted_it_while_they_are_on_a_request_has_no_name_number_or_role(client, rep, manager, stage):
    ask = stage(rep, manager)
    details = ask.assignments.get().reference.contact.details
    Contact.objects.update(status="restricted", status_since=today(), title="Head of Yards")
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert "Somebody" in page
    assert not [said for said in (stages.NAME, details.email, details.phone, "Head of Yards") if said in page]


def test_a_manager_reads_why_it_has_stopped_in_full(client, rep, manager):
    reference = stages.zephyrine()
    ask = stages.asked(rep, manager, reference)
    IssueFactory(customer=reference.contact.customer, severity=Severity.CRITICAL)
    stages.answered(ask, "yes")
    client.force_login(manager)

    page = client.get(at(ask)).text

    assert "This has stopped." in page
    assert "(support, critical)" in page


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("who", ["rep", "manager", "executive", "admin"])
def test_every_state_has_a_page_for_everybody_who_may_see_it(client, rep, status, who, request):
    ask = ReferenceRequestFactory(status=status, requested_by=rep)
    if status != Status.DRAFT:
        ask.events.create(seq=1, verb="submit", acted_as="staff", actor=rep)
    client.force_login(request.getfixturevalue(who))

    code = client.get(at(ask)).status_code

    assert code == (404 if status == Status.DRAFT and who != "rep" else 200)


def test_somebody_elses_request_does_not_exist(client, rep, other_rep):
    ask = stages.submitted(rep)
    client.force_login(other_rep)

    assert client.get(at(ask)).status_code == 404
    assert client.get(reverse("requests:detail", args=[999_999])).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_looking_is_the_only_thing_at_this_address(client, rep, method):
    client.force_login(rep)

    assert getattr(client, method)(at(stages.submitted(rep))).status_code == 405


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_the_fragment_is_what_a_fresh_page_shows(client, rep, manager, who, request):
    ask = stages.matched(rep, manager)
    client.force_login(request.getfixturevalue(who))

    fragment = client.get(at(ask), headers=HTMX)

    assert "<html" not in fragment.text
    assert steady(fragment.text) in steady(client.get(at(ask)).text)


@pytest.mark.parametrize(
    ("stage", "who", "queries"),
    [
        ("in_review", "manager", 9),
        ("matched", "manager", 10),
        ("asked", "manager", 7),
        ("confirmed", "manager", 8),
        ("scheduled", "manager", 9),
        ("matched", "rep", 7),
        ("confirmed", "rep", 7),
    ],
)
def test_twice_as_many_people_cost_as_many_queries(client, rep, manager, stage, who, queries, request):
    """Two of them find the session and who it is; what is left are eight at most."""
    ask = getattr(stages, stage)(rep, manager)
    client.force_login(request.getfixturevalue(who))

    def cost():
        ReferenceFactory.create_batch(3)
        ReferenceFactory.create_batch(3, customer__in_trouble=True)
        with assertNumQueries(queries):
            client.get(at(ask))

    cost()
    cost()


def test_a_request_that_stopped_costs_no_more(client, rep, manager):
    reference = stages.zephyrine()
    ask = stages.asked(rep, manager, reference)
    IssueFactory(customer=reference.contact.customer)
    stages.answered(ask, "yes")

    for reader, queries in ((rep, 7), (manager, 7)):
        client.force_login(reader)
        with assertNumQueries(queries):
            client.get(at(ask))


def test_with_fifty_of_each_the_page_stays_small_and_counts_honestly(client, rep, manager):
    ReferenceFactory.create_batch(50, customer__industry="Food and beverage manufacturing")
    ReferenceFactory.create_batch(50, customer__in_trouble=True, checked_on=None, agreed_to=())
    ask = stages.in_review(rep, manager, industry="Food and beverage manufacturing")
    client.force_login(manager)

    page = client.get(at(ask))

    assert len(page.content) <= 60_000
    assert "20 of 50 people you may ask" in page.text
    assert "10 of 50 not usable for this request" in page.text
    assert page.text.count('type="radio" name="reference"') == 20


def test_a_note_is_read_by_who_asked(client, rep, manager):
    ask = stages.in_review(rep, manager)
    actions.give_up(
        ask, because="nobody_suitable", note="Nobody in dairy is free before spring", by=manager, on=today()
    )
    client.force_login(rep)

    assert "Nobody in dairy is free before spring" in client.get(at(ask)).text


def test_a_request_that_is_over_is_not_late(client, rep, manager):
    ask = ReferenceRequestFactory(status=Status.CLOSED, requested_by=rep, needed_by=today() - timedelta(days=9))
    client.force_login(rep)

    page = client.get(at(ask)).text

    assert "days late" not in page
    assert "Was needed by" in page
