"""Does each page of a customer show its reader what they may know, and do what it says?"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers import actions
from customers.models import Hardship, Issue
from customers.models.contact import ContactStatus
from customers.models.hardship import HardshipKind
from customers.models.issue import IssueKind, Severity
from refprogram.accounts.roles import GRANTS, Role
from refprogram.dates import today
from refprogram.pages import ROWS
from tests.factories import (
    ContactDetailsFactory,
    ContactFactory,
    CustomerFactory,
    HardshipFactory,
    HardshipNoteFactory,
    IssueFactory,
    ReferenceFactory,
    TopicFactory,
    UserFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NAME, EMAIL, PHONE = "Zephyrine Quist", "zephyrine@kestrelholm.example", "+44 20 7946 0991"
COMPLAINT, NOTE = "The booking feed lost forty pallets", "Half of the team has to go"


def steady(text: str) -> str:
    """Take out what differs from one drawing of a form to the next: the mask of its token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text).strip()


def at(view: str, row=None) -> str:
    return reverse(f"customers:{view}", args=[row.pk] if row else [])


def secretive(**options):
    """Make a customer of whom everything is known that somebody must not read."""
    customer = CustomerFactory(name="Kestrelholm Ferries", **options)
    contact = ContactFactory(customer=customer, title="Head of Yards", details=None)
    ContactDetailsFactory(contact=contact, name=NAME, email=EMAIL, phone=PHONE)
    IssueFactory(customer=customer, summary=COMPLAINT, severity=Severity.CRITICAL, opened_on=days_ago(40))
    HardshipNoteFactory(hardship__customer=customer, hardship__kind=HardshipKind.BEREAVEMENT, text=NOTE)
    return customer


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


# The list


def test_the_list_shows_what_troubles_a_customer(client, manager):
    secretive()
    CustomerFactory(name="Saimaa Timber")
    client.force_login(manager)

    page = client.get(at("list")).text

    assert "Kestrelholm Ferries" in page
    assert re.search(r"Open issue since \d+ \w+ \d+ \(support, critical\)", page)
    assert re.search(r"Left in peace since \d+ \w+ \d+ \(bereavement\)", page)
    assert "None known" in page


def test_a_hardship_past_its_review_is_marked_and_still_there(client, manager):
    HardshipFactory(since=days_ago(300), review_on=days_ago(1))
    client.force_login(manager)

    page = client.get(at("list")).text

    assert "Left in peace since" in page
    assert "Review due" in page


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_the_list_tells_nobody_else_of_a_hardship(client, rep, who, request):
    secretive(owner=rep)
    client.force_login(request.getfixturevalue(who))

    page = client.get(at("list")).text

    assert "Kestrelholm Ferries" in page
    assert "Open issue since" in page
    assert not re.search("peace|bereavement|Review due", page, re.IGNORECASE)


@pytest.mark.parametrize("who", ["rep", "executive"])
def test_no_filter_asks_for_what_its_reader_may_not_know(client, rep, who, request):
    HardshipFactory(customer=CustomerFactory(name="Kestrelholm Ferries", owner=rep))
    client.force_login(request.getfixturevalue(who))

    asked = client.get(at("list"), {"trouble": "hardship"}).text
    calm = client.get(at("list"), {"trouble": "none"}).text

    assert "Kestrelholm Ferries" in asked, "a choice that was not offered narrows nothing"
    assert "Kestrelholm Ferries" in calm


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "kestrel"}, {"Kestrelholm Ferries"}),
        ({"q": "saimaa.example"}, {"Saimaa Timber"}),
        ({"industry": "timber"}, {"Saimaa Timber"}),
        ({"region": "DACH"}, {"Abadi Textiles"}),
        ({"trouble": "issue"}, {"Kestrelholm Ferries"}),
        ({"trouble": "hardship"}, {"Abadi Textiles"}),
        ({"trouble": "none"}, {"Saimaa Timber"}),
        ({"trouble": "nonsense"}, {"Kestrelholm Ferries", "Saimaa Timber", "Abadi Textiles"}),
    ],
)
def test_the_list_is_narrowed(client, manager, asked, found):
    CustomerFactory(name="Kestrelholm Ferries", in_trouble=True)
    CustomerFactory(name="Saimaa Timber", industry="Timber", domain="saimaa.example")
    CustomerFactory(name="Abadi Textiles", region="DACH", in_hardship=True)
    client.force_login(manager)

    page = client.get(at("list"), asked, headers=HTMX).text

    assert set(re.findall("Kestrelholm Ferries|Saimaa Timber|Abadi Textiles", page)) == found


def test_the_fragment_of_the_list_is_what_a_fresh_page_shows(client, manager):
    secretive()
    client.force_login(manager)

    part, whole = client.get(at("list"), headers=HTMX), client.get(at("list"))

    assert part.text.strip() in whole.text
    assert "<html" not in part.text
    assert "HX-Request" in part["Vary"]


def test_a_rep_finds_the_accounts_they_own_and_no_others(client, rep, other_rep):
    CustomerFactory(name="Saimaa Timber", owner=rep)
    CustomerFactory(name="Abadi Textiles", owner=other_rep)
    client.force_login(rep)

    page = client.get(at("list")).text

    assert "Saimaa Timber" in page
    assert "Abadi Textiles" not in page


def test_the_list_costs_the_same_for_three_and_for_six(client, manager, rep):
    client.force_login(manager)
    for _ in range(3):
        secretive(owner=rep)
    three = queries(client, at("list"))
    for _ in range(3):
        secretive(owner=rep)

    assert queries(client, at("list")) == three <= 8


def test_a_full_page_of_the_list_is_light(client, manager, rep):
    for _ in range(ROWS + 1):
        customer = CustomerFactory(name="Vereinigte Kesselwerke und Anlagenbau Holding GmbH", owner=rep)
        IssueFactory(customer=customer)
        HardshipFactory(customer=customer)
    client.force_login(manager)

    answer = client.get(at("list"))

    assert len(answer.content) <= 60_000
    assert answer.text.count("Kesselwerke") == ROWS
    assert 'rel="next"' in answer.text


def test_pages_of_the_list_follow_each_other(client, manager):
    for number in range(ROWS + 2):
        CustomerFactory(name=f"Customer {number:03d}")
    client.force_login(manager)

    first = client.get(at("list")).text
    onward = re.search(r'rel="next" href="(\?[^"]+)"', first).group(1).replace("&amp;", "&")
    second = client.get(at("list") + onward).text

    assert set(re.findall(r"Customer \d{3}", second)) == {f"Customer {ROWS:03d}", f"Customer {ROWS + 1:03d}"}


# One customer


def test_a_manager_reads_everything_about_a_customer(client, manager):
    customer = secretive()
    client.force_login(manager)

    page = client.get(at("detail", customer)).text

    for words in (NAME, EMAIL, PHONE, COMPLAINT, NOTE, "Bereavement", "Critical", "Head of Yards"):
        assert words in page
    assert reverse("references:of_customer", args=[customer.pk]) in page
    assert reverse("requests:of_customer", args=[customer.pk]) in page


@pytest.mark.parametrize("who", ["rep", "executive"])
@pytest.mark.parametrize("view", ["detail", "issues", "history", "list"])
def test_who_may_not_read_reasons_finds_none_anywhere(client, manager, rep, who, view, request):
    customer = secretive(owner=rep)
    actions.end_hardship(Hardship.objects.get(), ended_on=today(), by=manager, on=today())
    actions.begin_hardship(customer, kind=HardshipKind.BEREAVEMENT, since=today(), by=manager, on=today(), note=NOTE)
    client.force_login(request.getfixturevalue(who))

    page = client.get(at(view, None if view == "list" else customer)).text

    assert "Kestrelholm Ferries" in page
    for words in (NAME, EMAIL, PHONE, COMPLAINT, NOTE, "critical"):
        assert words.lower() not in page.lower()
    assert not re.search("hardship|bereavement|in peace|hard time", page, re.IGNORECASE)


def test_the_private_note_has_a_permission_of_its_own(client, manager, monkeypatch):
    customer = secretive()
    without = GRANTS[Role.REFERENCE_MANAGER] - {"customers.read_private_notes"}
    monkeypatch.setitem(GRANTS, Role.REFERENCE_MANAGER, without)
    client.force_login(manager)

    page = client.get(at("detail", customer)).text

    assert "Bereavement" in page
    assert NOTE not in page


def test_an_admin_reads_names_and_complaints_but_nothing_told_in_confidence(client, admin):
    customer = secretive()
    client.force_login(admin)

    page = client.get(at("detail", customer)).text

    assert NAME in page
    assert COMPLAINT in page
    assert NOTE not in page


@pytest.mark.parametrize(("who", "order"), [("manager", ["Critical", "Low"]), ("rep", ["Contract", "Billing"])])
def test_the_order_of_issues_does_not_tell_how_bad_they_are(client, rep, who, order, request):
    customer = CustomerFactory(owner=rep)
    IssueFactory(customer=customer, kind=IssueKind.CONTRACT, severity=Severity.LOW, opened_on=days_ago(9))
    IssueFactory(customer=customer, kind=IssueKind.BILLING, severity=Severity.CRITICAL, opened_on=days_ago(1))
    client.force_login(request.getfixturevalue(who))

    page = client.get(at("detail", customer)).text

    assert re.findall("|".join(order), page) == order


@pytest.mark.parametrize("who", ["rep", "executive"])
def test_people_are_shown_to_those_who_read_names_alone(client, rep, who, request):
    customer = secretive(owner=rep)
    client.force_login(request.getfixturevalue(who))

    page = client.get(at("detail", customer)).text

    assert "Head of Yards" not in page
    assert "People</h2>" not in page


@pytest.mark.parametrize("who", ["rep", "executive"])
def test_a_customer_in_hardship_looks_like_one_without_people(client, manager, rep, call, who, request):
    quiet, empty = (CustomerFactory(name=name, owner=rep) for name in ("Kestrelholm Ferries", "Saimaa Timber"))
    ReferenceFactory(customer=quiet)
    actions.add_contact(quiet, name=NAME, title="Head of Yards", email=EMAIL, by=manager, on=today())
    actions.begin_hardship(quiet, kind=HardshipKind.BEREAVEMENT, since=today(), by=manager, on=today(), note=NOTE)
    for customer in (quiet, empty):
        actions.assign_owner(customer, owner=rep, by=manager, on=today())
    client.force_login(request.getfixturevalue(who))

    def visible(view: str, customer) -> str:
        text = client.get(reverse(view, args=[customer.pk])).text.replace(customer.name, "The customer")
        return " ".join(re.sub(r"<[^>]*>", " ", text).split())

    for view in ("customers:detail", "references:of_customer", "requests:of_customer", "customers:history"):
        assert visible(view, quiet) == visible(view, empty), view


def test_the_company_above_is_named_to_those_who_may_see_it(client, rep, other_rep, manager):
    parent = CustomerFactory(name="Saimaa Holding", owner=other_rep)
    customer, sister = CustomerFactory(owner=rep, parent=parent), CustomerFactory(owner=other_rep, parent=parent)

    for reader, row, named in ((rep, customer, False), (other_rep, sister, True), (manager, customer, True)):
        client.force_login(reader)
        assert ("Saimaa Holding" in client.get(at("detail", row)).text) is named


def test_a_rep_does_not_find_somebody_elses_account(client, other_rep, rep):
    issue = IssueFactory(customer__owner=rep)
    client.force_login(other_rep)

    for view in ("detail", "issues", "history", "open_issue"):
        assert client.get(at(view, issue.customer)).status_code == 404
    assert client.post(at("open_issue", issue.customer)).status_code == 404


@pytest.mark.parametrize("view", ["detail", "issues", "history"])
def test_the_pages_of_one_customer_cost_the_same_for_three_and_for_six(client, manager, rep, view):
    customer = CustomerFactory(owner=rep)

    def more():
        for _ in range(3):
            ContactFactory(customer=customer)
            issue = IssueFactory(customer=customer)
            issue.topics.add(TopicFactory())
            hardship = HardshipFactory(customer=customer, ended_on=days_ago(1))
            HardshipNoteFactory(hardship=hardship)
            actions.assign_owner(customer, owner=rep, by=manager, on=today())

    client.force_login(manager)
    more()
    three = queries(client, at(view, customer))
    more()

    assert queries(client, at(view, customer)) == three <= {"detail": 13}.get(view, 8)


def test_a_customer_with_hundreds_of_issues_has_a_light_page(client, manager):
    customer = CustomerFactory()
    for _ in range(ROWS + 10):
        IssueFactory(customer=customer, summary="x" * 5_000)
    client.force_login(manager)

    assert len(client.get(at("detail", customer)).content) <= 60_000
    issues = client.get(at("issues", customer))
    assert len(issues.content) <= 60_000
    assert 'rel="next"' in issues.text


def test_issues_are_the_open_ones_first_and_all_on_request(client, manager):
    customer = CustomerFactory()
    IssueFactory(customer=customer, summary="Still broken")
    IssueFactory(customer=customer, summary="Long mended", opened_on=days_ago(50), resolved_on=days_ago(40))
    client.force_login(manager)

    still_open = client.get(at("issues", customer)).text
    everything = client.get(at("issues", customer), {"show": "all"}).text

    assert "Still broken" in still_open
    assert "Long mended" not in still_open
    assert "Still broken" in everything
    assert "Long mended" in everything


@pytest.mark.parametrize("view", ["issues", "history"])
def test_fragments_of_one_customer_are_what_fresh_pages_show(client, manager, view):
    customer = secretive()
    actions.assign_owner(customer, owner=None, by=manager, on=today())
    client.force_login(manager)

    part = client.get(at(view, customer), headers=HTMX).text

    assert "<html" not in part
    assert steady(part) in steady(client.get(at(view, customer)).text)


def test_the_history_names_what_happened_and_who_did_it(client, manager, rep):
    customer = CustomerFactory()
    actions.assign_owner(customer, owner=rep, by=manager, on=today())
    actions.begin_hardship(customer, kind="layoffs", since=today(), by=manager, on=today())
    client.force_login(manager)

    page = client.get(at("history", customer)).text

    assert "Owner changed" in page
    assert "Left in peace from now on" in page
    assert "Maya Okafor" in page


# What can be done

ENDED = {
    "resolved_on": today().isoformat(),
    "resolution": "Mended sooner than promised",
    "response": "Called back within the hour, every day",
}
OPENED = {"kind": IssueKind.SUPPORT, "severity": Severity.HIGH, "summary": COMPLAINT}


def test_a_rep_opens_an_issue_at_their_own_account(client, rep):
    customer = CustomerFactory(owner=rep)
    topic = TopicFactory()
    client.force_login(rep)
    form = OPENED | {"opened_on": days_ago(2).isoformat(), "topics": [topic.pk], "owner": rep.pk}

    answer = client.post(at("open_issue", customer), form)

    issue = Issue.objects.get()
    assert answer.url == customer.get_absolute_url()
    assert (issue.kind, issue.severity, issue.opened_by) == (IssueKind.SUPPORT, Severity.HIGH, rep)
    assert issue.owner == rep
    assert issue.opened_on == days_ago(2)
    assert [*issue.topics.all()] == [topic]
    assert "Requests that this blocks have been held back." in client.get(answer.url).text


def test_a_manager_resolves_an_issue_and_the_second_is_told(client, manager):
    issue = IssueFactory()
    client.force_login(manager)
    form = ENDED | {"resolution": "Feed rebuilt"}

    first, second = client.post(at("resolve_issue", issue), form), client.post(at("resolve_issue", issue), form)

    issue.refresh_from_db()
    assert first.url == issue.customer.get_absolute_url()
    assert (issue.resolved_on, issue.resolution, issue.response) == (today(), "Feed rebuilt", ENDED["response"])
    assert second.status_code == 409
    assert "Somebody resolved this issue before you" in second.text


def test_an_issue_whose_resolution_lies_ahead_can_be_resolved(client, manager):
    issue = IssueFactory(resolved_on=today() + timedelta(days=5))
    client.force_login(manager)

    assert at("resolve_issue", issue) in client.get(at("detail", issue.customer)).text
    answer = client.post(at("resolve_issue", issue), ENDED)

    issue.refresh_from_db()
    assert (answer.status_code, issue.resolved_on, issue.resolution) == (302, today(), ENDED["resolution"])


def test_whoever_opens_an_issue_looks_after_it_unless_they_say_otherwise(client, rep, other_rep, manager, executive):
    """Row 3.1: an issue has an owner, who works in sales or runs the program."""
    customer = CustomerFactory(owner=rep)
    UserFactory(first_name="Left", last_name="Longago", is_active=False)
    client.force_login(rep)

    page = client.get(at("open_issue", customer)).text
    answer = client.post(at("open_issue", customer), OPENED | {"opened_on": "2026-01-02", "owner": executive.pk})

    assert f'<option value="{rep.pk}" selected>Daniel Reyes</option>' in page
    assert f'<option value="{manager.pk}">Maya Okafor</option>' in page
    assert "Helen Marsh</option>" not in page
    assert "Left Longago" not in page
    assert answer.status_code == 422
    assert not Issue.objects.exists()


def test_standard_topics_are_offered_wherever_an_issue_is_described(client, manager):
    """Row 1.12: how problems are handled, and the quality of support, are part of every list of topics."""
    issue = IssueFactory()
    client.force_login(manager)

    for page in (client.get(at("open_issue", issue.customer)).text, client.get(at("revise_issue", issue)).text):
        assert "How problems are handled" in page
        assert "Quality of support" in page


def test_a_manager_revises_an_open_issue_from_what_it_is_now(client, manager, rep):
    topic, other = TopicFactory(name="Migration"), TopicFactory(name="Reporting")
    issue = IssueFactory(owner=manager)
    issue.topics.add(topic)
    client.force_login(manager)

    page = client.get(at("revise_issue", issue)).text
    form = {"kind": IssueKind.CONTRACT, "severity": Severity.LOW, "owner": rep.pk, "topics": [other.pk]}
    answer = client.post(at("revise_issue", issue), form)

    assert re.search(rf'value="{topic.pk}"[^>]* checked', page)
    assert 'value="support" selected' in page
    assert 'value="3" selected' in page
    assert f'value="{manager.pk}" selected' in page
    issue.refresh_from_db()
    assert answer.url == issue.customer.get_absolute_url()
    assert (issue.kind, issue.severity, issue.owner) == (IssueKind.CONTRACT, Severity.LOW, rep)
    assert [*issue.topics.all()] == [other]
    assert "Looked after by Daniel Reyes" in client.get(answer.url).text


def test_what_is_resolved_is_not_revised(client, manager, rep):
    issue = IssueFactory(resolved_on=today())
    client.force_login(manager)

    answer = client.post(at("revise_issue", issue), {"kind": "other", "severity": 1, "owner": rep.pk})

    assert answer.status_code == 409
    assert "resolved by now" in answer.text
    assert at("revise_issue", issue) not in client.get(at("detail", issue.customer)).text


def test_a_well_handled_issue_that_may_be_told_is_shown_as_a_recovery_story(client, manager, rep):
    """Row 1.2: what went wrong, how we responded, the customer's view from 1 to 5, and whether it may be told."""
    customer = CustomerFactory(owner=rep)
    told = IssueFactory(customer=customer, summary=COMPLAINT)
    IssueFactory(customer=customer, summary="Still broken")
    client.force_login(manager)
    client.post(at("resolve_issue", told), ENDED)
    assert "Recovery story<" not in client.get(at("detail", customer)).text

    answer = client.post(at("record_recovery", told), {"recovery": "5", "may_be_told": "on"})

    told.refresh_from_db()
    assert answer.url == customer.get_absolute_url()
    assert (told.recovery, told.may_be_told) == (5, True)
    for page in (client.get(answer.url).text, client.get(at("issues", customer), {"show": "stories"}).text):
        assert "Recovery story<" in page
        assert ENDED["response"] in page
        assert "How they see the recovery: 5 of 5" in page
    stories = client.get(at("issues", customer), {"show": "stories"}).text
    assert COMPLAINT in stories
    assert "Still broken" not in stories
    again = client.get(at("record_recovery", told)).text
    assert 'value="5" selected' in again
    assert re.search(r'name="may_be_told"[^>]* checked', again)


@pytest.mark.parametrize("who", ["rep", "executive"])
@pytest.mark.parametrize("view", ["detail", "issues"])
def test_others_learn_that_there_is_a_recovery_story_and_not_what_happened(client, rep, who, view, request):
    issue = IssueFactory(
        customer__owner=rep,
        summary=COMPLAINT,
        resolved_on=today(),
        resolution="Feed rebuilt",
        response=ENDED["response"],
        recovery=5,
        may_be_told=True,
    )
    client.force_login(request.getfixturevalue(who))

    page = client.get(at(view, issue.customer), {"show": "all"}).text

    assert "Recovery story<" in page
    for words in (COMPLAINT, "Feed rebuilt", ENDED["response"], "How they see"):
        assert words not in page


def test_the_recovery_of_an_open_issue_is_refused_in_words(client, manager):
    """Row 1.2: nothing has been put right yet."""
    issue = IssueFactory()
    client.force_login(manager)

    assert at("record_recovery", issue) not in client.get(at("detail", issue.customer)).text
    answer = client.post(at("record_recovery", issue), {"recovery": "4"})

    assert answer.status_code == 409
    assert "still open, so there is no recovery yet" in answer.text


def test_a_person_who_cannot_be_reached_is_marked_on_the_page_of_their_customer(client, manager):
    contact = ContactFactory()
    client.force_login(manager)
    assert at("mark_contact", contact) in client.get(at("detail", contact.customer)).text

    back = today() + timedelta(days=20)
    form = {"status": ContactStatus.AWAY, "since": days_ago(3).isoformat(), "back_on": back.isoformat()}
    answer = client.post(at("mark_contact", contact), form)

    contact.refresh_from_db()
    assert answer.url == contact.customer.get_absolute_url()
    assert (contact.status, contact.status_since, contact.back_on) == (ContactStatus.AWAY, days_ago(3), back)
    assert re.search(r"Out of office since \d+ \w+ \d+, back on \d+ \w+ \d+", client.get(answer.url).text)
    client.post(at("mark_contact", contact), {"status": ContactStatus.ACTIVE})
    assert "Out of office" not in client.get(answer.url).text


@pytest.mark.parametrize("who", ["rep", "executive"])
def test_nobody_else_learns_that_a_person_cannot_be_reached(client, manager, rep, who, request):
    contact = ContactFactory(customer__owner=rep)
    actions.mark_contact(contact, status=ContactStatus.LEFT, since=days_ago(3), by=manager, on=today())
    client.force_login(request.getfixturevalue(who))

    for view in ("detail", "history"):
        assert not re.search("Left the company|person can be reached", client.get(at(view, contact.customer)).text)


def test_the_history_says_that_a_private_note_was_deleted_to_those_who_knew_of_it(client, manager, rep):
    customer = CustomerFactory(owner=rep)
    HardshipNoteFactory(
        hardship__customer=customer, hardship__since=days_ago(900), hardship__ended_on=days_ago(800), text=NOTE
    )
    actions.purge_notes(on=today())

    for reader, told in ((manager, True), (rep, False)):
        client.force_login(reader)
        page = client.get(at("history", customer)).text
        assert ("Private note deleted, 12 months after" in page) is told
    client.force_login(manager)
    assert NOTE not in client.get(at("detail", customer)).text


def test_for_how_long_a_private_note_is_kept_is_said_where_it_is_typed(client, manager):
    client.force_login(manager)

    assert "deleted 12 months after it ends" in client.get(at("begin_hardship", CustomerFactory())).text


def test_who_reads_a_complaint_is_said_where_it_is_typed(client, rep):
    customer = CustomerFactory(owner=rep)
    client.force_login(rep)

    assert "Reference managers and admins read this; reps do not." in client.get(at("open_issue", customer)).text


def test_a_manager_begins_and_ends_a_hardship(client, manager):
    customer = CustomerFactory()
    client.force_login(manager)

    begun = client.post(
        at("begin_hardship", customer), {"kind": "layoffs", "since": days_ago(3).isoformat(), "note": NOTE}
    )
    hardship = Hardship.objects.get()
    assert begun.url == customer.get_absolute_url()
    assert hardship.review_on == days_ago(3) + timedelta(days=180)
    assert NOTE in client.get(begun.url).text

    ended = client.post(at("end_hardship", hardship), {"ended_on": today().isoformat()})
    hardship.refresh_from_db()
    assert ended.url == customer.get_absolute_url()
    assert hardship.ended_on == today()


def test_a_second_hardship_is_refused_in_words(client, manager):
    hardship = HardshipFactory()
    client.force_login(manager)

    answer = client.post(at("begin_hardship", hardship.customer), {"kind": "merger", "since": today().isoformat()})

    assert answer.status_code == 409
    assert "already left in peace" in answer.text


def test_a_manager_gives_an_account_to_a_rep_or_to_nobody(client, manager, rep):
    customer = CustomerFactory()
    client.force_login(manager)

    client.post(at("assign_owner", customer), {"owner": rep.pk})
    customer.refresh_from_db()
    assert customer.owner == rep

    client.post(at("assign_owner", customer), {"owner": ""})
    customer.refresh_from_db()
    assert customer.owner is None


def test_nobody_but_a_rep_can_own_an_account(client, manager, executive):
    customer = CustomerFactory()
    client.force_login(manager)

    assert client.post(at("assign_owner", customer), {"owner": executive.pk}).status_code == 422


WITH_WORDS = {"open_issue", "resolve_issue", "begin_hardship"}


@pytest.mark.parametrize(
    ("view", "typed", "words"),
    [
        ("open_issue", {"opened_on": "+1"}, "still to come"),
        ("open_issue", {"opened_on": "0026-11-02"}, "Look at the year"),
        ("open_issue", {"opened_on": "yesterday"}, "Write a day such as"),
        ("open_issue", {"summary": "x" * 10_001}, "at most 10000 characters"),
        ("resolve_issue", {"resolved_on": "-9"}, "An issue cannot be resolved before it was opened."),
        ("resolve_issue", {"resolved_on": "+1"}, "still to come"),
        ("resolve_issue", {"response": ""}, "This field is required."),
        ("revise_issue", {"severity": "9"}, "Select a valid choice"),
        ("revise_issue", {"topics": "999"}, "999 is not one of the available choices"),
        ("record_recovery", {"may_be_told": "on"}, "Only an issue that they have rated can be told."),
        ("record_recovery", {"recovery": "6"}, "Select a valid choice"),
        ("mark_contact", {"status": "left"}, "Say since when."),
        ("mark_contact", {"status": "left", "since": "+1"}, "still to come"),
        ("mark_contact", {"status": "left", "since": "-1", "back_on": "+1"}, "Only somebody who is out of office"),
        ("mark_contact", {"status": "active", "back_on": "+1"}, "Only somebody who is out of office"),
        ("mark_contact", {"status": "away", "since": "-3", "back_on": "-1"}, "This day is not ahead."),
        ("mark_contact", {"status": "on the moon", "since": "-3"}, "Select a valid choice"),
        ("begin_hardship", {"since": "+1"}, "still to come"),
        ("begin_hardship", {"since": "-3", "review_on": "-4"}, "Look at it again on a day after it began."),
        ("begin_hardship", {"kind": "gossip"}, "Select a valid choice"),
        ("end_hardship", {"ended_on": "-21"}, "A hardship cannot end before it began."),
        ("end_hardship", {"ended_on": "+1"}, "still to come"),
    ],
)
def test_a_form_that_needs_a_change_says_which_and_keeps_what_was_typed(client, manager, view, typed, words):
    issue = IssueFactory(opened_on=days_ago(5))
    hardship = HardshipFactory(since=days_ago(20))
    rows = {"open_issue": issue.customer, "begin_hardship": issue.customer, "end_hardship": hardship}
    row = ContactFactory(customer=issue.customer) if view == "mark_contact" else rows.get(view, issue)
    days = {
        name: (today() + timedelta(days=int(value))).isoformat() if value[:1] in ("+", "-") else value
        for name, value in typed.items()
    }
    kept = {"summary": "Kept words", "resolution": "Kept words", "note": "Kept words", "kind": "support"}
    kept["response"] = "Kept words"
    before = Issue.objects.filter(resolved_on=None).count(), Hardship.objects.filter(ended_on=None).count()
    client.force_login(manager)

    whole = client.post(at(view, row), {**OPENED, **kept, **days})
    part = client.post(at(view, row), {**OPENED, **kept, **days}, headers=HTMX)

    assert whole.status_code == part.status_code == 422
    assert words in whole.text
    assert steady(part.text) in steady(whole.text)
    assert "Kept words" in whole.text or view not in WITH_WORDS or "summary" in typed
    assert all(str(value) in whole.text for value in days.values())
    assert before == (Issue.objects.filter(resolved_on=None).count(), Hardship.objects.filter(ended_on=None).count())


FORMS = ("open_issue", *("revise_issue", "resolve_issue", "record_recovery"), "mark_contact", "begin_hardship")
FORMS += ("end_hardship", "assign_owner")


def row_for(view: str):
    made = {"end_hardship": HardshipFactory, "mark_contact": ContactFactory}
    made |= dict.fromkeys(("revise_issue", "resolve_issue", "record_recovery"), IssueFactory)
    return made.get(view, CustomerFactory)()


@pytest.mark.parametrize("view", FORMS)
def test_a_form_is_shown_and_takes_nothing_by_looking(client, manager, view):
    row = row_for(view)
    client.force_login(manager)

    with CaptureQueriesContext(connection) as counted:
        answer = client.get(at(view, row))

    assert answer.status_code == 200
    assert len(counted) <= 8
    assert not [query for query in counted if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert client.put(at(view, row)).status_code == 405
    assert client.delete(at(view, row)).status_code == 405


@pytest.mark.parametrize("view", FORMS)
@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_what_a_role_may_not_do_is_refused(client, rep, view, who, request):
    row = row_for(view)
    client.force_login(request.getfixturevalue(who))
    expected = 404 if (who, view) == ("rep", "open_issue") else 403

    assert client.get(at(view, row)).status_code == expected
    assert client.post(at(view, row)).status_code == expected


@pytest.mark.parametrize("view", ["list", "detail", "issues", "history"])
def test_pages_that_show_take_no_other_method(client, manager, view):
    customer = CustomerFactory()
    client.force_login(manager)

    assert client.post(at(view, None if view == "list" else customer)).status_code == 405


@pytest.mark.parametrize("view", ["detail", "issues", "history", "open_issue"])
def test_a_customer_that_is_not_there_is_not_found(client, manager, view):
    client.force_login(manager)

    assert client.get(reverse(f"customers:{view}", args=[999])).status_code == 404
