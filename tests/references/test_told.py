"""Does a use outside the program count like any other, once, and without anybody's being blamed or refused?"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from references import actions
from references.eligibility import judged
from references.facts import Ask
from references.models import Judgement, Reference, ReferenceEvent, ThankYou, ToldUse, Use, UseState
from refprogram.dates import business_days_after, today
from refprogram.errors import Refused
from tests.factories import ReferenceFactory, ToldUseFactory, UseConsentFactory, UseFactory, days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(call):
    return ReferenceFactory(agreed_to=[call])


def told_by(rep, call, reference=None, **said):
    told = {"words": "They spoke with Marlow", "activity": call, "used_on": days_ago(4), "on": today()}
    return actions.tell_use(**told | said, by=rep, reference=reference)


def known_of(reference, call):
    return judged(Reference.objects.filter(pk=reference.pk), Ask(on=today(), activity=call.pk)).get()


@pytest.mark.parametrize("who", ["rep", "manager", "executive", "admin"])
def test_anybody_here_may_tell_and_it_counts_for_caps_rest_and_thanks(who, request, reference, call):
    call.rest_days = 30
    call.save()

    told = told_by(request.getfixturevalue(who), call, reference)

    use = Use.objects.get()
    assert (use.told, use.use_consent, use.state, use.on) == (told, None, UseState.DONE, days_ago(4))
    row = known_of(reference, call)
    assert (row.recent_uses, row.activity_uses, row.owes_thanks) == (1, 1, True)
    assert row.rest_until == days_ago(4) + timedelta(days=30)
    assert ThankYou.objects.get().due_on == business_days_after(today(), 3)
    assert ReferenceEvent.objects.filter(verb="tell_use", about=f"use-{use.pk}").exists()


def test_without_the_person_it_waits_until_a_manager_says_who_it_was(rep, manager, reference, call):
    told = told_by(rep, call)
    assert list(ToldUse.objects.waiting()) == [told]
    assert not Use.objects.exists()

    actions.settle_told_use(told, reference=reference, by=manager, on=today())

    assert Use.objects.get().reference == reference
    assert not ToldUse.objects.waiting().exists()


def test_told_twice_in_the_same_words_it_is_written_down_once(rep, reference, call):
    assert told_by(rep, call, reference) == told_by(rep, call, reference)
    assert told_by(rep, call) == ToldUse.objects.get()
    assert Use.objects.count() == 1


def test_what_two_colleagues_tell_of_one_day_counts_once_and_neither_is_refused(rep, other_rep, reference, call):
    told_by(rep, call, reference)

    second = told_by(other_rep, call, reference, words="I was there too")

    assert (Use.objects.count(), ThankYou.objects.count()) == (1, 1)
    second.refresh_from_db()
    assert second.dropped_on == today()
    assert not ToldUse.objects.waiting().exists()


def test_what_the_program_booked_itself_does_not_count_a_second_time(rep, manager, reference, call):
    UseFactory(use_consent__reference=reference, use_consent__activity=call, on=days_ago(4))
    told = told_by(rep, call)

    with pytest.raises(Refused, match="knows of this already"):
        actions.settle_told_use(told, reference=reference, by=manager, on=today())

    assert Use.objects.count() == 1
    actions.drop_told_use(told, by=manager, on=today())
    with pytest.raises(Refused, match="settled this before you"):
        actions.settle_told_use(told, reference=ReferenceFactory(), by=manager, on=today())


def test_what_was_called_off_is_no_reason_not_to_count(rep, reference, call):
    UseFactory(use_consent__reference=reference, use_consent__activity=call, on=days_ago(4), state=UseState.RELEASED)

    told_by(rep, call, reference)

    assert Use.objects.filter(told__isnull=False).exists()


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_only_a_reference_manager_says_who_it_was(who, request, reference):
    by, told = request.getfixturevalue(who), ToldUseFactory()

    with pytest.raises(PermissionDenied):
        actions.settle_told_use(told, reference=reference, by=by, on=today())
    with pytest.raises(PermissionDenied):
        actions.drop_told_use(told, by=by, on=today())


def test_nobody_was_judged_about_it(rep, reference, call):
    told_by(rep, call, reference)

    assert not Judgement.objects.about_use(Use.objects.get()).exists()


@pytest.mark.parametrize("of", ["nobody", "both", "booked"])
def test_the_database_wants_a_question_or_a_teller_and_never_both(of, reference, call):
    made = {
        "nobody": {},
        "both": {"use_consent": UseConsentFactory(reference=reference), "told": ToldUseFactory()},
        "booked": {"told": ToldUseFactory(), "state": UseState.BOOKED},
    }[of]

    with pytest.raises(IntegrityError), transaction.atomic():
        Use.objects.create(reference=reference, activity=call, on=today(), **{"state": UseState.DONE} | made)


def test_the_database_wants_it_to_have_been(call):
    with pytest.raises(IntegrityError), transaction.atomic():
        ToldUseFactory(on=today() + timedelta(days=1))


def test_erasing_the_person_takes_the_words_and_leaves_the_use(rep, reference, call):
    told = told_by(rep, call, reference)

    actions.forget(reference, by=rep, on=today())

    told.refresh_from_db()
    assert (told.words, Use.objects.count()) == ("", 1)
