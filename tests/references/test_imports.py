"""Does a file only tell us of a yes? It counts once the person confirms it, and what is known better goes before it."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Suppression
from customers.models.contact import ContactStatus
from customers.models.suppression import digest_of
from references import actions, ledger
from references.imports import KINDS
from references.links import LinkHolder
from references.models import (
    Answer,
    CheckIn,
    Claim,
    ClaimOutcome,
    Consent,
    ConsentChannel,
    ConsentEvent,
    CycleStep,
    Link,
    Outcome,
    Purpose,
    ReconsentCycle,
    Reference,
)
from refprogram.dates import add_months, today
from refprogram.imports import kinds
from refprogram.imports.actions import prepare, run
from refprogram.imports.report import Report
from tests.factories import (
    ActivityFactory,
    CheckInFactory,
    ConsentFactory,
    ContactFactory,
    ReferenceFactory,
    at_home,
    confirms,
    days_ago,
    seen,
)

pytestmark = pytest.mark.django_db

HEAD = "customer,external_id,contact,activity,audiences,said_on,witness\n"
SAID = days_ago(20)


@pytest.fixture
def person(call) -> Reference:
    return ReferenceFactory(contact=ContactFactory(customer__name="Acme GmbH", external_id="P-1"), agreed_to=())


def read_in(*rows: str, head: str = HEAD, by=None) -> Report:
    text = head + "".join(f"{row}\n" for row in rows)
    return run(prepare(kinds.find("claims"), BytesIO(text.encode()), file_name="yeses.csv"), by=by, on=today())


def row(said_on=SAID, *, key="", contact="P-1", activity="call", audiences="", witness="") -> str:
    return f'Acme,{key},{contact},{activity},"{audiences}",{said_on},{witness}'


def counts(report: Report) -> dict[str, int]:
    return {name: number for name, number in report.numbers().items() if number and name != "read"}


def why(report: Report) -> list[str]:
    return [f"{problem.result}: {problem.reason}" for problem in report.problems]


def test_every_kind_of_the_app_can_be_read():
    assert {kind.code: ", ".join(kind.names()) for kind in KINDS} == {
        "claims": "customer, external_id, contact, activity, audiences, said_on, witness"
    }
    assert set(KINDS) <= set(kinds.registered())


def test_a_yes_from_a_file_is_a_claim_until_the_person_confirms_it(person, manager):
    report = read_in(row(audiences="press; prospect", witness="Mail of 3 March"), by=manager)

    assert counts(report) == {"created": 1}
    claim = Claim.objects.get()
    assert (claim.reference, claim.activity.code, claim.channel) == (person, "call", ConsentChannel.IMPORT)
    assert (claim.said_on, claim.expires_on, claim.witness) == (SAID, add_months(SAID, 6), "Mail of 3 March")
    assert claim.recorded_by == manager
    assert not Consent.objects.exists()
    event = ConsentEvent.objects.get()
    assert (event.kind, event.channel, event.purpose, event.about) == ("claimed", "import", "call", f"claim-{claim.pk}")
    assert (event.audiences, event.until, event.actor) == ("press prospect", claim.expires_on, manager.pk)

    confirms(person)

    consent = Consent.objects.get()
    assert sorted(row.audience for row in consent.audiences.all()) == ["press", "prospect"]
    assert not [*ledger.broken(), *ledger.unproven()]


@pytest.mark.parametrize("contact", ["P-1", "p-1", "IDA@acme.example"])
@pytest.mark.parametrize("activity", ["call", "Reference call", "REFERENCE CALL"])
def test_a_person_and_an_activity_are_found_by_name_and_by_code_in_any_case(person, contact, activity):
    person.contact.details.email = "ida@acme.example"
    person.contact.details.save()

    assert counts(read_in(row(contact=contact, activity=activity))) == {"created": 1}


@pytest.mark.parametrize("key", ["", "Y-1"])
def test_the_same_file_again_changes_nothing(person, key):
    read_in(row(key=key), row(key=key and "Y-2", activity="call", contact="P-1"))
    before = list(Claim.objects.order_by("pk").values()), ConsentEvent.objects.count()

    assert counts(read_in(row(key=key), row(key=key and "Y-2"))) == {"unchanged": 2}
    assert (list(Claim.objects.order_by("pk").values()), ConsentEvent.objects.count()) == before


def test_the_same_yes_from_another_file_is_known_and_a_newer_word_takes_its_place(person):
    read_in(row(audiences="prospect", key="Y-1"))

    assert counts(read_in(row(), row(key="Y-1", audiences="prospect", witness="Ida"))) == {"unchanged": 1, "updated": 1}
    assert Claim.objects.get().witness == "Ida"

    assert counts(read_in(row(days_ago(10), key="Y-1"))) == {"updated": 1}
    old, new = Claim.objects.order_by("pk")
    assert (old.outcome, new.outcome, new.said_on) == (ClaimOutcome.REPLACED, "", days_ago(10))
    assert [one.audience for one in new.audiences.all()] == ["prospect"], "nobody asked for whom, so it stays"
    assert why(read_in(row(days_ago(15))))[0].startswith("rejected: Reference call: a newer word of theirs")


def test_of_two_rows_about_one_yes_the_newer_counts_in_either_order(person):
    report = read_in(row(days_ago(30)), row(days_ago(10)), row(days_ago(20)))

    assert counts(report) == {"created": 2, "rejected": 1}
    assert Claim.objects.open().get().said_on == days_ago(10)
    assert not list(ledger.broken())


def test_a_row_that_turns_to_somebody_else_is_rejected(person):
    ActivityFactory(code="visit")
    read_in(row(key="Y-1"))

    report = read_in(row(key="Y-1", activity="visit"))

    assert why(report) == [
        "rejected: external_id: earlier this row told of another person or activity. Give this yes an id of its own."
    ]


def test_a_row_whose_claim_was_removed_here_brings_nothing_back(person):
    read_in(row(key="Y-1"))
    Claim.objects.all().delete()

    report = read_in(row(days_ago(10), key="Y-1"))

    assert why(report) == ["unmatched: What this row became was removed here; a file does not bring it back."]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (row(contact="nobody@acme.example"), "nobody at “Acme GmbH” has the address or id"),
        (row(activity="skywriting"), "activity: we do not offer “skywriting”, but Reference call."),
        ("Elsewhere,,P-1,call,,2026-05-01,", "No customer is called “Elsewhere”."),
    ],
)
def test_who_and_what_are_not_known_is_unmatched(person, line, sentence):
    report = read_in(line)

    assert counts(report) == {"unmatched": 1}
    assert sentence in why(report)[0]


def test_somebody_without_a_file_is_unmatched(person):
    ContactFactory(customer=person.contact.customer, external_id="P-2")

    assert "nobody has a file on them yet" in why(read_in(row(contact="P-2")))[0]


def stopped(person, manager, call):
    ConsentFactory(reference=person, activity=call, granted_on=days_ago(90))
    actions.stop(person, call, by=at_home(person), on=days_ago(5))


def refused_a_claim(person, manager, call):
    actions.claim(person, call, audiences=[], said_on=days_ago(90), channel="call", by=manager, on=days_ago(90))
    actions.stop(person, call, by=at_home(person), on=SAID)


def not_willing(person, manager, call):
    CheckInFactory(reference=person, on=days_ago(3), outcome=Outcome.NOT_WILLING)


def no_on_the_six_month_page(person, manager, call):
    step = ReconsentCycle.objects.create(
        reference=person, cycle_start=days_ago(170), step=CycleStep.FIRST_LETTER, on=days_ago(1)
    )
    link = at_home(person).link
    Link.objects.filter(pk=link.pk).update(purpose=Purpose.CHECK_IN, cycle_step=step)
    link.refresh_from_db()
    actions.answer_check_in(LinkHolder(link), answer=Answer.NO, evidence=seen(), on=today())


@pytest.mark.parametrize("no", [stopped, refused_a_claim, not_willing, no_on_the_six_month_page])
def test_who_has_said_no_since_is_not_said_to_agree(person, manager, call, no):
    no(person, manager, call)

    report = read_in(row())

    assert counts(report) == {"rejected": 1}
    assert "Reference call: they said no on" in why(report)[0]
    assert not Claim.objects.open().exists()


def test_a_no_from_before_and_a_no_to_something_else_or_to_one_question_keep_nobody_from_a_yes(person, manager, call):
    visit = ActivityFactory(code="visit")
    ConsentFactory(reference=person, activity=call, granted_on=days_ago(90))
    ConsentFactory(reference=person, activity=visit, granted_on=days_ago(90))
    actions.stop(person, call, by=at_home(person), on=days_ago(21))
    actions.stop(person, visit, by=at_home(person), on=days_ago(2))
    ledger.record(
        person, "refused", by=at_home(person), on=days_ago(1), channel="link", purpose="call", about="question-1"
    )

    assert counts(read_in(row())) == {"created": 1}


def suppressed_by_address(person):
    Suppression.objects.create(digest=digest_of(external_id="P-1"), since=today())


def of_status(status):
    def now(person):
        person.contact.status, person.contact.status_since = status, today()
        person.contact.save()

    return now


ALONE = "rejected: This person asked us not to keep or use their data; nothing of this row was stored."


@pytest.mark.parametrize(
    ("gone", "sentence"),
    [
        (suppressed_by_address, ALONE),
        (of_status(ContactStatus.OBJECTED), ALONE),
        (of_status(ContactStatus.RESTRICTED), ALONE),
        (of_status(ContactStatus.ERASED), ALONE),
        (of_status(ContactStatus.LEFT), "rejected: They have left the company, so there is nothing new"),
    ],
)
def test_who_wants_to_be_left_alone_or_has_gone_is_not_said_to_agree(person, gone, sentence):
    gone(person)

    assert why(read_in(row()))[0].startswith(sentence)
    assert not Claim.objects.exists()


def test_their_own_yes_counts_for_more_than_an_older_word(person, call):
    ConsentFactory(reference=person, activity=call, granted_on=SAID)

    assert "they said yes themselves" in why(read_in(row()))[0]
    assert counts(read_in(row(days_ago(3)))) == {"created": 1}


def test_a_yes_holds_as_long_in_a_file_as_it_does_on_a_page(person):
    last = next(day for day in map(days_ago, range(190, 170, -1)) if add_months(day, 6) >= today())
    too_old = next(day for day in map(days_ago, range(170, 195)) if add_months(day, 6) < today())

    assert "has run out by now. Ask them anew." in why(read_in(row(too_old)))[0]
    assert counts(read_in(row(last))) == {"created": 1}
    assert "is still to come" in why(read_in(row(days_ago(-1))))[0]


def test_a_file_of_many_yeses_costs_as_many_queries_as_one_of_few(person, call):
    people = [
        ReferenceFactory(contact=ContactFactory(customer=person.contact.customer, external_id=f"Q-{n}"), agreed_to=())
        for n in range(9)
    ]

    def cost(keys) -> int:
        with CaptureQueriesContext(
            connection,
        ) as spent:
            read_in(*(row(contact=f"Q-{n}") for n in keys))
        return len(spent)

    read_in(row())
    assert cost(range(3)) == cost(range(3, 9))
    assert Claim.objects.filter(reference__in=people).count() == 9
    assert not CheckIn.objects.filter(on=today()).exists(), "a file verifies nobody"
