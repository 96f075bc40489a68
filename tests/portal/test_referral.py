"""Is each answer to the question for a referral as easy as the others, and is an introduced person master of theirs?"""

import re

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Suppression
from references import links
from references.models import Purpose
from references.referrals import links as of_introduced
from references.referrals.models import AskStatus, Introduced, IntroducedLink, Referral
from refprogram.dates import today
from tests.factories import ReferenceFactory, ReferralAskFactory, ReferralFactory
from tests.portal.test_views import everything

pytestmark = pytest.mark.django_db

PERSON = {"name": "Oswin Tarrant", "company": "Tarrant Haulage", "email": "oswin@tarrant.example", "asked_them": "on"}


@pytest.fixture
def ask():
    return ReferralAskFactory(asked=True)


def token_of(reference):
    return links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today()).split("/")[-2]


@pytest.fixture
def token(ask):
    return token_of(ask.reference)


@pytest.fixture
def panel(ask, token):
    return reverse("portal:referral", args=[token, ask.pk])


def home(token):
    return reverse("portal:home", args=[token])


def test_whoever_was_not_asked_is_not_shown_the_question(client):
    for reference in (ReferenceFactory(), ReferralAskFactory().reference):
        assert "Do you know somebody?" not in client.get(home(token_of(reference))).text


def test_three_answers_of_equal_weight_stand_under_the_question(client, ask, token):
    page = client.get(home(token)).text

    assert ask.sentence in page
    section = page.partition('id="referral"')[2].partition("</section>")[0]
    buttons = re.findall(r'<button class="([^"]+)" name="choice" value="(\w+)"', section)
    assert [value for _, value in buttons] == ["introduce", "nobody", "rather_not"]
    assert len({look for look, _ in buttons}) == 1
    assert "checked" not in section


@pytest.mark.parametrize(
    ("choice", "status"), [("nobody", AskStatus.NOBODY_CAME_TO_MIND), ("rather_not", AskStatus.DECLINED)]
)
def test_one_press_says_no_without_a_reason_and_the_question_is_gone(client, ask, token, panel, choice, status):
    answer = client.post(panel, {"choice": choice}, follow=True)

    ask.refresh_from_db()
    assert ask.status == status
    assert "Thank you for your answer." in answer.text
    assert "Do you know somebody?" not in answer.text


def test_somebody_is_introduced_with_a_name_a_way_to_reach_them_and_the_promise_to_ask_them(client, ask, panel):
    answer = client.post(panel, {"choice": "introduce", **PERSON}, follow=True)

    assert "Thank you for introducing somebody." in answer.text
    person = Introduced.objects.get()
    assert (person.name, person.company, person.email) == tuple(PERSON.values())[:3]
    assert person.referral.ask == ask


@pytest.mark.parametrize("left_out", ["name", "email", "asked_them"])
def test_without_it_nothing_is_noted_and_what_was_typed_stays(client, ask, panel, left_out):
    said = {key: value for key, value in PERSON.items() if key != left_out}

    page = client.post(panel, {"choice": "introduce", **said})

    assert page.status_code == 422
    assert "Tarrant Haulage" in page.text
    assert not Referral.objects.exists()
    ask.refresh_from_db()
    assert ask.status == AskStatus.ASKED


def test_another_way_to_reach_them_will_do(client, panel):
    client.post(panel, {"choice": "introduce", **PERSON, "email": "", "reach": "+44 113 496 0000"})

    assert Introduced.objects.get().reach == "+44 113 496 0000"


def test_a_form_without_a_press_changes_nothing_and_an_older_page_is_told(client, ask, token, panel):
    before = everything()
    assert client.post(panel, PERSON).status_code == 422
    assert everything() == before

    client.post(panel, {"choice": "nobody"})
    late = client.post(panel, {"choice": "introduce", **PERSON})

    assert late.status_code == 409
    assert "You have answered this already" in late.text
    assert not Referral.objects.exists()


def test_somebody_elses_question_is_not_theirs_to_answer(client, token):
    other = ReferralAskFactory(asked=True)

    answer = client.post(reverse("portal:referral", args=[token, other.pk]), {"choice": "nobody"})

    assert answer.status_code == 404
    other.refresh_from_db()
    assert other.status == AskStatus.ASKED


# The introduced person


@pytest.fixture
def introduced():
    return ReferralFactory(person__words="Runs depots")


@pytest.fixture
def theirs(introduced):
    return reverse("portal:introduced", args=[of_introduced.mint(person=introduced.person.pk).split("/")[-2]])


def test_they_see_all_that_is_kept_and_who_introduced_them_and_looking_changes_nothing(client, introduced, theirs):
    before = everything()

    page = client.get(theirs)

    introducer = introduced.ask.reference.contact.details.name
    for words in (introducer, "Oswin Tarrant", "Tarrant Haulage", introduced.person.email, "Runs depots"):
        assert words in page.text
    client.head(theirs)
    assert everything() == before


def test_one_press_deletes_it_and_the_page_leads_nowhere_then(client, introduced, theirs):
    email = introduced.person.email
    assert client.post(theirs).status_code == 422
    assert Introduced.objects.exists()

    assert "Your details are deleted" in client.post(theirs, {"choice": "delete"}).text

    assert not Introduced.objects.exists()
    assert not IntroducedLink.objects.exists()
    assert Suppression.objects.covers(email=email)
    for again in (client.get(theirs), client.post(theirs, {"choice": "delete"})):
        assert again.status_code == 404


def test_it_speaks_their_language_and_is_as_private_as_a_customers_page(client, introduced, theirs, token):
    Introduced.objects.update(language="de")

    page = client.get(theirs)

    assert "Was wir über Sie aufbewahren" in page.text
    for header in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy"):
        assert page[header] == client.get(home(token))[header]


@pytest.mark.parametrize("token", ["nothing", "A" * 43])
def test_a_token_that_is_none_is_answered_as_any_other(client, token):
    page = client.get(reverse("portal:introduced", args=[token]))

    assert page.status_code == 404
    assert page.text == client.get("/p/nothing/").text


def test_a_form_without_its_secret_deletes_nobody(introduced, theirs):
    assert Client(enforce_csrf_checks=True).post(theirs, {"choice": "delete"}).status_code == 403
    assert Introduced.objects.exists()
