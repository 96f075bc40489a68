"""Can a person see, take along, correct and delete what we keep of them, behind their link and without a login?"""

import csv
import io
import json

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from customers.models import Contact, ContactDetails
from references import links
from references.models import Consent, Judgement, Link, Purpose, UseConsent
from refprogram.dates import today
from refprogram.history import ActedAs
from refprogram.rights import copy
from requests.models import RequestEvent, RequestNote
from tests.factories import AssignmentFactory, NominationFactory, ReferenceFactory, UserFactory, days_ago
from tests.rights.people import CANARY, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(call, manager):
    return somebody(call, manager)


@pytest.fixture
def token(person):
    return links.mint(purpose=Purpose.HOME, reference=person.pk, on=today()).rstrip("/").rpartition("/")[2]


def at(name, token, *more):
    return reverse(f"portal:{name}", args=[token, *more])


def press(client, token, wish, **sent):
    return client.post(at("wish", token, wish), {"choice": wish, **sent})


def said(person):
    """Return what the person would find of themselves, as plain text."""
    return copy.as_json(copy.copy_of(person))


def test_a_copy_holds_what_is_kept_of_them_and_the_words_that_they_saw(client, token, person):
    found = json.loads(client.get(at("data_json", token)).content)

    assert found["who you are"][0]["name"] == ContactDetails.objects.get().name
    assert [row["what"] for row in found["receipts of every yes and no"]] == ["claimed", "granted"]
    assert "holds for six months" in found["receipts of every yes and no"][1]["words"]
    assert CANARY in found["pages as you saw them when you answered"][0]["what_it_said"]
    assert {title for title, rows in found.items() if not rows} <= {
        "times in which you wanted to be left alone",
        "where your words are shown",
        "who got your name and number",
    }


def test_what_is_told_of_them_everywhere_is_in_the_copy(token, person):
    told = said(person)

    for value in Contact.objects.values_list("external_id", "title", "time_zone").get():
        assert value in told
    for value in ContactDetails.objects.values_list("name", "email", "phone").get():
        assert value in told
    for value in person.checkins.values_list("note", flat=True):
        assert value in told
    for value in UseConsent.objects.values_list("words", flat=True):
        assert value in told


def test_what_they_gave_us_and_what_we_hold_besides_is_in_the_copy(client, token, person, call):
    """Nothing that has a row of its own is forgotten."""
    NominationFactory(
        reference=person, status="declined", reason="Busy", reviewed_on=today(), reviewed_by=UserFactory()
    )
    found = json.loads(client.get(at("data_json", token)).content)

    assert found["what you agreed to"][0]["who_may_hear"] == ["prospect"]
    assert found["what we were told you agree to"][0]["who_may_hear"] == ["prospect"]
    assert found["your limits"][0]["quiet_months"] == [12]
    assert found["your limits"][0]["likes_best"] == [call.name]
    assert found["talks with you, and what we noted"][-1]["signs_of_hesitation"] == ["maybe"]
    (check,) = found["what you answered when we asked whether it is still right"]
    assert check["answer"] == "not_now"
    assert found["who of us proposed you"][-1]["why_not"] == "Busy"
    (judged,) = found["when we looked whether you could be asked"]
    assert (judged["for"], judged["what_for"], judged["came_to"]) == (call.name, "match", 3)
    (noted,) = found["what we noted on requests for which you alone were chosen"]
    assert noted["note"] == RequestNote.objects.get().text
    assert [row["who"] for row in found["how others said you were heard"]] == ["prospect", "rep"]
    rated = found["how well others said you spoke on a topic"]
    assert [(row["who"], row["how_well_1_to_5"]) for row in rated] == [("prospect", 2), ("rep", 2)]
    assert [row["grade_1_to_5"] for row in found["how good we expected a talk with you to be"]] == [4]
    assert "your limits,1,quiet_months,12" in client.get(at("data_csv", token)).text


def test_a_note_on_a_request_that_others_were_chosen_for_too_is_nobodys_copy(person):
    AssignmentFactory(ask=RequestNote.objects.get().event.ask, reference=ReferenceFactory(), ended_at=timezone.now())

    assert RequestNote.objects.get().text not in said(person)


def test_the_words_of_a_receipt_are_those_that_they_read(person):
    assert "{company}" not in said(person)
    assert f"{settings.PROGRAM_COMPANY} may ask you for this." in said(person)


def test_other_peoples_names_are_left_out(client, token, person, manager):
    other = ReferenceFactory()
    told = said(person)

    for name in (other.contact.details.name, other.contact.details.email, manager.last_name, manager.email):
        assert name not in told


def test_who_got_their_number_is_told_without_a_name(client, token, person, rep):
    ask = RequestEvent.objects.get().ask
    judgement = Judgement.objects.create(
        reference=person, decision="reveal", worst=0, findings={}, on=today(), activity=ask.activity
    )
    RequestEvent.objects.create(ask=ask, seq=2, verb="reveal", actor=rep, acted_as=ActedAs.STAFF, judgement=judgement)
    (row,) = json.loads(client.get(at("data_json", token)).content)["who got your name and number"]

    assert row["to"] == "one of our sales people"
    assert row["deal_of"] == ask.opportunity.account


def test_the_table_for_a_spreadsheet_says_the_same_and_runs_nothing(client, token, person):
    person.checkins.update(note="=1+1")
    answer = client.get(at("data_csv", token))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert rows[0] == ["section", "row", "field", "value"]
    assert ["talks with you, and what we noted", "1", "note", "'=1+1"] in rows
    copied = json.loads(client.get(at("data_json", token)).content)
    assert len(rows) - 1 == sum(len(row) for section in copied.values() for row in section)


def test_the_page_shows_every_section_and_no_choice_made_beforehand(client, token):
    answer = client.get(at("data", token))
    shown = answer.content.decode()

    assert answer.status_code == 200
    for title in copy.SECTIONS:
        assert title[1:] in shown.replace("&#x27;", "'")
    assert "checked" not in shown
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_the_page_speaks_german(client, token):
    shown = client.get(at("data", token), {"lang": "de"}).content.decode()

    assert "Meine Daten löschen" in shown
    assert "Belege für jedes Ja und Nein" in shown


@pytest.mark.parametrize("name", ["data", "data_json", "data_csv"])
def test_looking_changes_nothing_and_leaves_no_session(client, token, name):
    before = Link.objects.values().latest("pk")
    client.get(at(name, token))
    client.head(at(name, token))

    assert Link.objects.values().get(pk=before["id"]) == before
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("wish", ["erase", "object", "restrict", "use_again", "correct"])
def test_a_form_sent_without_a_choice_changes_nothing(client, token, wish):
    before = Contact.objects.values().get()
    answer = client.post(at("wish", token, wish), {})

    assert answer.status_code == 422
    assert "Nothing was changed" in answer.content.decode()
    assert Contact.objects.values().get() == before
    assert ContactDetails.objects.exists()


def test_erased_by_one_choice_they_are_told_so_and_the_link_leads_nowhere(client, token):
    answer = press(client, token, "erase")

    assert answer.status_code == 200
    assert "Your data is deleted" in answer.content.decode()
    assert not ContactDetails.objects.exists()
    assert client.get(at("data", token)).status_code == 404
    assert press(client, token, "erase").status_code == 404


@pytest.mark.parametrize(("wish", "status"), [("object", "objected"), ("restrict", "restricted")])
def test_a_wish_counts_at_once(client, token, wish, status):
    answer = press(client, token, wish)

    assert answer.status_code == 302
    assert Contact.objects.get().status == status


def test_a_name_is_corrected_and_cannot_be_emptied(client, token):
    assert press(client, token, "correct", name="", title="x").status_code == 422
    assert press(client, token, "correct", name="Inga Solheim", title="COO", phone="").status_code == 302
    assert ContactDetails.objects.get().name == "Inga Solheim"


def test_a_wish_that_does_not_exist_is_not_there(client, token):
    assert press(client, token, "forgive").status_code == 404


@pytest.mark.parametrize("wish", ["erase", "object", "restrict"])
def test_after_its_time_a_link_still_takes_back_as_long_as_they_agree_to_something(client, token, person, wish):
    Link.objects.update(expires_on=days_ago(1))
    assert Consent.objects.live(on=today()).exists()

    assert client.get(at("data", token)).status_code == 200
    assert press(client, token, wish).status_code in (200, 302)
    assert Contact.objects.get().status != "active"


def test_a_token_that_was_never_given_out_shows_nothing(client, token):
    for name in ("data", "data_json", "data_csv"):
        assert client.get(at(name, token[:-1])).status_code == 404
    assert press(client, "x" * 43, "erase").status_code == 404


def test_a_link_shows_its_own_person_alone(client, token, person):
    other = ReferenceFactory()
    theirs = links.mint(purpose=Purpose.HOME, reference=other.pk, on=today()).rstrip("/").rpartition("/")[2]
    told = client.get(at("data_json", theirs)).content.decode()

    assert CANARY not in told
