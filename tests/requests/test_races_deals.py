"""What if a file comes at the moment when somebody says how a deal ended? What the person said stands either way."""

import threading
import time
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from refprogram.dates import today
from refprogram.imports import kinds
from refprogram.imports.actions import prepare, run
from requests import imports
from requests.actions import deals
from requests.models import Opportunity, Stage
from requests.models.opportunity import OpportunityQuerySet
from tests.factories import ReferenceRequestFactory, UserFactory
from tests.test_races import _real_locks, at_once, somebody_waits_for_this_transaction

__all__ = ["_real_locks"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LOST = b"external_id,account,stage,amount,closed_on\nO-1,Marlow,Lost,0,2026-04-01\n"


def a_file_and_a_person(monkeypatch):
    """The file has read the deal and not written it yet when somebody says that it was won; return what stands."""
    rep = UserFactory()
    deal = Opportunity.objects.create(source="crm", external_id="O-1", account="Marlow", name="Depot", owner=rep)
    ask = ReferenceRequestFactory(opportunity=deal, requested_by=rep)
    has_read, is_said = threading.Event(), threading.Event()
    usual = imports._there

    def held(batch):
        found = usual(batch)
        has_read.set()
        until = time.monotonic() + 10
        while not (is_said.is_set() or somebody_waits_for_this_transaction()):
            assert time.monotonic() < until, "nobody came, and nobody waited"
            time.sleep(0.01)
        return found

    def person():
        assert has_read.wait(10)
        try:
            deals.record_outcome(
                ask, stage="won", closed_on=date(2026, 3, 1), value=Decimal(900), by=rep, on=date(2026, 5, 1)
            )
        finally:
            is_said.set()

    def file():
        prepared = prepare(kinds.find("opportunities"), BytesIO(LOST), file_name="deals.csv", source="crm")
        return run(prepared, by=None, on=today())

    with monkeypatch.context() as gates:
        gates.setattr(imports, "_there", held)
        for result in at_once(file, person):
            if isinstance(result, Exception):
                raise result
    deal.refresh_from_db()
    return deal.stage, deal.value, "stage" in deal.by_hand


def test_what_a_person_says_while_a_file_is_read_stands(monkeypatch):
    assert a_file_and_a_person(monkeypatch) == (Stage.WON, 900, True)


def test_control_without_the_lock_the_file_writes_over_it(monkeypatch):
    monkeypatch.setattr(OpportunityQuerySet, "select_for_update", lambda self, **how: self)

    assert a_file_and_a_person(monkeypatch) == (Stage.LOST, 0, True)
