"""What do answers to surveys and contracts from a file become, and which days does no file bring?

Rows 3.3 and 3.4.
"""

from datetime import date

import pytest

from customers import actions
from customers.models import Contract, Customer, Hardship, Issue, SurveyResponse
from customers.models.source import Source
from customers.models.survey import Scale, Series, Tone
from references.models import CheckIn, Consent
from refprogram.errors import Refused
from tests.customers.test_imports import TODAY, counts, read_in, told, why
from tests.factories import (
    ContactDetailsFactory,
    ContactFactory,
    ContractFactory,
    CustomerFactory,
    SurveyResponseFactory,
)

__all__ = ["told"]

pytestmark = pytest.mark.django_db
SAID = "customer,external_id,contact,kind,score,scale,comment,answered_on\n"
SIGNED = "customer,external_id,renews_on,negotiating_since\n"


# Answers to surveys


def test_an_answer_is_stored_with_all_that_a_file_says(told):
    contact = ContactFactory(customer__name="Acme GmbH", details=None)
    ContactDetailsFactory(contact=contact, email="ida@acme.example")

    report = read_in("surveys", SAID + "Acme,S-1,IDA@acme.example,transaction,2,csat,Too slow,2026-04-01\n")

    assert counts(report) == (1, 1, 0, 0, 0, 0)
    answer = SurveyResponse.objects.get()
    assert (answer.customer, answer.contact, answer.external_id) == (contact.customer, contact, "S-1")
    assert (answer.series, answer.scale, answer.score) == (Series.TRANSACTION, Scale.CSAT, 2)
    assert (answer.comment, answer.tone, answer.source) == ("Too slow", Tone.UNREAD, Source.IMPORTED)
    assert (answer.answered_on, answer.handled_on) == (date(2026, 4, 1), None)
    assert told == [[contact.customer_id]]


def test_a_survey_tool_that_knows_one_question_says_kind_and_scale_once():
    """Row 3.3: what they answer to surveys, as often as the file comes."""
    text = "company,points,day\nAcme,9,2026-04-01\nAcme,9,2026-04-01\n"
    how = {
        "maps": ["customer=company", "score=points", "answered_on=day"],
        "sets": ["kind=relationship", "scale=nps"],
    }

    assert counts(read_in("surveys", text, **how)) == (2, 0, 0, 0, 2, 0)
    assert counts(read_in("surveys", text, **how, create_missing=True)) == (2, 2, 0, 0, 0, 0)
    assert counts(read_in("surveys", text, **how)) == (2, 0, 0, 2, 0, 0)

    assert Customer.objects.get().surveys.count() == 2, "two people may answer alike on one day"
    assert not SurveyResponse.objects.exclude(comment="", tone="").exists()


def test_a_person_is_found_by_the_id_of_the_other_system_and_never_made():
    contact = ContactFactory(customer__name="Acme", external_id="P-7")
    ContactFactory(external_id="P-8")
    rows = "".join(f"Acme,S-{who},{who},relationship,9,nps,,2026-04-01\n" for who in ("p-7", "P-8", "x@acme.example"))

    report = read_in("surveys", SAID + rows, create_missing=True)

    assert counts(report) == (3, 1, 0, 0, 2, 0)
    assert why(report)[0] == (
        "3 unmatched: contact: nobody at “Acme” has the address or id “P-8”. Import contacts first."
    )
    assert SurveyResponse.objects.get().contact == contact


def test_an_address_of_two_people_is_nobodys_answer():
    one = ContactFactory(customer__name="Acme", details=None)
    for contact in (one, ContactFactory(customer=one.customer, details=None)):
        ContactDetailsFactory(contact=contact, email="info@acme.example")

    report = read_in("surveys", SAID + "Acme,,info@acme.example,relationship,9,nps,,2026-04-01\n")

    assert why(report) == ["2 unmatched: contact: 2 people at “Acme” are known by “info@acme.example”."]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Acme,,,relationship,7,csat,,2026-04-01", "score: 7 is not on the scale csat, which runs from 1 to 5."),
        ("Acme,,,relationship,0,csat,,2026-04-01", "score: 0 is not on the scale csat, which runs from 1 to 5."),
        ("Acme,,,relationship,11,nps,,2026-04-01", "score: “11” is not between 0 and 10."),
        ("Acme,,,relationship,good,nps,,2026-04-01", "score: “good” is not a whole number"),
        ("Acme,,,average,9,nps,,2026-04-01", "kind: “average” is not one of relationship, transaction."),
        ("Acme,,,relationship,9,stars,,2026-04-01", "scale: “stars” is not one of nps, csat."),
        ("Acme,,,relationship,9,nps,,2026-05-05", "answered_on: 2026-05-05 is still to come."),
        ("Acme,,,relationship,,nps,,2026-04-01", "score is empty."),
        ("Acme,,,,9,nps,,2026-04-01", "kind is empty."),
    ],
)
def test_an_answer_that_cannot_be_is_rejected_with_a_sentence(row, sentence):
    CustomerFactory(name="Acme")

    report = read_in("surveys", f"{SAID}{row}\n")

    assert sentence in why(report)[0]
    assert counts(report) == (1, 0, 0, 0, 0, 1)
    assert not SurveyResponse.objects.exists()


def test_what_a_later_file_says_of_an_answer_is_kept_and_a_new_comment_is_unread(manager):
    CustomerFactory(name="Acme")
    row = "Acme,S-1,,relationship,{},nps,{},2026-04-01\n"
    read_in("surveys", SAID + row.format(8, "Fine"))
    answer = SurveyResponse.objects.get()
    actions.read_comment(answer, tone=Tone.FINE, was=Tone.UNREAD, by=manager, on=TODAY)

    assert counts(read_in("surveys", SAID + row.format(4, "Fine"))) == (1, 0, 1, 0, 0, 0)
    answer.refresh_from_db()
    assert (answer.score, answer.tone) == (4, Tone.FINE)

    read_in("surveys", SAID + row.format(4, "Not fine any more"))
    answer.refresh_from_db()
    assert (answer.comment, answer.tone) == ("Not fine any more", Tone.UNREAD)
    assert SurveyResponse.objects.count() == 1


def test_an_answer_that_we_followed_up_on_is_not_moved_behind_the_follow_up(manager):
    CustomerFactory(name="Acme")
    read_in("surveys", SAID + "Acme,S-1,,relationship,2,nps,,2026-04-01\n")
    answer = SurveyResponse.objects.get()
    actions.follow_up(answer, handled_on=date(2026, 4, 10), handling="Called", by=manager, on=TODAY)

    report = read_in("surveys", SAID + "Acme,S-1,,relationship,2,nps,,2026-04-20\n")

    assert why(report) == [
        "2 rejected: answered_on: we followed up on this answer on 2026-04-10, before the day in this row. "
        "A new answer needs an external_id of its own."
    ]
    answer.refresh_from_db()
    assert answer.answered_on == date(2026, 4, 1)


def test_an_answer_that_was_removed_here_does_not_come_back():
    CustomerFactory(name="Acme")
    read_in("surveys", SAID + "Acme,S-1,,relationship,9,nps,,2026-04-01\n")
    SurveyResponse.objects.all().delete()

    report = read_in("surveys", SAID + "Acme,S-1,,relationship,2,nps,,2026-04-01\n")

    assert counts(report) == (1, 0, 0, 0, 1, 0)


def test_an_answer_moves_with_its_customer_and_both_are_told(told):
    one, other = CustomerFactory(name="Acme"), CustomerFactory(name="Bluefin")
    read_in("surveys", SAID + "Acme,S-1,,relationship,9,nps,,2026-04-01\n")

    read_in("surveys", SAID + "Bluefin,S-1,,relationship,9,nps,,2026-04-01\n")

    assert SurveyResponse.objects.get().customer == other
    assert told[-1] == [one.pk, other.pk]


def test_answers_from_a_file_verify_nobody():
    ContactFactory(customer__name="Acme", external_id="P-7")

    read_in("surveys", SAID + "Acme,,P-7,relationship,10,nps,Love them,2026-04-01\n")

    assert not CheckIn.objects.exists()
    assert not Consent.objects.exists()


# Contracts


def test_a_contract_is_stored_with_all_that_a_file_says(told):
    customer = CustomerFactory(name="Acme")

    report = read_in("contracts", SIGNED + "Acme,C-1,2026-09-01,2026-04-02\n")

    assert counts(report) == (1, 1, 0, 0, 0, 0)
    contract = Contract.objects.get()
    assert (contract.customer, contract.external_id) == (customer, "C-1")
    assert (contract.renews_on, contract.negotiating_since) == (date(2026, 9, 1), date(2026, 4, 2))
    assert told == [[customer.pk]]


def test_the_same_contracts_again_change_nothing_and_unknown_companies_are_made_on_demand():
    """Row 3.3: the dates of contracts, as often as their file comes."""
    text = SIGNED + "Acme,C-1,2026-09-01,\nBluefin,,2026-10-01,\n"

    assert counts(read_in("contracts", text)) == (2, 0, 0, 0, 2, 0)
    assert counts(read_in("contracts", text, create_missing=True)) == (2, 2, 0, 0, 0, 0)
    assert counts(read_in("contracts", text)) == (2, 0, 0, 2, 0, 0)
    assert Contract.objects.count() == 2


def test_a_file_that_leaves_out_the_negotiation_ends_it_only_by_a_renewal():
    """Missing news is not good news."""
    CustomerFactory(name="Acme")
    read_in("contracts", SIGNED + "Acme,C-1,2026-09-01,2026-04-02\n")

    read_in("contracts", SIGNED + "Acme,C-1,2026-08-01,\n")
    assert Contract.objects.get().negotiating_since == date(2026, 4, 2)

    read_in("contracts", SIGNED + "Acme,C-1,2027-09-01,\n")
    contract = Contract.objects.get()
    assert (contract.renews_on, contract.negotiating_since) == (date(2027, 9, 1), None)


def test_a_contract_without_an_id_is_known_by_the_day_on_which_it_renews():
    customer = CustomerFactory(name="Acme")
    known = ContractFactory(customer=customer, renews_on=date(2026, 9, 1))

    report = read_in("contracts", SIGNED + "Acme,,2026-09-01,2026-04-02\nAcme,,2027-01-01,\n")

    assert counts(report) == (2, 1, 1, 0, 0, 0)
    known.refresh_from_db()
    assert known.negotiating_since == date(2026, 4, 2)
    assert customer.contracts.count() == 2


def test_two_contracts_of_two_ids_stay_two_although_they_renew_on_one_day():
    CustomerFactory(name="Acme")

    report = read_in("contracts", SIGNED + "Acme,C-1,2026-09-01,\nAcme,C-2,2026-09-01,\n")

    assert counts(report) == (2, 2, 0, 0, 0, 0)
    assert set(Contract.objects.values_list("external_id", flat=True)) == {"C-1", "C-2"}


def test_a_negotiation_that_lies_ahead_is_rejected():
    CustomerFactory(name="Acme")

    report = read_in("contracts", SIGNED + "Acme,,2026-09-01,2026-05-05\n")

    assert why(report) == ["2 rejected: negotiating_since: 2026-05-05 is still to come."]


# Days that no file brings


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        ("issues", "customer,opened_on\nAcme,2026-05-05\n", "opened_on: 2026-05-05 is still to come."),
        (
            "issues",
            "customer,opened_on,resolved_on\nAcme,2026-05-01,2026-05-05\n",
            "resolved_on: 2026-05-05 is still to come.",
        ),
        ("hardships", "customer,since\nAcme,2026-05-05\n", "since: 2026-05-05 is still to come."),
        ("hardships", "customer,since,until\nAcme,2026-06-01,2026-07-01\n", "since: 2026-06-01 is still to come."),
    ],
)
def test_what_is_still_to_come_is_no_news_and_its_row_is_rejected(kind, text, sentence):
    CustomerFactory(name="Acme")

    report = read_in(kind, text)

    assert why(report) == [f"2 rejected: {sentence}"]
    assert not Issue.objects.exists()
    assert not Hardship.objects.exists()


def test_today_is_not_still_to_come():
    CustomerFactory(name="Acme")

    assert counts(read_in("issues", "customer,opened_on,resolved_on\nAcme,2026-05-04,2026-05-04\n"))[1] == 1
    assert counts(read_in("hardships", "customer,since\nAcme,2026-05-04\n"))[1] == 1
    assert counts(read_in("surveys", SAID + "Acme,,,relationship,9,nps,,2026-05-04\n"))[1] == 1


def test_without_a_series_a_file_of_answers_is_refused_before_its_first_row():
    SurveyResponseFactory()

    with pytest.raises(Refused, match="Nothing in the file gives kind"):
        read_in("surveys", "customer,score,scale,answered_on\nAcme,9,nps,2026-04-01\n")

    assert SurveyResponse.objects.count() == 1
