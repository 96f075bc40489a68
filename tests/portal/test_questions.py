"""Does a question say what it is about: a talk, something in writing, or something the world hears?"""

import re

import pytest
from django.conf import settings

from references.models import ActivityType, Consent
from references.notices import as_it_would_be
from refprogram.outbox import kinds
from refprogram.outbox.models import Message
from tests import stages
from tests.factories import ReferenceFactory
from tests.portal.test_views import Reader

pytestmark = pytest.mark.django_db

WRITTEN = {"mode": "content"}
SPOKEN_IN_PUBLIC = {"public": True}


@pytest.fixture
def client():
    return Reader()


@pytest.fixture
def ask(rep, manager):
    return stages.asked(rep, manager)


@pytest.fixture
def address(ask):
    return stages.link_to(stages.question_of(ask))


def plain(text):
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize(
    ("kind", "says", "never"),
    [
        ({}, ("Would you talk to Marlow Grocers?", "Nothing is recorded or published."), ("public :", "is shown to")),
        (
            WRITTEN,
            ("Would you take part in this: Reference call?", "It is for Marlow Grocers.", "It is not published."),
            ("Would you talk to", "brings you together", "Nothing is recorded"),
        ),
        (
            SPOKEN_IN_PUBLIC,
            ("Would you take part in this: Reference call?", "This is public", "may be named with it"),
            ("Would you talk to", "brings you together", "Nothing is recorded", "not published"),
        ),
    ],
)
def test_a_page_asks_for_what_it_is_about(client, address, kind, says, never):
    ActivityType.objects.update(**kind)

    page = plain(client.get(address).text)

    assert [words for words in says if words not in page] == []
    assert [words for words in never if words in page] == []


@pytest.mark.parametrize(("language", "talk"), [("en", "Would you talk to"), ("de", "Würden Sie mit Marlow")])
@pytest.mark.parametrize("kind", [WRITTEN, SPOKEN_IN_PUBLIC])
def test_neither_a_letter_nor_a_page_calls_it_a_talk(client, ask, address, kind, language, talk):
    ActivityType.objects.update(**kind)
    reference = ask.assignments.get().reference
    type(reference.contact).objects.update(language=language)
    letter = kinds.kind("question_to_customer").composed(Message.objects.get(kind="question_to_customer"))
    also = as_it_would_be(reference=reference, kind="small_questions", uses=[])

    for words in (letter.subject, letter.text, letter.html, also.text, also.html, client.get(address).text):
        assert talk.lower() not in words.lower()
    assert letter.subject.endswith("?")


def test_what_holds_in_general_is_told_apart_from_this_one_time(client, address):
    page = plain(client.get(address).text)

    apart = page.index("Your answer here counts for this one time alone.")
    assert page.index("for this one time.") < apart < page.index("It holds for six months")


def test_the_letter_of_the_check_names_the_day(call):
    reference = ReferenceFactory(agreed_to=[call])
    Consent.objects.update(expires_on="2027-05-23", granted_on="2026-11-23")
    letter = as_it_would_be(reference=reference, kind="six_month_check", uses=[])

    for words in (letter.text, letter.html):
        assert "Reference call, until 23 May 2027" in words
        assert "after six months" not in words


def test_the_privacy_page_says_how_each_thing_is_done_and_where_we_can_be_reached(client, address):
    page = client.get(address + "privacy/").text

    assert "reply to one of our letters and we correct it" in page
    assert "each with one press" not in page
    assert "references@localhost" in page
    assert settings.DEFAULT_FROM_EMAIL.partition("<")[0] + "&lt;" not in page
