"""Is a question for just anybody refused, in whichever words, and one within a circle taken?"""

import pytest

from references.referrals import library
from references.referrals.framing import HINT, against_circle, against_sentence
from references.referrals.models import Frame, ReferralTemplate
from references.referrals.models.template import filled
from refprogram.errors import Refused
from refprogram.outbox.models import Message
from tests.factories import ReferralAskFactory
from tests.references.referrals.steps import asks

GENERIC = (
    *("", " ", "anyone", "Anybody", "people", "somebody you know", "any other companies", "your network", "everyone"),
    *("jemand", "irgendjemand", "Leute", "andere Firmen", "Ihr Netzwerk", "alle Ihre Bekannten", "…", "x", "{circle}"),
    *("anyone who could use us", "your industry", "everyone you have ever met", "Ihre Branche", "alle, die es gibt"),
)
CIRCLES = (
    "the Leeds Logistics Forum",
    "Fernhill",
    "people at Fernhill",
    "Hannover Messe",
    "Einkäufer in Leeds",
    "CFOs",
    "the food industry",
    "the Forum (Leeds)",
)


@pytest.mark.parametrize("circle", GENERIC)
def test_a_circle_that_names_nobody_in_particular_is_none(circle):
    assert against_circle(circle) == HINT


@pytest.mark.parametrize("circle", CIRCLES)
def test_a_circle_that_somebody_can_picture_is_one(circle):
    assert against_circle(circle) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "Do you know anybody who could use us?",
        "Kennen Sie jemanden, der uns braucht?",
        "Do you know anybody at all? (the Leeds Logistics Forum)",
        "Do you know anybody? You were at the Leeds Logistics Forum.",
        "Do you know anybody else, at the Leeds Logistics Forum or not?",
        "Kennen Sie bei the Leeds Logistics Forum irgendjemanden?",
    ],
)
def test_a_question_without_the_circle_is_refused_with_a_hint(sentence):
    assert HINT in against_sentence(sentence, circle="the Leeds Logistics Forum")


def test_a_circle_may_have_brackets_of_its_own():
    assert against_sentence("Whom do you know at the Forum (Leeds)?", circle="the Forum (Leeds)") == ""


def test_a_place_that_nobody_filled_in_is_named():
    assert "{circle}" in against_sentence("Whom do you know at {circle}?", circle="the Leeds Logistics Forum")


@pytest.mark.parametrize("language", library.FIRST)
@pytest.mark.parametrize("frame", Frame)
def test_every_sentence_of_the_first_library_asks_within_its_circle(language, frame):
    sentence = filled(library.FIRST[language][frame], circle="Leeds")

    assert against_sentence(sentence, circle="Leeds") == ""
    assert "Northquay" in sentence


@pytest.mark.django_db
def test_the_library_is_there_from_the_start_and_what_admins_made_of_it_stays():
    assert ReferralTemplate.objects.count() == 2 * len(Frame)

    ReferralTemplate.objects.exclude(frame=Frame.ROLE, language="en").delete()
    library.put_in_place()

    assert ReferralTemplate.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("circle", "sentence"),
    [
        ("anyone", "Do you know anyone who could use us?"),
        ("", "Whom do you know?"),
        ("the Leeds Logistics Forum", "Do you know anybody?"),
        ("the Leeds Logistics Forum", "Whom do you know at {circle}?"),
    ],
)
def test_nobody_is_asked_such_a_question_whoever_presses(circle, sentence, manager):
    with pytest.raises(Refused):
        asks(ReferralAskFactory(), by=manager, circle=circle, sentence=sentence)

    assert not Message.objects.exists()
