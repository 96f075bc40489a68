"""Does the clock change what is kept on the day itself, in whatever order the days come?"""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from customers.models import Contact, Issue
from references import standing, tasks
from references.eligibility import BLOCKED, CLEAR, eligible
from references.facts import Ask
from references.models import CheckIn, Consent, Mode, Mood, Reference, Standing, StandingCheck
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.thresholds.models import Threshold
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    ContactPreferenceFactory,
    ContractFactory,
    HardshipFactory,
    IssueFactory,
    NominationFactory,
    PauseFactory,
    ReferenceFactory,
    SurveyResponseFactory,
    UserFactory,
    days_ago,
)

pytestmark = [pytest.mark.django_db, pytest.mark.kept_by_actions]

DAY = timedelta(days=1)
D = date(2027, 11, 20)


def person(*, checked_on: date = D - 10 * DAY, agreed_to=()) -> Reference:
    return ReferenceFactory(checked_on=checked_on, agreed_to=agreed_to)


def about(make, **facts):
    """Add a row about somebody's company; a second, mild and endless one must not hide its day."""

    def add():
        make(customer=person().contact.customer, **facts)
        if make is IssueFactory:
            IssueFactory(customer=Reference.objects.get().contact.customer, severity=1, opened_on=D - 9 * DAY)

    return add


def spoken(*talks: tuple[date, str]):
    def add():
        reference = person(checked_on=None)
        for on, mood in talks:
            CheckInFactory(reference=reference, on=on, mood=mood)

    return add


def away():
    Contact.objects.filter(pk=person().contact_id).update(status="away", status_since=D, back_on=D + 5 * DAY)


def paused():
    PauseFactory(reference=person(), since=D - DAY, until=D + 5 * DAY)


def quiet_in(month: int):
    return lambda: ContactPreferenceFactory(reference=person()).quiet_months.create(month=month)


# Which rule, what is written down, and the day on which the calendar alone changes the rule's level.
FLIPS = {
    "an issue ends": ("open_issue", about(IssueFactory, opened_on=D - 9 * DAY, resolved_on=D + 5 * DAY), D + 5 * DAY),
    "an issue begins": ("open_issue", about(IssueFactory, opened_on=D + 3 * DAY), D + 3 * DAY),
    "a hard time ends": ("hardship", about(HardshipFactory, since=D - 9 * DAY, ended_on=D + 4 * DAY), D + 4 * DAY),
    "a hard time begins": ("hardship", about(HardshipFactory, since=D + 3 * DAY), D + 3 * DAY),
    "care after an issue ends": (
        "recently_recovered",
        about(IssueFactory, opened_on=D - 9 * DAY, resolved_on=D - 3 * DAY),
        D + 27 * DAY,
    ),
    "care after an unhappy talk ends": (
        "recently_recovered",
        spoken((D - 8 * DAY, Mood.UNHAPPY), (D - 4 * DAY, Mood.WILLING)),
        D + 26 * DAY,
    ),
    "a survey of tomorrow": ("survey_red_flag", about(SurveyResponseFactory, score=2, answered_on=D + DAY), D + DAY),
    "a check-in falls due on a clamped day": (
        "check_in_due",
        spoken((date(2027, 9, 30), Mood.WILLING)),
        date(2028, 2, 29),
    ),
    "a check-in is too old after the leap day": (
        "stale_check_in",
        spoken((date(2027, 8, 31), Mood.WILLING)),
        date(2028, 3, 1),
    ),
    "a check-in on the leap day is too old": (
        "stale_check_in",
        spoken((date(2028, 2, 29), Mood.WILLING)),
        date(2028, 8, 30),
    ),
    "a talk of tomorrow": ("never_verified", spoken((D + DAY, Mood.WILLING)), D + DAY),
    "a hesitation of tomorrow": ("hesitant", spoken((D - DAY, Mood.WILLING), (D + DAY, Mood.HESITANT)), D + DAY),
    "a talk of tomorrow after a nomination": (
        "secondhand_only",
        lambda: (
            NominationFactory(reference=person(), nominated_on=D)
            and CheckInFactory(reference=Reference.objects.get(), on=D + DAY)
        ),
        D + DAY,
    ),
    "somebody is back": ("contact_gone", away, D + 5 * DAY),
    "a pause is over": ("paused_by_customer", paused, D + 6 * DAY),
    "a quiet month begins": ("paused_by_customer", quiet_in(12), date(2027, 12, 1)),
    "a quiet month is over": ("paused_by_customer", quiet_in(11), date(2027, 12, 1)),
    "a renewal comes near": ("renewal_window", about(ContractFactory, renews_on=D + 100 * DAY), D + 11 * DAY),
    "a renewal is over": ("renewal_window", about(ContractFactory, renews_on=D + 3 * DAY), D + 4 * DAY),
    "a negotiation begins": (
        "renewal_window",
        about(ContractFactory, renews_on=D + 300 * DAY, negotiating_since=D + 6 * DAY),
        D + 6 * DAY,
    ),
}
# What a company allows changes when somebody writes it down; no day is written with it.
WITHOUT_A_DAY = {"policy_private_only"}


def test_every_kept_rule_has_a_day_on_which_the_clock_alone_changes_it():
    assert {rule for rule, *_ in FLIPS.values()} | WITHOUT_A_DAY == set(standing.KEPT_RULES)


def level(rule: str) -> int:
    return Standing.objects.values_list(rule, flat=True).get()


@pytest.mark.parametrize("what", FLIPS)
def test_the_clock_changes_each_rule_on_its_day_and_not_before(what):
    """Leap day and clamped months included."""
    rule, write, day = FLIPS[what]
    write()
    standing.recompute(on=day - 2 * DAY)
    before = level(rule)

    standing.sweep(on=day - DAY)
    assert standing.differences(on=day - DAY) == []
    assert Standing.objects.get().next_change == day
    assert level(rule) == before

    assert standing.sweep(on=day) == 1
    assert level(rule) != before
    assert standing.differences(on=day) == []


@pytest.mark.parametrize("what", FLIPS)
def test_a_clock_that_jumps_ahead_or_back_does_no_harm(what):
    _, write, day = FLIPS[what]
    write()
    standing.recompute(on=D)

    for jumped in (D + 400 * DAY, D, day, day - DAY, day):
        standing.sweep(on=jumped)
        assert standing.differences(on=jumped) == []


def test_a_follow_up_is_kept_from_its_day_on_though_it_flips_no_rule():
    """Or a clock that was put back for a day would leave a difference behind."""
    person()
    SurveyResponseFactory(
        customer=Reference.objects.get().contact.customer,
        score=2,
        answered_on=D - DAY,
        handled_on=D + 3 * DAY,
        handled_by=UserFactory(role=Role.REFERENCE_MANAGER),
    )
    standing.recompute(on=D)

    standing.sweep(on=D + 3 * DAY)

    assert Standing.objects.get().survey_handled_on == D + 3 * DAY
    assert standing.differences(on=D + 3 * DAY) == []


def test_a_second_sweep_on_a_day_finds_nothing_to_do():
    person(checked_on=D - 200 * DAY)

    assert [standing.sweep(on=D), standing.sweep(on=D)] == [1, 0]


def test_who_has_no_standing_gets_one_with_the_next_sweep():
    reference = person()
    assert not standing.shown(Reference.objects.all(), Ask(on=D)).filter(worst_level__lt=BLOCKED).exists()

    standing.sweep(on=D)

    assert Standing.objects.get().reference == reference


@pytest.mark.parametrize("work", [standing.sweep, standing.recompute, standing.repair])
def test_many_are_judged_some_at_a_time(monkeypatch, work):
    monkeypatch.setattr(standing, "AT_ONCE", 2)
    for _ in range(5):
        person()

    work(on=D)

    assert standing.differences(on=D) == []
    assert Standing.objects.count() == 5


def test_differences_name_whoever_differs_wherever_they_stand(monkeypatch):
    monkeypatch.setattr(standing, "AT_ONCE", 2)
    keys = [person().pk for _ in range(5)]
    standing.recompute(on=D)
    CheckIn.objects.filter(reference__in=keys[1::2]).update(on=D)
    Standing.objects.filter(reference=keys[4]).delete()

    assert standing.differences(on=D) == [keys[1], keys[3], keys[4]]


def test_a_change_of_the_clocks_moves_no_day(settings, monkeypatch):
    """The first sweep after midnight in the program's zone sees the new day, in the nights of the change as well."""
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"
    person()
    for instant, day in (
        (datetime(2027, 3, 27, 22, 59, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 3, 27, 23, 1, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 1, tzinfo=UTC), date(2027, 3, 29)),
        (datetime(2027, 10, 30, 22, 1, tzinfo=UTC), date(2027, 10, 31)),
        (datetime(2027, 10, 31, 22, 59, tzinfo=UTC), date(2027, 10, 31)),
        (datetime(2027, 10, 31, 23, 1, tzinfo=UTC), date(2027, 11, 1)),
    ):
        monkeypatch.setattr(timezone, "now", lambda instant=instant: instant)
        tasks.recompute_standing()
        tasks.sweep_standing()

        assert Standing.objects.get().judged_on == day


# The nightly comparison and the command


def test_the_comparison_finds_what_nobody_announced_writes_it_down_and_repairs_it():
    reference = ReferenceFactory()
    ReferenceFactory()
    standing.recompute(on=today())
    IssueFactory(customer=reference.contact.customer)

    tasks.compare_standing()
    tasks.compare_standing()

    (check,) = StandingCheck.objects.all()
    assert (check.on, check.differed) == (today(), 1)
    assert standing.differences(on=today()) == []


def test_what_the_clock_alone_changed_is_no_difference():
    ReferenceFactory(checked_on=days_ago(300))
    standing.recompute(on=days_ago(200))

    assert standing.compare(on=today()).differed == 0
    assert Standing.objects.get().stale_check_in >= BLOCKED


def checked(*options: str) -> tuple[int, str]:
    said, code = StringIO(), 0
    try:
        call_command("check_standing", *options, stdout=said)
    except SystemExit as end:
        code = end.code
    return code, said.getvalue()


def test_the_command_says_how_many_differ_and_repairs_them_when_told_to():
    reference = ReferenceFactory()
    standing.recompute(on=today())
    assert checked() == (0, "0 references differ.\n")
    IssueFactory(customer=reference.contact.customer)

    assert checked() == (1, f"1 references differ.\nBy number: {reference.pk}\n")
    assert checked("--repair") == (1, f"1 references differ.\nJudged anew: {reference.pk}\n")
    assert checked() == (0, "0 references differ.\n")


# Who may be asked, on lists


@pytest.mark.parametrize(
    ("change", "may"),
    [
        (lambda one: None, True),
        (lambda one: IssueFactory(customer=one.contact.customer, severity=1), True),
        (lambda one: IssueFactory(customer=one.contact.customer, severity=2), False),
        (lambda one: Consent.objects.update(expires_on=today()), True),
        (lambda one: Consent.objects.update(expires_on=days_ago(1), granted_on=days_ago(9)), False),
        (lambda one: Consent.objects.update(granted_on=days_ago(-1)), False),
        (lambda one: Consent.objects.update(ended_on=today()), False),
    ],
)
def test_usable_on_a_list_is_nobody_blocked_who_agreed_to_something(change, may, call):
    change(ReferenceFactory(agreed_to=[call]))
    standing.recompute(on=today())

    asked = Reference.objects.filter(standing.may_be_asked(on=today()))

    assert asked.exists() is may
    assert Reference.objects.filter(standing.may_be_asked(on=today(), activity=call.pk)).exists() is may
    assert not Reference.objects.filter(standing.may_be_asked(on=today(), activity=call.pk + 1)).exists()


def test_to_content_that_they_approved_hesitation_is_no_obstacle_on_a_list_either():
    on = today()
    talk_about, publish = ActivityFactory(), ActivityFactory(code="logo", name="Logo", mode=Mode.CONTENT)
    reference = ReferenceFactory(checked_on=on - 10 * DAY, agreed_to=(talk_about, publish))
    CheckInFactory(reference=reference, on=on, mood=Mood.HESITANT)
    standing.recompute(on=on)

    everybody = Reference.objects.all()
    for activity, may in ((publish, True), (talk_about, False)):
        assert eligible(everybody, Ask(on=on, activity=activity.pk)).exists() == may
        assert everybody.filter(standing.may_be_asked(on=on, activity=activity.pk)).exists() == may


def test_a_stricter_figure_makes_a_difference_until_everybody_is_judged_anew():
    ReferenceFactory(checked_on=days_ago(100))
    standing.recompute(on=today())
    Threshold.objects.update_or_create(code="check_in_months", defaults={"value": 3})
    Threshold.objects.update_or_create(code="check_in_due_months", defaults={"value": 2})

    assert len(standing.differences(on=today())) == 1
    tasks.recompute_standing()

    assert standing.differences(on=today()) == []
    assert Standing.objects.get().stale_check_in > CLEAR


@pytest.mark.parametrize(
    ("opened", "resolved", "open_on"),
    [(D, None, [D, D + DAY]), (D, D + DAY, [D]), (D, D, []), (D + DAY, None, [D + DAY])],
)
def test_an_issue_is_open_from_its_first_day_until_the_day_before_its_resolution(opened, resolved, open_on):
    IssueFactory(opened_on=opened, resolved_on=resolved)

    assert [day for day in (D - DAY, D, D + DAY) if Issue.objects.open(on=day).exists()] == open_on
    assert [day for day in (D - DAY, D, D + DAY) if Issue.objects.with_state(on=day).get().is_open] == open_on


@pytest.mark.parametrize(
    ("since", "ended", "active_on"),
    [(D, None, [D, D + DAY]), (D, D + DAY, [D]), (D, D, []), (D + DAY, None, [D + DAY])],
)
def test_a_hard_time_goes_on_from_its_first_day_until_the_day_before_its_end(since, ended, active_on):
    hardship = HardshipFactory(since=since, ended_on=ended)
    rows = type(hardship).objects

    assert [day for day in (D - DAY, D, D + DAY) if rows.active(on=day).exists()] == active_on
    assert [day for day in (D - DAY, D, D + DAY) if rows.with_state(on=day).get().is_active] == active_on
