"""Does one letter a person gather all that waits for them, never twice, and never for whoever is to be left alone?"""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.actions import begin_hardship, end_hardship
from customers.models import Contact, ContactDetails
from customers.models.contact import ContactStatus
from references.actions import hold_letters, let_letters_go
from references.cycle import due_steps, planned, take_due_steps
from references.models import (
    Claim,
    ConsentChannel,
    CycleQuestion,
    CycleStep,
    Link,
    Pause,
    Purpose,
    ReconsentCycle,
    Reference,
    UseConsent,
    UseFeedback,
    UseState,
)
from references.notices import CHECK_IN_OVERDUE, SIX_MONTH_CHECK, SMALL_QUESTIONS
from refprogram.dates import add_months, today
from refprogram.outbox import kinds
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message, State
from tests.factories import ActivityFactory, CheckInFactory, ReferenceFactory, UseConsentFactory, UseFactory, days_ago

DAY = timedelta(days=1)


@pytest.fixture
def on(time_machine) -> date:
    """Be on a Monday, at noon in Berlin."""
    time_machine.move_to(datetime(2026, 11, 23, 11, tzinfo=UTC), tick=False)
    return today()


@pytest.fixture
def later(time_machine):
    """Come back some days later."""
    return lambda days: time_machine.move_to(timezone.now() + days * DAY, tick=False)


@pytest.fixture
def reference(on, manager, call) -> Reference:
    """Somebody whose six-month check is due today."""
    return ReferenceFactory(checked_on=add_months(on, -5), agreed_to=[call])


@pytest.fixture
def other(on, manager, call) -> Reference:
    """Somebody whose check is not due for long."""
    return ReferenceFactory(checked_on=days_ago(20), agreed_to=[call])


def claim(reference: Reference, **more) -> Claim:
    number = Claim.objects.count()
    activity = ActivityFactory(code=f"claimed-{number}", name=f"Something agreed to, number {number}")
    given = {"activity": activity, "channel": ConsentChannel.CALL, "said_on": today()}
    return Claim.objects.create(reference=reference, expires_on=today() + 180 * DAY, **given | more)


def helped(reference: Reference, *, on: date):
    return UseFactory(reference=reference, state=UseState.DONE, on=on)


def letters() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("kind", "to"))


def said(reference: Reference) -> str:
    """Send what waits, and return the text of the last letter to somebody."""
    message = Message.objects.filter(to=f"contact:{reference.contact_id}").latest("pk")
    return kinds.kind(message.kind).preview(message).text


# One letter


def test_a_check_a_claim_an_open_question_and_a_use_are_one_letter(reference, on):
    claim(reference, activity=ActivityFactory(code="quote", name="A quote on the website"))
    helped(reference, on=on - DAY)
    UseConsentFactory(reference=reference, audience="Marlow Grocers", asked_on=on - 3 * DAY)

    assert take_due_steps(on=on) == 1

    assert letters() == [(SIX_MONTH_CHECK, f"contact:{reference.contact_id}")]
    text = said(reference)
    for part in ("A quote on the website", "Would you talk to Marlow Grocers?".lower(), "How was it for you?"):
        assert part.lower() in text.lower()


def test_each_thing_in_a_letter_has_the_link_of_its_purpose(reference, on):
    claim(reference)
    helped(reference, on=on - DAY)
    UseConsentFactory(reference=reference, asked_on=on - 3 * DAY)
    take_due_steps(on=on)

    assert send_due().sent == 1

    message = Message.objects.get()
    minted = Link.objects.filter(letter=message)
    assert sorted(minted.values_list("purpose", flat=True)) == [Purpose.ASK, Purpose.CHECK_IN, Purpose.FEEDBACK]


def test_what_waits_without_a_check_is_one_small_letter(other, on):
    claim(other)
    claim(other)
    helped(other, on=on - DAY)

    take_due_steps(on=on)

    assert letters() == [(SMALL_QUESTIONS, f"contact:{other.contact_id}")]
    assert CycleQuestion.objects.count() == 3
    assert send_due().sent == 1
    assert Link.objects.filter(letter=Message.objects.get(), purpose=Purpose.HOME).exists()


def test_nobody_is_asked_twice_about_the_same_thing(other, on, later):
    claim(other)
    helped(other, on=on - DAY)
    for _ in range(12):
        take_due_steps(on=today())
        take_due_steps(on=today())
        send_due()
        later(3)

    assert len(letters()) == 1


def test_a_second_thing_waits_until_the_letter_before_it_has_left_and_for_the_next_day(other, on, later):
    claim(other)
    take_due_steps(on=on)
    claim(other)

    assert take_due_steps(on=on) == 0, "the first letter has still to leave"
    send_due()
    assert take_due_steps(on=on) == 0, "it left today"
    later(1)
    assert take_due_steps(on=today()) == 1
    assert len(letters()) == 2


def test_an_open_question_alone_makes_no_second_letter(other, on):
    UseConsentFactory(reference=other, asked_on=on - 3 * DAY)

    assert take_due_steps(on=on) == 0


def test_on_the_day_of_a_question_small_things_wait(other, on, later):
    claim(other)
    UseConsentFactory(reference=other, asked_on=on)

    assert take_due_steps(on=on) == 0
    later(1)
    assert take_due_steps(on=today()) == 1


@pytest.mark.parametrize("days", [0, 31])
def test_how_it_was_is_asked_on_the_days_after_and_not_weeks_later(other, on, days):
    helped(other, on=on - days * DAY)

    assert take_due_steps(on=on) == 0


def test_a_letter_of_today_does_not_ask_about_today_and_one_of_tomorrow_does(reference, on):
    use = helped(reference, on=on)

    assert [due.uses for due in planned([reference.pk], on=on)] == [()]
    take_due_steps(on=on)
    assert not CycleQuestion.objects.exists()
    ReconsentCycle.objects.all().delete()
    Message.objects.all().delete()
    assert [due.uses for due in planned([reference.pk], on=on + DAY)] == [(use.pk,)]


def test_how_it_was_is_asked_up_to_a_month_later(other, on):
    helped(other, on=on - 30 * DAY)

    assert take_due_steps(on=on) == 1


def test_whoever_has_said_how_it_was_is_not_asked(other, on):
    UseFeedback.objects.create(use=helped(other, on=on - DAY), went="well", on=on)

    assert take_due_steps(on=on) == 0


def test_a_claim_that_was_settled_before_its_letter_left_is_not_asked_about(other, on):
    asked = claim(other)
    take_due_steps(on=on)
    Claim.objects.filter(pk=asked.pk).update(outcome="confirmed", settled_on=on)

    assert send_due().cancelled == 1
    assert Message.objects.get().reason == "They have told us in the meantime."


def test_a_small_letter_gives_way_to_the_check_that_says_the_same(other, on):
    claim(other)
    take_due_steps(on=on)
    Message.objects.create(
        kind=SIX_MONTH_CHECK, to=f"contact:{other.contact_id}", key="check", next_at=on_the_day(on + DAY)
    )

    assert send_due().cancelled == 1
    assert Message.objects.get(kind=SMALL_QUESTIONS).reason == "The six-month letter asks for it as well."


def on_the_day(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def test_of_two_letters_of_a_cycle_that_both_wait_only_the_later_leaves(reference, on, later):
    take_due_steps(on=on)
    later(15)
    take_due_steps(on=today())

    turn = send_due()

    assert (turn.sent, turn.cancelled) == (1, 1)
    assert Message.objects.get(state=State.CANCELLED).reason == "A later letter of the same cycle takes its place."


# Their hours


@pytest.fixture
def hours(settings):
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"
    settings.LETTER_HOURS, settings.LETTER_DAYS = (8, 18), frozenset(range(1, 6))


def test_a_letter_leaves_at_an_hour_of_work_where_they_are(hours, reference, on):
    Contact.objects.filter(pk=reference.contact_id).update(time_zone="America/Los_Angeles")

    take_due_steps(on=on)

    assert Message.objects.get().next_at == datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert send_due().letters == 0


def test_a_letter_that_a_sender_finds_in_the_night_waits_for_the_morning_and_counts_no_try(
    hours, reference, on, time_machine
):
    take_due_steps(on=on)
    time_machine.move_to(datetime(2026, 11, 23, 22, tzinfo=UTC), tick=False)

    assert send_due().put_off == 1

    message = Message.objects.get()
    assert (message.state, message.attempts) == (State.QUEUED, 0)
    assert message.next_at == datetime(2026, 11, 24, 7, tzinfo=UTC)


# Whom nobody writes to


def gone(status):
    return lambda reference: Contact.objects.filter(pk=reference.contact_id).update(status=status, status_since=today())


LEAVE_ALONE = {
    "silent": lambda reference: Contact.objects.filter(pk=reference.contact_id).update(silent_since=today()),
    "paused": lambda reference: Pause.objects.create(reference=reference, since=today()),
    "bounced": gone(ContactStatus.BOUNCED),
    "left": gone(ContactStatus.LEFT),
    "restricted": gone(ContactStatus.RESTRICTED),
    "objected": gone(ContactStatus.OBJECTED),
    "erased": gone(ContactStatus.ERASED),
    "without an address": lambda reference: ContactDetails.objects.filter(contact=reference.contact).update(email=""),
    "without details": lambda reference: ContactDetails.objects.filter(contact=reference.contact).delete(),
}


@pytest.mark.parametrize("why", LEAVE_ALONE)
def test_no_step_is_taken_for_whoever_is_to_be_left_alone(reference, other, on, why):
    claim(other)
    for person in (reference, other):
        LEAVE_ALONE[why](person)

    assert take_due_steps(on=on) == 0

    assert not ReconsentCycle.objects.exists()
    assert not CycleQuestion.objects.exists()
    assert [bool(due.left_out) for due in planned([reference.pk, other.pk], on=on)] == [True, True]


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("silent", True),
        ("bounced", True),
        ("without an address", True),
        ("paused", False),
        ("left", False),
        ("objected", False),
        ("erased", False),
        ("restricted", False),
    ],
)
def test_a_manager_is_told_to_call_whoever_may_be_called(on, manager, call, why, told):
    reference = ReferenceFactory(checked_on=add_months(on, -7), agreed_to=[call])
    LEAVE_ALONE[why](reference)

    take_due_steps(on=on)

    assert {kind for kind, _ in letters()} == ({CHECK_IN_OVERDUE} if told else set())


def test_when_the_reason_is_gone_the_step_is_taken_once_and_the_next_one_a_week_later(reference, on, later):
    Pause.objects.create(reference=reference, since=on, until=on + 13 * DAY)
    take_due_steps(on=on)
    later(14)
    assert take_due_steps(on=today()) == 1
    assert ReconsentCycle.objects.get().step == CycleStep.FIRST_LETTER
    send_due()

    taken = []
    for _ in range(10):
        later(1)
        taken.append(take_due_steps(on=today()))

    assert taken == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert ReconsentCycle.objects.latest("pk").step == CycleStep.SECOND_LETTER


def test_a_hard_time_that_ends_the_same_week_brings_no_second_letter(reference, manager, on, later):
    take_due_steps(on=on)
    send_due()
    hardship = begin_hardship(reference.contact.customer, kind="merger", since=on, by=manager, on=on)
    later(2)
    assert take_due_steps(on=today()) == 0
    end_hardship(hardship, ended_on=today(), by=manager, on=today())

    assert take_due_steps(on=today()) == 0


def test_a_pause_that_begins_while_a_letter_waits_keeps_it_here(reference, on):
    take_due_steps(on=on)
    Pause.objects.create(reference=reference, since=on)

    assert send_due().cancelled == 1
    assert Message.objects.get().reason == "They asked us to leave them alone for a while."


# Held back by a manager


def test_letters_held_back_are_not_written_and_go_on_when_they_may(reference, manager, on):
    hold_letters(reference, by=manager)
    hold_letters(reference, by=manager)
    assert take_due_steps(on=on) == 0

    let_letters_go(reference, by=manager)
    let_letters_go(reference, by=manager)
    assert take_due_steps(on=on) == 1


def test_a_letter_that_waits_already_waits_on_while_it_is_held_back(reference, manager, on, time_machine):
    take_due_steps(on=on)
    hold_letters(reference, by=manager)
    assert send_due().put_off == 1

    let_letters_go(reference, by=manager)
    time_machine.move_to(timezone.now() + timedelta(minutes=31), tick=False)
    assert send_due().sent == 1
    assert Message.objects.get().attempts == 1


def test_the_whole_cycle_is_held_back_for_customers_and_managers_are_told(reference, manager, on, call):
    late = ReferenceFactory(checked_on=add_months(on, -7), agreed_to=[call])
    hold_letters(None, by=manager)
    hold_letters(None, by=manager)

    assert take_due_steps(on=on) == 1

    assert ReconsentCycle.objects.get().reference == late
    let_letters_go(None, by=manager)
    assert take_due_steps(on=on) == 1


def test_only_a_manager_holds_letters_back(reference, rep, admin, executive):
    for by in (rep, admin, executive):
        for act in (hold_letters, let_letters_go):
            with pytest.raises(PermissionDenied):
                act(reference, by=by)


# No flood


def test_so_many_letters_leave_on_a_day_the_oldest_first_and_the_rest_on_the_next(on, manager, call, settings, later):
    settings.CYCLE_LETTERS_A_DAY = 2
    late = [ReferenceFactory(checked_on=add_months(on, -5) - days * DAY, agreed_to=[call]) for days in (0, 3, 1, 4, 2)]
    for number in (0, 1):
        claim(ReferenceFactory(checked_on=days_ago(20), agreed_to=[call]), said_on=on - number * DAY)

    sent = []
    for _ in range(5):
        assert len(list(due_steps(on=today()))) == (take_due_steps(on=today()) or 0)
        take_due_steps(on=today())
        sent.append([row.reference_id for row in ReconsentCycle.objects.filter(on=today()).order_by("pk")])
        later(1)

    by_age = [late[place].pk for place in (3, 1, 4, 2, 0)]
    assert sent == [by_age[:2], by_age[2:4], by_age[4:], [], []]
    assert list(CycleQuestion.objects.order_by("pk").values_list("on", flat=True)) == [on + 2 * DAY, on + 3 * DAY]


def test_letters_to_managers_have_room_of_their_own(on, manager, call, settings):
    settings.CYCLE_LETTERS_A_DAY = 1
    for months in (7, 8, 5, 5):
        ReferenceFactory(checked_on=add_months(on, -months), agreed_to=[call])

    assert take_due_steps(on=on) == 2
    steps = list(ReconsentCycle.objects.order_by("step").values_list("step", flat=True))
    assert steps == [CycleStep.ESCALATION, CycleStep.FIRST_LETTER]


def test_what_a_run_costs_grows_with_its_chunks_and_not_with_its_people(on, manager, call, monkeypatch):
    monkeypatch.setattr("references.cycle.waiting.AT_ONCE", 3)
    for _ in range(3):
        ReferenceFactory(checked_on=add_months(on, -5), agreed_to=[call])
    with CaptureQueriesContext(connection) as one_chunk:
        assert take_due_steps(on=on) == 3
    for _ in range(6):
        ReferenceFactory(checked_on=add_months(on, -5), agreed_to=[call])
    with CaptureQueriesContext(connection) as two_chunks:
        assert take_due_steps(on=on) == 6

    assert len(two_chunks) <= 2 * len(one_chunk)
    assert len(one_chunk) < 30


def test_nobody_who_was_held_up_by_the_first_is_passed_over(on, manager, call, settings, monkeypatch):
    """Whoever is left out takes no room, however many of them come first."""
    monkeypatch.setattr("references.cycle.waiting.AT_ONCE", 2)
    settings.CYCLE_LETTERS_A_DAY = 1
    for days in range(5):
        LEAVE_ALONE["bounced"](ReferenceFactory(checked_on=add_months(on, -5) - (5 - days) * DAY, agreed_to=[call]))
    last = ReferenceFactory(checked_on=add_months(on, -5), agreed_to=[call])

    assert take_due_steps(on=on) == 1
    assert ReconsentCycle.objects.get().reference == last


# In their language, as it is read


def test_both_letters_come_as_text_and_html_with_one_press_to_silence_them(reference, other, on):
    claim(other)
    take_due_steps(on=on)

    for message in Message.objects.all():
        letter = kinds.kind(message.kind).composed(message)
        address = re.search(r"http\S+/p/\S+/", letter.text).group(0)
        assert letter.headers["List-Unsubscribe"].startswith("<http")
        assert address.split("unsubscribe")[0] in letter.headers["List-Unsubscribe"]
        assert address.split("unsubscribe")[0] in letter.html
        assert f"{letter.headers['List-Unsubscribe'].strip('<>')}" in letter.text
        assert "<style" not in letter.html
        assert "style=" in letter.html
        assert "<img" not in letter.html
        assert "\n\n\n" not in letter.text


def test_a_preview_stores_nothing_and_its_addresses_lead_nowhere(reference, on):
    claim(reference)
    take_due_steps(on=on)
    message = Message.objects.get()

    letter = kinds.kind(message.kind).preview(message)

    assert not Link.objects.exists()
    assert "/p/…/" in letter.text
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert UseConsent.objects.count() == 0


def test_a_talk_since_the_letter_was_written_calls_it_off(reference, manager, on):
    take_due_steps(on=on)
    CheckInFactory(reference=reference, on=on, by=manager)

    assert send_due().cancelled == 1
