"""What if two files come at once? They wait for each other: on PostgreSQL, with a control that must fail."""

import threading

import pytest
from django.db import connection

from customers.imports.register import Register
from customers.models import Customer, Issue
from refprogram.imports import actions
from refprogram.imports.models import ImportedRow
from tests.test_races import at_once, through

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TICKETS = "customer,external_id,opened_on\nAcme,1,2026-01-02\nBolt,2,2026-01-02\n"


@pytest.fixture
def held_up(monkeypatch):
    """Hold two imports at the moment when each has looked for its customers and is about to make those it lacks."""
    assert connection.vendor == "postgresql"
    gate = threading.Barrier(2)
    usual = Register.store

    def store(self):
        through(gate)
        usual(self)

    monkeypatch.setattr(Register, "store", store)


def both(read_in) -> None:
    """Read two files in at once; the second kind of trouble, an error in one of them, is raised."""
    sides = [lambda source=source: read_in("issues", TICKETS, source=source, create_missing=True) for source in "ab"]
    for result in at_once(*sides):
        if isinstance(result, Exception):
            raise result


def test_two_files_that_bring_the_same_unknown_customer_make_it_once(read_in, held_up):
    both(read_in)

    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Acme", "Bolt"]
    assert Issue.objects.count() == 4


def test_control_without_waiting_for_each_other_they_make_it_twice(read_in, held_up, monkeypatch):
    monkeypatch.setattr(actions, "_one_at_a_time", lambda: None)

    both(read_in)

    assert Customer.objects.count() == 4


def test_the_same_file_twice_at_once_is_stored_once(read_in, held_up):
    results = at_once(*[lambda: read_in("issues", TICKETS, source="one", create_missing=True)] * 2)

    assert sorted(report.numbers()["created"] for report in results) == [0, 2]
    assert sorted(report.numbers()["unchanged"] for report in results) == [0, 2]
    assert Issue.objects.count() == ImportedRow.objects.count() == 2
