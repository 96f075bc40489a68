"""What if a person takes their words back while somebody publishes or places them?

Whichever comes first: nothing of theirs is left in the world. The stop holds the people, then the words; so does
everything that brings words out. The control lets a placement look without holding, and their words stay up.
"""

import pytest

from references.testimonials import actions
from references.testimonials.actions import placing, publishing
from references.testimonials.models import Endorsement, Placement, Status
from refprogram.accounts.roles import Role
from tests.factories import UserFactory
from tests.references.testimonials import lives
from tests.requests.test_races import EITHER_WAY, STOP, a_stop_and
from tests.test_races import _real_locks, refused

__all__ = ["_real_locks"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.kept_by_actions]


@pytest.fixture
def manager():
    return UserFactory(role=Role.REFERENCE_MANAGER)


def assert_nothing_is_left_in_the_world():
    assert Endorsement.objects.get().status == Status.WITHDRAWN
    assert not Placement.objects.still_up().exists()


@EITHER_WAY
def test_a_publication_and_a_stop(monkeypatch, manager, first):
    one = lives.ready(manager)

    came = a_stop_and(
        monkeypatch,
        one.reference,
        lambda: actions.publish(one, by=manager, on=lives.today()),
        gate=(publishing, "gate"),
        first=first,
        code="quote",
    )

    assert_nothing_is_left_in_the_world()
    assert len(refused(came)) == (1 if first == STOP else 0), came


@EITHER_WAY
def test_a_placement_and_a_stop(monkeypatch, manager, first):
    one = lives.published(manager)

    came = a_stop_and(
        monkeypatch,
        one.reference,
        lambda: lives.placed(one, manager, channel="wall"),
        gate=(placing, "gate"),
        first=first,
        code="quote",
    )

    assert_nothing_is_left_in_the_world()
    assert len(refused(came)) == (1 if first == STOP else 0), came


def test_control_a_placement_that_looks_without_holding_stays_up(monkeypatch, manager):
    one = lives.published(manager)
    monkeypatch.setattr(placing, "hold", lambda endorsement: Endorsement.objects.get(pk=endorsement.pk))
    monkeypatch.setattr(placing, "note_down", lambda *what, **how: None)  # two events of one number would meet

    a_stop_and(
        monkeypatch,
        one.reference,
        lambda: lives.placed(one, manager, channel="wall"),
        gate=(placing, "gate"),
        first=STOP,
        code="quote",
    )

    with pytest.raises(AssertionError):
        assert_nothing_is_left_in_the_world()
