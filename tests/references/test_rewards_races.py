"""What if two of us offer the same person something at once? Together they do not pass a limit.

Two real connections, and a control that must fail; see tests/test_races.py for the gate and why on PostgreSQL only.
"""

import threading
from decimal import Decimal

import pytest
from django.db.models import Sum

from references import actions
from references.actions import Reward
from references.models import Act, RewardEntry
from refprogram.accounts.roles import Role
from refprogram.dates import today
from tests.factories import CustomerFactory, ReferenceFactory, UserFactory
from tests.test_races import _real_locks, at_once, refused, through, without_locks

__all__ = ["_real_locks", "without_locks"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gate():
    return threading.Barrier(2)


def two_offers_for_one_person(gate, monkeypatch):
    """Two colleagues offer somebody in the public sector 15 dollars each; the gate is between adding and writing."""
    reference = ReferenceFactory(customer=CustomerFactory(public_sector=True, public_sector_gifts=True))
    managers = type(RewardEntry.objects)
    create = managers.create

    def gated(self, **columns):
        through(gate)
        return create(self, **columns)

    monkeypatch.setattr(managers, "create", gated)
    reward = Reward("A book", Decimal(15), "USD")
    return at_once(
        *(
            lambda by=by: actions.offer_reward(reference, act=Act.FAVOUR, reward=reward, by=by, on=today())
            for by in UserFactory.create_batch(2, role=Role.REFERENCE_MANAGER)
        )
    )


def offered():
    return RewardEntry.objects.aggregate(sum=Sum("value"))["sum"]


def test_two_colleagues_at_once_do_not_pass_the_limit_together(gate, monkeypatch):
    results = two_offers_for_one_person(gate, monkeypatch)

    assert len(refused(results)) == 1, results
    assert "they were offered USD 15.00 already, by all of us" in str(refused(results)[0])
    assert offered() == 15


def test_control_without_the_lock_they_pass_it_together(gate, monkeypatch, without_locks):
    results = two_offers_for_one_person(gate, monkeypatch)

    assert not refused(results), results
    assert offered() == 30
