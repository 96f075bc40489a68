"""Is somebody asked for their words seldom, by a manager, never as one of us, and never because of a score?"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from customers.models import Contact
from references.ledger import text_for
from references.models import ConsentText, Pause, ReferenceEvent
from references.testimonials import actions
from references.testimonials.models import Endorsement, Status
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.outbox.deliver import send_due
from refprogram.outbox.models import Message, State
from tests.factories import (
    HardshipFactory,
    IssueFactory,
    SurveyResponseFactory,
    at_home,
    days_ago,
)
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db


def invited_before(days: int) -> None:
    """Let the last time have been so many days ago."""
    last = ReferenceEvent.objects.filter(verb="invite").latest("pk")
    ReferenceEvent.objects.filter(pk=last.pk).update(at=timezone.now() - timedelta(days=days))


def test_a_manager_asks_and_one_letter_goes_out(manager):
    actions.invite(lives.speaker(), by=manager, on=today())

    assert Message.objects.get().kind == "words_wanted"
    assert not Endorsement.objects.exists()


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_nobody_else_asks(who, request):
    with pytest.raises(PermissionDenied):
        actions.invite(lives.speaker(), by=request.getfixturevalue(who), on=today())


@pytest.mark.parametrize(("days", "again"), [(0, False), (89, False), (90, True)])
def test_ninety_days_lie_between_two_times(manager, days, again):
    reference = lives.speaker()
    actions.invite(reference, by=manager, on=today())
    invited_before(days)
    Message.objects.all().delete()

    if not again:
        with pytest.raises(Refused, match="They were asked on"):
            actions.invite(reference, by=manager, on=today())
    else:
        actions.invite(reference, by=manager, on=today())
    assert Message.objects.exists() == again


def test_nobody_is_asked_a_fourth_time(manager):
    reference = lives.speaker()
    for _ in range(3):
        actions.invite(reference, by=manager, on=today())
        Message.objects.all().delete()
        invited_before(400)

    with pytest.raises(Refused, match="three times"):
        actions.invite(reference, by=manager, on=today())


def one_of_us(reference, manager):
    manager.email = "maya@kin.example"
    manager.save()
    details = reference.contact.details
    details.email = "cousin@KIN.example"
    details.save()


def declared(reference, manager):
    endorsement = lives.taken_in(manager, reference)
    actions.tie(endorsement, tie="family", nature="", by=manager, on=today())


@pytest.mark.parametrize("why", [one_of_us, declared])
def test_nobody_asks_one_of_us(manager, why):
    reference = lives.speaker()
    why(reference, manager)

    with pytest.raises(Refused, match="belong to us"):
        actions.invite(reference, by=manager, on=today())


@pytest.mark.parametrize(
    "spare",
    [
        lambda reference: HardshipFactory(customer=reference.contact.customer),
        lambda reference: IssueFactory(customer=reference.contact.customer, severity=3),
        lambda reference: Pause.objects.create(reference=reference, since=days_ago(1), until=None),
        lambda reference: Contact.objects.update(silent_since=days_ago(1)),
        lambda reference: Contact.objects.update(status="left", status_since=days_ago(1)),
        lambda reference: Contact.objects.update(status="objected", status_since=days_ago(1)),
    ],
    ids=["hardship", "issue", "pause", "silence", "left", "objected"],
)
def test_nobody_is_asked_who_should_be_spared(manager, spare):
    reference = lives.speaker()
    spare(reference)

    with pytest.raises(Refused):
        actions.invite(reference, by=manager, on=today())
    assert not Message.objects.exists()


def test_an_unhappy_survey_leaves_nobody_out(manager):
    reference = lives.speaker()
    SurveyResponseFactory(customer=reference.contact.customer, score=1)

    actions.invite(reference, by=manager, on=today())

    assert Message.objects.exists()


def test_a_pause_that_came_in_between_keeps_the_letter(manager):
    reference = lives.speaker()
    actions.invite(reference, by=manager, on=today())
    Pause.objects.create(reference=reference, since=today(), until=None)

    send_due()

    assert Message.objects.get().state == State.CANCELLED


def test_only_whoever_came_by_a_letter_about_words_writes(manager):
    reference = lives.speaker()
    given = {"text": "It works.", "tie": "none", "nature": "", "picture": None, "on": today()}

    for by in (manager, at_home(reference)):
        with pytest.raises(PermissionDenied):
            actions.hand_in(by=by, **given)
    one = actions.hand_in(by=lives.holder(reference), **given)

    assert one.status == Status.PERSON_APPROVAL
    assert actions.hand_in(by=lives.holder(reference), **given) == one, "sent twice, it is taken once"
    lives.says_yes(one)
    with pytest.raises(Refused, match="told us this before"):
        actions.hand_in(by=lives.holder(reference), **given)


def test_what_they_took_back_comes_in_again_by_their_own_hand_alone(manager):
    one = lives.asked(manager)
    lives.says_no(one)

    with pytest.raises(Refused, match="here already"):
        lives.taken_in(manager, one.reference)
    by, given = lives.holder(one.reference), {"tie": "none", "nature": "", "picture": None}
    again = actions.hand_in(text=lives.TEXT, by=by, on=today(), **given)

    assert again.status == Status.PERSON_APPROVAL


def test_what_is_retired_is_taken_in_anew(manager):
    one = lives.taken_in(manager)
    actions.retire(one, by=manager, on=today())

    assert lives.taken_in(manager).pk != one.pk


def test_who_has_not_answered_is_asked_again_on_another_day_and_not_on_the_same(manager):
    one = lives.asked(manager)
    with pytest.raises(Refused, match="another day"):
        actions.ask_person(one, by=manager, on=today())

    actions.ask_person(one, by=manager, on=today() + timedelta(days=1))

    assert Message.objects.count() == 2


def test_before_anybody_is_asked_there_is_a_text_that_says_what_showing_means(manager):
    one = lives.asked(manager)

    for language, says in (("en", "Others can read them, and copy them."), ("de", "Andere können sie lesen")):
        text = text_for(one.activity, language=language, on=today())
        assert (text.activity, says in text.body) == (one.activity, True)


def test_a_text_that_somebody_here_wrote_stays_as_it_is(manager):
    ConsentText.objects.create(
        activity=lives.quote(), language="en", version=1, body="Ours.", digest="", from_on=today()
    )

    lives.asked(manager)

    assert ConsentText.objects.filter(activity=lives.quote()).get().body == "Ours."
