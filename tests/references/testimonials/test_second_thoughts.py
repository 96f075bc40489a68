"""Can each piece be taken back by itself, at once, and does only its speaker bring it back?"""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from references import actions as references
from references.models import Consent
from references.testimonials import actions
from references.testimonials.dossier import dossier_of
from references.testimonials.models import Approval, Endorsement, Naming, Status, Takedown
from refprogram.dates import today
from refprogram.errors import Refused
from tests.factories import at_home, seen
from tests.references.testimonials import lives

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(manager) -> list[Endorsement]:
    """Two pieces of one person, each on our wall and on a website of somebody else's."""
    one = lives.published(manager)
    other = lives.published(manager, one.reference, text=lives.PLAIN)
    for piece in (one, other):
        lives.placed(piece, manager, channel="wall")
        lives.placed(piece, manager)
    return [one, other]


def status_of(endorsement) -> str:
    endorsement.refresh_from_db()
    return endorsement.status


def is_nowhere(one) -> bool:
    """Say whether it is gone where we serve it, and asked to go where others do."""
    up = one.placements.still_up()
    return [place.channel for place in up] == ["website"] and Takedown.objects.open().filter(placement__in=up).exists()


def test_one_piece_comes_down_alone_and_the_last_ends_the_consent(two):
    one, other = two
    holder = at_home(one.reference)

    actions.take_one_down(one, by=holder, on=today())

    assert (status_of(one), status_of(other)) == (Status.WITHDRAWN, Status.PUBLISHED)
    assert is_nowhere(one)
    assert other.placements.still_up().count() == 2
    assert Consent.objects.unended().exists()
    assert Approval.objects.filter(showing__endorsement=one, answer="no").count() == 1

    actions.take_one_down(other, by=holder, on=today())
    assert not Consent.objects.unended().exists()


def test_pressed_twice_it_stays_taken_down(two):
    for _ in range(2):
        actions.take_one_down(two[0], by=at_home(two[0].reference), on=today())

    assert Approval.objects.filter(answer="no").count() == 1


def test_it_is_possible_when_the_time_of_a_link_is_over_and_nothing_else_is(two):
    old = replace(at_home(two[0].reference), acts=False)

    for refused in (actions.take_name_off, actions.take_up):
        with pytest.raises(PermissionDenied):
            refused(two[0], by=old, on=today())
    actions.take_one_down(two[0], by=old, on=today())

    assert status_of(two[0]) == Status.WITHDRAWN


@pytest.mark.parametrize("verb", ["take_one_down", "take_name_off", "take_up"])
def test_nobody_does_any_of_it_to_somebody_elses_words_or_for_somebody(two, manager, verb):
    with pytest.raises(Refused, match="nothing to answer"):
        getattr(actions, verb)(two[0], by=at_home(lives.speaker()), on=today())
    with pytest.raises(PermissionDenied):
        getattr(actions, verb)(two[0], by=manager, on=today())
    assert status_of(two[0]) == Status.PUBLISHED


def test_a_name_comes_off_at_once_and_the_nameless_form_waits_for_their_yes(two):
    one, other = two

    for _ in range(2):
        actions.take_name_off(one, by=at_home(one.reference), on=today())

    assert (status_of(one), status_of(other)) == (Status.PERSON_APPROVAL, Status.PUBLISHED)
    assert is_nowhere(one)
    dossier = dossier_of(one.pk, on=today())
    assert (dossier.block.speaker, dossier.block.text) == ("A customer of ours", lives.TEXT)
    assert one.showings.filter(naming=Naming.NOBODY).count() == 1
    assert not dossier.yeses
    lives.says_yes(one, naming="")
    assert status_of(one) == Status.DOSSIER


def test_after_a_stop_a_piece_comes_back_only_by_their_own_asking_and_their_yes(two):
    one = two[0]
    holder = at_home(one.reference)
    references.stop(one.reference, one.activity, evidence=seen(), by=holder, on=today())
    references.agree(one.reference, one.activity, evidence=lives.page(one.activity), by=holder, on=today())
    assert status_of(one) == Status.WITHDRAWN, "agreeing again brings nothing back"

    for _ in range(2):
        actions.take_up(one, by=holder, on=today())

    assert status_of(one) == Status.PERSON_APPROVAL
    assert not one.placements.still_up().filter(channel="wall").exists()
    assert status_of(lives.says_yes(one)) == Status.DOSSIER


def test_what_they_have_told_us_again_since_is_not_taken_up_too(two, manager):
    one = two[0]
    holder = lives.holder(one.reference)
    actions.take_one_down(one, by=holder, on=today())
    actions.hand_in(text=lives.TEXT, tie="none", nature="", picture=None, by=holder, on=today())

    with pytest.raises(Refused, match="told us this before"):
        actions.take_up(one, by=holder, on=today())


def test_who_says_it_differently_when_asked_again_has_the_old_words_taken_down(two):
    one = two[0]

    words = actions.change_words(one, text="It works well for us.", by=at_home(one.reference), on=today())

    assert status_of(one) == Status.PERSON_APPROVAL
    assert is_nowhere(one)
    assert dossier_of(one.pk, on=today()).showing.words == words


def test_what_is_sent_twice_at_the_same_moment_counts_once_and_is_no_mistake(manager):
    reference = lives.speaker()
    holder = lives.holder(reference)
    said = {"text": lives.TEXT, "tie": "none", "nature": "", "picture": None, "by": holder, "on": today()}

    one, same = (actions.hand_in(**said) for _ in range(2))
    assert one == same
    for _ in range(2):
        actions.change_words(one, text=lives.PLAIN, by=holder, on=today())
    assert one.versions.count() == 2
    for _ in range(2):
        lives.says_yes(one, by=holder)
    assert Approval.objects.count() == 1
    assert status_of(one) == Status.DOSSIER


def test_the_same_answer_to_a_later_question_counts_anew(manager):
    one = lives.published(manager)
    holder = lives.holder(one.reference)

    for number in range(2):
        evidence = replace(lives.page(one.activity), html=f"<p>Is this right, on day {number}?</p>")
        lives.says_yes(one, by=holder, evidence=evidence)

    assert Approval.objects.count() == 3
