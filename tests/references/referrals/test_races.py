"""Who wins when one question is answered twice at once? Two real connections, and a control that must fail.

See tests/test_races.py for the gate and why these run on PostgreSQL only.
"""

import threading

import pytest

from references.models.reference import ReferenceQuerySet
from references.referrals import actions
from references.referrals.models import AskStatus, Referral, ReferralAsk
from refprogram.dates import today
from refprogram.steps import Workflow
from tests.factories import ReferralAskFactory
from tests.references.referrals.steps import OSWIN, at_home
from tests.test_races import at_once, refused, through

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gate():
    return threading.Barrier(2)


def two_answers_at_once(gate, monkeypatch):
    """Two tabs introduce somebody and say that nobody comes to mind; the gate is between looking and writing."""
    ask = ReferralAskFactory(asked=True)
    holder = at_home(ask.reference)
    take = Workflow.take

    def gated(self, verb, row, **how):
        through(gate)
        return take(self, verb, row, **how)

    monkeypatch.setattr(Workflow, "take", gated)

    def fresh():
        return ReferralAsk.objects.select_related("reference__contact").get(pk=ask.pk)

    return at_once(
        lambda: actions.introduce(fresh(), somebody=OSWIN, by=holder, on=today()),
        lambda: actions.nobody(fresh(), by=holder, on=today()),
    )


def test_of_two_answers_to_one_question_one_counts_and_the_other_is_told(gate, monkeypatch):
    results = two_answers_at_once(gate, monkeypatch)

    assert len(refused(results)) == 1, results
    assert Referral.objects.count() == (ReferralAsk.objects.get().status == AskStatus.INTRODUCED)
    assert ReferralAsk.objects.get().events.count() == 1


def test_control_without_the_lock_and_the_condition_both_answers_count(gate, monkeypatch):
    def moves_anyway(self, verb, row, *, by, event=None, **changes):
        type(row).objects.filter(pk=row.pk).update(status=self.steps[verb].target, **changes)

    monkeypatch.setattr(Workflow, "take", moves_anyway)
    monkeypatch.setattr(ReferenceQuerySet, "select_for_update", lambda self, **how: self)
    monkeypatch.setattr("references.actions.noted.remember", lambda *what, **how: None)
    monkeypatch.setattr("customers.announce._subscribers", ())
    results = two_answers_at_once(gate, monkeypatch)

    assert not [result for result in results if isinstance(result, Exception)], results
    assert Referral.objects.count() == 1
