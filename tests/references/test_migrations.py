"""Is what was written down by an older release still read as it was meant?"""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from references.eligibility import CLEAR, INFO, judged, levels
from references.facts import FACTS
from references.models import (
    Answer,
    Claim,
    Consent,
    ConsentEvent,
    Judgement,
    LedgerKey,
    Reference,
    RewardEntry,
    UseConsent,
)
from references.verdicts import changes, keep
from tests.factories import ReferenceFactory, ThankYouFactory, UseConsentFactory, UserFactory, confirms
from tests.references.eligibility.cases import ask, usable

pytestmark = pytest.mark.django_db

# The only facts that a verdict kept before there were surveys, contracts, policies and weights.
OLD_FACTS = {
    *("issue_severity", "issue_kind", "issue_since", "hardship_since", "hardship_kind", "hardship_review_on"),
    *("verified_on", "checked_on", "consent_until", "recent_uses", "owes_thanks", "being_asked", "is_booked"),
}


def run(migration, function):
    getattr(import_module(f"references.migrations.{migration}"), function)(apps, None)


def test_replay_finds_no_trouble_in_a_verdict_only_because_it_kept_fewer_facts():
    usable()
    judgement = keep(judged(Reference.objects.all(), ask()).get(), ask=ask(), decision="match")
    Judgement.objects.update(**dict.fromkeys(set(FACTS) - OLD_FACTS))

    run("0005_facts_of_old_verdicts", "say_what_old_verdicts_took_for_granted")
    run("0008_left_alone", "say_that_nobody_was_left_alone")

    row = levels(Judgement.objects.filter(pk=judgement.pk)).get()
    assert changes(row) == {"company_permission_missing": (CLEAR, INFO)}  # nobody had asked the companies yet


def test_a_verdict_that_kept_all_its_facts_stays_as_it_was():
    usable(contact__customer__reference_policy="private")
    keep(judged(Reference.objects.all(), ask()).get(), ask=ask(), decision="match")
    before = Judgement.objects.values(*FACTS).get()

    run("0005_facts_of_old_verdicts", "say_what_old_verdicts_took_for_granted")

    assert Judgement.objects.values(*FACTS).get() == before


def test_an_old_answer_gets_its_day_in_the_time_zone_of_the_program(settings):
    """One minute past midnight in Berlin is still the day before in Greenwich."""
    settings.PROGRAM_TIME_ZONE = "Europe/Berlin"
    UseConsentFactory(answer=Answer.YES, answered_at="2026-01-31 23:01+00:00", answered_on=date(2020, 1, 1))
    open_one: Any = UseConsentFactory()

    run("0002_know_the_customer", "say_the_day_of_old_answers")

    assert UseConsent.objects.exclude(pk=open_one.pk).get().answered_on == date(2026, 2, 1)
    assert UseConsent.objects.get(pk=open_one.pk).answered_on is None


def test_a_yes_that_nobody_can_prove_becomes_one_that_they_still_confirm():
    reference = ReferenceFactory()
    granted = Consent.objects.get(reference=reference)

    run("0008_left_alone", "take_unproven_consents_as_said")
    run("0008_left_alone", "take_unproven_consents_as_said")

    claim = Claim.objects.get()
    assert (claim.said_on, claim.expires_on) == (granted.granted_on, granted.expires_on)
    assert [row.audience for row in claim.audiences.all()] == ["prospect"]
    assert not Consent.objects.unended().exists()


def test_the_end_of_each_chain_is_written_on_its_key():
    reference, other = ReferenceFactory(), ReferenceFactory()
    run("0008_left_alone", "take_unproven_consents_as_said")
    confirms(reference)
    LedgerKey.objects.create(reference=other, subject="x", secret="y")
    LedgerKey.objects.update(last_seq=7, last_digest="z")

    run("0009_ends_of_the_ledger", "say_where_each_chain_ends")

    last = ConsentEvent.objects.latest("seq")
    assert LedgerKey.objects.values_list("last_seq", "last_digest").get(reference=reference) == (last.seq, last.digest)
    assert LedgerKey.objects.values_list("last_seq", "last_digest").get(reference=other) == (0, "")


def test_a_proven_yes_stays_as_it_is():
    reference = ReferenceFactory()
    run("0008_left_alone", "take_unproven_consents_as_said")
    confirms(reference)

    run("0008_left_alone", "take_unproven_consents_as_said")

    assert Consent.objects.unended().filter(reference=reference).exists()


def test_whoever_was_thanked_with_a_gift_has_received_something_of_unknown_worth():
    on, by = date(2026, 3, 5), UserFactory()
    given = ThankYouFactory(kind="gift", thanked_on=on, thanked_by=by)
    ThankYouFactory(kind="call", thanked_on=on, thanked_by=by)
    ThankYouFactory()

    run("0010_rewards", "write_down_gifts_of_old")

    entry = RewardEntry.objects.get()
    assert (entry.thank_you, entry.reference, entry.offered_by) == (given, given.use.reference, by)
    assert (entry.offered_on, entry.answered_on, entry.given_on) == (on, on, on)
    assert entry.disclosed() == "They have received a gift from us on 5 Mar 2026."
