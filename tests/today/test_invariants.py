"""Is every promise that the data keeps seen to be broken when it is?

What constraints and triggers forbid is written into a table without them, which stands before the real one for as long
as the test lasts.
"""

import hashlib
from contextlib import closing
from datetime import date, timedelta
from io import StringIO
from json import loads

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from customers.models import Contact, ContactDetails, Issue
from references.ledger import guards
from references.models import (
    CheckIn,
    CompanyPermission,
    Consent,
    ConsentEvent,
    CycleStep,
    LedgerKey,
    Nomination,
    PageSeen,
    ReconsentCycle,
)
from references.testimonials.models import Endorsement
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.outbox.models import Message, State
from refprogram.rights import actions
from refprogram.today.invariants import INVARIANTS, breaches
from requests.models import Assignment, RequestEvent, RequestNote
from tests.factories import (
    CheckInFactory,
    ContactPreferenceFactory,
    HardshipNoteFactory,
    OverrideFactory,
    ReferenceFactory,
    SurveyResponseFactory,
    UserFactory,
)
from tests.references.testimonials import lives
from tests.rights.people import agree, holder_of, somebody

pytestmark = pytest.mark.django_db

TOKEN = "iQ3xM0p0bC8yq4rT-2vW_k9sLzHnEjUaFdGoXc1Y7B5"


@pytest.fixture
def person(call, manager):
    return somebody(call, manager)


def without_rules(model):
    """Put a table that has no constraints and no triggers in front of the real one, with the same rows."""
    table = model._meta.db_table
    real = f'"public"."{table}"' if connection.vendor == "postgresql" else f'main."{table}"'
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE "{table}" AS SELECT * FROM {real}')


@pytest.fixture(autouse=True)
def _the_real_tables_come_back():
    yield
    with connection.cursor() as cursor:
        for model in (ReconsentCycle, Message, ConsentEvent):
            schema = "pg_temp" if connection.vendor == "postgresql" else "temp"
            cursor.execute(f'DROP TABLE IF EXISTS {schema}."{model._meta.db_table}"')


def letter(**columns):
    given = {"kind": "x", "key": "a", "to": "user:1", "state": State.SENT, "sent_at": timezone.now(), **columns}
    return Message.objects.create(**given)


def once_more(row):
    """Write a row again under another number."""
    row.pk = (type(row)._default_manager.latest("pk").pk or 0) + 1
    row.save(force_insert=True)
    return row


def a_step_twice(person):
    step = ReconsentCycle.objects.create(reference=person, cycle_start=today(), step=CycleStep.FIRST_LETTER, on=today())
    without_rules(ReconsentCycle)
    once_more(step)


def a_letter_twice(person):
    sent = letter()
    without_rules(Message)
    once_more(sent)


def a_forgotten_letter(person):
    letter(state=State.QUEUED, next_at=timezone.now() - timedelta(minutes=6), sent_at=None)


def a_letter_that_a_dead_sender_holds(person):
    long_ago = timezone.now() - timedelta(minutes=6)
    letter(state=State.SENDING, lease_token="x", lease_until=long_ago, next_at=long_ago, sent_at=None)


def a_yes_that_lasts_longer(person):
    Consent.objects.filter(reference=person).update(expires_on=date(2099, 1, 1))


def a_yes_nobody_gave(person):
    consent = Consent.objects.get(reference=person)
    Consent.objects.filter(pk=consent.pk).update(ended_on=today())


def a_changed_row(person):
    without_rules(ConsentEvent)
    ConsentEvent.objects.filter(kind="granted").update(until=date(2099, 1, 1))


def a_lost_row(person):
    without_rules(ConsentEvent)
    ConsentEvent.objects.filter(seq=1).delete()


def a_lost_trigger(person):
    name = sorted(guards._wanted(connection.vendor))[0]
    of_table = f' ON "{name.rpartition("__")[0]}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{of_table}')


def a_lost_page(person):
    PageSeen.objects.filter(reference=person).delete()


def a_yes_without_words(person):
    without_rules(ConsentEvent)
    ConsentEvent.objects.filter(kind="granted").update(text=None)


def a_consent_without_a_yes(person):
    LedgerKey.objects.filter(reference=person).delete()


def a_token_in_a_note(person):
    CheckIn.objects.update(note=f"See https://references.example/p/{TOKEN}/ for more")


def a_token_in_a_letter(person):
    letter(facts={"address": f"/p/{TOKEN}"})


def an_address_in_a_letter(person):
    letter(facts={"to": [ContactDetails.objects.get(contact=person.contact).email.upper()]})


def an_address_in_the_log(person):
    LogEntry.objects.create(
        user=CheckIn.objects.first().by, object_repr=ContactDetails.objects.get(contact=person.contact).email,
        action_flag=CHANGE, change_message="",
    )  # fmt: skip


def a_note_on_their_request(person):
    ask = Assignment.objects.get(reference=person).ask
    event = RequestEvent.objects.create(ask=ask, seq=2, verb="close", acted_as="clock")
    return RequestNote.objects.create(event=event, text="She said she would rather not")


def a_note_from_before(person):
    note = a_note_on_their_request(person)
    RequestEvent.objects.filter(note=note).update(at=timezone.now() - timedelta(days=3))


def words_up(person):
    manager = UserFactory(role=Role.REFERENCE_MANAGER)
    lives.placed(lives.published(manager), manager)


def words_that_stay_up(person):
    words_up(person)
    Endorsement.objects.update(status="retired")


def words_without_a_yes(person):
    words_up(person)
    Consent.objects.filter(activity__code="quote").update(granted_on=date(2026, 1, 1), expires_on=date(2026, 1, 2))


def words_without_their_companys_yes(person):
    words_up(person)
    CompanyPermission.objects.update(ended_on=today())


def erased_with(made):
    def breaks(person):
        actions.erase(person, by=holder_of(person), on=today())
        made(person)

    return breaks


BROKEN = {
    "I1": [a_step_twice],
    "I2": [a_letter_twice],
    "I3": [a_forgotten_letter, a_letter_that_a_dead_sender_holds],
    "I4": [words_that_stay_up],
    "I6": [a_yes_that_lasts_longer, a_yes_nobody_gave],
    "I7": [a_changed_row, a_lost_row, a_lost_trigger, a_lost_page],
    "I8": [a_yes_without_words, a_consent_without_a_yes],
    "I9": [a_token_in_a_note, a_token_in_a_letter],
    "I10": [words_without_a_yes, words_without_their_companys_yes],
    "I11": [
        an_address_in_a_letter,
        an_address_in_the_log,
        erased_with(lambda person: ContactDetails.objects.create(contact=person.contact, name="Ingrid Solheim")),
        erased_with(lambda person: Contact.objects.filter(pk=person.contact_id).update(title="Head of Operations")),
        erased_with(lambda person: CheckInFactory(reference=person, note="She said so")),
        erased_with(lambda person: Nomination.objects.filter(reason="Erased.").update(reason="She is unwell")),
        erased_with(lambda person: Issue.objects.update(summary="Nobody calls me back")),
        erased_with(a_note_from_before),
        erased_with(lambda person: OverrideFactory(reference=person)),
        erased_with(lambda person: ContactPreferenceFactory(reference=person)),
        erased_with(lambda person: holder_of(person)),
        erased_with(lambda person: SurveyResponseFactory(customer=person.contact.customer, contact=person.contact)),
        erased_with(lambda person: letter(to=f"contact:{person.contact_id}", state=State.QUEUED, sent_at=None)),
    ],
}
CASES = [pytest.param(code, breaks, id=f"{code}-{n}") for code, all_ in BROKEN.items() for n, breaks in enumerate(all_)]


def test_every_promise_has_a_way_to_break_it():
    """The last one needs another connection and PostgreSQL: below."""
    assert [one.code for one in INVARIANTS] == [*BROKEN, "I12"]


def test_a_person_whom_we_know_well_breaks_no_promise(person):
    HardshipNoteFactory(hardship__customer=person.contact.customer, text="write to anna@there.example")
    theirs = ContactDetails.objects.get(contact=person.contact).email
    letter(message_id="<abc@localhost>", last_error=f"550 no such user: <{theirs}>")

    assert breaches() == {}


def test_an_erased_person_breaks_no_promise(person):
    actions.erase(person, by=holder_of(person), on=today())

    assert breaches() == {}


def test_what_is_noted_on_a_request_after_an_erasure_breaks_no_promise(person):
    actions.erase(person, by=holder_of(person), on=today())
    a_note_on_their_request(person)

    assert breaches() == {}


@pytest.mark.parametrize(("code", "breaks"), CASES)
def test_a_broken_promise_is_seen(code, breaks, person):
    breaks(person)

    found = breaches()

    assert code in found
    assert all(sentence.endswith(".") for sentence in found[code])


def test_a_yes_without_its_words_is_named_beside_the_consent_that_it_does_not_prove(person):
    a_yes_without_words(person)

    assert [sentence.split()[0] for sentence in breaches("I8")["I8"]] == ["Consent", "Row"]


def test_only_those_that_are_named_are_asked(person):
    a_token_in_a_note(person)

    assert breaches("I1", "I2", "I3") == {}
    assert list(breaches("I9")) == ["I9"]


def test_a_letter_that_waits_for_less_than_five_minutes_is_not_forgotten():
    letter(state=State.QUEUED, next_at=timezone.now() - timedelta(minutes=4), sent_at=None)

    assert breaches() == {}


def test_an_address_of_one_of_us_may_stand_in_the_log_of_the_admin(person, manager):
    LogEntry.objects.create(user=manager, object_repr=manager.email, action_flag=CHANGE, change_message="")

    assert breaches() == {}


def test_something_as_long_as_a_token_is_none(person):
    CheckIn.objects.update(note=f"/p/{TOKEN}x and /p/short/ and {hashlib.sha256(b'').hexdigest()}")

    assert breaches() == {}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_stays_open_is_seen(monkeypatch):
    monkeypatch.setattr("refprogram.today.invariants.SECONDS", 0)

    with closing(connection.copy()) as other:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1")
        (sentence,) = breaches("I12")["I12"]
        other.rollback()

    assert "idle in transaction" in sentence
    assert breaches("I12") == {}


# The command


def said(*arguments):
    out = StringIO()
    call_command("check_invariants", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_that_all_is_well_and_what_it_cannot_see(person):
    told = said()

    if connection.vendor == "sqlite":
        assert "I12 No transaction stays open: not looked at, sqlite does not know." in told
        assert loads(said("--json")) == {"breaches": {}, "not_looked_at": ["I12"]}
    assert "promises hold, 0 do not" in told


def test_the_command_asks_only_for_what_is_named(person):
    a_token_in_a_note(person)

    assert "2 promises hold, 0 do not" in said("I1", "I2")
    assert "1 promise holds, 0 do not" in said("I1")
    with pytest.raises(CommandError, match="There is no promise I5"):
        said("I5")


@pytest.mark.parametrize("how", [[], ["--json"]])
def test_the_command_fails_on_any_breach_and_says_which_row(how, person, capsys):
    a_token_in_a_note(person)

    with pytest.raises(SystemExit) as stopped:
        call_command("check_invariants", *how)

    assert stopped.value.code == 1
    first = CheckIn.objects.earliest("pk").pk
    shown = capsys.readouterr().out
    assert f"references.CheckIn {first}: note holds the secret address" in shown
    assert how or "promises hold, 1 does not; at most" in shown


def test_however_many_people_there_are_the_same_queries_are_asked(person, call, manager, django_assert_max_num_queries):
    with django_assert_max_num_queries(200) as first:
        breaches()
    for _ in range(3):
        agree(ReferenceFactory(agreed_to=()), call, by=manager)
    with django_assert_max_num_queries(len(first)):
        assert breaches() == {}
