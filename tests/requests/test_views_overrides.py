"""Do the pages offer what may be set aside to whoever may, and tell everybody what was?"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from customers.models.issue import Severity
from references.models import Answer
from refprogram.accounts.roles import Role
from refprogram.dates import today
from requests import actions
from requests.models import Override, Status
from requests.models.override import MOST_DAYS
from tests import stages
from tests.factories import HardshipFactory, IssueFactory, OverrideFactory, SurveyResponseFactory, UserFactory

pytestmark = pytest.mark.django_db

REASON = "It is about invoices, and they want to talk about routes."
OVERRIDES = "/requests/overrides/"


@pytest.fixture
def reference():
    return stages.zephyrine()


@pytest.fixture
def ask(rep, manager, reference):
    return stages.in_review(rep, manager)


@pytest.fixture
def issue(reference):
    return IssueFactory(customer=reference.contact.customer, severity=Severity.MEDIUM)


def page_of(ask, reference):
    return reverse("requests:override", args=[ask.pk, reference.pk])


def typed(**other):
    return {"codes": ["open_issue"], "reason": REASON, "until": today().isoformat(), **other}


def given(ask, reference, by, *codes):
    return actions.override(
        ask,
        reference=reference.pk,
        codes=codes or ["open_issue"],
        reason=REASON,
        until=today() + timedelta(days=3),
        by=by,
        on=today(),
    )


def seen(client, user, path):
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


def test_a_manager_finds_the_way_on_the_blocked_list_and_chooses_them_then(client, ask, reference, issue, manager):
    page = seen(client, manager, ask.get_absolute_url())
    assert page_of(ask, reference) in page

    form = client.get(page_of(ask, reference)).text
    assert "Open issue since" in form
    assert "Everybody who sees the request" in form

    assert client.post(page_of(ask, reference), typed()).status_code == 302
    page = client.get(ask.get_absolute_url()).text
    assert escape(REASON) in page
    assert f"by {manager}" in page
    assert "Choose this person" in page
    assert "Set aside above" in page, "and the list of the blocked does not ask for it a second time"
    assert f'href="{page_of(ask, reference)}">Set aside for' not in page

    client.post(reverse("requests:match", args=[ask.pk]), {"reference": reference.pk})
    ask.refresh_from_db()
    assert ask.status == Status.MATCHED
    page = client.get(ask.get_absolute_url()).text
    assert "Ask the customer" in page
    assert "Something speaks against it by now" not in page


@pytest.mark.parametrize(
    "spoils",
    [
        lambda reference: IssueFactory(customer=reference.contact.customer, severity=Severity.HIGH),
        lambda reference: HardshipFactory(customer=reference.contact.customer),
    ],
)
def test_nothing_is_offered_for_whom_something_forbids(client, ask, reference, issue, manager, spoils):
    spoils(reference)

    assert page_of(ask, reference) not in seen(client, manager, ask.get_absolute_url())
    for answer in (client.get(page_of(ask, reference)), client.post(page_of(ask, reference), typed())):
        assert answer.status_code == 409
        assert "No reason gets past this" in answer.text
    assert not Override.objects.exists()


def test_nothing_is_offered_on_ones_own_request(client, ask, reference, issue, rep):
    rep.role = Role.REFERENCE_MANAGER
    rep.save()

    assert page_of(ask, reference) not in seen(client, rep, ask.get_absolute_url())
    assert client.get(page_of(ask, reference)).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"codes": []}, "Choose what you set aside."),
        ({"codes": ["hardship"]}, "does not speak against them any more"),
        ({"reason": "Because we can"}, "at least 20 characters"),
        ({"reason": "\u200b" * 30}, "at least 20 characters"),
        ({"reason": " " * 30}, "Say why it is right all the same."),
        ({"until": (today() - timedelta(days=1)).isoformat()}, "within 14 days"),
        ({"until": (today() + timedelta(days=MOST_DAYS + 1)).isoformat()}, "within 14 days"),
        ({"until": ""}, "Give the last day"),
    ],
)
def test_what_is_not_well_formed_comes_back_with_what_was_typed(client, ask, reference, issue, manager, wrong, told):
    client.force_login(manager)

    answer = client.post(page_of(ask, reference), typed(**wrong))

    assert answer.status_code == 422
    assert told in answer.text
    assert "reason" in wrong or escape(REASON) in answer.text
    assert not Override.objects.exists()


def test_everybody_who_sees_the_request_sees_it_and_a_rep_no_private_detail(
    client, ask, reference, issue, manager, rep, executive, admin
):
    given(ask, reference, manager)

    for reader in (manager, rep, executive, admin):
        page = seen(client, reader, ask.get_absolute_url())
        assert escape(REASON) in page
        assert str(manager) in page
        assert "Counts until" in page
        assert "was set aside for this request" in page
        details = "medium" in page
        assert details == (reader in (manager, admin)), reader
    pages = [seen(client, reader, ask.get_absolute_url()) for reader in (rep, executive)]
    assert not [canary for canary in stages.CANARIES for page in pages if canary in page]


def test_nobody_else_sees_it(client, ask, reference, issue, manager, other_rep):
    given(ask, reference, manager)
    client.force_login(other_rep)

    assert client.get(ask.get_absolute_url()).status_code == 404


def test_a_manager_takes_it_back_on_the_page(client, ask, reference, issue, manager, other_manager):
    end = reverse("requests:end_override", args=[given(ask, reference, manager).pk])
    assert end in seen(client, other_manager, ask.get_absolute_url())

    assert client.post(end).status_code == 302

    page = client.get(ask.get_absolute_url()).text
    assert "Ended: Today" in page
    assert end not in page
    assert "Choose this person" not in page
    assert client.post(end).status_code == 409


def test_somebody_whom_something_else_blocks_too_is_not_offered(client, ask, reference, issue, manager):
    SurveyResponseFactory(customer=reference.contact.customer, contact=reference.contact, score=1)
    given(ask, reference, manager, "open_issue")

    page = seen(client, manager, ask.get_absolute_url())

    assert "Choose this person" not in page
    assert page_of(ask, reference) in page


def test_a_stop_tells_only_what_stopped_it(client, ask, reference, issue, manager, rep):
    given(ask, reference, manager)
    actions.match(ask, reference=reference.pk, by=manager, on=today())
    SurveyResponseFactory(customer=reference.contact.customer, contact=reference.contact, score=1)
    actions.hold_back([reference.contact.customer_id], today())
    ask.refresh_from_db()

    page = seen(client, rep, ask.get_absolute_url())
    assert "Why it has stopped" in page
    assert page.count("Open issue since") == 1, "among what was set aside, and not among why it stopped"
    today_page = seen(client, manager, "/")
    assert "They sounded unhappy in a survey." in today_page
    assert "An issue was opened" not in today_page


def test_why_it_stopped_is_told_although_something_was_taken_back_since(client, ask, reference, issue, manager):
    taken_back = given(ask, reference, manager)
    actions.match(ask, reference=reference.pk, by=manager, on=today())
    SurveyResponseFactory(customer=reference.contact.customer, contact=reference.contact, score=1)
    actions.hold_back([reference.contact.customer_id], today())

    actions.end_override(taken_back, by=manager, on=today())

    assert "Unhappy answer" in seen(client, manager, ask.get_absolute_url())


def test_a_kept_verdict_says_what_did_not_count(client, ask, reference, issue, manager):
    given(ask, reference, manager)
    actions.match(ask, reference=reference.pk, by=manager, on=today())
    judgement = ask.events.latest("seq").judgement

    page = seen(client, manager, reverse("references:judgement", args=[judgement.pk]))

    assert "Set aside for this one request:" in page


# The report


def test_an_executive_sees_who_set_aside_what_how_often_and_what_came_of_it(
    client, ask, reference, issue, manager, executive
):
    given(ask, reference, manager)
    actions.match(ask, reference=reference.pk, by=manager, on=today())
    stages.answered(actions.ask_customer(ask, reference=reference.pk, by=manager, on=today()), Answer.YES)

    page = seen(client, executive, OVERRIDES)

    for words in (str(manager), str(ask), escape(REASON), "Open issue since", "The customer said yes"):
        assert words in page
    assert not [canary for canary in stages.CANARIES if canary in page]
    assert "medium" not in page, "how bad it is an executive does not learn"


def test_each_number_leads_to_its_rows(client, executive):
    first, second = (UserFactory(role=Role.REFERENCE_MANAGER) for _ in range(2))
    on = today()
    days = {first: [0, 89, 90, 179, 180], second: [90]}
    made = {
        by: [OverrideFactory(given_by=by, given_on=on - timedelta(days=ago)) for ago in when]
        for by, when in days.items()
    }
    client.force_login(executive)

    def listed(query):
        context = client.get(OVERRIDES + query).context
        numbers = {giver.manager: giver.number for giver in context["givers"]}
        for giver in context["givers"]:
            assert len(client.get(giver.url).context["rows"]) == giver.number
        return numbers, {row.given for row in context["rows"]}

    assert listed("") == ({first: 2}, set(made[first][:2]))
    assert listed("?period=before") == ({first: 2, second: 1}, {*made[first][2:4], *made[second]})
    assert listed("?period=all") == ({first: 5, second: 1}, {*made[first], *made[second]})
    assert '<b class="kpi num">2</b>' in seen(client, executive, "/")
    assert OVERRIDES in seen(client, executive, "/")


@pytest.mark.parametrize("query", ["?by=x", "?by=99999999999999999999", "?by=²", "?period=never"])
def test_an_address_that_nobody_gave_out_shows_the_report(client, executive, query):
    OverrideFactory()

    assert "Last 90 days" in seen(client, executive, OVERRIDES + query)


def test_the_report_costs_the_same_for_three_and_for_six(client, executive, django_assert_num_queries):
    client.force_login(executive)
    for _ in range(2):
        for _ in range(3):
            OverrideFactory()
        with django_assert_num_queries(8):
            assert client.get(OVERRIDES).status_code == 200
