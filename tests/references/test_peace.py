"""Is a person left alone from the moment they say so, and does only whoever may end it end it?"""

from datetime import timedelta

import pytest

from customers.actions import begin_hardship
from customers.models import Hardship
from customers.models.hardship import HardshipKind
from references import actions
from references.eligibility import CLEAR, FORBIDDEN
from references.models import Pause, Standing
from refprogram.dates import today
from tests.factories import ContactFactory, ReferenceFactory, at_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return ReferenceFactory()


@pytest.fixture
def holder(person):
    return at_home(person)


def left_alone(person):
    return Standing.objects.get(reference=person).paused_by_customer


def test_what_is_kept_of_them_says_so_in_the_same_transaction(person, holder):
    actions.pause(person, until=None, by=holder, on=today())
    assert left_alone(person) == FORBIDDEN

    actions.end_pause(person, by=holder, on=today())
    assert left_alone(person) == CLEAR


def test_a_new_pause_takes_the_place_of_the_one_before(person, holder):
    actions.pause(person, until=None, by=holder, on=today())
    actions.pause(person, until=today() + timedelta(days=9), by=holder, on=today())

    assert Pause.objects.get(ended_on=None).until == today() + timedelta(days=9)


def test_a_hard_time_that_one_of_us_wrote_down_is_not_theirs_to_end(person, holder, manager):
    actions.leave_in_peace(person, by=holder, on=today())
    actions.say_calmer(person, by=holder, on=today())
    assert not Hardship.objects.active(on=today()).exists(), "their own word ends what it began"

    begin_hardship(person.contact.customer, kind=HardshipKind.LAYOFFS, since=today(), by=manager, on=today())
    actions.say_calmer(person, by=holder, on=today())
    assert Hardship.objects.active(on=today()).exists()


def test_a_company_that_is_left_alone_already_is_not_written_down_twice(person, holder, manager):
    begin_hardship(person.contact.customer, kind=HardshipKind.LAYOFFS, since=today(), by=manager, on=today())

    actions.leave_in_peace(person, by=holder, on=today())

    assert Hardship.objects.count() == 1
    assert Pause.objects.filter(reference=person, ended_on=None).exists()


def test_limits_that_are_set_again_replace_the_ones_before(person, holder, call):
    said = {"max_per_quarter": 2, "best_time": "", "activities": (), "language": "", "by": holder, "on": today()}
    actions.set_limits(person, months=(today().month,), **said)
    assert left_alone(person) == FORBIDDEN, "this is a month in which they want their peace"

    actions.set_limits(person, months=(), **said)

    assert left_alone(person) == CLEAR
    assert not person.preference.quiet_months.exists()


def test_a_colleague_at_the_same_company_is_still_asked_during_a_pause(person, holder):
    colleague = ReferenceFactory(contact=ContactFactory(customer=person.contact.customer))

    actions.pause(person, until=None, by=holder, on=today())

    assert left_alone(colleague) == CLEAR
