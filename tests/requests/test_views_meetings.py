"""Do a rep and a manager find a time on the request, and does the page for the prospect hold what was agreed alone?"""

import re

import pytest
import vobject
from django.urls import reverse

from references.models import RewardEntry
from refprogram.outbox.hours import zone_of
from requests import actions
from requests.models import Slot, Status
from tests import stages
from tests.factories import HardshipFactory, IssueFactory, RewardEntryFactory
from tests.requests.test_views_steps import HTMX, at, steady
from tests.stages import offers, page_of, soon

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(rep, manager):
    return stages.confirmed(rep, manager)


def typed(moment) -> str:
    return f"{moment.astimezone(zone_of('')):%Y-%m-%dT%H:%M}"


def stamp(moment) -> int:
    return int(moment.timestamp())


def text_of(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_times_are_offered_on_the_request_and_htmx_shows_what_a_fresh_page_shows(client, ask, who, request):
    client.force_login(request.getfixturevalue(who))

    swapped = client.post(at(ask, "offer_times"), {"time_1": typed(soon())}, headers=HTMX)

    assert Slot.objects.get().starts_at == soon()
    fresh = client.get(at(ask)).text
    assert steady(swapped.text) in steady(fresh)
    assert "Offered to the customer; they pick one, or offer others." in text_of(fresh)
    assert client.post(at(ask, "offer_times"), {"time_1": typed(soon(3))}).status_code == 302


def test_a_time_that_cannot_be_is_told_and_what_was_typed_stays(client, ask, rep):
    client.force_login(rep)

    answer = client.post(at(ask, "offer_times"), {"time_1": typed(soon(9)), "time_2": "tomorrow"})

    assert answer.status_code == 422
    assert "the last day on which it helps" in answer.text
    assert "Write a day and a time" in answer.text
    assert 'value="tomorrow"' in answer.text


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_what_the_customer_offers_is_taken_with_one_press(client, ask, who, request):
    offers(ask, page_of(ask), soon(), soon(3))
    client.force_login(request.getfixturevalue(who))
    assert client.get(at(ask)).text.count("Take this one") == 2

    swapped = client.post(at(ask, "pick_time"), {"starts": stamp(soon(3))}, headers=HTMX)

    ask.refresh_from_db()
    assert ask.status == Status.SCHEDULED
    fresh = client.get(at(ask)).text
    assert steady(swapped.text) in steady(fresh)
    assert "Call this time off" in fresh


def test_ones_own_offer_has_no_button(client, ask, rep):
    offers(ask, rep)
    client.force_login(rep)

    assert "Take this one" not in client.get(at(ask)).text


def test_a_time_is_called_off_with_one_press(client, rep, manager):
    ask = stages.scheduled(rep, manager)
    client.force_login(rep)

    assert client.post(at(ask, "unschedule")).status_code == 302

    ask.refresh_from_db()
    assert ask.status == Status.CONFIRMED
    assert client.post(at(ask, "unschedule")).status_code == 409, "and not twice"


@pytest.mark.parametrize("who", ["executive", "admin"])
def test_who_only_reads_sees_the_time_and_no_button(client, rep, manager, who, request):
    ask = stages.scheduled(rep, manager)
    client.force_login(request.getfixturevalue(who))

    panel = client.get(at(ask)).text.partition('id="talk"')[2].partition("</section>")[0]

    assert f"{soon().year}" in panel
    assert "<form" not in panel


def test_the_page_costs_the_same_for_one_time_on_offer_and_for_five(client, ask, rep, django_assert_max_num_queries):
    offers(ask, page_of(ask))
    client.force_login(rep)
    with django_assert_max_num_queries(16) as for_one:
        client.get(at(ask))
    offers(ask, page_of(ask), *(soon(3, minutes) for minutes in (0, 15, 30, 45, 60)))
    with django_assert_max_num_queries(16) as for_five:
        client.get(at(ask))

    assert len(for_one) == len(for_five)


def test_the_calendar_file_names_nobody(client, rep, manager):
    ask = stages.scheduled(rep, manager)
    client.force_login(rep)

    answer = client.get(at(ask, "invitation"))

    assert vobject.readOne(answer.text).vevent.dtstart.value == soon()
    assert not [canary for canary in stages.CANARIES if canary in answer.text]
    actions.unschedule(ask, by=rep)
    assert client.get(at(ask, "invitation")).status_code == 404


# For the prospect


def test_the_brief_holds_what_was_agreed_and_no_name(client, rep, manager):
    ask = stages.scheduled(rep, manager)
    client.force_login(rep)

    said = text_of(client.get(at(ask, "brief")).text)

    for words in (stages.COMPANY, "30 minutes, not longer", "Reporting", "about prices and contracts", "a favour"):
        assert words in said
    for hidden in (stages.NAME, stages.EMAIL, stages.PHONE, "Zephyrine"):
        assert hidden not in said


@pytest.mark.parametrize("stage", [stages.asked, stages.submitted, stages.completed])
def test_there_is_no_brief_before_a_yes_and_after_it_took_place(client, rep, manager, stage):
    ask = stage(rep) if stage is stages.submitted else stage(rep, manager)
    client.force_login(rep)

    assert client.get(at(ask, "brief")).status_code == 404


def test_the_brief_gives_no_reason_away_that_is_ours_to_keep(client, ask, rep):
    customer = ask.assignments.get().reference.contact.customer
    IssueFactory(customer=customer, summary="Invoice wrong", severity=1)
    HardshipFactory(customer=customer)
    client.force_login(rep)

    said = text_of(client.get(at(ask, "brief")).text)

    assert not re.search(r"issue|invoice|hardship|hard time|hesita", said, re.IGNORECASE)


def test_the_brief_says_what_they_received(client, ask, rep):
    RewardEntryFactory(reference=ask.assignments.get().reference, accepted=True)
    client.force_login(rep)

    said = text_of(client.get(at(ask, "brief")).text)

    assert RewardEntry.objects.get().disclosed() in said
    assert "It does not depend on what they say." in said
    assert "We have offered them nothing" not in said


def test_somebody_elses_request_has_no_brief_and_no_file(client, ask, other_rep):
    client.force_login(other_rep)

    for page in ("brief", "invitation"):
        assert client.get(reverse(f"requests:{page}", args=[ask.pk])).status_code == 404


def test_that_it_took_place_is_asked_for_from_its_day_on(client, rep, manager, time_machine):
    ask = stages.scheduled(rep, manager)
    client.force_login(manager)
    assert "It took place" not in client.get(at(ask)).text

    time_machine.move_to(soon())
    client.force_login(manager)

    assert "It took place" in client.get(at(ask)).text
