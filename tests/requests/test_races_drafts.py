"""What if somebody presses twice? One draft, and one request that is sent once, on two real connections."""

from datetime import timedelta

import pytest

from refprogram.dates import today
from requests import actions
from requests.actions import drafts
from requests.models import Opportunity, ReferenceRequest, Status
from requests.models.ask import ReferenceRequestQuerySet
from tests import stages
from tests.factories import ActivityFactory, UserFactory
from tests.requests.test_races import in_turn
from tests.test_races import _real_locks, refused

__all__ = ["_real_locks"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def pressed_twice(monkeypatch, *, form_key="abc"):
    """The first press has written its draft and is not over when the second one writes its own."""
    rep, call = UserFactory(), ActivityFactory()
    deal = {"name": "Depot", "account": "Marlow", "close_on": today() + timedelta(days=9)}
    need = {"activity": call, "needed_by": today()}

    def press():
        return actions.draft(deal=deal, need=need, topics=(), by=rep, form_key=form_key)

    return in_turn(monkeypatch, press, press, gate=(drafts, "_want"))


def test_a_form_that_is_pressed_twice_makes_one_draft(monkeypatch):
    first, second = pressed_twice(monkeypatch)

    assert first == second == ReferenceRequest.objects.get()
    assert Opportunity.objects.count() == 1


def test_control_without_its_key_it_makes_two(monkeypatch):
    pressed_twice(monkeypatch, form_key="")

    assert ReferenceRequest.objects.count() == 2


def sent_twice(monkeypatch):
    rep = UserFactory()
    ask = stages.drafted(rep)

    def press():
        mine = ReferenceRequest.objects.select_related("activity").get(pk=ask.pk)
        return actions.submit(mine, by=rep, on=today())

    return in_turn(monkeypatch, press, press, gate=(drafts, "lacks")), ask


def test_what_is_sent_twice_is_sent_once_and_nobody_is_told_otherwise(monkeypatch):
    results, ask = sent_twice(monkeypatch)

    assert not refused(results), results
    assert [one.status for one in results] == [Status.SUBMITTED] * 2
    assert ask.events.count() == 1


def test_control_without_the_lock_the_second_press_is_told_that_somebody_was_faster(monkeypatch):
    monkeypatch.setattr(ReferenceRequestQuerySet, "select_for_update", lambda self, **how: self)

    results, ask = sent_twice(monkeypatch)

    assert len(refused(results)) == 1, results
    assert ask.events.count() == 1
