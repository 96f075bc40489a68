"""What if two take one free time of a person at once, or two times of one request?

Each with a real second connection, and each with a control that fails without the lock.
"""

import threading

import pytest
from django.utils import timezone

from references.models import Answer, Reference, UseState
from refprogram.accounts.roles import Role
from refprogram.errors import Refused
from requests import actions
from requests.actions import meetings
from requests.models import Meeting, ReferenceRequest, Slot, Status
from requests.models.ask import ReferenceRequestQuerySet
from tests.factories import (
    AssignmentFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    UseFactory,
    UserFactory,
    at_home,
)
from tests.stages import soon
from tests.test_races import _real_locks, at_once, refused, through, without_locks

__all__ = ["_real_locks", "without_locks"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gate():
    return threading.Barrier(2)


@pytest.fixture
def reference() -> Reference:
    return ReferenceFactory()


def agreed(reference) -> ReferenceRequest:
    """Write down a request to which a person has said yes."""
    ask = ReferenceRequestFactory(status=Status.CONFIRMED)
    use = UseFactory(
        use_consent__reference=reference,
        use_consent__answer=Answer.YES,
        use_consent__answered_at=timezone.now(),
        on=ask.needed_by,
        state=UseState.BOOKED,
    )
    AssignmentFactory(ask=ask, reference=reference, use_consent=use.use_consent, use=use)
    return ask


def both_look_before_either_writes(gate, monkeypatch) -> None:
    """Hold each side where it has looked at what is in the way and has written nothing."""
    judge = meetings.judge

    def gated(*what, **how):
        through(gate)
        return judge(*what, **how)

    monkeypatch.setattr(meetings, "judge", gated)


def two_requests_take_one_time(gate, monkeypatch, reference):
    """Two reps, each with a request that one person said yes to, take the same hour of theirs."""
    asks = [agreed(reference), agreed(reference)]
    for ask in asks:
        actions.offer_times(ask, starts=[soon()], by=at_home(reference), at=timezone.now())
    both_look_before_either_writes(gate, monkeypatch)
    return at_once(
        *(
            lambda ask=ask: actions.pick_time(ask, starts_at=soon(), by=ask.requested_by, at=timezone.now())
            for ask in asks
        )
    )


def test_of_two_requests_for_one_free_time_one_gets_it(gate, monkeypatch, reference):
    results = two_requests_take_one_time(gate, monkeypatch, reference)

    assert len(refused(results)) == 1, results
    assert "Another talk is agreed" in str(refused(results)[0])
    assert Meeting.objects.count() == 1
    assert sorted(ReferenceRequest.objects.values_list("status", flat=True)) == [Status.CONFIRMED, Status.SCHEDULED]


def test_control_without_the_lock_a_person_is_in_two_talks_at_once(gate, monkeypatch, without_locks, reference):
    results = two_requests_take_one_time(gate, monkeypatch, reference)

    assert not refused(results)
    assert Meeting.objects.filter(starts_at=soon()).count() == 2


def two_take_two_times(gate, monkeypatch, reference):
    """A rep and a manager take two of the times of one request, one each."""
    ask, manager = agreed(reference), UserFactory(role=Role.REFERENCE_MANAGER)
    actions.offer_times(ask, starts=[soon(), soon(3)], by=at_home(reference), at=timezone.now())
    both_look_before_either_writes(gate, monkeypatch)
    sides = ((ask.requested_by, soon()), (manager, soon(3)))
    return at_once(
        *(
            lambda by=by, at=at: actions.pick_time(
                ReferenceRequest.objects.get(pk=ask.pk), starts_at=at, by=by, at=timezone.now()
            )
            for by, at in sides
        )
    )


def test_of_two_who_take_a_time_of_one_request_one_is_told(gate, monkeypatch, reference):
    results = two_take_two_times(gate, monkeypatch, reference)

    assert len(refused(results)) == 1, results
    assert "not on offer any more" in str(refused(results)[0])
    assert Meeting.objects.get().sequence == 0
    assert not Slot.objects.exists()


def test_control_without_the_locks_the_first_time_is_moved_unasked_or_meets_an_error(
    gate, monkeypatch, without_locks, reference
):
    """The table takes one agreed time at once, and the step one winner: without the locks they are what is left."""
    monkeypatch.setattr(ReferenceRequestQuerySet, "select_for_update", lambda self, **how: self)

    results = two_take_two_times(gate, monkeypatch, reference)

    assert not any(isinstance(result, Refused) and "not on offer" in str(result) for result in results)
