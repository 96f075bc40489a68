"""What goes out this week: whose letters, when, who gets none, and the brakes; for reference managers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import Contact
from customers.models.contact import ContactStatus
from references.cycle import planned, take_due_steps, this_week
from references.models import Claim, ConsentChannel, LetterPause, Link, Pause, ReconsentCycle, Reference
from refprogram.dates import add_months, today
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message
from tests.factories import (
    ActivityFactory,
    HardshipFactory,
    ReferenceFactory,
    UseConsentFactory,
    UseFactory,
    days_ago,
)

WEEK = reverse("references:cycle")
DAY = timedelta(days=1)


@pytest.fixture
def on(time_machine, settings) -> date:
    """Be on a Monday, at noon in Berlin, with hours of work."""
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"
    time_machine.move_to(datetime(2026, 11, 23, 11, tzinfo=UTC), tick=False)
    settings.LETTER_HOURS, settings.LETTER_DAYS = (8, 18), frozenset(range(1, 6))
    return today()


@pytest.fixture
def as_manager(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def due(on, call):
    """Make somebody whose check is due in some days."""
    return lambda days, **more: ReferenceFactory(checked_on=add_months(on + days * DAY, -5), agreed_to=[call], **more)


def reaches(week) -> list[tuple[int, str]]:
    return [(one.step.reference, one.reaches.isoformat(timespec="minutes")) for one in week.letters]


def test_each_letter_of_the_week_stands_at_its_own_hour(on, due):
    now, thursday, saturday = due(0), due(3), due(5)
    due(8)
    Contact.objects.filter(pk=thursday.contact_id).update(time_zone="Asia/Tokyo")

    assert reaches(this_week(on=on)) == [
        (now.pk, "2026-11-23T12:00+01:00"),
        (thursday.pk, "2026-11-26T08:00+09:00"),
        (saturday.pk, "2026-11-30T08:00+01:00"),
    ]


def test_whoever_rests_until_a_day_of_the_week_gets_their_letter_after_it(on, due):
    rests, rests_longer, for_good = due(0), due(0), due(0)
    for reference, until in ((rests, on + DAY), (rests_longer, on + 7 * DAY), (for_good, None)):
        Pause.objects.create(reference=reference, since=on, until=until)

    week = this_week(on=on)

    assert [(one.step.reference, one.day) for one in week.letters] == [(rests.pk, on + 2 * DAY)]
    assert [one.reference for one in week.left_out] == [rests_longer.pk, for_good.pk]
    assert not take_due_steps(on=on)
    assert take_due_steps(on=on + 2 * DAY) == 1


def heard(reference, code, on, *, until) -> Claim:
    return Claim.objects.create(
        reference=reference, activity=ActivityFactory(code=code), channel="call", said_on=on, expires_on=until
    )


def test_a_question_waits_for_the_letter_before_it_to_leave_and_lapses_with_its_time(on, due, time_machine):
    """A letter of Friday evening leaves on Monday, and takes that day; nobody asks what has lapsed by then."""
    friday, monday = on + 4 * DAY, on + 7 * DAY
    time_machine.move_to(datetime(2026, 11, 27, 20, tzinfo=UTC), tick=False)
    asked, lapses = due(100), due(100)
    for reference in (asked, lapses):
        heard(reference, "call", friday, until=friday + 100 * DAY)
    assert take_due_steps(on=friday) == 2

    heard(asked, "quote", friday, until=friday + 100 * DAY)
    heard(lapses, "quote", friday, until=monday)

    assert [(one.step.reference, one.day) for one in this_week(on=friday).letters] == [(asked.pk, monday + DAY)]
    assert planned([lapses.pk], on=friday, until=monday + 3 * DAY) == []


def test_what_lapses_within_the_week_is_asked_before(on, due):
    hears, helped = due(100), due(100)
    heard(hears, "quote", on - DAY, until=on + DAY)
    question = UseConsentFactory(reference=helped, asked_on=on - 30 * DAY, answer="yes", answered_at=timezone.now())
    UseFactory(use_consent=question, on=on - 28 * DAY)

    week = this_week(on=on)

    assert {(one.step.reference, one.day) for one in week.letters} == {(hears.pk, on), (helped.pk, on)}
    assert take_due_steps(on=on) == 2


def test_a_letter_that_is_written_stands_on_the_page_until_it_leaves(client, due, manager, time_machine):
    def look():
        client.force_login(manager)
        return client.get(WEEK)

    time_machine.move_to(datetime(2026, 11, 27, 20, tzinfo=UTC), tick=False)
    check, question = due(4), due(100)
    heard(question, "quote", today(), until=today() + 100 * DAY)
    take_due_steps(on=today())

    page = look()

    rows = {row.what: row for row in page.context["written"]}
    assert sorted(rows) == ["A yes to confirm", "Letter at 5 months"]
    assert rows["Letter at 5 months"].leaving.reaches.isoformat() == "2026-11-30T08:00:00+01:00"
    letter = Message.objects.get(to=f"contact:{check.contact_id}")
    assert rows["Letter at 5 months"].actions[0].url == reverse("outbox:preview", args=[letter.pk])
    assert page.context["letters"] == []
    assert check.contact.details.name in page.text

    time_machine.move_to(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=False)
    send_due()
    assert look().context["written"] == []


def test_no_letter_of_somebody_whom_managers_do_not_see_stands_on_the_page(as_manager, due):
    reference = due(0)
    take_due_steps(on=today())
    Contact.objects.filter(pk=reference.contact_id).update(status=ContactStatus.RESTRICTED, status_since=today())

    page = as_manager.get(WEEK)

    assert page.context["written"] == []
    assert reference.contact.customer.name not in page.text


def test_looking_ahead_takes_nothing(on, due):
    due(0)
    this_week(on=on)

    assert not ReconsentCycle.objects.exists()
    assert not Message.objects.exists()


def test_the_days_do_what_the_week_said(on, due, settings, time_machine):
    settings.CYCLE_LETTERS_A_DAY = 2
    people = [due(days) for days in (-4, -3, -2, -1, 0, 2, 2)]
    said = [(one.step.reference, one.day) for one in this_week(on=on).letters]

    for later in range(7):
        time_machine.move_to(datetime(2026, 11, 23 + later, 11, tzinfo=UTC), tick=False)
        take_due_steps(on=today())

    took = list(ReconsentCycle.objects.order_by("on", "pk").values_list("reference", "on"))
    assert sorted(took) == sorted(said)
    assert len(said) == len(people)


def test_what_left_today_takes_room_of_today(on, due, settings):
    settings.CYCLE_LETTERS_A_DAY = 1
    due(-1)
    take_due_steps(on=on)
    due(0)

    assert [one.day for one in this_week(on=on).letters] == [on + DAY]


def test_who_gets_none_is_named_with_the_reason(as_manager, due):
    bounced, in_peace = due(0), due(1)
    Contact.objects.filter(pk=bounced.contact_id).update(status=ContactStatus.BOUNCED, status_since=days_ago(1))
    HardshipFactory(customer=in_peace.contact.customer, kind="layoffs")

    page = as_manager.get(WEEK)

    assert "Mail to this person comes back; their address has to be corrected first." in page.text
    assert "The customer is going through a hard time" in page.text
    assert "ayoff" not in page.text, "of what is private the class of the reason, and no more"
    assert page.context["letters"] == []


def test_the_page_shows_who_what_and_when(as_manager, due):
    reference = due(1)
    Claim.objects.create(
        reference=reference,
        activity=ActivityFactory(code="quote"),
        channel=ConsentChannel.CALL,
        said_on=today(),
        expires_on=today() + 100 * DAY,
    )
    Contact.objects.filter(pk=reference.contact_id).update(time_zone="America/New_York")

    page = as_manager.get(WEEK).text

    assert reference.contact.details.name in page
    assert reference.contact.customer.name in page
    assert "Mon 23 Nov, 08:00" in page, "a claim waits for nothing"
    assert "America/New_York" in page
    assert "A yes to confirm" in page


def test_an_empty_week_says_so(as_manager, on):
    assert "No letter is due." in as_manager.get(WEEK).text


def test_the_page_costs_the_same_for_three_people_and_for_six(as_manager, due, django_assert_max_num_queries):
    for _ in range(3):
        due(0)
    with django_assert_max_num_queries(45) as three:
        as_manager.get(WEEK)
    for _ in range(3):
        due(0)
    with django_assert_max_num_queries(len(three)):
        as_manager.get(WEEK)


def test_more_people_than_a_page_holds_are_counted(as_manager, due, monkeypatch):
    monkeypatch.setattr("references.cycle.waiting.AT_ONCE", 2)
    for _ in range(5):
        due(0)

    page = as_manager.get(WEEK)

    assert len(page.context["letters"]) == 2
    assert "3 more people" in page.text


# The brakes


def test_one_persons_letter_is_held_back_and_goes_on(as_manager, due, manager):
    reference = due(0)

    assert as_manager.post(reverse("references:hold_letters", args=[reference.pk])).url == WEEK
    held = as_manager.get(WEEK)
    assert [row.left_out for row in held.context["left_out"]] == ["A reference manager holds their letters back."]
    assert "Let it go" in held.text
    assert LetterPause.objects.get().began_by == manager

    as_manager.post(reverse("references:let_letters_go", args=[reference.pk]))
    assert len(as_manager.get(WEEK).context["letters"]) == 1


def test_everything_is_held_back_and_goes_on(as_manager, due):
    due(0)

    as_manager.post(reverse("references:hold_all"))
    assert "No letter of this page leaves until somebody lets them go on." in as_manager.get(WEEK).text
    assert take_due_steps(on=today()) == 0

    as_manager.post(reverse("references:let_all_go"))
    assert "Held back." not in as_manager.get(WEEK).text
    assert take_due_steps(on=today()) == 1


def test_who_held_back_and_who_let_go_is_kept(as_manager, due, manager):
    reference = due(0)
    for name in ("hold_letters", "let_letters_go"):
        as_manager.post(reverse(f"references:{name}", args=[reference.pk]))

    pause = LetterPause.objects.get()
    assert (pause.began_by, pause.ended_by) == (manager, manager)
    assert [event.verb for event in reference.events.all()] == ["hold_letters", "let_letters_go"]


# The letters themselves


def test_a_letter_that_nobody_has_written_yet_can_be_read_with_real_facts(as_manager, due):
    reference = due(3)

    page = as_manager.get(reverse("references:cycle_preview", args=[reference.pk]))

    assert "May we still count on you?" in page.text
    assert f"Hello {reference.contact.details.name}" in page.text
    assert '<iframe class="preview" sandbox title="The letter" srcdoc="&lt;!DOCTYPE html' in page.text
    assert "style-src 'self' 'unsafe-inline'" in page.headers["Content-Security-Policy"]
    assert not Link.objects.exists()
    assert not Message.objects.exists()


def test_a_letter_that_waits_can_be_read_before_it_leaves(as_manager, due):
    reference = due(0)
    take_due_steps(on=today())

    page = as_manager.get(reverse("outbox:preview", args=[Message.objects.get().pk]))

    assert reference.contact.details.name in page.text
    assert "/p/…/" in page.text
    assert "style-src 'self' 'unsafe-inline'" in page.headers["Content-Security-Policy"]
    assert not Link.objects.exists()


def test_a_letter_about_somebody_who_is_gone_and_one_to_our_own_people_cannot_be_read(as_manager, due, manager):
    due(0)
    take_due_steps(on=today())
    message = Message.objects.get()
    address = reverse("outbox:preview", args=[message.pk])
    Message.objects.update(to=f"user:{manager.pk}")
    assert as_manager.get(address).status_code == 404

    Message.objects.update(to="contact:999999")
    assert as_manager.get(address).status_code == 404
    Message.objects.update(kind="of_tomorrow")
    assert as_manager.get(address).status_code == 404


def test_what_a_letter_holds_cannot_break_out_of_its_frame(as_manager, due):
    reference = due(0)
    reference.contact.details.__class__.objects.update(name='"><script>alert(1)</script>')

    page = as_manager.get(reverse("references:cycle_preview", args=[reference.pk])).text

    assert "<script>alert" not in page
    assert "&amp;lt;script&amp;gt;alert(1)" in page


def test_the_letter_that_leaves_is_the_letter_that_was_previewed(as_manager, due):
    due(0)
    take_due_steps(on=today())
    message = Message.objects.get()
    shown = as_manager.get(reverse("outbox:preview", args=[message.pk])).context["letter"]

    send_due()

    assert Reference.objects.count() == 1
    sent = as_manager.get(reverse("outbox:letter", args=[message.pk])).context["said"]
    assert sent.subject == shown.subject
    token = Link.objects.count()
    assert token == 1
    assert len(sent.text.splitlines()) == len(shown.text.splitlines())
