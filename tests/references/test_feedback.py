"""Does what somebody tells us about us count once, and at once?"""

import pytest

from customers.models import Issue
from references import actions, links
from references.models import Again, Consent, Link, Purpose, Standing, UseFeedback
from refprogram.dates import today
from refprogram.errors import Refused
from tests.factories import ReferenceFactory, UseFactory, at_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(call):
    return ReferenceFactory(agreed_to=[call])


@pytest.fixture
def holder(reference, call):
    use = UseFactory(use_consent__reference=reference, use_consent__activity=call, activity=call, reference=reference)
    links.mint(purpose=Purpose.FEEDBACK, reference=reference.pk, on=today(), use=use)
    return links.LinkHolder(Link.objects.latest("pk"))


def tell(holder, **said):
    return actions.give_feedback(holder, **{"went": "", "length": "", "again": "", "words": "", "on": today()} | said)


def test_a_use_is_spoken_of_once_whoever_presses_twice(holder):
    tell(holder, went="well")

    with pytest.raises(Refused, match="told us already"):
        tell(holder, went="badly", again=Again.NO)

    assert UseFeedback.objects.get().went == "well"
    assert Consent.objects.unended().exists(), "the second press stopped nothing"


@pytest.mark.parametrize(("again", "agreed"), [("yes", True), ("later", True), ("", True), ("no", False)])
def test_only_a_no_to_being_asked_again_stops_that_activity(holder, again, agreed):
    tell(holder, again=again)

    assert Consent.objects.unended().exists() is agreed


def test_from_the_moment_of_a_complaint_nobody_asks_them(reference):
    actions.complain(reference, words="Nobody calls back", by=at_home(reference), on=today())

    assert Issue.objects.get().summary == "Nobody calls back"
    assert Standing.objects.get(reference=reference).open_issue
