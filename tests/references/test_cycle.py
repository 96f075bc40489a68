"""Does the six-month cycle write to whom it should, on the day it should, once, and to nobody else? (seed 003)"""

import json
import threading
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import close_old_connections, connection

from customers.actions import begin_hardship, end_hardship
from customers.models import Contact
from customers.models.hardship import HardshipKind
from references import cycle, links
from references.actions import answer_check_in, check_in
from references.cycle import due_steps, ladder, take_due_steps
from references.eligibility import eligible, judged
from references.facts import Ask
from references.links import LinkHolder
from references.models import Answer, Channel, CheckIn, Consent, CycleStep, Outcome, Purpose, ReconsentCycle, Reference
from references.notices import CHECK_IN_OVERDUE, SIX_MONTH_CHECK
from refprogram.dates import add_months
from refprogram.outbox import kinds
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message
from tests.factories import ActivityFactory, CheckInFactory, ConsentFactory, ReferenceFactory, seen

SPOKEN = date(2026, 5, 20)
FIRST, SECOND, ESCALATION = date(2026, 10, 20), date(2026, 11, 4), date(2026, 12, 4)
LAST_GOOD = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.fixture
def reference(manager, call) -> Reference:
    """Somebody a manager spoke with on 20 May, who agreed to the call; a manager is there to be told."""
    reference = ReferenceFactory(checked_on=None, agreed_to=())
    CheckInFactory(reference=reference, on=SPOKEN, by=manager)
    ConsentFactory(reference=reference, activity=call, granted_on=SPOKEN)
    return reference


def steps(on: date) -> list[str]:
    return [step.step for step in due_steps(on=on)]


def letters() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("kind", "to"))


def link_of(reference: Reference, *, on: date, step: str = CycleStep.FIRST_LETTER, start: date = SPOKEN) -> LinkHolder:
    """Take the link out of the letter of a step, as the customer would."""
    row = ReconsentCycle.objects.get_or_create(reference=reference, cycle_start=start, step=step, defaults={"on": on})[
        0
    ]
    address = links.mint(purpose=Purpose.CHECK_IN, reference=reference.pk, on=on, cycle_step=row)
    return LinkHolder(links.find(address.rstrip("/").rpartition("/")[2], on=on))


# Which day


@pytest.mark.parametrize(
    ("spoken", "first", "second", "escalation"),
    [
        (date(2026, 5, 20), date(2026, 10, 20), date(2026, 11, 4), date(2026, 12, 4)),
        (date(2026, 8, 31), date(2027, 1, 31), date(2027, 2, 15), date(2027, 3, 14)),
        (date(2026, 9, 30), date(2027, 2, 28), date(2027, 3, 15), date(2027, 4, 13)),
        (date(2027, 8, 31), date(2028, 1, 31), date(2028, 2, 15), date(2028, 3, 14)),
        (date(2028, 2, 29), date(2028, 7, 29), date(2028, 8, 13), date(2028, 9, 12)),
        (date(2026, 3, 31), date(2026, 8, 31), date(2026, 9, 15), date(2026, 10, 14)),
    ],
)
def test_the_ladder_is_counted_forward_from_the_check_in(spoken, first, second, escalation):
    assert dict(ladder(due_from=add_months(spoken, 5), good_until=add_months(spoken, 6))) == {
        CycleStep.FIRST_LETTER: first,
        CycleStep.SECOND_LETTER: second,
        CycleStep.ESCALATION: escalation,
    }


@pytest.mark.parametrize("spoken", [date(2026, 8, 31), date(2026, 9, 30), date(2028, 2, 29), SPOKEN])
def test_the_database_and_the_ladder_agree_on_the_first_day(spoken, call):
    ReferenceFactory(checked_on=spoken, agreed_to=[call])
    first = add_months(spoken, 5)

    assert steps(first - DAY) == []
    assert steps(first) == [CycleStep.FIRST_LETTER]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (FIRST - DAY, []),
        (FIRST, [CycleStep.FIRST_LETTER]),
        (SECOND - DAY, [CycleStep.FIRST_LETTER]),
        (SECOND, [CycleStep.SECOND_LETTER]),
        (LAST_GOOD + DAY, [CycleStep.SECOND_LETTER]),
        (ESCALATION - DAY, [CycleStep.SECOND_LETTER]),
        (ESCALATION, [CycleStep.ESCALATION]),
        (ESCALATION + 90 * DAY, [CycleStep.ESCALATION]),
    ],
)
def test_each_step_begins_on_its_day_and_not_before(reference, on, expected):
    assert steps(on) == expected


@pytest.mark.parametrize("spoken", [SPOKEN, date(2026, 8, 31), date(2026, 9, 30)])
def test_somebody_may_be_used_up_to_the_day_six_months_later_and_not_on_the_next(spoken, call):
    ReferenceFactory(checked_on=spoken, agreed_to=[call])
    last = add_months(spoken, 6)

    assert eligible(Reference.objects.all(), Ask(on=last, activity=call.pk)).exists()
    assert not eligible(Reference.objects.all(), Ask(on=last + DAY, activity=call.pk)).exists()


def test_a_new_check_in_starts_the_cycle_anew(reference, manager):
    take_due_steps(on=FIRST)
    CheckInFactory(reference=reference, on=FIRST + DAY, by=manager)

    assert steps(SECOND) == []
    assert steps(add_months(FIRST + DAY, 5)) == [CycleStep.FIRST_LETTER]


# Who is written to


def test_the_days_of_a_year_sends_two_letters_to_the_customer_and_one_to_each_manager(
    reference, manager, other_manager
):
    for days in (*range(150, 172), *range(180, 202), 240, 300, 365):
        take_due_steps(on=SPOKEN + days * DAY)

    customer = f"contact:{reference.contact_id}"
    assert letters() == [
        (SIX_MONTH_CHECK, customer),
        (SIX_MONTH_CHECK, customer),
        (CHECK_IN_OVERDUE, f"user:{manager.pk}"),
        (CHECK_IN_OVERDUE, f"user:{other_manager.pk}"),
    ]
    assert list(ReconsentCycle.objects.order_by("on").values_list("on", flat=True)) == [FIRST, SECOND, ESCALATION]


def overdue(reference, manager) -> Message:
    take_due_steps(on=ESCALATION)
    return Message.objects.get(kind=CHECK_IN_OVERDUE)


def test_the_manager_is_told_what_is_true_of_somebody_who_has_answered_as_well(reference, manager):
    take_due_steps(on=FIRST)
    answer_check_in(link_of(reference, on=FIRST + DAY), answer=Answer.TALK, evidence=seen(), on=FIRST + DAY)

    letter = kinds.kind(CHECK_IN_OVERDUE).composed(overdue(reference, manager))

    assert letter.subject == "Nobody has checked in with a reference since 20 May 2026"
    assert "answered" not in letter.text
    assert "marked “do not use” until somebody talks with them" in letter.text


def test_the_manager_is_not_told_of_somebody_who_was_talked_with_before_the_letter_went(reference, manager):
    letter = overdue(reference, manager)
    assert kinds.kind(CHECK_IN_OVERDUE).may_go(letter) == ""

    CheckInFactory(reference=reference, on=ESCALATION, by=manager)

    assert "in the meantime" in kinds.kind(CHECK_IN_OVERDUE).may_go(letter)


def test_nobody_in_hardship_is_written_to(reference, manager):
    hardship = begin_hardship(
        reference.contact.customer, kind=HardshipKind.LAYOFFS, since=FIRST - DAY, by=manager, on=FIRST - DAY
    )

    assert [steps(on) for on in (FIRST, SECOND, ESCALATION)] == [[], [], []]

    end_hardship(hardship, ended_on=SECOND, by=manager, on=SECOND)
    assert steps(SECOND) == [CycleStep.SECOND_LETTER]


def test_a_letter_that_waits_is_kept_back_when_a_hardship_begins(reference, manager, time_machine):
    time_machine.move_to(f"{FIRST} 12:00:00+00:00")
    take_due_steps(on=FIRST)
    begin_hardship(reference.contact.customer, kind=HardshipKind.MERGER, since=FIRST, by=manager, on=FIRST)

    send_due()

    letter = Message.objects.get()
    assert letter.state == "cancelled"
    assert "hard time" in letter.reason


def test_nobody_who_was_never_verified_is_written_to(call):
    reference = ReferenceFactory(checked_on=None, agreed_to=[call])
    CheckInFactory(reference=reference, on=SPOKEN, channel=Channel.LINK)
    CheckInFactory(reference=reference, on=SPOKEN, direct=False)

    assert [steps(on) for on in (FIRST, SECOND, ESCALATION)] == [[], [], []]


def test_nobody_who_would_rather_not_is_written_to(reference, manager):
    check_in(
        reference,
        happened_on=FIRST - DAY,
        channel=Channel.CALL,
        direct=True,
        outcome=Outcome.NOT_WILLING,
        activities=[],
        by=manager,
        on=FIRST - DAY,
    )

    assert [steps(on) for on in (FIRST, SECOND, ESCALATION)] == [[], [], []]


@pytest.mark.parametrize("answer", Answer.values)
def test_no_second_letter_goes_to_somebody_who_has_answered(reference, answer):
    take_due_steps(on=FIRST)
    answer_check_in(link_of(reference, on=FIRST + DAY), answer=answer, evidence=seen(), on=FIRST + DAY)

    assert CycleStep.SECOND_LETTER not in steps(SECOND)


# How often


def test_a_clock_that_rings_twice_sends_once(reference):
    assert [take_due_steps(on=FIRST), take_due_steps(on=FIRST), take_due_steps(on=FIRST + DAY)] == [1, 0, 0]
    assert len(letters()) == 1


def test_a_worker_that_was_away_for_a_month_sends_one_letter_not_two(reference):
    assert take_due_steps(on=FIRST + 31 * DAY) == 1

    assert letters() == [(SIX_MONTH_CHECK, f"contact:{reference.contact_id}")]
    assert ReconsentCycle.objects.get().step == CycleStep.SECOND_LETTER


def test_a_worker_that_was_away_for_a_year_tells_the_manager_only(reference, manager):
    take_due_steps(on=SPOKEN + 400 * DAY)

    assert letters() == [(CHECK_IN_OVERDUE, f"user:{manager.pk}")]


def test_looking_costs_the_same_for_three_people_and_for_six(call, django_assert_max_num_queries):
    for _ in range(3):
        ReferenceFactory(checked_on=SPOKEN, agreed_to=[call])
    with django_assert_max_num_queries(20) as for_three:
        assert len(steps(FIRST)) == 3
    for _ in range(3):
        ReferenceFactory(checked_on=SPOKEN, agreed_to=[call])
    with django_assert_max_num_queries(20) as for_six:
        assert len(steps(FIRST)) == 6

    assert len(for_three) == len(for_six)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_take_a_step_once(manager, call, monkeypatch):
    """Both have seen the same due steps before either takes one; the unique row decides."""
    assert connection.vendor == "postgresql"
    for _ in range(5):
        ReferenceFactory(checked_on=SPOKEN, agreed_to=[call])
    gate = threading.Barrier(2)
    seen = cycle.due_steps

    def seen_by_both(*, on: date):
        found = list(seen(on=on))
        gate.wait(10)
        return found

    monkeypatch.setattr(cycle, "due_steps", seen_by_both)
    taken: list[int] = []

    def clock() -> None:
        try:
            taken.append(take_due_steps(on=FIRST))
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=clock) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sum(taken) == 5
    assert len(taken) == 2
    assert Message.objects.count() == ReconsentCycle.objects.count() == 5


# What the customer's yes does


def test_a_yes_on_the_link_is_a_check_in_that_refreshes_and_renews(reference, call):
    quote = ActivityFactory(code="quote")
    lapsed = Consent.objects.create(
        reference=reference, activity=quote, granted_on=SPOKEN - 200 * DAY, expires_on=FIRST - DAY
    )
    answered = FIRST + 3 * DAY

    answer_check_in(link_of(reference, on=FIRST), answer=Answer.YES, evidence=seen(), on=answered)

    newest = CheckIn.objects.get(reference=reference, on=answered)
    assert (newest.direct, newest.channel, newest.outcome, newest.by) == (True, Channel.LINK, Outcome.WILLING, None)
    row = judged(Reference.objects.all(), Ask(on=LAST_GOOD + DAY, activity=call.pk)).get()
    assert row.checked_on == answered
    assert row.verified_on == SPOKEN
    assert row.consent_until == add_months(answered, 6)
    assert row.worst_level == 0
    lapsed.refresh_from_db()
    assert lapsed.expires_on == FIRST - DAY, "what had run out before we asked is not renewed"


def test_a_yes_on_the_link_never_verifies(call):
    reference = ReferenceFactory(checked_on=None, agreed_to=[call])

    answer_check_in(link_of(reference, on=FIRST), answer=Answer.YES, evidence=seen(), on=FIRST)

    row = judged(Reference.objects.all(), Ask(on=FIRST, activity=call.pk)).get()
    assert row.verified_on is None
    assert not eligible(Reference.objects.all(), Ask(on=FIRST, activity=call.pk)).exists()


# What a day would send


def told(capsys, *arguments: str) -> dict:
    call_command("reconsent", *arguments, "--json")
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


@pytest.fixture
def before(time_machine, settings):
    """Look ahead from the week before, with hours of work, to somebody in Tokyo."""
    time_machine.move_to(f"{FIRST - 7 * DAY} 12:00:00+00:00")
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"
    settings.LETTER_HOURS, settings.LETTER_DAYS = (8, 18), frozenset(range(1, 6))


def test_a_dry_run_shows_a_day_as_one_line_and_takes_nothing(before, reference, call, capsys):
    Contact.objects.filter(pk=reference.contact_id).update(time_zone="Asia/Tokyo")
    late = ReferenceFactory(checked_on=SPOKEN - 60 * DAY, agreed_to=[call])

    shown = told(capsys, "--on", FIRST.isoformat(), "--dry-run")

    assert shown == {
        "on": "2026-10-20",
        "steps": [
            {
                "reference": late.pk,
                "customer": late.contact.customer.name,
                "step": "escalation",
                "letter": "check_in_overdue",
                "due_on": "2026-10-05",
                "local_time": None,
            },
            {
                "reference": reference.pk,
                "customer": reference.contact.customer.name,
                "step": "first_letter",
                "letter": "six_month_check",
                "due_on": "2026-10-20",
                "local_time": "2026-10-20T08:00+09:00",
            },
        ],
        "letters": 1,
        "escalations": 1,
    }
    assert not ReconsentCycle.objects.exists()
    assert not Message.objects.exists()


def test_without_dry_run_the_steps_are_taken_and_the_day_is_done(reference, capsys):
    first = told(capsys, "--on", FIRST.isoformat())
    second = told(capsys, "--on", FIRST.isoformat())

    assert (first["letters"], second["letters"]) == (1, 0)
    assert len(letters()) == 1


def test_for_people_a_day_is_told_in_words(before, reference, capsys):
    call_command("reconsent", "--on", FIRST.isoformat(), "--dry-run")

    assert capsys.readouterr().out.splitlines() == [
        f"  {reference.contact.customer.name}: letter at 5 months, due on 20 Oct 2026, "
        "on 20 Oct 2026 at 08:00 where they are",
        "20 Oct 2026: 1 letter to customers and 0 to reference managers would be sent.",
    ]


def test_a_day_to_come_is_only_looked_at(before, reference):
    with pytest.raises(CommandError, match=r"20 Oct 2026 is still to come\. Add --dry-run"):
        call_command("reconsent", "--on", FIRST.isoformat())

    assert not Message.objects.exists()
    assert not ReconsentCycle.objects.exists()


@pytest.mark.parametrize("how", [["reconsent", "--dry-run"], ["retention", "--preview"]])
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("20.10.", r"'20\.10\.' is not a day; write it as 2026-11-23"),
        ("9999-12-31", "too far away; give a day from 2000-01-01 to 2100-12-31"),
        ("0001-01-01", "too far away"),
    ],
)
def test_a_day_that_is_none_or_far_away_is_refused_with_a_sentence(db, how, given, says):
    with pytest.raises(CommandError, match=says):
        call_command(*how, "--on", given)


@pytest.mark.parametrize("given", ["2000-01-01", "2100-12-31"])
@pytest.mark.parametrize("how", [["reconsent", "--dry-run"], ["retention", "--preview"]])
def test_the_first_and_the_last_day_that_can_be_given_are_looked_at(db, how, given, capsys):
    call_command(*how, "--on", given)

    assert given[:4] in capsys.readouterr().out
