"""Does somebody find a time on their own page, by their own clock, and learn nothing of what we know about others?"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from customers.models import Contact
from references import links
from references.models import ConsentEvent, Link, Purpose, Use, UseState
from refprogram.dates import today
from requests import actions
from requests.models import Meeting, ReferenceRequest, Slot, Status
from tests import stages
from tests.factories import HardshipFactory, IssueFactory, ReferenceFactory
from tests.portal.test_views import everything
from tests.stages import offers, soon

pytestmark = pytest.mark.django_db

LISBON = ZoneInfo("Europe/Lisbon")


@pytest.fixture
def ask(rep, manager):
    ask = stages.confirmed(rep, manager)
    Contact.objects.update(time_zone="Europe/Lisbon")
    return ask


def token_of(ask) -> str:
    reference = ask.assignments.latest("pk").reference_id
    return links.mint(purpose=Purpose.HOME, reference=reference, on=today()).split("/")[-2]


@pytest.fixture
def page(ask) -> str:
    """The address of their talk, behind a link of any letter."""
    return reverse("portal:talk", args=[token_of(ask), stages.question_of(ask).pk])


def typed(at: datetime) -> str:
    return f"{at.astimezone(LISBON):%Y-%m-%dT%H:%M}"


def stamp(at: datetime) -> str:
    return str(int(at.timestamp()))


def test_opening_the_page_changes_nothing_and_says_by_whose_clock(client, ask, rep, page):
    offers(ask, rep, soon())
    before = everything()

    with assertNumQueries(4):
        text = client.get(page).text

    assert everything() == before
    assert "All times on this page are in Lisbon time." in text
    assert f"{soon().astimezone(LISBON):%H:%M}" in text
    assert f'value="{stamp(soon())}"' in text


def test_they_pick_one_and_read_what_they_can_know_before(client, ask, rep, page):
    offers(ask, rep, soon(), soon(3))
    ReferenceRequest.objects.update(role="Head of Logistics")

    answer = client.post(page, {"choice": "pick", "starts": stamp(soon(3))}, follow=True)

    ask.refresh_from_db()
    assert ask.status == Status.SCHEDULED
    assert Meeting.objects.get().starts_at == soon(3)
    for words in (
        "The time is agreed",
        "Daniel Reyes",
        "Marlow Grocers (Head of Logistics)",
        "Reporting",
        "about prices and contracts",
    ):
        assert words in answer.text
    again = client.post(page, {"choice": "pick", "starts": stamp(soon(3))}, follow=True)
    assert again.status_code == 200, "a second press is no mistake"


def test_whoever_wants_no_letters_is_promised_none(client, ask, rep, page):
    offers(ask, rep)
    Contact.objects.update(silent_since=today())

    text = client.post(page, {"choice": "pick", "starts": stamp(soon())}, follow=True).text

    assert "please take it into your calendar from here" in text
    assert "A letter with it" not in text


def test_they_offer_times_by_their_own_clock(client, ask, page):
    client.post(page, {"choice": "offer", "time_1": typed(soon()), "time_3": typed(soon(3))})

    slots = Slot.objects.order_by("starts_at")
    assert [(slot.starts_at, slot.offered_by) for slot in slots] == [(soon(), "customer"), (soon(3), "customer")]


def test_they_call_it_off(client, ask, rep, page):
    offers(ask, rep)
    client.post(page, {"choice": "pick", "starts": stamp(soon())})

    text = client.post(page, {"choice": "off"}, follow=True).text

    ask.refresh_from_db()
    assert ask.status == Status.CONFIRMED
    assert "does not suit you any more" in text
    assert "No time is agreed yet." in text


WINTER = datetime(2026, 10, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Give at least one time."),
        ({"time_1": "soon"}, "Write a day and a time"),
        ({"time_1": "2026-10-24"}, "Write a day and a time"),
        ({"time_1": "9999-12-31T23:59"}, "Write a day and a time"),
        ({"time_1": "2026-10-24T10:00+02:00"}, "Write a day and a time"),
        ({"time_1": "2026-10-19T10:00"}, "This time has passed."),
        ({"time_1": "2027-11-19T10:00"}, "the last day on which it helps"),
        ({"time_1": "2026-10-24T10:00", "time_2": "2026-10-24T10:00"}, "You gave this time above already."),
        ({"time_1": "2026-10-25T01:30"}, "this time comes twice"),
        ({"time_1": "2027-03-28T01:30"}, "skip this time"),
    ],
)
def test_a_time_that_cannot_be_is_told_at_its_field_and_what_was_typed_stays(client, ask, page, monkeypatch, sent, why):
    monkeypatch.setattr("django.utils.timezone.now", lambda: WINTER)
    ReferenceRequest.objects.update(needed_by="2027-06-01")

    answer = client.post(page, {"choice": "offer", **sent})

    assert answer.status_code == 422
    assert why in answer.text
    assert not Slot.objects.exists()
    assert all(f'value="{value}"' in answer.text for value in sent.values())


@pytest.mark.parametrize(("which", "hour"), [("0", 0), ("1", 1)])
def test_of_a_time_that_comes_twice_they_say_which(client, ask, page, monkeypatch, which, hour):
    monkeypatch.setattr("django.utils.timezone.now", lambda: WINTER)
    ReferenceRequest.objects.update(needed_by="2027-06-01")
    twice = {"choice": "offer", "time_1": "2026-10-25T01:30"}
    assert 'name="which_1"' in client.post(page, twice).text

    client.post(page, twice | {"which_1": which})

    assert Slot.objects.get().starts_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_nothing_pressed_changes_nothing(client, ask, rep, page):
    offers(ask, rep)
    before = everything()

    answer = client.post(page, {"time_1": typed(soon())})

    assert answer.status_code == 422
    assert "Please choose one of the buttons." in answer.text
    assert everything() == before


def test_a_time_that_is_gone_is_told_kindly(client, ask, rep, page):
    offers(ask, rep, soon())
    offers(ask, rep, soon(3))

    answer = client.post(page, {"choice": "pick", "starts": stamp(soon())})

    assert answer.status_code == 409
    assert "This time is not on offer any more." in answer.text


@pytest.mark.parametrize("fact", [IssueFactory, HardshipFactory])
def test_what_came_up_stops_it_and_they_read_no_reason(client, ask, rep, page, fact):
    offers(ask, rep)
    fact(customer=ask.assignments.get().reference.contact.customer)

    text = client.post(page, {"choice": "pick", "starts": stamp(soon())}, follow=True).text

    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    assert "Nothing is arranged at the moment" in text
    assert not re.search(r"issue|hardship|hard time|hesita|blocked", re.sub(r"<[^>]+>", "", text), re.IGNORECASE)


def test_the_file_for_their_calendar_is_theirs(client, ask, rep, page):
    assert client.get(f"{page}invitation.ics").status_code == 404
    offers(ask, rep)
    client.post(page, {"choice": "pick", "starts": stamp(soon())})

    answer = client.get(f"{page}invitation.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    event = vobject.readOne(answer.text).vevent
    assert event.dtstart.value == soon()
    assert (event.attendee.value, rep.email in answer.text) == (f"mailto:{stages.EMAIL}", False)


def test_somebody_elses_talk_leads_nowhere(client, ask):
    stranger = links.mint(purpose=Purpose.HOME, reference=ReferenceFactory().pk, on=today()).split("/")[-2]
    question = stages.question_of(ask).pk

    assert client.get(reverse("portal:talk", args=[stranger, question])).status_code == 404
    assert client.get(reverse("portal:talk_ics", args=[stranger, question])).status_code == 404


def test_what_is_over_says_how_it_stands(client, ask, rep, manager, page):
    actions.cancel(ask, by=rep)

    assert "It is no longer needed" in client.get(page).text
    late = client.post(page, {"choice": "offer", "time_1": typed(soon())})
    assert (late.status_code, "Nothing was changed just now." in late.text) == (409, True)


def test_the_page_of_their_answer_leads_there_while_there_is_a_time_to_find(client, ask, manager):
    address = stages.link_to(stages.question_of(ask))
    assert "When we talk" in client.get(address).text

    actions.complete(ask, by=manager, on=today())

    assert "When we talk" not in client.get(address).text


def test_a_talk_that_is_over_cannot_be_called_off_on_the_page(client, ask, rep, page):
    offers(ask, rep)
    client.post(page, {"choice": "pick", "starts": stamp(soon())})
    before = timezone.now() - timedelta(hours=2)
    Meeting.objects.update(starts_at=before, ends_at=before + timedelta(minutes=30))

    assert 'value="off"' not in client.get(page).text


def test_what_is_called_off_twice_is_called_off_once_and_no_mistake(client, ask, rep, page):
    offers(ask, rep)
    client.post(page, {"choice": "pick", "starts": stamp(soon())})
    client.post(page, {"choice": "off"})

    again = client.post(page, {"choice": "off"}, follow=True)

    assert again.status_code == 200
    assert "No time is agreed yet." in again.text
    assert Meeting.objects.get().sequence == 1


@pytest.mark.parametrize("is_agreed", [True, False])
def test_their_yes_is_taken_back_from_the_page_of_the_talk_as_well(client, ask, rep, page, is_agreed):
    offers(ask, rep)
    if is_agreed:
        client.post(page, {"choice": "pick", "starts": stamp(soon())})
    assert "I would rather not after all" in client.get(page).text

    answer = client.post(page, {"choice": "withdraw"}, follow=True)

    ask.refresh_from_db()
    assert ask.status == Status.DECLINED_BY_CUSTOMER
    assert Use.objects.get().state == UseState.RELEASED
    assert not Slot.objects.exists()
    assert not Meeting.objects.agreed().exists()
    assert (answer.status_code, "You said no." in answer.text) == (200, True)
    assert ConsentEvent.objects.latest("seq").kind == "refused"
    again = client.post(page, {"choice": "withdraw"})
    assert (again.status_code, "You said no." in again.text) == (409, True)


@pytest.mark.parametrize("press", ["off", "withdraw"])
def test_after_the_time_of_its_letter_a_talk_is_still_called_off_and_nothing_else(client, ask, rep, page, press):
    offers(ask, rep)
    client.post(page, {"choice": "pick", "starts": stamp(soon())})
    offers(ask, rep, soon(3))
    Link.objects.update(expires_on=today() - timedelta(days=1))

    text = client.get(page).text
    assert ("Call this time off" in text, "rather not after all" in text) == (True, True)
    assert 'value="pick"' not in text
    assert 'value="offer"' not in text
    assert client.get(f"{page}invitation.ics").status_code == 200
    assert client.post(page, {"choice": "pick", "starts": stamp(soon(3))}).status_code == 403

    client.post(page, {"choice": press})

    ask.refresh_from_db()
    assert ask.status == (Status.CONFIRMED if press == "off" else Status.DECLINED_BY_CUSTOMER)


def test_a_form_needs_its_secret(ask, page):
    assert Client(enforce_csrf_checks=True).post(page, {"choice": "off"}).status_code == 403
