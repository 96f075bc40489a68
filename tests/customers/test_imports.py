"""What does a row of a file become, and what does it never become?"""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from customers import announce
from customers.actions import record_recovery
from customers.imports import KINDS
from customers.models import Contact, ContactDetails, Customer, CustomerEvent, Hardship, HardshipNote, Issue, Topic
from customers.models.issue import Severity
from references.models import CheckIn, Consent, Reference
from refprogram.dates import today
from refprogram.imports import kinds
from refprogram.imports.actions import prepare, run
from refprogram.imports.report import Report
from tests.factories import CustomerFactory, HardshipFactory, IssueFactory, TopicFactory

TODAY = date(2026, 5, 4)


def read_in(kind: str, text: str, *, by=None, **options) -> Report:
    """Read a text in as if it were a file called list.csv."""
    prepared = prepare(kinds.find(kind), BytesIO(text.encode()), file_name="list.csv", **options)
    return run(prepared, by=by, on=TODAY)


def counts(report: Report) -> tuple[int, ...]:
    return tuple(report.numbers().values())


def why(report: Report) -> list[str]:
    return [f"{problem.line} {problem.result}: {problem.reason}" for problem in report.problems]


def reasons(report: Report) -> list[str]:
    return [problem.reason for problem in report.problems]


@pytest.fixture
def told(monkeypatch) -> list[list[int]]:
    """The customers of whom changed facts were announced, one list a batch."""
    told: list[list[int]] = []
    monkeypatch.setattr(announce, "_subscribers", (lambda keys, on: told.append(keys),))
    return told


def test_every_kind_of_the_program_can_be_read():
    assert {kind.code: ", ".join(kind.names()) for kind in KINDS} == {
        "customers": (
            "name, external_id, domain, industry, country, region, city, employees, revenue, customer_since, parent"
        ),
        "contacts": "customer, external_id, name, title, email, phone, language, time_zone",
        "issues": "customer, external_id, kind, severity, topic, summary, opened_on, resolved_on, resolution",
        "hardships": "customer, kind, since, until, note",
        "surveys": "customer, external_id, contact, kind, score, scale, comment, answered_on",
        "contracts": "customer, external_id, renews_on, negotiating_since",
        "products": "external_id, name, family",
    }
    assert set(KINDS) <= set(kinds.registered())


# Customers


def test_a_customer_is_registered_with_all_that_a_file_says(db, told):
    report = read_in(
        "customers",
        "name,external_id,domain,industry,country,region,city,employees,revenue,customer_since,parent\n"
        "Acme  Labs GmbH,17,acme.example,Logistics,Germany,DACH,Köln,120,1100.04,2019-02-01,Acme Holding\n"
        "Acme Holding,18,,,,,,,,,\n",
    )

    assert counts(report) == (2, 2, 0, 0, 0, 0)
    holding, labs = Customer.objects.order_by("name")
    assert (labs.name, labs.name_key, labs.external_id, labs.parent) == ("Acme Labs GmbH", "acme labs", "17", holding)
    assert (labs.domain, labs.industry, labs.country, labs.region, labs.city) == (
        "acme.example",
        "Logistics",
        "Germany",
        "DACH",
        "Köln",
    )
    assert (labs.employees, labs.revenue, labs.customer_since) == (120, Decimal("1100.04"), date(2019, 2, 1))
    assert labs.owner is None
    assert told == [sorted([labs.pk, holding.pk])]


@pytest.mark.parametrize("here", ["Acme GmbH", "ACME GMBH", "Acme", "Acme Inc."])
def test_a_customer_is_found_by_its_name_with_or_without_legal_form(db, here):
    customer = CustomerFactory(name=here, industry="Old", region="Nordics")

    assert counts(read_in("customers", "name,industry,region\nAcme GmbH,New,\n")) == (1, 0, 1, 0, 0, 0)
    customer.refresh_from_db()
    assert (customer.name, customer.industry, customer.region) == (here, "New", "Nordics")


def test_a_name_that_is_only_alike_is_somebody_else(db):
    CustomerFactory(name="Acme Labs")

    assert counts(read_in("customers", "name\nAcme Lab\nAcme\n")) == (2, 2, 0, 0, 0, 0)


def test_the_exact_name_comes_before_the_one_without_legal_form(db):
    CustomerFactory(name="Acme Inc")
    exact = CustomerFactory(name="Acme GmbH")

    read_in("customers", "name,industry\nacme gmbh,Exact\n")

    exact.refresh_from_db()
    assert exact.industry == "Exact"


def test_a_name_that_fits_two_customers_fits_none(db):
    CustomerFactory(name="Acme Inc")
    CustomerFactory(name="Acme GmbH")

    assert why(read_in("customers", "name,industry\nAcme,New\n")) == [
        "2 unmatched: Two customers fit the name “Acme”: “Acme Inc”, “Acme GmbH”."
    ]


@pytest.mark.parametrize("kind", ["contacts", "issues", "hardships"])
def test_what_a_file_says_of_a_name_that_fits_two_customers_is_said_of_none(db, kind):
    CustomerFactory(name="Acme Inc")
    CustomerFactory(name="Acme GmbH")

    report = read_in(kind, "customer,name,opened_on,since\nAcme,Ann,2026-01-02,2026-01-02\n", create_missing=True)

    assert why(report)[0].startswith("2 unmatched: Two customers fit the name “Acme”")
    assert not any(model.objects.exists() for model in (Contact, Issue, Hardship))


def test_a_name_that_is_nothing_but_a_legal_form_is_itself(db):
    assert counts(read_in("customers", "name\nSAS\nScoop\nCo\n")) == (3, 3, 0, 0, 0, 0)


def test_two_ids_of_one_source_are_two_customers_even_of_one_name(db):
    text = "name,external_id\nAcme,1\nAcme,2\nAcme GmbH,3\n"

    assert counts(read_in("customers", text)) == (3, 3, 0, 0, 0, 0)
    assert counts(read_in("customers", text)) == (3, 0, 0, 3, 0, 0)
    assert counts(read_in("customers", text + "Acme,4\n")) == (4, 1, 0, 3, 0, 0)


def test_the_ids_of_another_source_do_not_double_a_customer(db):
    read_in("customers", "name,external_id\nAcme,1\n", source="crm")

    assert counts(read_in("customers", "name,external_id,industry\nAcme,X,Logistics\n", source="erp")) == (
        1,
        0,
        1,
        0,
        0,
        0,
    )
    assert Customer.objects.get().external_id == "1"
    assert counts(read_in("customers", "name,external_id,industry\nAcme,X,Freight\n", source="erp")) == (
        1,
        0,
        1,
        0,
        0,
        0,
    )
    assert Customer.objects.get().industry == "Freight"


def test_a_customer_with_an_id_may_be_renamed(db):
    read_in("customers", "name,external_id\nAcme,1\n")

    assert counts(read_in("customers", "name,external_id\nBolt AG,1\n")) == (1, 0, 1, 0, 0, 0)
    assert (Customer.objects.get().name, Customer.objects.get().name_key) == ("Bolt AG", "bolt")


def test_a_customer_that_was_removed_here_does_not_come_back(db):
    read_in("customers", "name,external_id,industry\nAcme,1,Old\n")
    Customer.objects.all().delete()

    assert counts(read_in("customers", "name,external_id,industry\nAcme,1,Old\n")) == (1, 0, 0, 1, 0, 0)
    assert counts(read_in("customers", "name,external_id,industry\nAcme,1,New\n")) == (1, 0, 0, 0, 1, 0)
    assert not Customer.objects.exists()


def test_a_customer_made_by_another_file_is_the_same_customer(db):
    read_in("issues", "customer,opened_on\nAcme,2026-01-02\n", create_missing=True)

    assert counts(read_in("customers", "name,external_id\nAcme GmbH,1\n")) == (1, 0, 1, 0, 0, 0)
    assert Customer.objects.get().external_id == "1"


def test_a_row_without_its_parent_waits(db):
    text = "name,parent\nAcme Labs,Acme\nAcme,\nBolt Labs,Bolt\nBolt Unit,Bolt Labs\nSelf,Self\n"

    report = read_in("customers", text)

    later = "If it stands further down in this file, import the file again."
    assert counts(report) == (5, 2, 0, 0, 2, 1)
    assert why(report) == [
        f"4 unmatched: parent: No customer is called “Bolt”. {later}",
        f"5 unmatched: parent: No customer is called “Bolt Labs”. {later}",
        "6 rejected: parent: a customer is not its own parent.",
    ]
    assert set(Customer.objects.values_list("name", "parent__name")) == {("Acme", None), ("Acme Labs", "Acme")}
    CustomerFactory(name="Bolt")
    assert counts(read_in("customers", text)) == (5, 2, 0, 2, 0, 1)


def test_a_missing_parent_can_be_made(db):
    report = read_in("customers", "name,parent\nAcme Labs,Acme\n", create_missing=True)

    assert counts(report) == (1, 1, 0, 0, 0, 0)
    assert Customer.objects.get(name="Acme Labs").parent.name == "Acme"
    assert counts(read_in("customers", "name,parent\nAcme Unit,Acme\n")) == (1, 1, 0, 0, 0, 0)


def test_numbers_that_could_mean_two_reject_their_row_only(db):
    report = read_in("customers", 'name,revenue,employees\nAcme,"1,234.50",1\nBolt,1234.50,1.5\nCorvo,1234.50,2\n')

    assert counts(report) == (3, 1, 0, 0, 0, 2)
    assert Customer.objects.get().name == "Corvo"


# Contacts


PEOPLE = (
    "customer,external_id,name,title,email,phone,language,time_zone\n"
    "Acme,P-1,Ann Berg,Head of IT,ann@acme.example,+47 1,nb,Europe/Oslo\n"
)


def test_a_person_is_written_down_with_details_apart_and_agreed_to_nothing(db, told):
    customer = CustomerFactory(name="Acme AS")

    assert counts(read_in("contacts", PEOPLE)) == (1, 1, 0, 0, 0, 0)
    contact = Contact.objects.get()
    assert (contact.customer, contact.external_id, contact.title) == (customer, "P-1", "Head of IT")
    assert (contact.language, contact.time_zone) == ("nb", "Europe/Oslo")
    details = contact.details
    assert (details.name, details.email, details.phone) == ("Ann Berg", "ann@acme.example", "+47 1")
    assert told == [[customer.pk]]
    assert not CheckIn.objects.exists()
    assert not Consent.objects.exists()


def test_a_file_opens_the_programs_file_on_a_person_and_verifies_nobody(db):
    CustomerFactory(name="Acme")

    read_in("contacts", PEOPLE)

    reference = Reference.objects.get()
    assert reference.contact == Contact.objects.get()
    assert not CheckIn.objects.filter(reference=reference).exists()
    assert not Consent.objects.filter(reference=reference).exists()


def test_a_person_of_an_unknown_customer_is_unmatched_or_made_with_it(db):
    assert why(read_in("contacts", PEOPLE)) == ["2 unmatched: No customer is called “Acme”."]
    assert counts(read_in("contacts", PEOPLE, create_missing=True)) == (1, 1, 0, 0, 0, 0)
    assert Customer.objects.get().name == "Acme"


def test_a_person_with_an_id_changes_with_the_file(db):
    read_in("contacts", PEOPLE, create_missing=True)
    text = PEOPLE.replace("Ann Berg", "Ann Dahl").replace("ann@", "ann.dahl@").replace("Head of IT", "CIO")

    assert counts(read_in("contacts", text)) == (1, 0, 1, 0, 0, 0)
    contact = Contact.objects.get()
    assert (contact.title, contact.details.name, contact.details.email) == ("CIO", "Ann Dahl", "ann.dahl@acme.example")


def test_an_empty_cell_takes_nothing_away(db):
    read_in("contacts", PEOPLE, create_missing=True)

    report = read_in("contacts", "customer,external_id,name,email,title\nAcme,P-1,Ann Berg,,CIO\n")

    assert counts(report) == (1, 0, 1, 0, 0, 0)
    assert Contact.objects.get().details.email == "ann@acme.example"


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ("Acme,Ann Berg,ANN@acme.example", "unchanged"),
        ("Acme Inc,ann berg,", "unchanged"),
        ("Acme,Ann Berg,other@acme.example", "created"),
        ("Acme,Bo Dahl,bo@acme.example", "created"),
        ("Acme,Bo Dahl,ann@acme.example", "unmatched"),
        ("Bolt,Ann Berg,ann@acme.example", "created"),
    ],
)
def test_a_person_is_known_again_by_address_and_name_at_the_same_customer(db, row, outcome):
    CustomerFactory(name="Bolt")
    read_in("contacts", PEOPLE, create_missing=True)

    report = read_in("contacts", f"customer,name,email\n{row}\n", source="another")

    if outcome == "unchanged" and "ANN" in row:
        outcome = "updated"  # the address is taken as the newer file writes it
    assert report.numbers()[outcome] == 1
    assert ContactDetails.objects.count() == 1 + (outcome == "created")


def test_somebody_without_an_address_gets_one(db):
    read_in("contacts", "customer,name\nAcme,Ann Berg\n", create_missing=True)

    assert counts(read_in("contacts", "customer,name,email\nAcme,Ann Berg,ann@acme.example\n")) == (1, 0, 1, 0, 0, 0)
    assert ContactDetails.objects.get().email == "ann@acme.example"


def test_two_people_of_one_name_are_not_mixed_up(db):
    read_in(
        "contacts",
        "customer,name,email\nAcme,Ann Berg,ann@acme.example\nAcme,Ann Berg,ann.berg@acme.example\n",
        create_missing=True,
    )

    assert why(read_in("contacts", "customer,name,title\nAcme,Ann Berg,CIO\n")) == [
        "2 unmatched: name: 2 people there are called “Ann Berg”."
    ]


def test_two_ids_of_one_source_are_two_people(db):
    text = "customer,external_id,name\nAcme,1,Ann Berg\nAcme,2,Ann Berg\n"

    assert counts(read_in("contacts", text, create_missing=True)) == (2, 2, 0, 0, 0, 0)
    assert counts(read_in("contacts", text)) == (2, 0, 0, 2, 0, 0)


def test_who_changes_to_another_company_takes_no_agreement_along(db):
    CustomerFactory(name="Bolt")
    read_in("contacts", PEOPLE, create_missing=True)

    report = read_in("contacts", PEOPLE.replace("Acme,", "Bolt,"))

    assert why(report)[0].startswith("2 rejected: customer: earlier this person was at “Acme”.")
    assert Contact.objects.get().customer.name == "Acme"


def test_somebody_who_was_erased_does_not_come_back(db):
    read_in("contacts", PEOPLE, create_missing=True)
    ContactDetails.objects.all().delete()

    assert counts(read_in("contacts", PEOPLE)) == (1, 0, 0, 1, 0, 0)
    assert counts(read_in("contacts", PEOPLE.replace("CIO", "CTO").replace("Head", "Chief"))) == (1, 0, 0, 0, 1, 0)
    assert not ContactDetails.objects.exists()


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("email", "ann at acme", "email: “ann at acme” is not an e-mail address."),
        ("time_zone", "Oslo", "time_zone: “Oslo” is not a time zone, such as Europe/Berlin."),
        (
            "language",
            "Norwegian Bokmål",
            "language: “Norwegian Bokmål” is not the code of a language, such as de or en-GB.",
        ),
        ("name", "x" * 201, f"name: “{'x' * 60}…” is longer than 200 characters."),
    ],
)
def test_a_person_with_a_wrong_cell_is_rejected(db, column, cell, sentence):
    row = {"customer": "Acme", "name": "Ann", column: cell}

    report = read_in("contacts", ",".join(row) + "\n" + ",".join(row.values()) + "\n", create_missing=True)

    assert why(report) == [f"2 rejected: {sentence}"]
    assert not Customer.objects.exists()


# Issues


def test_an_issue_is_open_until_the_file_says_otherwise(db, told, manager):
    customer = CustomerFactory(name="Acme")
    TopicFactory(name="Reporting")
    text = (
        "customer,external_id,kind,severity,topic,summary,opened_on,resolved_on,resolution\n"
        'Acme,T-1,billing,High,reporting,"=cmd()\nand more",2026-01-02,,\n'
        "Acme,T-2,,,,,2026-01-02,2026-01-05,Refunded\n"
    )

    assert counts(read_in("issues", text, by=manager)) == (2, 2, 0, 0, 0, 0)
    first, second = Issue.objects.order_by("external_id")
    assert (first.customer, first.kind, first.severity, first.summary) == (customer, "billing", 3, "=cmd()\nand more")
    assert [topic.name for topic in first.topics.all()] == ["Reporting"]
    assert (first.source, first.opened_by, first.resolved_on) == ("imported", manager, None)
    assert (second.kind, second.severity, second.summary) == ("other", Severity.MEDIUM, "")
    assert (second.resolved_on, second.resolution) == (date(2026, 1, 5), "Refunded")
    assert list(Issue.objects.open(on=TODAY)) == [first]
    assert told == [[customer.pk]]
    assert not CustomerEvent.objects.exists()


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        ("severity", "severity: “severe” is not one of low, medium, high, critical."),
        (
            "kind",
            "kind: “severe” is not one of support, contract, billing, sales_relationship, unresponsive, other.",
        ),
        ("opened_on", "opened_on: “severe” is not a date."),
    ],
)
def test_an_unknown_code_rejects_its_row_and_names_those_there_are(db, column, sentence):
    CustomerFactory(name="Acme")
    row = {"customer": "Acme", "opened_on": "2026-01-02", column: "severe"}

    assert why(read_in("issues", ",".join(row) + "\n" + ",".join(row.values()) + "\n")) == [f"2 rejected: {sentence}"]


def test_an_unknown_topic_rejects_its_row_or_is_made(db):
    CustomerFactory(name="Acme")
    text = "customer,topic,opened_on\nAcme,Data  migration,2026-01-02\nAcme,DATA MIGRATION,2026-01-03\n"

    assert why(read_in("issues", text))[0] == "2 rejected: topic: no topic is called “Data migration”."
    assert counts(read_in("issues", text, create_missing=True)) == (2, 2, 0, 0, 0, 0)
    assert Topic.objects.get(is_standard=False).name == "Data migration"
    assert all(issue.topics.count() == 1 for issue in Issue.objects.all())


def test_a_recovery_story_that_a_file_opens_again_is_one_no_longer(db, manager):
    """Row 1.2: what is wrong again has not been put right, whatever the customer thought of it then."""
    CustomerFactory(name="Acme")
    read_in("issues", "customer,external_id,opened_on,resolved_on\nAcme,T-1,2026-01-02,2026-02-01\n")
    record_recovery(Issue.objects.get(), recovery=5, may_be_told=True, by=manager, on=today())

    again = "customer,external_id,opened_on,resolved_on\nAcme,T-1,2026-01-02,2026-02-03\n"
    assert counts(read_in("issues", again)) == (1, 0, 1, 0, 0, 0)
    assert Issue.objects.recovery_stories(on=today()).exists()
    assert counts(read_in("issues", "customer,external_id,opened_on\nAcme,T-1,2026-01-02\n")) == (1, 0, 1, 0, 0, 0)

    issue = Issue.objects.get()
    assert (issue.resolved_on, issue.recovery, issue.may_be_told) == (None, None, False)


def test_an_issue_cannot_be_resolved_before_it_was_opened(db):
    CustomerFactory(name="Acme")

    assert why(read_in("issues", "customer,opened_on,resolved_on\nAcme,2026-01-02,2026-01-01\n")) == [
        "2 rejected: resolved_on: an issue cannot be resolved before it was opened."
    ]


def test_a_ticket_is_resolved_by_a_later_file_and_opened_again_by_the_next(db, told):
    """Row 3.3: what the desk for support knows; the same ticket stays one issue."""
    customer = CustomerFactory(name="Acme")
    header = "customer,external_id,severity,opened_on,resolved_on\n"
    read_in("issues", header + "Acme,T-1,high,2026-01-02,\n")
    read_in("issues", header + "Acme,T-1,high,2026-01-02,2026-01-09\n")
    assert not Issue.objects.open(on=TODAY).exists()

    read_in("issues", header + "Acme,T-1,,2026-01-02,\n")

    issue = Issue.objects.get()
    assert (issue.resolved_on, issue.severity) == (None, Severity.HIGH)
    assert told == [[customer.pk]] * 3


def test_a_ticket_that_moves_to_another_customer_is_told_of_both(db, told):
    acme, bolt = CustomerFactory(name="Acme"), CustomerFactory(name="Bolt")
    read_in("issues", "customer,external_id,opened_on\nAcme,T-1,2026-01-02\n")
    told.clear()

    read_in("issues", "customer,external_id,opened_on\nBolt,T-1,2026-01-02\n")

    assert Issue.objects.get().customer == bolt
    assert told == [sorted([acme.pk, bolt.pk])]


def test_a_ticket_that_gets_a_topic_is_updated(db):
    TopicFactory(name="Reporting")
    read_in("issues", "customer,external_id,opened_on\nAcme,T-1,2026-01-02\n", create_missing=True)

    report = read_in("issues", "customer,external_id,opened_on,topic\nAcme,T-1,2026-01-02,Reporting\n")

    assert counts(report) == (1, 0, 1, 0, 0, 0)
    assert Issue.objects.get().topics.get().name == "Reporting"


def test_an_issue_of_our_staff_is_none_of_a_files_business(db):
    issue = IssueFactory(customer__name="Acme", summary="By hand", opened_on=date(2026, 1, 2))

    read_in("issues", "customer,summary,opened_on\nAcme,By hand,2026-01-02\n")

    assert Issue.objects.exclude(pk=issue.pk).count() == 1


def test_an_imported_issue_keeps_the_customer_from_being_used(db):
    read_in("issues", "customer,opened_on\nAcme,2026-01-02\n", create_missing=True)

    assert Customer.objects.with_facts(on=TODAY).get().issue_severity == Severity.MEDIUM


# Hardships


def test_a_hardship_without_an_end_is_looked_at_after_180_days_and_lasts(db, told):
    customer = CustomerFactory(name="Acme")

    assert counts(read_in("hardships", "customer,since,note\nAcme,2025-01-31,They told Maya\n")) == (1, 1, 0, 0, 0, 0)
    hardship = Hardship.objects.get()
    assert (hardship.customer, hardship.kind, hardship.since) == (customer, "other", date(2025, 1, 31))
    assert (hardship.review_on, hardship.ended_on) == (date(2025, 7, 30), None)
    assert hardship.note.text == "They told Maya"
    assert list(Hardship.objects.active(on=TODAY)) == [hardship]
    assert told == [[customer.pk]]


def test_further_events_lengthen_the_same_hardship(db):
    text = (
        "customer,kind,since,note\n"
        "Acme,layoffs,2024-03-01,First\n"
        "Acme,layoffs,2024-05-01,\n"
        "Acme Inc,restructuring,2024-01-01,Second\n"
        "Acme,layoffs,2024-02-01,First\n"
        "Acme,layoffs,2024-03-01,First\n"
        "Bolt,merger,2024-03-01,\n"
    )

    assert counts(read_in("hardships", text, create_missing=True)) == (6, 2, 2, 2, 0, 0)
    hardship = Hardship.objects.get(customer__name="Acme")
    assert (hardship.kind, hardship.since, hardship.review_on) == ("layoffs", date(2024, 1, 1), date(2024, 10, 28))
    assert hardship.note.text == "First\n\nSecond"
    assert counts(read_in("hardships", text)) == (6, 0, 0, 6, 0, 0)


def test_a_hardship_that_a_person_began_is_lengthened_too(db):
    begun = HardshipFactory(customer__name="Acme", since=date(2026, 1, 1), review_on=date(2026, 2, 1))

    assert counts(read_in("hardships", "customer,since,note\nAcme,2025-12-01,More\n")) == (1, 0, 1, 0, 0, 0)
    begun.refresh_from_db()
    assert (begun.since, begun.review_on) == (date(2025, 12, 1), date(2026, 5, 30))
    assert "More" in HardshipNote.objects.get(hardship=begun).text


def test_a_hardship_that_a_person_ended_is_not_begun_again_by_the_same_file(db):
    text = "customer,since\nAcme,2025-12-01\n"
    read_in("hardships", text, create_missing=True)
    Hardship.objects.update(ended_on=date(2026, 2, 1))

    assert counts(read_in("hardships", text)) == (1, 0, 0, 1, 0, 0)
    assert not Hardship.objects.active(on=TODAY).exists()
    assert counts(read_in("hardships", "customer,since\nAcme,2026-03-01\n")) == (1, 1, 0, 0, 0, 0)
    assert Hardship.objects.active(on=TODAY).get().since == date(2026, 3, 1)


def test_a_hardship_with_an_end_is_written_down_as_it_was(db):
    text = "customer,kind,since,until\nAcme,incident,2025-01-01,2025-03-01\nAcme,incident,2025-01-01,2025-03-01\n"

    assert counts(read_in("hardships", text, create_missing=True)) == (2, 1, 0, 1, 0, 0)
    hardship = Hardship.objects.get()
    assert (hardship.ended_on, hardship.review_on) == (date(2025, 3, 1), None)
    assert not Hardship.objects.active(on=TODAY).exists()
    assert counts(read_in("hardships", "customer,since\nAcme,2025-02-01\n")) == (1, 1, 0, 0, 0, 0)


def test_an_end_that_lies_ahead_does_not_end_anything_before_it(db):
    read_in("hardships", "customer,since,until\nAcme,2026-01-01,2026-12-31\n", create_missing=True)

    assert Hardship.objects.active(on=TODAY).count() == 1


OPEN, AHEAD, FURTHER = "Acme,2026-01-02,", "Acme,2026-05-01,2027-05-01", "Acme,2026-04-01,2027-08-01"


@pytest.mark.parametrize(
    ("rows", "ended_on", "since"),
    [
        ((OPEN, AHEAD), None, date(2026, 1, 2)),
        ((AHEAD, OPEN), None, date(2026, 1, 2)),
        ((AHEAD, FURTHER), date(2027, 8, 1), date(2026, 4, 1)),
        ((FURTHER, AHEAD), date(2027, 8, 1), date(2026, 4, 1)),
    ],
)
@pytest.mark.parametrize("in_one_file", [True, False])
def test_a_customer_has_one_active_hardship_whatever_ends_lie_ahead(db, rows, ended_on, since, in_one_file):
    header = "customer,since,until\n"
    CustomerFactory(name="Acme")
    for text in ["\n".join(rows)] if in_one_file else rows:
        read_in("hardships", header + text)

    hardship = Hardship.objects.active(on=TODAY).get()
    assert (hardship.since, hardship.ended_on) == (since, ended_on)
    assert hardship.review_on == date(2027, 5, 1) if ended_on is None else hardship.review_on == ended_on
    assert counts(read_in("hardships", header + "\n".join(rows), source="another")) == (2, 0, 0, 2, 0, 0)


def test_an_end_before_the_beginning_is_rejected(db):
    CustomerFactory(name="Acme")

    assert why(read_in("hardships", "customer,since,until\nAcme,2025-03-01,2025-01-01\n")) == [
        "2 rejected: until: a hardship cannot end before it began."
    ]


def test_notes_that_grow_beyond_their_column_are_rejected(db):
    CustomerFactory(name="Acme")
    text = f"customer,since,note\nAcme,2025-03-01,{'a' * 3_990}\nAcme,2025-03-02,{'b' * 20}\n"

    report = read_in("hardships", text)

    assert counts(report) == (2, 1, 0, 0, 0, 1)
    assert "longer than 4,000 characters" in why(report)[0]
