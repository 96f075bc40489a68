"""Does the board of nominations tell each reader what they may know, and what became of them? (rows 3.9 and 1.9)"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from references.models import Nomination, NominationStatus
from references.views.nominations import ENOUGH, HEADINGS
from refprogram.pages import ROWS
from refprogram.thresholds.models import FIGURES
from refprogram.ui.templatetags.ui import day
from tests.factories import (
    CheckInFactory,
    ConsentFactory,
    CustomerFactory,
    HardshipFactory,
    IssueFactory,
    NominationFactory,
    ReferenceFactory,
    UserFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
BOARD, NOMINATORS = "references:nominations", "references:nominators"
WAITING, ACCEPTED, VERIFIED, DECLINED = HEADINGS.values()
WEEK = FIGURES["nomination_days"].default


def steady(text: str) -> str:
    """Leave out what differs from one answer to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text).strip()


def reviewed(nomination: Nomination, *, by, status=NominationStatus.ACCEPTED, reason="") -> Nomination:
    Nomination.objects.filter(pk=nomination.pk).update(
        status=status, reviewed_by=by, reviewed_on=nomination.nominated_on, reason=reason
    )
    return nomination


def groups(page: str) -> dict[str, list[int]]:
    """Read the board: under each heading the keys of the nominations in their order."""
    found: dict[str, list[int]] = {}
    for heading, key in re.findall(r'class="grp-h">([^<]+)<|id="row-nomination-(\d+)"', page):
        if heading:
            found[heading] = []
        else:
            found[list(found)[-1]].append(int(key))
    return found


def row(page: str, nomination: Nomination) -> str:
    """Cut one row out of the page."""
    (_, rest) = page.split(f'id="row-nomination-{nomination.pk}"')
    return re.split(r'<div class="task|<nav class="pager|<h2 class="grp-h"', rest)[0]


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


# The form (row 7.2.8)

PROPOSED = {
    "name": "Gareth Pryce",
    "title": "Logistics Manager",
    "email": "gareth@fernhill.example",
    "why": "He likes the reports",
}


@pytest.mark.parametrize("problems", ["", " ", "\u00a0", "\u200b", "-", "…"])
def test_the_known_problems_are_asked_for_until_they_are_answered(client, rep, problems):
    customer = CustomerFactory(owner=rep)
    address = f"{reverse('references:nominate')}?customer={customer.pk}"
    client.force_login(rep)
    assert "This does not make them a reference." in client.get(address).text

    refused = client.post(address, PROPOSED | {"known_problems": problems})

    assert refused.status_code == 422
    assert "Write what has gone wrong there, or “none known”." in refused.text
    assert all(words in refused.text for words in PROPOSED.values())
    assert not Nomination.objects.exists()

    client.post(address, PROPOSED | {"known_problems": "none known"})

    nomination = Nomination.objects.get()
    assert (nomination.known_problems, nomination.status) == ("none known", NominationStatus.WAITING)
    assert "New today" in row(client.get(reverse(BOARD)).text, nomination)


# Whom only a colleague told us of (row 14 of 6.3)


def told_of(rep, *, days=3, **more) -> Nomination:
    told = {"told_by": "colleague", "quarantined_on": days_ago(days)} | more
    return NominationFactory(
        nominated_by=rep, nominated_on=days_ago(days), **{f"reference__contact__{name}": told[name] for name in told}
    )


def test_whoever_nominates_reads_to_ask_them_first(client, rep):
    client.force_login(rep)
    page = client.get(f"{reverse('references:nominate')}?customer={CustomerFactory(owner=rep).pk}").text

    assert "Ask them first." in page
    assert "within 30 days, we delete it all" in page


def test_a_manager_sees_who_is_in_quarantine_and_for_how_long(client, manager, rep):
    told, known, met = told_of(rep), NominationFactory(), told_of(rep, reached_on=days_ago(1))
    client.force_login(manager)
    page = client.get(reverse(BOARD)).text

    assert "In quarantine: 27 days left" in row(page, told)
    for other in (known, met):
        assert "In quarantine" not in row(page, other)


@pytest.mark.parametrize("reader", ["rep", "other_rep"])
def test_whoever_reads_no_reasons_reads_of_no_quarantine(client, rep, reader, request):
    nomination = told_of(rep, days=28)
    client.force_login(request.getfixturevalue(reader))

    for url in (reverse(BOARD), nomination.reference.get_absolute_url()):
        assert not re.search("quarantine|deleted", client.get(url).text)


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ((22,), ""),
        ((23,), "1 person is deleted within a week."),
        ((10, 24, 29), "2 people are deleted within a week."),
        ((31,), "1 person is deleted within a week."),
    ],
)
def test_the_board_says_above_everything_whose_time_is_nearly_over(client, manager, rep, days, says):
    for number in days:
        told_of(rep, days=number)
    client.force_login(manager)
    page = client.get(reverse(BOARD)).text

    assert (says in page) if says else ("within a week" not in page)
    assert "In quarantine: -" not in page


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({}, "In quarantine, 27 days left."),
        ({"reached_on": days_ago(1)}, "They have not read yet where we have their data from."),
        ({"noticed_on": days_ago(1)}, ""),
    ],
)
def test_their_file_says_what_is_owed_and_the_sheet_of_a_talk_to_tell_them(client, manager, rep, told, says):
    reference = told_of(rep, **told).reference
    client.force_login(manager)
    file = client.get(reference.get_absolute_url()).text
    sheet = client.get(reverse("references:check_in", args=[reference.pk])).text

    assert (says in file) if says else not re.search("quarantine|data from", file)
    assert ("Tell them where we have their name from." in sheet) is bool(says)


# Who stands where


def test_each_stage_has_its_group_the_oldest_first(client, manager, rep):
    newer, older = NominationFactory(nominated_on=days_ago(2)), NominationFactory(nominated_on=days_ago(4))
    taken = reviewed(NominationFactory(), by=manager)
    verified = NominationFactory(nominated_on=days_ago(30))
    CheckInFactory(reference=verified.reference, on=days_ago(20), by=manager)
    off = reviewed(NominationFactory(), by=manager, status="declined", reason="They just changed systems.")
    client.force_login(manager)

    page = client.get(reverse(BOARD)).text

    assert groups(page) == {
        WAITING: [older.pk, newer.pk],
        ACCEPTED: [taken.pk],
        VERIFIED: [verified.pk],
        DECLINED: [off.pk],
    }
    assert f"First spoken with on {day(days_ago(20))}." in row(page, verified)
    assert "Taken up by Maya Okafor" in row(page, taken)
    assert "They just changed systems." in row(page, off)
    assert "does not make anybody a reference" in page


def test_the_chips_count_and_narrow(client, manager):
    waiting, taken = NominationFactory(), reviewed(NominationFactory(), by=manager)
    client.force_login(manager)

    everything = client.get(reverse(BOARD)).text
    narrowed = client.get(reverse(BOARD), {"stage": "accepted"}, headers=HTMX).text

    assert re.findall(r"(Everything|Waiting|Taken up|Verified|Not now) <b>(\d)</b>", everything) == [
        ("Everything", "2"),
        ("Waiting", "1"),
        ("Taken up", "1"),
    ]
    assert groups(narrowed) == {ACCEPTED: [taken.pk]}
    assert groups(client.get(reverse(BOARD), {"stage": "unheard"}).text) == {
        WAITING: [waiting.pk],
        ACCEPTED: [taken.pk],
    }


def test_an_empty_board_says_where_to_begin(client, rep):
    client.force_login(rep)

    assert "Nobody is nominated." in client.get(reverse(BOARD)).text


@pytest.mark.parametrize(
    ("days", "words", "late"),
    [
        (0, "New today", False),
        (1, "Waiting 1 day", False),
        (WEEK, f"Waiting {WEEK} days", False),
        (WEEK + 1, f"Waiting {WEEK + 1} days", True),
    ],
)
def test_the_alarm_stands_at_the_row_and_above_the_board(client, manager, days, words, late):
    nomination = NominationFactory(nominated_on=days_ago(days))
    client.force_login(manager)

    page = client.get(reverse(BOARD)).text

    assert words in row(page, nomination)
    assert ("too long" in row(page, nomination)) is late
    assert ("1 nomination has waited too long." in page) is late


def test_somebody_in_a_hard_time_is_marked_and_nobody_is_sent_to_them(client, manager, other_manager):
    nomination = reviewed(NominationFactory(nominated_on=days_ago(30)), by=other_manager)
    waiting = NominationFactory(nominated_on=days_ago(30))
    for one in (nomination, waiting):
        HardshipFactory(customer=one.reference.contact.customer)
    client.force_login(manager)

    page = client.get(reverse(BOARD)).text

    assert page.count("Left in peace: do not call") == 2
    assert "Log a check-in" not in page
    assert "too long" not in page


# What each reader may know


def test_a_manager_reads_who_proposed_them_why_and_the_known_problems(client, manager, rep):
    nomination = NominationFactory(nominated_by=rep, why="Loves the reports", known_problems="Late invoices in May")
    client.force_login(manager)

    shown = row(client.get(reverse(BOARD)).text, nomination)

    for words in ("Daniel Reyes", "Loves the reports", "Late invoices in May", "Ingrid Solheim", "Halvorsen"):
        assert words in shown
    assert nomination.reference.get_absolute_url() in shown


def test_a_rep_sees_their_own_and_what_became_of_them(client, rep, other_rep, manager):
    customer = CustomerFactory(name="Fernhill Logistics", owner=rep)
    mine = NominationFactory(
        nominated_by=rep, reference__contact__customer=customer, reference__contact__title="Head of Yards"
    )
    reviewed(mine, by=manager, status="declined", reason="They asked for some months.")
    other = NominationFactory(
        reference=mine.reference, nominated_by=other_rep, why="Strange words", known_problems="Secret trouble"
    )
    client.force_login(rep)

    page = client.get(reverse(BOARD)).text

    assert groups(page) == {DECLINED: [mine.pk]}
    for words in ("Fernhill Logistics", "Head of Yards", "They asked for some months.", "Maya Okafor"):
        assert words in row(page, mine)
    assert not re.search("Strange words|Secret trouble|Ana Sousa|Ingrid", page)
    assert f"row-nomination-{other.pk}" not in page
    assert reverse("references:accept_nomination", args=[mine.pk]) not in page
    assert reverse(NOMINATORS) not in page


@pytest.mark.parametrize("stage", ["waiting", "accepted", "verified", "declined"])
def test_a_reps_own_row_is_the_same_in_a_hard_time(client, rep, manager, stage):
    """Row 3.14: nothing on the page tells a nominator of it, not even that something differs."""
    nomination = NominationFactory(
        nominated_by=rep, nominated_on=days_ago(30), reference__contact__customer=CustomerFactory(owner=rep)
    )
    if stage == "verified":
        CheckInFactory(reference=nomination.reference, on=days_ago(20), by=manager)
    elif stage != "waiting":
        reviewed(nomination, by=manager, status=stage, reason="Later" if stage == "declined" else "")
    client.force_login(rep)
    before = client.get(reverse(BOARD)).text

    HardshipFactory(customer=nomination.reference.contact.customer)
    IssueFactory(customer=nomination.reference.contact.customer)

    assert row(client.get(reverse(BOARD)).text, nomination) == row(before, nomination)


def test_an_executive_reads_no_words_and_no_company_in_a_hard_time(client, executive, rep, manager):
    nomination = NominationFactory(
        nominated_by=rep,
        why="Loves the reports",
        known_problems="Late invoices",
        reference__customer__name="Kestrelholm Ferries",
    )
    reviewed(nomination, by=manager, status="declined", reason="They are tired of us")
    client.force_login(executive)
    page = client.get(reverse(BOARD)).text
    assert "Kestrelholm Ferries" in page
    assert not re.search("Loves the reports|Late invoices|tired of us|Ingrid", page)

    HardshipFactory(customer=nomination.reference.contact.customer)

    page = client.get(reverse(BOARD)).text
    assert not re.search("Kestrelholm|in peace|hard time|hardship", page, re.IGNORECASE)


@pytest.mark.parametrize("who", ["rep", "executive"])
def test_the_alarm_rings_for_those_who_can_answer_it(client, rep, who, request):
    NominationFactory(nominated_by=rep, nominated_on=days_ago(40))
    client.force_login(request.getfixturevalue(who))

    page = client.get(reverse(BOARD)).text

    assert "Waiting 40 days" in page
    assert "too long" not in page


# The steps


def test_a_manager_takes_one_up_and_is_sent_to_talk_with_them(client, manager):
    nomination = NominationFactory()
    client.force_login(manager)

    answer = client.post(reverse("references:accept_nomination", args=[nomination.pk]), follow=True)

    nomination.refresh_from_db()
    assert nomination.status == NominationStatus.ACCEPTED
    assert answer.redirect_chain == [(nomination.reference.get_absolute_url(), 302)]
    assert "Taken up. That verifies nothing yet: talk with them next." in answer.text
    assert reverse("references:check_in", args=[nomination.reference_id]) in answer.text


def test_the_row_that_htmx_swaps_in_is_what_a_fresh_board_shows(client, manager):
    nomination = NominationFactory()
    client.force_login(manager)

    swapped = client.post(reverse("references:accept_nomination", args=[nomination.pk]), headers=HTMX).text
    fresh = client.get(reverse(BOARD)).text

    assert "Log a check-in" in swapped
    assert steady(swapped) in steady(fresh)


def test_ones_own_nomination_is_shown_without_its_buttons_and_refused_all_the_same(client, manager):
    nomination = NominationFactory(nominated_by=manager)
    client.force_login(manager)

    shown = row(client.get(reverse(BOARD)).text, nomination)
    answer = client.post(reverse("references:accept_nomination", args=[nomination.pk]), headers=HTMX)

    assert "another reference manager decides" in shown
    assert "Log a check-in" in shown
    assert reverse("references:accept_nomination", args=[nomination.pk]) not in shown
    assert answer.status_code == 409
    assert "You nominated them yourself." in answer.text


def test_a_reason_is_needed_kept_when_it_is_too_long_and_read_by_the_nominator(client, manager, rep):
    nomination = NominationFactory(nominated_by=rep, known_problems="Late invoices")
    address = reverse("references:decline_nomination", args=[nomination.pk])
    client.force_login(manager)

    form = client.get(address).text
    assert "Late invoices" in form
    assert "Whoever nominated them reads this." in form
    for reason in ("", "   ", "x" * 4_001):
        refused = client.post(address, {"reason": reason})
        assert refused.status_code == 422
        assert reason.strip() in refused.text
        assert steady(client.post(address, {"reason": reason}, headers=HTMX).text) in steady(refused.text)
    nomination.refresh_from_db()
    assert nomination.status == NominationStatus.WAITING

    answer = client.post(address, {"reason": "They just changed systems."}, follow=True)

    assert answer.redirect_chain == [(reverse(BOARD), 302)]
    assert "Daniel Reyes sees your reason" in answer.text
    assert "They just changed systems." in row(answer.text, nomination)
    assert "Take it up" in row(answer.text, nomination), "its time may come"


def test_who_comes_second_is_told(client, manager, other_manager):
    nomination = reviewed(NominationFactory(), by=other_manager)
    client.force_login(manager)

    answer = client.post(reverse("references:decline_nomination", args=[nomination.pk]), {"reason": "Not now"})

    assert answer.status_code == 409
    assert "Somebody was faster" in answer.text


# What each nominator's came to


def came_to(client) -> dict[str, list[str]]:
    page = client.get(reverse(NOMINATORS)).text
    lines = re.findall(r"<tr>\s*<td>(.*?)</td>(.*?)</tr>", page, re.DOTALL)
    return {name: re.findall(r">([^<>]+)</td>", cells) for name, cells in lines}


def nominated(by, number: int, **changes) -> list[Nomination]:
    return [NominationFactory(nominated_by=by, nominated_on=days_ago(60), **changes) for _ in range(number)]


@pytest.mark.parametrize(("number", "share"), [(ENOUGH - 1, "Too few to say"), (ENOUGH, "40 %")])
def test_each_nominator_is_judged_by_enough_cases_only(client, manager, rep, call, number, share):
    """Row 1.9, as far as conversion goes: nominated, taken up, verified, may be asked today."""
    first, second, third, *_ = nominated(rep, number)
    CheckInFactory(reference=first.reference, on=days_ago(50), by=manager)
    ConsentFactory(reference=first.reference, activity=call, granted_on=days_ago(50))
    CheckInFactory(reference=second.reference, on=days_ago(50), by=manager)
    reviewed(third, by=manager)
    client.force_login(manager)

    assert came_to(client) == {"Daniel Reyes": [str(number), "3", "2", "1", share]}


def test_somebody_verified_before_is_nobodys_merit_and_a_no_is_none(client, manager, rep):
    (before,) = nominated(rep, 1, reference=ReferenceFactory(checked_on=days_ago(90)))
    reviewed(before, by=manager)
    (off,) = nominated(rep, 1)
    CheckInFactory(reference=off.reference, on=days_ago(50), by=manager)
    reviewed(off, by=manager, status="declined", reason="They would rather not.")
    client.force_login(manager)

    assert came_to(client) == {"Daniel Reyes": ["2", "1", "0", "0", "Too few to say"]}


@pytest.mark.parametrize("trouble", [IssueFactory, HardshipFactory])
def test_who_may_not_be_asked_today_is_not_counted_as_usable(client, executive, rep, trouble):
    nomination = NominationFactory(nominated_by=rep, nominated_on=days_ago(60), reference=ReferenceFactory())
    client.force_login(executive)
    assert came_to(client)["Daniel Reyes"][3] == "1"

    trouble(customer=nomination.reference.contact.customer)

    assert came_to(client)["Daniel Reyes"][:4] == ["1", "1", "1", "0"]


def test_the_busiest_nominator_stands_first(client, manager, rep, other_rep):
    nominated(other_rep, 1)
    nominated(rep, 2)
    client.force_login(manager)

    assert list(came_to(client)) == ["Daniel Reyes", "Ana Sousa"]


def test_many_nominators_have_a_way_on(client, manager):
    for number in range(ROWS + 1):
        nominated(UserFactory(first_name=f"Nominator{number:03d}"), 1)
    client.force_login(manager)

    first = client.get(reverse(NOMINATORS)).text
    onward = re.search(r'href="([^"]+after=[^"]+)"', first)[1].replace("&amp;", "&")
    names = re.findall(r"Nominator\d+", first + client.get(onward).text)

    assert len(names) == len(set(names)) == ROWS + 1


def test_the_card_on_the_board_is_what_its_own_page_shows(client, manager, rep):
    nominated(rep, 2)
    client.force_login(manager)

    part = client.get(reverse(NOMINATORS), headers=HTMX).text

    assert "<html" not in part
    assert part.strip() in client.get(reverse(NOMINATORS)).text
    assert reverse(NOMINATORS) in client.get(reverse(BOARD)).text


# Cost


def fill(number: int, rep, manager) -> None:
    for _ in range(number):
        nominator = UserFactory()
        NominationFactory(nominated_by=rep, nominated_on=days_ago(20), reference__customer__owner=rep)
        reviewed(NominationFactory(nominated_by=nominator), by=manager)
        reviewed(NominationFactory(nominated_by=nominator), by=manager, status="declined", reason="Later")
        NominationFactory(nominated_by=rep, nominated_on=days_ago(60), reference=ReferenceFactory())
        HardshipFactory(customer=NominationFactory().reference.contact.customer)


@pytest.mark.parametrize(
    ("view", "who"), [(BOARD, "manager"), (BOARD, "rep"), (BOARD, "executive"), (NOMINATORS, "manager")]
)
def test_the_pages_cost_the_same_for_three_and_for_six(client, rep, manager, view, who, request):
    client.force_login(request.getfixturevalue(who))
    fill(3, rep, manager)
    three = queries(client, reverse(view))
    fill(3, rep, manager)

    assert queries(client, reverse(view)) == three <= 9


def test_a_full_board_is_light_and_continues_where_it_ends(client, manager, rep):
    for number in range(ROWS + 2):
        NominationFactory(nominated_by=rep, nominated_on=days_ago(number % 5), known_problems="word " * 800)
    client.force_login(manager)

    answer = client.get(reverse(BOARD))
    onward = re.search(r'rel="next" href="([^"]+)"', answer.text)[1].replace("&amp;", "&")
    keys = [key for page in (answer.text, client.get(reverse(BOARD) + onward).text) for key in groups(page)[WAITING]]

    assert len(answer.content) <= 110_000
    assert len(keys) == len(set(keys)) == ROWS + 2


def test_the_fragment_of_the_board_is_what_a_fresh_page_shows(client, manager):
    NominationFactory(nominated_on=days_ago(20))
    client.force_login(manager)

    part = client.get(reverse(BOARD), headers=HTMX).text

    assert "<html" not in part
    assert steady(part) in steady(client.get(reverse(BOARD)).text)


@pytest.mark.parametrize("view", [BOARD, NOMINATORS])
def test_pages_that_show_take_no_other_method(client, manager, view):
    client.force_login(manager)

    assert client.post(reverse(view)).status_code == 405


@pytest.mark.parametrize("step", ["accept_nomination", "decline_nomination"])
def test_a_nomination_that_is_not_there_is_not_found(client, manager, step):
    client.force_login(manager)

    assert client.post(reverse(f"references:{step}", args=[9**9])).status_code == 404
