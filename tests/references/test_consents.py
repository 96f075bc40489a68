"""Is a yes only what a person gave themselves, on words that can be shown; and does a stop count at once?"""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from references import actions, announce, links
from references.ledger import Evidence, broken, texts_for, unproven
from references.links import LinkHolder
from references.models import (
    Claim,
    ClaimOutcome,
    Consent,
    ConsentChannel,
    ConsentEvent,
    Link,
    PageSeen,
    Purpose,
    Standing,
)
from refprogram.dates import add_months, today
from refprogram.errors import Refused
from tests.factories import ActivityFactory, ReferenceFactory, days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(db):
    return ReferenceFactory(agreed_to=(), opened_on=days_ago(400))


@pytest.fixture
def holder(reference):
    return holding(reference)


def holding(reference, *, acts=True) -> LinkHolder:
    links.mint(purpose=Purpose.HOME, reference=reference.pk, on=today())
    return LinkHolder(Link.objects.latest("pk"), acts=acts)


def shown(*activities, html="<p>May we?</p>") -> Evidence:
    return Evidence(html, "en", texts_for(activities, language="en", on=today()))


def said(reference, activity, *, by, audiences=("prospect",), said_on=None):
    with transaction.atomic():
        return actions.claim(
            reference,
            activity,
            audiences=audiences,
            said_on=said_on or days_ago(3),
            channel=ConsentChannel.CALL,
            by=by,
            on=today(),
        )


def kinds(reference) -> list[str]:
    return list(
        ConsentEvent.objects.filter(subject=reference.ledger_key.subject).order_by("seq").values_list("kind", flat=True)
    )


def test_what_was_said_on_the_phone_counts_once_they_confirm_it(reference, holder, manager, call):
    said(reference, call, by=manager, audiences=("prospect", "analyst"))
    assert not Consent.objects.exists()

    consent = actions.agree(reference, call, evidence=shown(call), by=holder, on=today())

    assert consent.expires_on == add_months(today(), 6), "counted from their own yes, not from the call"
    assert set(consent.audiences.values_list("audience", flat=True)) == {"prospect", "analyst"}
    assert Claim.objects.get().outcome == ClaimOutcome.CONFIRMED
    assert kinds(reference) == ["claimed", "granted"]
    yes = ConsentEvent.objects.latest("pk")
    assert (yes.link, yes.channel, yes.acted_as, yes.text.version) == (holder.link.pk, "link", "customer", 1)
    assert PageSeen.objects.get(digest=yes.shown).html == "<p>May we?</p>"
    assert yes.address_digest
    assert not [*broken(), *unproven()]


def test_a_page_asks_for_nothing_that_nobody_spoke_about(reference, holder, call):
    with pytest.raises(Refused, match="We have not spoken about this yet"):
        actions.agree(reference, call, evidence=shown(call), by=holder, on=today())

    assert not ConsentEvent.objects.exists()


def test_a_newer_yes_takes_the_place_of_the_older(reference, holder, manager, call):
    said(reference, call, by=manager)
    actions.agree(reference, call, evidence=shown(call), by=holder, on=today())

    later = today() + timedelta(days=30)
    actions.agree(reference, call, evidence=shown(call), by=holder, on=later)

    assert Consent.objects.get().expires_on == add_months(later, 6)
    assert kinds(reference) == ["claimed", "granted", "superseded", "granted"]
    assert not list(unproven())


def test_a_stop_ends_it_at_once_and_for_good_however_often_it_is_pressed(reference, holder, manager, call):
    visit = ActivityFactory(code="visit")
    for activity in (call, visit):
        said(reference, activity, by=manager)
        actions.agree(reference, activity, evidence=shown(activity), by=holder, on=today())
    assert Standing.objects.get(reference=reference)

    for _ in range(2):
        actions.stop(reference, call, by=holder, on=today())

    assert Consent.objects.get(activity=call).ended_on == today()
    assert Consent.objects.get(activity=visit).ended_on is None
    assert kinds(reference).count("withdrawn") == 1
    assert not list(unproven())


def test_stopping_what_was_only_said_refuses_it(reference, holder, manager, call):
    said(reference, call, by=manager)

    actions.stop(reference, call, by=holder, on=today())

    assert Claim.objects.get().outcome == ClaimOutcome.REFUSED
    assert kinds(reference) == ["claimed", "refused"]


def test_a_stop_can_be_taken_back_on_the_words_that_are_shown(reference, holder, manager, call):
    said(reference, call, by=manager)
    actions.agree(reference, call, evidence=shown(call), by=holder, on=today())
    actions.stop(reference, call, by=holder, on=today())

    actions.agree(reference, call, evidence=shown(call, html="<p>Once more?</p>"), by=holder, on=today())

    assert Consent.objects.live(on=today()).get().activity == call
    assert kinds(reference)[-2:] == ["withdrawn", "granted"]
    assert not list(unproven())


def test_a_link_that_acts_no_more_still_stops_and_agrees_to_nothing(reference, holder, manager, call):
    said(reference, call, by=manager)
    actions.agree(reference, call, evidence=shown(call), by=holder, on=today())
    old = holding(reference, acts=False)

    with pytest.raises(PermissionDenied):
        actions.agree(reference, call, evidence=shown(call), by=old, on=today())
    with pytest.raises(PermissionDenied):
        actions.pause(reference, until=None, by=old, on=today())
    actions.stop(reference, call, by=old, on=today())

    assert not Consent.objects.live(on=today()).exists()


def test_whoever_must_hear_of_it_hears_in_the_same_transaction(reference, holder, manager, call, monkeypatch):
    told = []
    monkeypatch.setattr(announce, "_subscribers", (lambda consents, on: told.append((consents, on)),))
    said(reference, call, by=manager)
    consent = actions.agree(reference, call, evidence=shown(call), by=holder, on=today())

    actions.stop(reference, call, by=holder, on=today())
    actions.stop(reference, call, by=holder, on=today())

    assert told == [([consent], today())]


def test_a_subscriber_that_fails_leaves_everything_as_it_was(reference, holder, manager, call, monkeypatch):
    def cannot(consents, on):
        raise ZeroDivisionError

    said(reference, call, by=manager)
    actions.agree(reference, call, evidence=shown(call), by=holder, on=today())
    monkeypatch.setattr(announce, "_subscribers", (cannot,))

    with pytest.raises(ZeroDivisionError):
        actions.stop(reference, call, by=holder, on=today())

    assert Consent.objects.live(on=today()).exists()
    assert kinds(reference) == ["claimed", "granted"]


def test_the_end_of_a_consent_is_announced_in_its_transaction_or_not_at_all(reference, call, monkeypatch):
    monkeypatch.setattr(announce, "connection", SimpleNamespace(in_atomic_block=False))

    with pytest.raises(RuntimeError, match="in the transaction that ends it"):
        announce.consents_ended([], on=today())


def test_what_runs_out_is_written_down_once_and_a_claim_nobody_confirmed_is_settled(reference, holder, manager, call):
    visit = ActivityFactory(code="visit")
    said(reference, call, by=manager)
    actions.agree(reference, call, evidence=shown(call), by=holder, on=today())
    said(reference, visit, by=manager)
    last = Consent.objects.get().expires_on

    assert actions.expire_consents(on=last - timedelta(days=3)) == 0
    assert actions.expire_consents(on=last + timedelta(days=1)) == 1
    assert actions.expire_consents(on=last + timedelta(days=2)) == 0

    assert kinds(reference) == ["claimed", "granted", "claimed", "expired", "expired"]
    assert Claim.objects.get(activity=visit).outcome == ClaimOutcome.RAN_OUT
    assert not list(unproven())


def test_a_newer_word_takes_the_place_of_the_claim_before_and_keeps_its_audiences(reference, manager, call):
    said(reference, call, by=manager, audiences=("analyst",))

    said(reference, call, by=manager, audiences=(), said_on=today())

    first, second = Claim.objects.order_by("pk")
    assert (first.outcome, second.outcome) == (ClaimOutcome.REPLACED, "")
    assert list(second.audiences.values_list("audience", flat=True)) == ["analyst"]
