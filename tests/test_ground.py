"""Does the ground hold? Days, steps, pages, the doorbell and the answer to a rule's no."""

import logging
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import DateField, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.models import Customer
from references import actions
from references import workflow as nominations
from references.models import Nomination, NominationEvent, NominationStatus
from refprogram import doorbell
from refprogram.accounts.roles import Role
from refprogram.dates import (
    AddMonths,
    DaysBetween,
    add_months,
    business_days_after,
    business_days_between,
    today,
)
from refprogram.errors import Refused
from refprogram.middleware import NoTokens, written
from refprogram.pages import keyset
from refprogram.steps import THE_CLOCK
from requests.models import RequestEvent, Status
from requests.workflow import WORKFLOW
from tests.factories import CustomerFactory, NominationFactory, ReferenceRequestFactory

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(day=DAYS, months=st.integers(min_value=0, max_value=30))
def test_the_database_adds_months_as_we_do(day, months):
    with connection.cursor() as cursor:
        compiler = Customer.objects.all().query.get_compiler(connection=connection)
        sql, params = compiler.compile(
            AddMonths(Cast(Value(day), DateField()), months).resolve_expression(compiler.query)
        )
        cursor.execute(f"SELECT {sql}", params)
        (found,) = cursor.fetchone()

    assert str(found) == add_months(day, months).isoformat()


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(later=DAYS, earlier=DAYS)
def test_the_database_counts_days_as_we_do(later, earlier):
    days = (Cast(Value(day), DateField()) for day in (later, earlier))
    with connection.cursor() as cursor:
        compiler = Customer.objects.all().query.get_compiler(connection=connection)
        sql, params = compiler.compile(DaysBetween(*days).resolve_expression(compiler.query))
        cursor.execute(f"SELECT {sql}", params)
        (found,) = cursor.fetchone()

    assert found == (later - earlier).days


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_are_clamped_to_the_end_of_the_shorter_month(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 23), date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 12, 1)),
        (date(2026, 11, 28), date(2026, 12, 2)),
    ],
)
def test_three_business_days_leave_out_the_weekend(day, expected):
    assert business_days_after(day, 3) == expected


@pytest.mark.parametrize("first", [date(2026, 11, day) for day in range(23, 30)])
def test_business_days_between_two_days_are_counted_as_they_are_added(first):
    for days in range(12):
        assert business_days_between(first, business_days_after(first, days)) == days
    assert business_days_between(first, date(2026, 11, 1)) == 0


# Around both switches of the clock, east and west of Greenwich: the last moment of a day and the first of the next,
# and moments whose day would be another one if the program forgot to switch, or counted in UTC.
@pytest.mark.parametrize(
    ("zone", "moment", "expected"),
    [
        ("Europe/Berlin", "2026-10-24T21:59:59Z", date(2026, 10, 24)),
        ("Europe/Berlin", "2026-10-24T22:30:00Z", date(2026, 10, 25)),
        ("Europe/Berlin", "2026-10-25T22:59:00Z", date(2026, 10, 25)),
        ("Europe/Berlin", "2026-10-25T23:00:00Z", date(2026, 10, 26)),
        ("Europe/Berlin", "2026-03-28T22:59:59Z", date(2026, 3, 28)),
        ("Europe/Berlin", "2026-03-28T23:00:00Z", date(2026, 3, 29)),
        ("Europe/Berlin", "2026-03-29T21:59:00Z", date(2026, 3, 29)),
        ("Europe/Berlin", "2026-03-29T22:00:00Z", date(2026, 3, 30)),
        ("America/New_York", "2026-03-08T04:59:59Z", date(2026, 3, 7)),
        ("America/New_York", "2026-03-08T05:00:00Z", date(2026, 3, 8)),
        ("America/New_York", "2026-03-09T03:59:00Z", date(2026, 3, 8)),
        ("America/New_York", "2026-03-09T04:00:00Z", date(2026, 3, 9)),
        ("America/New_York", "2026-11-01T03:59:59Z", date(2026, 10, 31)),
        ("America/New_York", "2026-11-01T04:30:00Z", date(2026, 11, 1)),
        ("America/New_York", "2026-11-02T04:59:00Z", date(2026, 11, 1)),
        ("America/New_York", "2026-11-02T05:00:00Z", date(2026, 11, 2)),
    ],
)
def test_a_day_begins_at_midnight_in_the_programs_zone_when_the_clock_is_changed_too(
    time_machine, settings, zone, moment, expected
):
    settings.PROGRAM_TIME_ZONE = zone
    time_machine.move_to(moment, tick=False)

    assert today() == expected


TIMES = ("schedule", "reschedule", "unschedule")
STAFF = {
    Role.SALES_REP: {"submit", "cancel", *TIMES},
    Role.REFERENCE_MANAGER: {
        *("take_up", "match", "ask_customer", "heard_yes", "heard_no", "heard_not_now", "let_go"),
        *("resume", "complete", "supply", "give_up", "close", "cancel", *TIMES),
    },
    Role.EXECUTIVE: set(),
    Role.ADMIN: set(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["rep", "manager", "executive", "admin"])
def test_each_role_takes_the_steps_of_its_row_and_no_other(who, request):
    user = request.getfixturevalue(who)

    assert {verb for verb in WORKFLOW.steps if user.has_perm(WORKFLOW.permission(verb))} == STAFF[user.role]


NOMINATIONS = {
    Role.SALES_REP: set(),
    Role.REFERENCE_MANAGER: {"accept_nomination", "decline_nomination"},
    Role.EXECUTIVE: set(),
    Role.ADMIN: set(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["rep", "manager", "executive", "admin"])
def test_each_role_takes_the_steps_of_a_nomination_of_its_row_and_no_other(who, request):
    user = request.getfixturevalue(who)
    workflow = nominations.WORKFLOW

    assert {verb for verb in workflow.steps if user.has_perm(workflow.permission(verb))} == NOMINATIONS[user.role]


def test_every_step_of_a_nomination_has_a_row_and_an_action_and_no_clock_takes_it():
    verbs = set(nominations.WORKFLOW.steps)

    assert set().union(*NOMINATIONS.values()) == verbs
    assert verbs <= set(actions.__all__)
    assert not [verb for verb in verbs if THE_CLOCK.has_perm(nominations.WORKFLOW.permission(verb))]


@pytest.mark.django_db
@pytest.mark.parametrize("verb", nominations.WORKFLOW.steps)
@pytest.mark.parametrize("status", NominationStatus)
def test_a_step_of_a_nomination_starts_only_where_the_table_says(verb, status, manager):
    nomination = NominationFactory()
    Nomination.objects.filter(pk=nomination.pk).update(
        status=status,
        reason="Later" if status == NominationStatus.DECLINED else "",
        reviewed_on=None if status == NominationStatus.WAITING else nomination.nominated_on,
        reviewed_by=None if status == NominationStatus.WAITING else manager,
    )
    workflow = nominations.WORKFLOW
    step = workflow.steps[verb]
    words = {"reviewed_by": manager, "reviewed_on": nomination.nominated_on, "reason": "Later"}

    if status in step.sources:
        assert workflow.take(verb, nomination, by=manager, **words).status == step.target
        assert NominationEvent.objects.get().verb == verb
    else:
        with pytest.raises(Refused, match="Somebody was faster"):
            workflow.take(verb, nomination, by=manager, **words)
        assert not NominationEvent.objects.exists()


def test_the_clock_takes_the_steps_that_nobody_presses():
    assert {verb for verb in WORKFLOW.steps if THE_CLOCK.has_perm(WORKFLOW.permission(verb))} == {"expire", "hold_back"}


def test_every_step_has_somebody_who_takes_it():
    customers = {"confirm", "decline", "not_now", "talk", "withdraw"}

    assert set().union(*STAFF.values()) | customers | {"expire", "hold_back"} == set(WORKFLOW.steps)


def test_every_state_but_the_last_ones_leads_somewhere():
    sources = {source for step in WORKFLOW.steps.values() for source in step.sources}

    assert set(Status) - sources == {Status.CLOSED, Status.CANCELLED, Status.EXPIRED, Status.UNFULFILLED}


@pytest.mark.django_db
@pytest.mark.parametrize("verb", WORKFLOW.steps)
@pytest.mark.parametrize("status", Status)
def test_a_step_starts_only_where_the_table_says(verb, status):
    class Anybody:
        acted_as = "clock"

        def has_perm(self, permission):
            return True

    ask = ReferenceRequestFactory(status=status)
    step = WORKFLOW.steps[verb]

    if status in step.sources:
        WORKFLOW.take(verb, ask, by=Anybody(), **({"unfulfilled_because": "other"} if verb == "give_up" else {}))
        assert ask.status == step.target
        assert RequestEvent.objects.get().verb == verb
    else:
        with pytest.raises(Refused, match="Somebody was faster"):
            WORKFLOW.take(verb, ask, by=Anybody())
        assert not RequestEvent.objects.exists()


@pytest.mark.django_db
def test_a_step_without_its_permission_changes_nothing(rep):
    ask = ReferenceRequestFactory(requested_by=rep)

    with pytest.raises(PermissionDenied):
        WORKFLOW.take("take_up", ask, by=rep)

    ask.refresh_from_db()
    assert ask.status == Status.SUBMITTED


def browse(address):
    request = RequestFactory().get(address)
    request.user = AnonymousUser()
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("order", [("name", "pk"), ("-name", "pk"), ("industry", "-pk")])
def test_pages_by_key_show_every_row_once(order):
    for number in range(11):
        CustomerFactory(name=f"Name {number // 3}", industry=f"Industry {number % 2}")
    seen, address = [], "/customers/"
    while address:
        page = keyset(browse(address), Customer.objects.all(), order=order, size=4)
        seen += [row.pk for row in page.rows]
        address = page.next_url and "/customers/" + page.next_url

    assert seen == list(Customer.objects.order_by(*order).values_list("pk", flat=True))
    assert page.count_label == "11"


@pytest.mark.django_db
def test_a_page_keeps_the_filters_of_its_list():
    CustomerFactory.create_batch(3)

    page = keyset(
        browse("/customers/?region=Nordics&region=Alps"), Customer.objects.all(), order=("name", "pk"), size=2
    )

    assert page.next_url.startswith("?region=Nordics&region=Alps&after=")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "W10=", signing.dumps(["A", "x"]), signing.dumps(["A", 1], salt="refprogram.pages name"), "[" * 5000],
    ids=["a letter", "no ASCII", "unsigned", "signed for something else", "of another order", "deep"],
)
def test_a_cursor_that_nobody_was_given_starts_at_the_front(cursor):
    CustomerFactory.create_batch(2)

    page = keyset(browse(f"/customers/?after={cursor}"), Customer.objects.all(), order=("name", "pk"))

    assert len(page.rows) == 2


@pytest.mark.django_db
def test_a_count_stops_where_nobody_needs_it(monkeypatch):
    monkeypatch.setattr("refprogram.pages.COUNTED", 2)
    CustomerFactory.create_batch(3)

    assert keyset(browse("/"), Customer.objects.all(), order=("pk",)).count_label == "2+"


@pytest.mark.django_db(transaction=True)
def test_a_doorbell_that_nobody_hears_costs_nobody_their_work(monkeypatch, caplog):
    def no_broker(*task, **how):
        raise ConnectionError("no broker")

    monkeypatch.setattr(doorbell.current_app, "send_task", no_broker)
    monkeypatch.setattr(logging.getLogger("refprogram"), "propagate", True)

    doorbell.ring("outbox.send_due")

    assert "Nobody heard the bell for outbox.send_due" in caplog.text


@pytest.mark.once
def test_what_somebody_wrote_into_a_form_that_is_refused_is_given_back_and_no_secret():
    long = "It-works-" * 5
    form = QueryDict(mutable=True)
    form.setlist("words", ["It works.\nIt does.", "and this"])
    choices = {"kind": "consumer", "on": "2026-11-23", "csrfmiddlewaretoken": "x" * 64, "password": "two words"}
    form.update(choices | {"address": long})

    assert written(form) == ["It works.\nIt does.", "and this", long]


@pytest.mark.parametrize("before", ["/p/", "/voices/for/"])
def test_the_secret_part_of_a_link_stays_out_of_the_log(before):
    record = logging.makeLogRecord({"msg": 'GET "%s" 200', "args": (f"{before}s3cr3t-token/",)})

    assert NoTokens().filter(record)
    assert record.getMessage() == f'GET "{before}…/" 200'


@pytest.mark.django_db
def test_a_percent_sign_in_somebodys_words_is_no_attack(client):
    answer = client.post("/accounts/login/", {"login": "100%00 sure", "password": "x"})

    assert answer.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["%00", "a%00b"])
def test_bytes_that_no_text_has_are_answered_with_400(client, text, manager):
    client.force_login(manager)

    assert client.get(f"/customers/?q={text}").status_code == 400
    assert client.post("/accounts/login/", {"login": "a\x00b", "password": "x"}).status_code == 400
