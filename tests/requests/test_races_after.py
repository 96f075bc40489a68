"""What if two press at once after a talk? Two real connections, and a control that must fail.

See tests/test_races.py for the gate and why these run on PostgreSQL only.
"""

import threading

import pytest

from customers.models import Issue
from customers.models.customer import CustomerQuerySet
from references import actions as references
from references import links as of_customers
from references.actions import told, unhappy
from references.links import LinkHolder
from references.models import Link, Purpose, ThankYou, ToldUse, Use, UseFeedback
from references.models.reference import ReferenceQuerySet
from refprogram.accounts.roles import Role
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.rights import actions as rights
from requests import links
from requests.actions import after, mattered
from requests.actions.after import Said
from requests.models import Feedback, MatteredLetter, ReferenceRequest, Status
from tests.factories import (
    InvitationFactory,
    MatteredLetterFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    ToldUseFactory,
    UserFactory,
    at_home,
    heard,
)
from tests.requests.test_races import in_turn
from tests.test_races import _real_locks, at_once, refused, through, without_locks

__all__ = ["_real_locks", "without_locks"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.kept_by_actions]


@pytest.fixture
def gate():
    return threading.Barrier(2)


@pytest.fixture
def manager():
    return UserFactory(role=Role.REFERENCE_MANAGER)


def both_are_unhappy(gate, monkeypatch):
    """The person and the prospect say at once that it went badly; the gate is before the issue is opened."""
    reference = ReferenceFactory()
    found = heard(ReferenceRequestFactory(status=Status.COMPLETED), reference)
    of_customers.mint(purpose=Purpose.FEEDBACK, reference=reference.pk, on=today(), use=found.use)
    person = LinkHolder(Link.objects.select_related("use__activity", "reference__contact").latest("pk"))
    invitation = InvitationFactory(assignment=found)
    open_issue = unhappy.open_issue

    def gated(*what, **how):
        through(gate)
        return open_issue(*what, **how)

    monkeypatch.setattr(unhappy, "open_issue", gated)
    return at_once(
        lambda: references.give_feedback(person, went="badly", length="", again="", words="", on=today()),
        lambda: after.tell_as_prospect(links.ProspectHolder(invitation), said=Said(effect="harm"), on=today()),
    )


def test_when_both_are_unhappy_one_issue_is_opened_and_both_are_heard(gate, monkeypatch):
    results = both_are_unhappy(gate, monkeypatch)

    assert not [result for result in results if isinstance(result, Exception)], results
    assert (UseFeedback.objects.count(), Feedback.objects.count()) == (1, 1)
    assert Issue.objects.get() == Use.objects.get().issue


def test_control_without_the_locks_two_issues_are_opened(gate, monkeypatch):
    for rows in (CustomerQuerySet, ReferenceQuerySet):
        monkeypatch.setattr(rows, "select_for_update", lambda self, **how: self)
    for room in ("references.actions.noted.remember", "customers.actions.issues.note_down"):
        monkeypatch.setattr(room, lambda *what, **how: None)
    monkeypatch.setattr("customers.actions.issues.facts_changed", lambda *what, **how: None)
    monkeypatch.setattr("references.actions.noted.facts_changed", lambda *what, **how: None)
    both_are_unhappy(gate, monkeypatch)

    assert Issue.objects.count() == 2


def two_managers_say_who_it_was(gate, monkeypatch, manager):
    row = ToldUseFactory()
    people = [ReferenceFactory(), ReferenceFactory()]
    counted = told._counted

    def gated(*what):
        through(gate)
        return counted(*what)

    monkeypatch.setattr(told, "_counted", gated)

    def say(reference):
        return lambda: references.settle_told_use(row, reference=reference, by=manager, on=today())

    return at_once(*(say(person) for person in people))


def test_of_two_who_say_who_it_was_one_counts_and_the_other_is_told(gate, monkeypatch, manager):
    results = two_managers_say_who_it_was(gate, monkeypatch, manager)

    assert len(refused(results)) == 1, results
    assert Use.objects.count() == ThankYou.objects.count() == 1


def test_control_without_the_lock_the_database_has_to_refuse_the_second(gate, monkeypatch, manager):
    monkeypatch.setattr(told, "_held", lambda row: row)
    results = two_managers_say_who_it_was(gate, monkeypatch, manager)

    assert not refused(results)
    assert len([result for result in results if isinstance(result, Exception)]) == 1


def pressed_twice(gate, monkeypatch):
    rep, reference = UserFactory(), ReferenceFactory()
    activity = ToldUseFactory().activity
    ToldUse.objects.all().delete()
    create = ToldUse.objects.create

    def gated(**row):
        through(gate)
        return create(**row)

    monkeypatch.setattr(ToldUse.objects, "create", gated)
    said = {"words": "Once", "activity": activity, "used_on": today(), "on": today(), "by": rep}
    return at_once(*2 * [lambda: references.tell_use(**said, reference=reference)])


def test_told_twice_at_once_it_is_written_down_once(gate, monkeypatch):
    results = pressed_twice(gate, monkeypatch)

    assert results[0] == results[1] == ToldUse.objects.get()


def test_control_without_the_locks_it_is_written_down_twice(gate, monkeypatch):
    monkeypatch.setattr(told, "hold_with_colleagues", lambda *who, **how: None)
    monkeypatch.setattr("refprogram.accounts.models.User.objects.select_for_update", lambda **how: _Unlocked())
    monkeypatch.setattr(told, "_count", lambda *what, **how: None)
    pressed_twice(gate, monkeypatch)

    assert ToldUse.objects.count() == 2


class _Unlocked:
    def get(self, **row):
        return None


def sent_and_dropped(gate, monkeypatch, manager):
    letter = MatteredLetterFactory()
    against = mattered.stands_against

    def gated(*what, **how):
        through(gate)
        return against(*what, **how)

    monkeypatch.setattr(mattered, "stands_against", gated)

    def drop():
        through(gate)
        mattered.drop_mattered(letter, by=manager, on=today())

    return at_once(lambda: mattered.send_mattered(letter, words="x", by=manager, on=today()), drop)


def test_of_two_who_decide_on_a_letter_one_does(gate, monkeypatch, manager):
    results = sent_and_dropped(gate, monkeypatch, manager)

    assert len([result for result in results if isinstance(result, Refused)]) == 1, results
    assert MatteredLetter.objects.get().state == "sent"


def test_control_without_the_lock_both_decide(gate, monkeypatch, manager):
    monkeypatch.setattr(
        mattered, "_decide", lambda letter, by: MatteredLetter.objects.select_related("reference__contact").get()
    )
    results = sent_and_dropped(gate, monkeypatch, manager)

    assert not refused(results)


def test_two_at_a_prospect_with_one_link_say_it_once(gate, monkeypatch):
    found = heard(ReferenceRequestFactory(status=Status.COMPLETED), ReferenceFactory())
    holder = links.ProspectHolder(InvitationFactory(assignment=found))
    results = at_once(*2 * [lambda: after.tell_as_prospect(holder, said=Said("yes"), on=today())])

    assert len(refused(results)) == 1, results
    assert Feedback.objects.count() == ReferenceRequest.objects.get().events.count() == 1


def told_of_while_they_are_forgotten(monkeypatch):
    """The prospect writes how it was while the person has everything deleted; return in which words it is kept."""
    found = heard(ReferenceRequestFactory(status=Status.COMPLETED), ReferenceFactory())
    prospect, person = links.ProspectHolder(InvitationFactory(assignment=found)), at_home(found.reference)

    def tell():
        return after.tell_as_prospect(prospect, said=Said("yes", words="Ingrid was rude"), on=today())

    def forget():
        rights.erase(found.reference, by=person, on=today())

    results = in_turn(monkeypatch, tell, forget, gate=(Feedback.objects, "create"))
    assert not [result for result in results if isinstance(result, Exception)], results
    return Feedback.objects.get().words


def test_what_is_told_of_somebody_while_they_are_forgotten_goes_with_them(monkeypatch):
    assert told_of_while_they_are_forgotten(monkeypatch) == ""


def test_control_without_the_lock_the_words_stay(monkeypatch, without_locks):
    assert told_of_while_they_are_forgotten(monkeypatch) == "Ingrid was rude"
