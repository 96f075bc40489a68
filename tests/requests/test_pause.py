"""What of a request goes on while its person wants to be left alone? What they were asked before, and nothing new."""

import pytest

from references import actions as references
from references.models import Pause
from refprogram.dates import today
from refprogram.errors import Refused
from requests.models import Status
from tests import stages
from tests.factories import ReferenceFactory, at_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return ReferenceFactory()


def pauses(person):
    references.pause(person, until=None, by=at_home(person), on=today())


def test_a_question_that_was_put_before_a_pause_is_theirs_to_answer(rep, manager, person):
    ask = stages.asked(rep, manager, person)

    pauses(person)
    ask = stages.answered(ask, "yes")

    assert ask.status == Status.CONFIRMED
    assert Pause.objects.active(on=today()).exists()


def test_who_pauses_is_chosen_for_nothing(rep, manager, person):
    pauses(person)

    with pytest.raises(Refused, match="left alone"):
        stages.matched(rep, manager, person)


def test_a_choice_about_which_nobody_has_asked_them_stops_when_they_pause(rep, manager, person):
    ask = stages.matched(rep, manager, person)

    pauses(person)

    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
