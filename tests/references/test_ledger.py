"""Can a yes or a no be changed once it is written down? Not through the database; and below it, it is seen."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from references import actions, checks, ledger
from references.apps import guard_the_ledger
from references.ledger import Evidence, guards
from references.ledger.chain import COLUMNS
from references.links import LinkHolder
from references.models import (
    ActivityType,
    Answer,
    Channel,
    ConsentChannel,
    ConsentEvent,
    ConsentText,
    CycleStep,
    LedgerKey,
    Link,
    Outcome,
    PageSeen,
    Purpose,
    ReconsentCycle,
)
from refprogram.accounts.roles import Role
from refprogram.dates import today
from tests.factories import ActivityFactory, ReferenceFactory, UserFactory

pytestmark = pytest.mark.django_db

EVENTS, TEXTS = guards.TABLES


def holder_of(reference, *, purpose=Purpose.HOME, **of):
    made = Link.objects.create(
        token_hash=hashlib.sha256(f"{Link.objects.count()}".encode()).hexdigest(),
        purpose=purpose,
        reference=reference,
        expires_on=today() + timedelta(days=30),
        **of,
    )
    return LinkHolder(made)


def seen(*activities, on=None):
    return Evidence("<p>What you agree to</p>", "en", ledger.texts_for(activities, language="en", on=on or today()))


def say(reference, activity, *, on, by):
    """Have a manager write down that somebody would agree."""
    with transaction.atomic():
        actions.claim(
            reference, activity, audiences=["prospect"], said_on=on, channel=ConsentChannel.CALL, by=by, on=on
        )


@pytest.fixture
def agreed(call, manager):
    """A person who was said to agree to a call, said so, and then to stop and to agree again."""
    reference = ReferenceFactory(agreed_to=())
    say(reference, call, on=today(), by=manager)
    holder = holder_of(reference)
    actions.agree(reference, call, evidence=seen(call), by=holder, on=today())
    actions.stop(reference, call, by=holder, on=today())
    actions.agree(reference, call, evidence=seen(call), by=holder, on=today())
    return reference


def verify(capsys):
    """Return how the command ends and what it says."""
    try:
        call_command("verify_ledger")
    except SystemExit as end:
        return end.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


def something_else(event, column):
    field = ConsentEvent._meta.get_field(column)
    value = getattr(event, field.attname)
    if isinstance(field, models.DateTimeField):
        return (value or datetime(2026, 1, 1, tzinfo=UTC)) + timedelta(microseconds=1)
    if isinstance(field, models.DateField):
        return (value or date(2026, 1, 1)) + timedelta(days=1)
    if isinstance(field, models.ForeignKey):
        return ConsentText.objects.exclude(pk=value).values_list("pk", flat=True).first()
    if field.choices:
        return next(other for other, _ in field.choices if other not in (value, "granted"))
    return (value or 0) + 7 if isinstance(field, models.IntegerField) else f"x{value[1:]}"


def test_an_honest_ledger_is_as_it_was_written(agreed, capsys):
    code, said = verify(capsys)
    assert code == 0
    assert "as it was written" in said


@pytest.mark.parametrize("column", COLUMNS)
def test_whatever_is_changed_below_the_triggers_is_named(agreed, capsys, column):
    event = ConsentEvent.objects.filter(kind="claimed").get()
    guards.take_down(connection)
    ConsentEvent.objects.filter(pk=event.pk).update(**{column: something_else(event, column)})
    code, said = verify(capsys)
    assert code == 1
    assert f"Row {event.pk}: it says something else than what was written." in said


def test_a_row_taken_out_of_the_middle_is_named(agreed, capsys):
    guards.take_down(connection)
    ConsentEvent.objects.filter(kind="withdrawn").delete()
    code, said = verify(capsys)
    assert code == 1
    assert "what stood between them is gone" in said


@pytest.mark.parametrize("rows", [1, 2, 4])
def test_rows_cut_off_from_the_end_are_missed_even_where_nothing_is_believed_of_them(agreed, call, capsys, rows):
    actions.stop(agreed, call, by=holder_of(agreed), on=today())
    agreed.consents.all().delete()
    guards.take_down(connection)
    ConsentEvent.objects.filter(seq__gt=5 - rows).delete()
    code, said = verify(capsys)
    assert code == 1
    assert f"Reference {agreed.pk}: their rows end at {5 - rows}, not at row 5 as it was written." in said


def test_everything_that_was_written_of_somebody_is_missed(agreed, capsys):
    agreed.consents.all().delete()
    guards.take_down(connection)
    ConsentEvent.objects.all().delete()
    code, said = verify(capsys)
    assert code == 1
    assert f"Reference {agreed.pk}: their rows end at 0, not at row 4 as it was written." in said


def test_a_row_that_is_gone_stays_missing_when_the_next_one_is_written(agreed, call, capsys):
    guards.take_down(connection)
    ConsentEvent.objects.filter(seq=4).delete()
    actions.stop(agreed, call, by=holder_of(agreed), on=today())
    code, said = verify(capsys)
    assert code == 1
    assert "number 5 follows number 3" in said


def test_the_rows_of_somebody_erased_end_where_they_end(agreed, capsys):
    agreed.consents.all().delete()
    LedgerKey.objects.all().delete()
    assert list(ledger.broken()) == []


def test_a_last_row_that_was_taken_away_shows_in_what_is_believed(agreed, capsys):
    guards.take_down(connection)
    ConsentEvent.objects.filter(pk=ConsentEvent.objects.latest("pk").pk).delete()
    code, said = verify(capsys)
    assert code == 1
    assert f"Reference {agreed.pk}: what they agree to is not what the ledger says." in said


def test_words_and_pages_that_were_changed_are_named(agreed, capsys):
    guards.take_down(connection)
    ConsentText.objects.filter(language="en").update(body="You agree to everything.")
    page = PageSeen.objects.get(reference=agreed)
    PageSeen.objects.update(html="<p>Something else</p>")
    code, said = verify(capsys)
    assert code == 1
    assert "its words are not those that people agreed to" in said
    assert f"Page {page.pk}: it is not what was seen." in said


def test_words_rewritten_together_with_their_digest_are_told_apart_from_what_was_read(agreed, capsys):
    rows = ConsentEvent.objects.filter(kind="granted")
    guards.take_down(connection)
    body = "You agree to everything."
    ConsentText.objects.filter(pk__in=rows.values("text")).update(body=body, digest=ledger.digest_of(body))
    guards.put_up(connection)
    code, said = verify(capsys)
    assert code == 1
    for row in rows:
        assert f"Row {row.pk}: the words of text {row.text_id} are not those that the person read." in said


def test_a_page_that_is_gone_is_missed(agreed, capsys):
    PageSeen.objects.all().delete()
    code, said = verify(capsys)
    assert code == 1
    assert "the page that was seen is gone" in said


def test_a_consent_that_nobody_gave_is_named(agreed, capsys):
    agreed.consents.update(expires_on=today() + timedelta(days=3_000))
    code, said = verify(capsys)
    assert code == 1
    assert f"Reference {agreed.pk}" in said


@pytest.mark.parametrize("table", [EVENTS, TEXTS])
@pytest.mark.parametrize("statement", ["UPDATE {} SET language = 'xx'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_ledger(agreed, table, statement):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("table", [EVENTS, TEXTS])
def test_nobody_writes_over_a_row_or_empties_the_ledger(agreed, table):
    if connection.vendor == "postgresql":
        statement = f'TRUNCATE "{table}" CASCADE'
    else:
        statement = f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}" ORDER BY id LIMIT 1'
    connection.check_constraints()  # what waits for the end of the transaction would stop PostgreSQL before the guard
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_guard_that_is_missing_is_reported_and_put_up_again_by_migrate():
    guards.take_down(connection)
    (missing,) = checks.ledger_is_guarded(None, databases=["default"])
    assert "is missing" in missing.msg
    guard_the_ledger(using="default", apps=None)
    assert checks.ledger_is_guarded(None, databases=["default"]) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentText.objects.update(body="x")


def hollow_out(name):
    """Put something of the same name that guards nothing in the place of a trigger."""
    table = name.rpartition("__")[0]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
            moment = "TRUNCATE" if name.endswith("all") else "UPDATE"
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {moment} ON {table} EXECUTE FUNCTION nothing()")
        else:
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN 1 = 0 BEGIN SELECT 1; END")


@pytest.mark.parametrize("which", range(len(guards._wanted(connection.vendor))))
def test_a_guard_that_guards_nothing_counts_as_missing(agreed, capsys, which):
    name = sorted(guards._wanted(connection.vendor))[which]
    connection.check_constraints()
    hollow_out(name)
    assert guards.missing(connection) == [name]
    code, said = verify(capsys)
    assert code == 1
    assert f"The trigger {name} is missing or does something else." in said
    guards.put_up(connection)
    assert guards.missing(connection) == []


@pytest.mark.postgres
@pytest.mark.parametrize("name", guards.FUNCTIONS)
def test_a_function_that_refuses_nothing_counts_as_missing(name):
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
    assert guards.missing(connection) == [name]


def test_the_code_by_which_the_ledger_names_an_activity_is_never_changed(call):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        ActivityType.objects.filter(pk=call.pk).update(code="other")
    call.name = "Reference call by phone"
    call.save()


def test_migrate_calls_what_puts_the_guards_up():
    """A migration that rebuilt a table took its triggers along; `migrate` ends by sending this signal."""
    guards.take_down(connection)
    call_command("migrate", verbosity=0)
    assert guards.missing(connection) == []


def _says(world, activity, on):
    say(world["reference"], activity, on=on, by=world["manager"])


def _agrees(world, activity, on):
    reference = world["reference"]
    said = reference.claims.waiting(on=on).filter(activity=activity).exists()
    if said or reference.consents.filter(activity=activity).exists():
        actions.agree(reference, activity, evidence=seen(activity, on=on), by=world["holder"], on=on)


def _stops(world, activity, on):
    actions.stop(world["reference"], activity, by=world["holder"], on=on)


def _talks(world, activity, on):
    actions.check_in(
        world["reference"], happened_on=on, channel=Channel.CALL, direct=True, outcome=Outcome.WILLING,
        activities=[activity], audiences=["prospect", "press"], by=world["manager"], on=on,
    )  # fmt: skip


def _answers(answer):
    def says(world, activity, on):
        step, is_new = ReconsentCycle.objects.get_or_create(
            reference=world["reference"], cycle_start=on, step=CycleStep.FIRST_LETTER, defaults={"on": on}
        )
        if is_new:
            holder = holder_of(world["reference"], purpose=Purpose.CHECK_IN, cycle_step=step)
            evidence = seen(*ActivityType.objects.all(), on=on)
            actions.answer_check_in(holder, answer=answer, evidence=evidence, on=on)

    return says


def _runs_out(world, activity, on):
    actions.expire_consents(on=on)


HAPPENS = (_says, _agrees, _stops, _talks, *map(_answers, Answer), _runs_out)


@given(days=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 1), st.sampled_from(HAPPENS)), max_size=14))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_happens_in_whatever_order_the_chain_is_whole_and_tells_what_is_believed(days):
    with transaction.atomic():
        activities = [ActivityFactory(code=code) for code in ("call", "visit")]
        world = {"reference": ReferenceFactory(agreed_to=()), "manager": UserFactory(role=Role.REFERENCE_MANAGER)}
        world["holder"] = holder_of(world["reference"])
        on = today()
        for later, which, happens in days:
            on += timedelta(days=later)
            happens(world, activities[which], on)
        assert [*ledger.broken(), *ledger.unproven()] == []
        transaction.set_rollback(True)
