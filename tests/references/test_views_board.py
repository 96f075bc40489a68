"""Does the do-not-use board name every customer once, with the reason and the way out, to whoever may know it?"""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Contact, Customer, Issue
from customers.models.contact import ContactStatus
from customers.models.customer import ReferencePolicy
from customers.models.hardship import HardshipKind
from customers.models.issue import Severity
from references.eligibility import BLOCKED, CLEAR, RULES, judged
from references.facts import Ask
from references.models import CheckIn, Consent, Mood, Outcome, Reference
from references.views import board, lanes
from refprogram.accounts.roles import GRANTS, Role
from refprogram.dates import today
from refprogram.pages import ROWS
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    ContactFactory,
    ContactPreferenceFactory,
    CustomerFactory,
    HardshipFactory,
    HardshipNoteFactory,
    IssueFactory,
    PauseFactory,
    ReferenceFactory,
    SurveyResponseFactory,
    UseFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
BOARD, PEACE = "references:do_not_use", "references:left_in_peace"
NEVER = {"checked_on": None, "agreed_to": ()}
STALE = {"checked_on": days_ago(300)}
REFUSED = {"agreed_to": ()}


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


def rows(page: str) -> dict[str, list[str]]:
    """Read the board: under each heading the customers in their order."""
    found: dict[str, list[str]] = {}
    for heading, company in re.findall(r'scope="rowgroup">([^<]+)<|<b><a href="/customers/\d+/">([^<]+)</a>', page):
        if heading:
            found[heading] = []
        else:
            found[list(found)[-1]].append(company)
    return found


def standing_in() -> dict[str, str]:
    """Name the rule by which each customer stands on the board."""
    return {row.name: lanes.LANES[row.lane].rule for row in lanes.on_board(on=today())}


def test_every_rule_has_its_lane_or_is_named_as_one_that_keeps_nobody_off_by_itself():
    in_a_lane = [rule for lane in lanes.LANES for rule in lane.rules]

    assert sorted([*in_a_lane, *lanes.NOBODY_BY_ITSELF]) == sorted(rule.code for rule in RULES)


def used(reference, *, times: int) -> None:
    for _ in range(times):
        UseFactory(use_consent__reference=reference)


PERSON = {
    "": lambda one: None,
    "never_verified": lambda one: CheckIn.objects.all().delete(),
    "stale_check_in": lambda one: CheckIn.objects.update(on=days_ago(300)),
    "no_consent": lambda one: Consent.objects.update(ended_on=today()),
    "hesitant": lambda one: CheckInFactory(reference=one, on=days_ago(1), mood=Mood.HESITANT),
    "contact_gone": lambda one: Contact.objects.update(status=ContactStatus.LEFT, status_since=days_ago(1)),
    "paused_by_customer": lambda one: PauseFactory(reference=one),
    "over_cap_program": lambda one: used(one, times=4),
    "over_cap_customer_set": lambda one: ContactPreferenceFactory(reference=one, max_per_quarter=0),
    "survey_red_flag": lambda one: SurveyResponseFactory(customer=one.contact.customer, score=3),
    "policy_private_only": lambda one: Customer.objects.update(reference_policy=ReferencePolicy.NONE),
    "open_issue": lambda one: IssueFactory(customer=one.contact.customer),
    "hardship": lambda one: HardshipFactory(customer=one.contact.customer),
}


def test_every_reason_of_the_board_is_tried():
    assert PERSON.keys() - {""} == {rule for lane in lanes.LANES for rule in lane.rules}


@pytest.mark.parametrize("rule", PERSON)
def test_a_person_alone_puts_the_customer_into_the_lane_of_their_first_reason(rule, client, manager):
    PERSON[rule](ReferenceFactory(customer__name="A"))
    lane = next((lane for lane in lanes.LANES if rule in lane.rules), None)
    client.force_login(manager)

    page = client.get(reverse(BOARD)).text

    assert standing_in() == ({"A": lane.rule} if lane else {})
    assert rows(page) == ({lane.heading: ["A"]} if lane and lane is not lanes.PEACE else {})


OWN = {
    "survey_red_flag": lambda customer: SurveyResponseFactory(customer=customer, score=6),
    "policy_private_only": lambda customer: Customer.objects.update(reference_policy=ReferencePolicy.NONE),
    "open_issue": lambda customer: IssueFactory(customer=customer),
    "hardship": lambda customer: HardshipFactory(customer=customer),
}


@pytest.mark.parametrize("rule", OWN)
def test_trouble_of_a_customer_counts_where_nobody_is_known_as_well(rule, client, manager):
    OWN[rule](CustomerFactory(name="A"))
    client.force_login(manager)

    page = client.get(reverse(BOARD)).text

    assert {rule for lane in lanes.OWN for rule in lane.rules} == OWN.keys()
    assert standing_in() == {"A": rule}
    assert ("Nobody is known there yet" in page) is (rule != "hardship")


@pytest.mark.parametrize(
    "harmless",
    [
        lambda customer: SurveyResponseFactory(customer=customer, score=7),
        lambda customer: (
            SurveyResponseFactory(customer=customer, score=3, answered_on=days_ago(20))
            and SurveyResponseFactory(customer=customer, score=9, answered_on=days_ago(10))
        ),
        lambda customer: Customer.objects.update(reference_policy=ReferencePolicy.ASK),
        lambda customer: IssueFactory(customer=customer, resolved_on=days_ago(1)),
        lambda customer: HardshipFactory(customer=customer, ended_on=days_ago(1)),
        lambda customer: ContactFactory(customer=customer),
    ],
)
def test_what_is_over_or_mild_puts_nobody_on_the_board(harmless):
    harmless(CustomerFactory(name="A"))

    assert standing_in() == {}


def test_whoever_has_left_is_not_called_however_old_the_last_talk_is():
    ReferenceFactory(customer__name="A", contact__status=ContactStatus.LEFT, contact__status_since=days_ago(9), **STALE)

    assert standing_in() == {"A": "contact_gone"}


@pytest.mark.parametrize(
    ("state", "day"),
    [
        (lambda one: Contact.objects.update(status="away", status_since=days_ago(2), back_on=days_ago(-5)), -5),
        (lambda one: used(one, times=4), 2 - 91),
        (lambda one: used(one, times=1) or ContactPreferenceFactory(reference=one, max_per_quarter=1), 2 - 91),
        (lambda one: Contact.objects.update(status="bounced", status_since=days_ago(2)), None),
    ],
)
def test_where_the_calendar_clears_it_the_board_says_the_first_day_and_no_rep_learns_it(
    client, manager, rep, state, day
):
    state(ReferenceFactory(customer__name="A", customer__owner=rep))
    client.force_login(manager)

    (row,) = client.get(reverse(BOARD)).context["rows"]

    assert row.clears_on == (None if day is None else days_ago(day))
    client.force_login(rep)
    assert client.get(reverse(BOARD)).context["rows"][0].clears_on is None


def test_the_day_on_which_they_may_be_asked_again_is_the_day_the_board_said(client, manager):
    """Row 7.1.5, the expected clear date: what the board promises, the rules keep."""
    reference = ReferenceFactory()
    used(reference, times=4)
    client.force_login(manager)
    day = client.get(reverse(BOARD)).context["rows"][0].clears_on
    one = Reference.objects.filter(pk=reference.pk)

    assert judged(one, Ask(on=day - timedelta(days=1))).get().over_cap_program >= BLOCKED
    assert judged(one, Ask(on=day)).get().over_cap_program == CLEAR


def test_an_issue_names_who_looks_after_it_and_the_care_that_follows(client, manager, rep):
    customer = CustomerFactory(owner=rep)
    IssueFactory(customer=customer, owner=manager)
    client.force_login(manager)

    page = client.get(reverse(BOARD)).text

    assert "Maya Okafor</td>" in page
    assert "Daniel Reyes</td>" not in page
    assert "Then 30 days with care." in page


@pytest.mark.parametrize(
    ("severity", "on_board"),
    [(Severity.LOW, False), (Severity.MEDIUM, True), (Severity.HIGH, True), (Severity.CRITICAL, True)],
)
@pytest.mark.parametrize("known", [True, False])
def test_an_issue_counts_as_the_rule_says_and_with_nobody_known_as_well(severity, on_board, known):
    customer = CustomerFactory(name="A")
    IssueFactory(customer=customer, severity=severity)
    if known:
        ReferenceFactory(contact__customer=customer)

    assert standing_in() == ({"A": "open_issue"} if on_board else {})


def test_a_hardship_comes_before_an_issue_and_that_before_a_person():
    customer = CustomerFactory(name="A")
    ReferenceFactory(contact__customer=customer, **STALE)
    assert standing_in() == {"A": "stale_check_in"}

    IssueFactory(customer=customer)
    assert standing_in() == {"A": "open_issue"}

    HardshipFactory(customer=customer)
    assert standing_in() == {"A": "hardship"}


def test_of_several_people_the_one_nearest_to_being_cleared_decides():
    customer = CustomerFactory(name="A")
    ReferenceFactory(contact__customer=customer, **NEVER)
    ReferenceFactory(contact__customer=customer, **REFUSED)
    assert standing_in() == {"A": "no_consent"}

    ReferenceFactory(contact__customer=customer, **STALE)
    assert standing_in() == {"A": "stale_check_in"}


def test_each_customer_stands_there_once_with_its_people(client, manager):
    customer = CustomerFactory(name="Saimaa Timber", in_trouble=True)
    for name in ("Hanna", "Pekka", "Aino", "Eero"):
        ReferenceFactory(contact__customer=customer, contact__details__name=name)
    client.force_login(manager)

    page = client.get(reverse(BOARD)).text

    assert rows(page) == {lanes.ISSUE.heading: ["Saimaa Timber"]}
    assert "Hanna, Pekka, Aino and 1 more" in page


def test_a_row_says_why_since_when_what_clears_it_and_what_to_do(client, manager, rep):
    ReferenceFactory(customer__name="Fairholm Hotels", customer__owner=rep, contact__details__name="Ade", **STALE)
    issue = IssueFactory(customer__name="Ostra Chemicals", opened_on=days_ago(74))
    agreeing = ReferenceFactory(customer__name="Abadi Textiles", **REFUSED)
    client.force_login(manager)

    page = client.get(reverse(BOARD)).text

    assert "that is too long" in page
    assert "A check-in with the customer." in page
    assert "74 d" in page
    assert "Daniel Reyes" in page
    assert "Nobody is known there yet" in page
    assert reverse("customers:issues", args=[issue.customer_id]) in page
    assert reverse("references:check_in", args=[agreeing.pk]) not in page, "their own choice: nobody is chased"
    assert agreeing.get_absolute_url() in page
    assert list(rows(page)) == [lane.heading for lane in (lanes.ISSUE, lanes.STALE, lanes.CHOICE)]


def test_who_may_still_be_asked_there_is_not_named_on_the_row(client, manager):
    customer = CustomerFactory()
    ReferenceFactory(contact__customer=customer, contact__details__name="Usable", **REFUSED)
    ReferenceFactory(contact__customer=customer, contact__details__name="Willing")
    client.force_login(manager)

    page = client.get(reverse(BOARD)).text

    assert "Usable" in page
    assert "Willing" not in page


def test_the_chips_count_customers_and_narrow_the_board(client, manager):
    CustomerFactory(name="A", in_trouble=True)
    two = CustomerFactory(name="B")
    ReferenceFactory(contact__customer=two, **STALE)
    ReferenceFactory(contact__customer=two, **STALE)
    client.force_login(manager)

    everything = client.get(reverse(BOARD)).text
    narrowed = client.get(reverse(BOARD), {"reason": "stale_check_in"}, headers=HTMX).text

    assert "2 customers where" in everything
    assert re.findall(r"(All reasons|Open issue|Check-in needed) <b>(\d)</b>", everything) == [
        ("All reasons", "2"),
        ("Open issue", "1"),
        ("Check-in needed", "1"),
    ]
    assert rows(narrowed) == {lanes.STALE.heading: ["B"]}
    assert rows(client.get(reverse(BOARD), {"reason": "hardship"}).text) == rows(everything)


def test_a_reason_that_nobody_stands_there_for_shows_everybody(client, manager):
    CustomerFactory(name="A", in_trouble=True)
    HardshipFactory()
    client.force_login(manager)

    shown = client.get(reverse(BOARD), {"reason": "stale_check_in"})

    assert rows(shown.text) == {lanes.ISSUE.heading: ["A"]}
    assert shown.context["page"].count_label == "1"


def test_the_counts_come_with_the_page_and_everybody_is_read_once(client, manager, rep):
    """The page, the chips and the number below it are one statement, on a narrowed page and a later one too."""
    fill(3, rep)
    client.force_login(manager)

    for asked in ("", "?reason=stale_check_in"):
        with CaptureQueriesContext(connection) as asking:
            shown = client.get(reverse(BOARD) + asked)
        whole = [query for query in asking if "OVER ()" in query["sql"]]

        assert len(whole) == 1
        counted = {chip.label: chip.count for chip in shown.context["chips"]}
        assert counted == {"All reasons": 9, "Open issue": 3, "Check-in needed": 3, "Not known": 3}
        assert shown.context["page"].count_label == ("3" if asked else "9")


def test_the_board_is_of_the_day_that_was_asked_for_whichever_came_before():
    IssueFactory(customer__name="A", opened_on=days_ago(10), resolved_on=days_ago(5))

    on = {ago: lanes.counts(on=days_ago(ago)) for ago in (11, 10, 6, 5, 0)}

    assert on == {11: {}, 10: {lanes.ISSUE: 1}, 6: {lanes.ISSUE: 1}, 5: {}, 0: {}}


def test_on_a_phone_each_cell_is_called_as_its_column_is(client, manager):
    """Rows become cards there, which have no heads of columns; the style sheet names the cells by their place."""
    CustomerFactory(in_trouble=True)
    client.force_login(manager)

    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)', client.get(reverse(BOARD)).text)
    sheet = (settings.BASE_DIR / "static" / "app.css").read_text()
    cells = re.findall(r'\.btable td:nth-child\((\d)\)::before { content: "([^"]+): "', sheet)

    assert [(heads[int(place) - 1], int(place)) for place, _ in cells] == [(name, int(place)) for place, name in cells]
    assert [name for _, name in cells] == ["Age", "Owner", "What clears it", "Waiting"]


def test_an_empty_board_says_so(client, manager):
    ReferenceFactory()
    client.force_login(manager)

    assert "Every person with a file may be asked today." in client.get(reverse(BOARD)).text


@pytest.mark.parametrize("who", ["rep", "executive"])
def test_others_learn_how_many_are_left_in_peace_and_nothing_else(client, rep, who, request):
    customer = CustomerFactory(name="Kestrelholm Ferries", owner=rep, industry="Ferries", region="Solent")
    ReferenceFactory(contact__customer=customer, contact__title="Head of Yards")
    HardshipNoteFactory(hardship__customer=customer, hardship__kind=HardshipKind.BEREAVEMENT, text="Told us at lunch")
    client.force_login(request.getfixturevalue(who))

    page = client.get(reverse(BOARD)).text

    assert "1 more is not available at present." in page
    hints = "Kestrelholm|Ferries|Solent|Head of Yards|bereave|lunch|hardship|in peace|calmer"
    assert not re.search(hints, page, re.IGNORECASE)
    assert client.get(reverse(PEACE)).status_code == 403


def test_a_rep_reads_sector_and_region_of_strangers_and_the_class_of_the_reason(client, rep, other_rep):
    strange = CustomerFactory(name="Abadi Textiles", industry="Textiles", region="Iberia", owner=other_rep)
    ReferenceFactory(contact__customer=strange, contact__details__name="Sofia", contact__title="CFO", **STALE)
    IssueFactory(customer__name="Ostra Chemicals", customer__owner=rep, summary="Wrong dose", severity=Severity.HIGH)
    client.force_login(rep)

    page = client.get(reverse(BOARD)).text

    assert "Textiles" in page
    assert "Iberia" in page
    assert "CFO" in page
    assert "Last check-in too long ago." in page
    assert "Ostra Chemicals" in page
    assert not re.search(f"Abadi|Sofia|{other_rep}|Wrong dose|support, high|/customers/{strange.pk}/", page)


def test_no_rep_reads_out_of_a_lane_that_somebody_hesitates_or_was_unhappy(client, rep, manager):
    """Row 3.1, the reason class: the names of the chips and their addresses tell no more either."""
    CheckInFactory(reference=ReferenceFactory(customer__owner=rep), on=days_ago(1), mood=Mood.HESITANT)
    SurveyResponseFactory(customer=CustomerFactory(owner=rep), score=1)
    client.force_login(manager)
    assert re.search("Hesitant.*Unhappy|Unhappy.*Hesitant", client.get(reverse(BOARD)).text, re.DOTALL)
    client.force_login(rep)

    page = client.get(reverse(BOARD)).text

    assert not re.search("hesita|unhappy|at ease|red_flag", page, re.IGNORECASE)
    assert list(re.findall(r'scope="rowgroup">([^<]+)<', page)) == ["Survey"]
    assert "1 more is not available at present" in page
    narrowed = client.get(reverse(BOARD), {"reason": "hesitant"}).text
    assert re.findall(r'scope="rowgroup">([^<]+)<', narrowed) == ["Survey"]


@pytest.mark.parametrize("who", ["rep", "executive"])
def test_others_cannot_tell_a_hard_time_from_an_uneasy_talk_on_the_board(client, rep, who, request):
    """Row 3.14: whoever is in neither a lane nor a row may be in a hard time, or may have hesitated."""
    pages = []
    for trouble in (lambda one: HardshipFactory(customer=one.contact.customer), _hesitate):
        ReferenceFactory(customer__region="Alps", **STALE)
        one = ReferenceFactory(customer__region="Zealand")
        trouble(one)
        client.force_login(request.getfixturevalue(who))
        pages.append(re.sub(r"[a-z]+token[^>]*>|nonce-\S+", "", client.get(reverse(BOARD)).text))
        Customer.objects.all().delete()

    assert "1 more is not available at present" in pages[0]
    assert "Zealand" not in pages[0] + pages[1]


def _hesitate(reference):
    CheckInFactory(reference=reference, on=days_ago(1), mood=Mood.HESITANT)


def test_the_order_of_the_board_does_not_tell_a_rep_a_company(client, rep):
    for company, region in (("Aaa", "Zealand"), ("Zzz", "Alps"), ("Mmm", "Midlands")):
        ReferenceFactory(customer__name=company, customer__region=region, **STALE)
    client.force_login(rep)

    assert re.findall("Zealand|Alps|Midlands", client.get(reverse(BOARD)).text) == ["Alps", "Midlands", "Zealand"]


def test_the_fragment_of_the_board_is_what_a_fresh_page_shows(client, manager):
    CustomerFactory(in_trouble=True)
    client.force_login(manager)

    part = client.get(reverse(BOARD), headers=HTMX).text

    assert "<html" not in part
    assert part.strip() in client.get(reverse(BOARD)).text


def fill(customers: int, rep) -> None:
    for _ in range(customers):
        customer = CustomerFactory(name="Vereinigte Kesselwerke Holding GmbH", owner=rep)
        IssueFactory(customer=customer)
        ReferenceFactory(customer__owner=rep, **STALE)
        ReferenceFactory(customer__owner=rep, **NEVER)
        ContactFactory(customer=customer)
        HardshipNoteFactory(hardship__customer=ReferenceFactory().contact.customer)


@pytest.mark.parametrize("who", ["manager", "rep"])
@pytest.mark.parametrize("asked", ["", "?reason=open_issue", "?reason=stale_check_in"])
def test_the_board_costs_the_same_for_three_and_for_six(client, rep, who, asked, request):
    client.force_login(request.getfixturevalue(who))
    fill(3, rep)
    three = queries(client, reverse(BOARD) + asked)
    fill(3, rep)

    assert queries(client, reverse(BOARD) + asked) == three <= 10


@pytest.mark.parametrize("state", [NEVER, STALE, REFUSED, None])
def test_a_full_page_of_the_board_is_light(client, manager, rep, state):
    for _ in range(ROWS + 1):
        customer = CustomerFactory(name="Vereinigte Kesselwerke Holding GmbH", owner=rep)
        ReferenceFactory(contact__customer=customer, contact__details__name="Wilhelmina Achterberg", **(state or {}))
        if state is None:
            IssueFactory(customer=customer)
    client.force_login(manager)

    answer = client.get(reverse(BOARD))

    assert answer.text.count("Kesselwerke") == ROWS
    assert len(answer.content) <= 60_000
    assert 'rel="next"' in answer.text


# The card of those who are left in peace


def test_a_manager_reads_who_is_left_in_peace_why_and_what_is_due(client, manager):
    note = HardshipNoteFactory(
        hardship__customer__name="Kestrelholm Ferries",
        hardship__since=days_ago(200),
        hardship__review_on=days_ago(1),
        text="Told us at lunch",
    )
    HardshipFactory(customer__name="Over There", ended_on=days_ago(1))
    client.force_login(manager)

    page = client.get(reverse(PEACE)).text

    assert "Kestrelholm Ferries" in page
    assert "Layoffs since" in page
    assert "Review due" in page
    assert "Told us at lunch" in page
    assert reverse("customers:end_hardship", args=[note.hardship_id]) in page
    assert "Over There" not in page
    assert reverse(PEACE) in client.get(reverse(BOARD)).text


def test_the_private_note_has_a_permission_of_its_own(client, manager, monkeypatch):
    HardshipNoteFactory(hardship__customer__name="Kestrelholm Ferries", text="Told us at lunch")
    without = GRANTS[Role.REFERENCE_MANAGER] - {"customers.read_private_notes"}
    monkeypatch.setitem(GRANTS, Role.REFERENCE_MANAGER, without)
    client.force_login(manager)

    page = client.get(reverse(PEACE)).text

    assert "Kestrelholm Ferries" in page
    assert "Told us at lunch" not in page


def test_a_review_that_is_not_due_is_not_marked(client, manager):
    HardshipFactory(review_on=today())
    client.force_login(manager)

    assert "Review due" not in client.get(reverse(PEACE)).text


def test_the_private_card_is_what_its_own_page_shows(client, manager):
    HardshipNoteFactory()
    client.force_login(manager)

    part = client.get(reverse(PEACE), headers=HTMX).text

    assert "<html" not in part
    assert part.strip() in client.get(reverse(PEACE)).text


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_nobody_but_a_manager_opens_the_private_card(client, who, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse(PEACE)).status_code == 403
    assert reverse(PEACE) not in client.get(reverse(BOARD)).text


def test_the_private_card_costs_the_same_for_three_and_for_six(client, manager):
    client.force_login(manager)
    for _ in range(3):
        HardshipNoteFactory()
    three = queries(client, reverse(PEACE))
    for _ in range(3):
        HardshipNoteFactory()

    assert queries(client, reverse(PEACE)) == three <= 10


def test_many_left_in_peace_make_a_light_page_with_a_way_on(client, manager):
    for _ in range(ROWS + 1):
        HardshipNoteFactory(text="x" * 100)
    client.force_login(manager)

    answer = client.get(reverse(PEACE))

    assert len(answer.content) <= 60_000
    assert f"{reverse(PEACE)}?after=" in answer.text


@pytest.mark.parametrize("view", [BOARD, PEACE])
def test_the_board_only_shows(client, manager, view):
    client.force_login(manager)

    assert client.post(reverse(view)).status_code == 405


def test_second_hand_news_takes_nobody_off_the_board():
    reference = ReferenceFactory(customer__name="A", **NEVER)
    CheckInFactory(reference=reference, direct=False)

    assert standing_in() == {"A": "never_verified"}


def test_who_would_rather_not_is_respected_and_not_chased(client, manager):
    reference = ReferenceFactory(customer__name="Abadi Textiles", **NEVER)
    CheckInFactory(reference=reference, outcome=Outcome.NOT_WILLING, by=manager)
    client.force_login(manager)

    page = client.get(reverse(BOARD)).text

    assert rows(page) == {"Customer’s own choice: respect it, do not chase": ["Abadi Textiles"]}
    assert reverse("references:check_in", args=[reference.pk]) not in page
    assert "No reference manager has ever spoken with them" not in page


@pytest.mark.parametrize("clears", ["a check-in", "the issue is resolved"])
def test_who_is_cleared_while_the_board_is_read_is_left_out(manager, clears):
    """Who stands there and why are two queries, and others work in between."""
    reference = ReferenceFactory(agreed_to=[ActivityFactory()], **STALE)
    Consent.objects.update(expires_on=days_ago(-30))
    if clears == "the issue is resolved":
        IssueFactory(customer=reference.contact.customer)
    read = list(lanes.on_board(on=today()).annotate(knows_company=Value(True)).select_related("owner"))
    assert len(read) == 1

    CheckInFactory(reference=reference, on=days_ago(1), by=manager)
    Issue.objects.update(resolved_on=today())

    assert board._rows(read, user=manager, on=today()) == []
