"""Who wins when a rights request is answered twice at once? Two real connections, and a control that must fail.

See tests/test_races.py for the gate and why these run on PostgreSQL only.
"""

import threading
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from customers.models import Contact
from customers.models.customer import CustomerQuerySet
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.rights import actions, queue
from refprogram.rights.models import RightsRequest, RightsRequestQuerySet, Wish
from tests.factories import ReferenceFactory, RightsRequestFactory, UserFactory
from tests.rights.people import holder_of
from tests.test_races import at_once, refused, through

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gate():
    return threading.Barrier(2)


def two_admins_press_at_once(gate, monkeypatch, wish):
    """Two admins answer the same request; the gate is between closing it and doing what they wish."""
    reference = ReferenceFactory()
    case = RightsRequestFactory(wish=wish, reference=reference)
    set_off, does = [], queue.SETS_OFF[wish]

    def gated(person, **how):
        set_off.append(person)
        through(gate)
        does(person, **how)

    monkeypatch.setitem(queue.SETS_OFF, wish, gated)
    admins = UserFactory.create_batch(2, role=Role.ADMIN)
    results = at_once(
        *(lambda admin=admin: queue.carry_out(case, reference=reference, by=admin, on=today()) for admin in admins)
    )
    return set_off, results


@pytest.mark.parametrize("wish", [Wish.ERASURE, Wish.OBJECTION])
def test_of_two_admins_who_answer_at_once_one_does_it_and_the_other_is_told(gate, monkeypatch, wish):
    set_off, results = two_admins_press_at_once(gate, monkeypatch, wish)

    assert [type(result) for result in results if result] == [Refused], results
    assert "Somebody was faster" in str(refused(results)[0])
    assert len(set_off) == 1
    assert [event.verb for event in RightsRequest.objects.get().events.all()] == ["answer"]


def test_control_without_the_locks_it_is_done_twice(gate, monkeypatch):
    for held in (CustomerQuerySet, RightsRequestQuerySet):
        monkeypatch.setattr(held, "select_for_update", lambda self, **how: self)

    set_off, results = two_admins_press_at_once(gate, monkeypatch, Wish.OBJECTION)

    assert len(set_off) == 2
    assert not refused(results), results


def a_person_deletes_themselves_while_an_admin_answers(gate, monkeypatch):
    """Each is held when it has its first lock and wants the next."""
    reference = ReferenceFactory()
    case = RightsRequestFactory(wish=Wish.ERASURE, reference=reference)
    link, admin = holder_of(reference), UserFactory(role=Role.ADMIN)
    company, request = CustomerQuerySet.hold, RightsRequestQuerySet.hold
    monkeypatch.setattr(CustomerQuerySet, "hold", lambda self, pk: (company(self, pk), through(gate))[0])
    monkeypatch.setattr(RightsRequestQuerySet, "hold", lambda self, pk: (request(self, pk), through(gate))[0])
    return at_once(
        lambda: queue.carry_out(case, reference=reference, by=admin, on=today()),
        lambda: actions.erase(reference, by=link, on=today()),
    )


def test_a_person_who_deletes_themselves_and_an_admin_who_does_it_never_wait_for_ever(gate, monkeypatch):
    results = a_person_deletes_themselves_while_an_admin_answers(gate, monkeypatch)

    assert [type(result) for result in results if result] == [Refused], results
    assert Contact.objects.get().status == "erased"
    assert RightsRequest.objects.get().state == "answered"


def test_control_an_answer_that_holds_the_request_before_the_company_waits_for_ever(gate, monkeypatch):
    monkeypatch.setattr(queue, "Customer", SimpleNamespace(objects=SimpleNamespace(hold=lambda pk: None)))

    results = a_person_deletes_themselves_while_an_admin_answers(gate, monkeypatch)

    assert [type(result) for result in results if isinstance(result, OperationalError)] == [OperationalError], results
