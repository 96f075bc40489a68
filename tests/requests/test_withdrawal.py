"""Does a withdrawal reach everybody at once: the standing, the requests in flight, and whoever knows the number?"""

import pytest

from references import actions as references
from references import links
from references.eligibility import CLEAR
from references.facts import Ask
from references.links import LinkHolder
from references.models import Consent, Link, Purpose, Reference, Use, UseState
from references.standing import shown
from refprogram.dates import today
from refprogram.outbox.kinds import kind
from refprogram.outbox.models import Message
from requests import actions
from requests.models import Status
from tests import stages
from tests.factories import ActivityFactory, ConsentFactory, ReferenceFactory

pytestmark = pytest.mark.django_db
TOLD = "yes_taken_back"


def stop(reference, activity):
    links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today())
    references.stop(reference, activity, by=LinkHolder(Link.objects.latest("pk")), on=today())


@pytest.fixture
def confirmed(rep, manager):
    return stages.confirmed(rep, manager)


def person_of(ask) -> Reference:
    return ask.assignments.latest("pk").reference


@pytest.mark.parametrize("stage", ["matched", "asked", "confirmed"])
def test_a_request_in_flight_stops_for_a_decision_and_gives_its_use_back(rep, manager, stage):
    ask = getattr(stages, stage)(rep, manager)

    stop(person_of(ask), ask.activity)

    ask.refresh_from_db()
    assert ask.status == Status.NEEDS_REVIEW
    assert not Use.objects.filter(state=UseState.BOOKED).exists()
    told = set(Message.objects.filter(kind="request_stopped").values_list("to", flat=True))
    assert told == {f"user:{rep.pk}", f"user:{manager.pk}"}


def test_lists_know_it_at_once(rep, manager, confirmed):
    reference, wanted = person_of(confirmed), Ask(on=today(), activity=confirmed.activity_id)
    assert shown(Reference.objects.filter(pk=reference.pk), wanted).get().no_consent == CLEAR

    stop(reference, confirmed.activity)

    assert shown(Reference.objects.filter(pk=reference.pk), wanted).get().no_consent > CLEAR


def test_whoever_saw_the_number_is_told_once_to_delete_it(rep, manager, confirmed):
    reference = person_of(confirmed)
    for _ in range(2):
        actions.reveal(confirmed, by=rep, on=today())

    stop(reference, confirmed.activity)
    stop(reference, confirmed.activity)

    (letter,) = Message.objects.filter(kind=TOLD)
    assert letter.to == f"user:{rep.pk}"
    read = kind(TOLD).composed(letter)
    assert read.subject == "They took back their yes: the request for Marlow Grocers"
    assert "delete their name, e-mail address and phone number" in read.text
    assert not [canary for canary in stages.CANARIES if canary in read.text + read.subject]


def test_nobody_is_told_who_never_saw_it_or_saw_it_for_something_else(rep, manager, confirmed):
    reference, visit = person_of(confirmed), ActivityFactory(code="visit")
    ConsentFactory(reference=reference, activity=visit)
    actions.reveal(confirmed, by=rep, on=today())
    stop(ReferenceFactory(), confirmed.activity)

    stop(reference, visit)

    assert not Message.objects.filter(kind=TOLD).exists()
    assert Consent.objects.live(on=today()).filter(reference=reference).get().activity == confirmed.activity


def test_after_it_took_place_too_the_number_is_to_be_deleted(rep, manager, confirmed):
    reference = person_of(confirmed)
    actions.reveal(confirmed, by=rep, on=today())
    actions.complete(confirmed, by=manager, on=today())

    stop(reference, confirmed.activity)

    confirmed.refresh_from_db()
    assert confirmed.status == Status.COMPLETED, "what was lawful when it happened stands"
    assert Message.objects.filter(kind=TOLD).exists()
