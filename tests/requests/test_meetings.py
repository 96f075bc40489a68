"""Do the two sides find a time, of which either side reads its own clock, and does nobody talk to two at once?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from references import actions as references
from references.models import ActivityType, ThankYou, Use, UseState
from refprogram.dates import business_days_after, today
from refprogram.errors import Refused
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message, State
from requests import actions
from requests.actions import times
from requests.actions.times import instants
from requests.models import MatteredLetter, Meeting, Opportunity, ReferenceRequest, Slot, Stage, Status
from tests import stages
from tests.factories import HardshipFactory, IssueFactory, MeetingFactory, ReferenceFactory, at_home
from tests.stages import offers, page_of, picked, soon

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(rep, manager) -> ReferenceRequest:
    return stages.confirmed(rep, manager)


def letters(kind: str) -> int:
    return Message.objects.filter(kind=kind).count()


# A clock's time

BERLIN, HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")


@pytest.mark.parametrize(
    ("zone", "local", "meant"),
    [
        (BERLIN, "2027-01-04T10:00", [datetime(2027, 1, 4, 9, tzinfo=UTC)]),
        (BERLIN, "2027-07-05T10:00", [datetime(2027, 7, 5, 8, tzinfo=UTC)]),
        (BERLIN, "2027-03-28T02:30", []),
        (BERLIN, "2027-03-28T03:00", [datetime(2027, 3, 28, 1, tzinfo=UTC)]),
        (
            BERLIN,
            "2026-10-25T02:30",
            [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)],
        ),
        (BERLIN, "2026-10-25T03:00", [datetime(2026, 10, 25, 2, tzinfo=UTC)]),
        (HOWE, "2026-10-04T02:15", []),  # there clocks go forward by half an hour
        (HOWE, "2026-10-04T02:30", [datetime(2026, 10, 3, 15, 30, tzinfo=UTC)]),
    ],
)
def test_a_clock_means_one_instant_none_or_two(zone, local, meant):
    assert instants(datetime.fromisoformat(local), zone=zone) == meant


# Offering


def test_either_side_offers_and_the_other_is_told(ask, rep):
    offers(ask, rep, soon(3), soon(2))

    first, second = Slot.objects.on_offer(ask)
    assert (first.starts_at, second.starts_at) == (soon(2), soon(3))
    assert first.ends_at - first.starts_at == timedelta(minutes=30), "as long as they were told"
    assert (letters("times_offered"), letters("times_offered_to_us")) == (1, 0)

    offers(ask, page_of(ask), soon(4))

    assert [slot.starts_at for slot in Slot.objects.on_offer(ask)] == [soon(4)], "a new offer is instead of the old one"
    assert (letters("times_offered"), letters("times_offered_to_us")) == (1, 1)
    assert [event.verb for event in ask.events.order_by("-seq")[:2]] == ["offer_times", "offer_times"]


def test_a_letter_about_times_that_are_gone_does_not_leave(ask, rep):
    offers(ask, rep)
    offers(ask, rep, soon(3))

    send_due()

    said = Message.objects.filter(kind="times_offered").order_by("pk")
    assert [letter.state for letter in said] == [State.CANCELLED, State.SENT]


@pytest.mark.parametrize(
    ("starts", "why"),
    [
        ([], "one to five"),
        ([soon(2)] * 2, "each once"),
        ([soon(2, minutes) for minutes in range(6)], "one to five"),
        ([soon(0, -60)], "has passed"),
        ([soon(6)], "the last day on which it helps"),
    ],
    ids=["none", "twice the same", "six", "past", "after it is needed"],
)
def test_times_that_cannot_be_are_refused_and_nothing_changes(ask, rep, starts, why):
    offers(ask, rep, soon(4))
    before = ask.events.count()

    with pytest.raises(Refused, match=why):
        actions.offer_times(ask, starts=starts, by=rep, at=timezone.now())

    assert [slot.starts_at for slot in Slot.objects.on_offer(ask)] == [soon(4)]
    assert ask.events.count() == before


def test_once_the_last_day_has_passed_any_later_one_is_better_than_none_within_a_year(ask, rep):
    ReferenceRequest.objects.update(needed_by=today() - timedelta(days=1))
    ask.refresh_from_db()

    offers(ask, rep, soon(6))

    with pytest.raises(Refused, match="more than a year"):
        offers(ask, rep, soon(400))


@pytest.mark.parametrize("stage", [stages.asked, stages.completed])
def test_there_is_no_time_to_find_before_a_yes_and_after_it_took_place(stage, rep, manager):
    ask = stage(rep, manager)

    with pytest.raises(Refused, match="no time to be found"):
        offers(ask, rep)


def test_what_takes_no_time_of_theirs_has_no_time(ask, rep):
    ActivityType.objects.update(mode="content")
    ask = ReferenceRequest.objects.get(pk=ask.pk)

    with pytest.raises(Refused, match="no time to be found"):
        offers(ask, rep)


@pytest.mark.parametrize("who", ["executive", "admin"])
def test_who_only_reads_offers_and_picks_nothing(ask, who, request):
    user = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        offers(ask, user)
    offers(ask, page_of(ask))
    with pytest.raises(PermissionDenied):
        picked(ask, user)


def test_nobody_finds_a_time_for_somebody_else(ask):
    stranger = at_home(ReferenceFactory())

    with pytest.raises(PermissionDenied):
        offers(ask, stranger)


# Agreeing


@pytest.mark.parametrize("picks", ["we", "they"])
def test_who_did_not_offer_picks_and_both_are_told(ask, rep, picks):
    theirs = page_of(ask)
    offerer, picker = (theirs, rep) if picks == "we" else (rep, theirs)
    offers(ask, offerer, soon(2), soon(3))
    with pytest.raises(Refused, match="not on offer"):
        picked(ask, offerer)

    meeting = picked(ask, picker)

    ask.refresh_from_db()
    assert ask.status == Status.SCHEDULED
    assert (meeting.starts_at, meeting.sequence) == (soon(2), 0)
    assert not Slot.objects.exists(), "what was on offer besides is free again"
    assert (letters("talk_agreed"), letters("talk_agreed_to_us")) == (1, 1)
    assert ask.events.latest("seq").judgement.decision == "schedule"


def test_to_press_twice_is_no_mistake(ask, rep):
    offers(ask, page_of(ask))
    meeting = picked(ask, rep)

    again = actions.pick_time(ask, starts_at=soon(), by=rep, at=timezone.now())

    assert (again, again.sequence) == (meeting, 0)
    assert letters("talk_agreed") == 1


def test_a_time_that_has_passed_since_it_was_offered_is_not_picked(ask, rep):
    offers(ask, page_of(ask))

    with pytest.raises(Refused, match="has passed"):
        actions.pick_time(ask, starts_at=soon(), by=rep, at=soon(2, 1))

    assert Slot.objects.exists()


def test_an_agreed_time_stands_until_another_one_is_picked_and_is_the_same_meeting_then(rep, manager):
    ask = stages.scheduled(rep, manager)
    before = Meeting.objects.get()
    offers(ask, page_of(ask), soon(4))
    assert Meeting.objects.get().starts_at == before.starts_at

    picked(ask, rep)

    after = Meeting.objects.get()
    assert (after.uid, after.starts_at, after.sequence) == (before.uid, soon(4), 1)
    ask.refresh_from_db()
    assert (ask.status, ask.events.latest("seq").verb) == (Status.SCHEDULED, "reschedule")
    send_due()
    told = Message.objects.filter(kind="talk_agreed").order_by("pk")
    assert [letter.state for letter in told] == [State.CANCELLED, State.SENT], "only the newest time is told"


def test_nobody_is_in_two_talks_at_once_and_one_may_begin_when_another_ends(ask, rep):
    reference = ask.assignments.get().reference
    MeetingFactory(
        assignment__reference=reference, starts_at=soon(2, 15), ends_at=soon(2, 45), assignment__ask__status="scheduled"
    )
    offers(ask, rep, soon(2), soon(2, 45))
    theirs = page_of(ask)
    with pytest.raises(Refused, match="Another talk is agreed"):
        picked(ask, theirs)

    meeting = actions.pick_time(ask, starts_at=soon(2, 45), by=theirs, at=timezone.now())

    assert meeting.starts_at == soon(2, 45)


def test_a_talk_that_was_called_off_is_in_nobodys_way(ask, rep):
    MeetingFactory(
        assignment__reference=ask.assignments.get().reference, starts_at=soon(2), called_off_at=timezone.now()
    )
    offers(ask, page_of(ask))

    assert picked(ask, rep)


def test_what_came_up_stops_the_request_when_the_customer_picks(rep, manager):
    reference = stages.zephyrine()
    ask = stages.confirmed(rep, manager, reference)
    offers(ask, rep)
    IssueFactory(customer=reference.contact.customer)

    assert picked(ask, page_of(ask)) is None

    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    assert not Slot.objects.exists()
    assert not Meeting.objects.exists()
    assert letters("request_stopped") == 2


# Calling off


@pytest.mark.parametrize("who", ["rep", "manager", "customer"])
def test_either_side_calls_a_time_off_and_the_yes_stays(rep, manager, who):
    ask = stages.scheduled(rep, manager)
    by = page_of(ask) if who == "customer" else {"rep": rep, "manager": manager}[who]

    actions.unschedule(ask, by=by)

    ask.refresh_from_db()
    meeting = Meeting.objects.get()
    assert ask.status == Status.CONFIRMED
    assert (meeting.sequence, meeting.called_off_at is None) == (1, False)
    assert Use.objects.get().state == UseState.BOOKED
    assert (letters("talk_off"), letters("talk_off_to_us")) == (1, 1)
    offers(ask, rep, soon(4))
    assert picked(ask, page_of(ask)).uid != meeting.uid, "a time after that is another meeting"


def test_once_it_took_place_nothing_is_on_offer_any_more(rep, manager):
    ask = stages.offered(rep, manager)

    actions.complete(ask, by=manager, on=today())

    assert not Slot.objects.exists()


def test_erasing_the_person_takes_the_times_that_they_offered(rep, manager):
    stages.offered(rep, manager)

    actions.forget_notes(Slot.objects.first().assignment.reference)

    assert not Slot.objects.exists()


def issue(reference):
    actions_of_today = {"customer": reference.contact.customer}
    IssueFactory(**actions_of_today)
    actions.hold_back([reference.contact.customer_id], today())


def hard_time(reference):
    HardshipFactory(customer=reference.contact.customer)
    actions.hold_back([reference.contact.customer_id], today())


def withdrawal(reference):
    references.stop(reference, ActivityType.objects.get(), by=at_home(reference), on=today())


@pytest.mark.parametrize(("fact", "hears"), [(issue, True), (hard_time, False), (withdrawal, True)])
def test_what_comes_up_before_a_talk_stops_the_request_and_calls_it_off(rep, manager, fact, hears):
    reference = stages.zephyrine()
    ask = stages.scheduled(rep, manager, reference)
    offers(ask, rep, soon(4))
    send_due()

    fact(reference)

    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    assert Meeting.objects.get().called_off_at
    assert not Slot.objects.exists()
    assert Use.objects.get().state == UseState.RELEASED
    send_due()
    assert letters("request_stopped") == 2
    assert Message.objects.get(kind="talk_off_to_us").state == State.SENT
    assert Message.objects.get(kind="talk_off").state == (State.SENT if hears else State.CANCELLED), "left in peace"


def test_what_took_place_before_something_came_up_was_not_called_off(rep, manager):
    reference = stages.zephyrine()
    stages.scheduled(rep, manager, reference)
    Meeting.objects.update(starts_at=soon(-1), ends_at=soon(-1, 30))

    issue(reference)

    assert Meeting.objects.get().called_off_at is None
    assert letters("talk_off") == 0


def test_a_customer_whose_talk_is_not_needed_any_more_gets_one_letter(rep, manager):
    ask = stages.scheduled(rep, manager)

    actions.cancel(ask, by=rep)

    assert Meeting.objects.get().called_off_at
    assert (letters("question_taken_back"), letters("talk_off"), letters("talk_off_to_us")) == (1, 0, 1)


def test_it_took_place_on_its_day_and_not_before(rep, manager):
    ask = stages.scheduled(rep, manager)
    with pytest.raises(Refused, match="still to come"):
        actions.complete(ask, by=manager, on=today())

    actions.complete(ask, by=manager, on=times.day_of(soon(2)))

    ask.refresh_from_db()
    assert ask.status == Status.COMPLETED


def test_what_somebody_says_days_later_took_place_on_the_agreed_day(rep, manager):
    ask = stages.scheduled(rep, manager)
    day = times.day_of(soon(2))
    deal = Opportunity.objects.filter(pk=ask.opportunity_id)
    deal.update(stage=Stage.WON, closed_on=day + timedelta(days=1))

    actions.complete(ask, by=manager, on=day + timedelta(days=5))

    assert Use.objects.get().on == day, "rest and limits count from the talk"
    assert ThankYou.objects.get().due_on == business_days_after(day, 3)
    assert deal.influenced(since=day, on=day + timedelta(days=5)).exists(), "it was heard before the deal was won"
    assert MatteredLetter.objects.get().reference_id == ask.assignments.get().reference_id


def test_an_agreed_time_does_not_run_out_with_the_day_it_was_needed_by(rep, manager):
    stages.scheduled(rep, manager)

    assert actions.expire(on=today() + timedelta(days=30)) == 0


# In the database


@pytest.mark.parametrize(
    "broken",
    [
        lambda at: Slot.objects.create(assignment=at, place=6, offered_by="staff", starts_at=soon(), ends_at=soon(3)),
        lambda at: Slot.objects.create(assignment=at, place=1, offered_by="clock", starts_at=soon(), ends_at=soon(3)),
        lambda at: Slot.objects.create(assignment=at, place=1, offered_by="staff", starts_at=soon(), ends_at=soon()),
        lambda at: Meeting.objects.create(assignment=at, starts_at=soon(), ends_at=soon(1)),
        lambda at: [Meeting.objects.create(assignment=at, starts_at=soon(), ends_at=soon(3)) for _ in range(2)],
    ],
    ids=["a sixth", "the clock offers", "no length", "ends before it begins", "two at a time"],
)
def test_the_database_refuses_what_cannot_be(ask, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        broken(ask.assignments.get())
