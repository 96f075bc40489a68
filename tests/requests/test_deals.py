"""Which deal is a request for, how did it end, and what does a reference have to do with it?"""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from references.models import UseState
from refprogram.dates import today
from refprogram.errors import Refused
from requests import actions
from requests.actions import deals
from requests.models import Opportunity, ReferenceRequest, Stage, Status
from requests.views.deals import total
from tests import stages
from tests.factories import (
    ActivityFactory,
    AssignmentFactory,
    OpportunityFactory,
    ReferenceFactory,
    ReferenceRequestFactory,
    UseConsentFactory,
    UseFactory,
    UserFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db
TYPED = {"name": "Typed", "account": "Typed Ltd", "domain": "", "value": Decimal(7), "currency": "EUR"}
TYPED |= {"close_on": date(2027, 1, 1)}


@pytest.fixture
def known(rep):
    """A deal of the CRM: its worth and the day it should close are not known."""
    return OpportunityFactory(source="crm", external_id="O-1", owner=rep, value=None, close_on=None, currency="USD")


def need():
    return {"activity": ActivityFactory(), "matters_most": "Reporting", "needed_by": today()}


def drafted(rep, chosen, **said):
    return actions.draft(deal=TYPED | said, need=need(), topics=[], by=rep, chosen=chosen)


def revised(ask, chosen, **said):
    return actions.revise(ask, deal=TYPED | said, need=need(), topics=[], by=ask.requested_by, chosen=chosen)


# Which deal


def test_a_chosen_deal_keeps_what_is_known_of_it_and_takes_what_it_lacked(rep, known):
    ask = drafted(rep, known.pk)

    assert ask.opportunity == known
    known.refresh_from_db()
    assert (known.name, known.account, known.value, known.currency) == ("Depot roll-out", "Marlow Grocers", 7, "EUR")
    assert (known.close_on, known.domain) == (date(2027, 1, 1), "")
    assert known.by_hand == ["close_on", "value"]
    drafted(rep, known.pk, value=Decimal(9_999), domain="marlow.example")
    known.refresh_from_db()
    assert (known.value, known.domain) == (7, "marlow.example"), "what one request filled in is known to the next"
    assert Opportunity.objects.count() == 1


def test_nobody_asks_for_a_deal_of_somebody_else_or_for_one_that_is_closed(rep, other_rep, known):
    with pytest.raises(Refused, match="closed or handed over"):
        drafted(other_rep, known.pk)
    Opportunity.objects.filter(pk=known.pk).update(stage=Stage.LOST, closed_on=today())
    with pytest.raises(Refused, match="closed or handed over"):
        drafted(rep, known.pk)
    assert not ReferenceRequest.objects.exists()


def test_a_deal_that_was_typed_for_a_draft_changes_with_it(rep):
    ask = stages.drafted(rep)
    before = ask.opportunity_id

    revised(ask, None)

    assert ask.opportunity_id == before
    assert ask.opportunity.name == "Typed"


def test_a_draft_goes_over_to_a_known_deal_and_back(rep, known):
    ask = stages.drafted(rep)

    revised(ask, known.pk)
    assert ask.opportunity == known
    assert Opportunity.objects.get() == known, "what was typed for it alone is gone"

    revised(ask, None)
    assert ask.opportunity.source == ""
    known.refresh_from_db()
    assert known.account == "Marlow Grocers"


def test_a_typed_deal_with_a_second_request_is_changed_by_neither(rep):
    first = stages.submitted(rep)
    second = drafted(rep, first.opportunity_id)

    revised(second, second.opportunity_id)
    assert Opportunity.objects.get().name == "Depot roll-out"
    revised(second, None)

    assert second.opportunity_id != first.opportunity_id
    first.opportunity.refresh_from_db()
    assert first.opportunity.name == "Depot roll-out"


def test_everybody_sees_the_deals_of_the_crm_and_of_requests_and_a_rep_their_own(rep, other_rep, manager, known):
    stranger = OpportunityFactory(source="crm", external_id="O-2", owner=None)
    draft, sent = stages.drafted(rep).opportunity, stages.submitted(rep).opportunity
    other = OpportunityFactory(source="crm", external_id="O-3", owner=other_rep)

    assert set(Opportunity.objects.visible_to(rep)) == {known, draft, sent}
    assert set(Opportunity.objects.visible_to(other_rep)) == {other}
    assert set(Opportunity.objects.visible_to(manager)) == {known, stranger, sent, other}


@pytest.mark.parametrize(
    "wrong",
    [
        {"stage": Stage.WON},
        {"closed_on": date(2026, 1, 1)},
        {"stage": Stage.WON, "engaged_on": date(2026, 1, 2), "closed_on": date(2026, 1, 1)},
        {"owner": None},
        {"close_on": None},
        {"external_id": "O-9"},
    ],
)
def test_the_database_refuses_a_deal_that_cannot_be(rep, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        OpportunityFactory(**{"owner": rep} | wrong)


def test_a_source_names_a_deal_once(rep, known):
    with pytest.raises(IntegrityError), transaction.atomic():
        OpportunityFactory(source="crm", external_id="O-1", owner=rep)
    OpportunityFactory(source="other", external_id="O-1", owner=rep)


# How it ended


def ended(ask, by, **said):
    said = {"stage": "won", "closed_on": days_ago(1), "value": None} | said
    return deals.record_outcome(ask, **said, by=by, on=today())


def test_a_rep_or_a_manager_says_how_the_deal_ended_and_it_is_remembered(rep, manager):
    ask = stages.submitted(rep)

    deal = ended(ask, rep, value=Decimal(900))
    assert (deal.stage, deal.closed_on, deal.value) == (Stage.WON, days_ago(1), 900)
    ended(ask, rep, value=Decimal(900))
    ended(ask, manager, stage="lost")

    ask.opportunity.refresh_from_db()
    assert (ask.opportunity.stage, ask.opportunity.value) == (Stage.LOST, 900)
    events = list(ask.events.filter(verb="record_outcome").order_by("seq").values_list("actor", flat=True))
    assert events == [rep.pk, manager.pk], "to say the same again is no event"


def test_a_deal_that_is_still_open_has_no_day(rep):
    ask = stages.submitted(rep)
    ended(ask, rep)

    deal = ended(ask, rep, stage="open", closed_on=None)

    assert (deal.stage, deal.closed_on, deal.by_hand) == (Stage.OPEN, None, [])


@pytest.mark.parametrize("closed_on", [None, today() + timedelta(days=1), days_ago(11)])
def test_a_deal_ends_on_a_day_that_can_have_been(rep, closed_on):
    ask = stages.submitted(rep)
    Opportunity.objects.update(engaged_on=days_ago(10))

    with pytest.raises(Refused):
        ended(ask, rep, closed_on=closed_on)

    assert not ask.events.filter(verb="record_outcome").exists()


@pytest.mark.parametrize("who", ["executive", "admin"])
def test_nobody_else_says_how_it_ended(rep, who, request):
    with pytest.raises(PermissionDenied):
        ended(stages.submitted(rep), request.getfixturevalue(who))


# What a reference has to do with it


@pytest.fixture
def heard(db):
    """Let a reference be heard for one more request of a deal."""
    person = ReferenceFactory()

    def do(deal, day, state=UseState.DONE):
        ask = ReferenceRequestFactory(opportunity=deal, requested_by=deal.owner, status=Status.COMPLETED, topics=[])
        use = UseFactory(use_consent=UseConsentFactory(reference=person, asked_by=deal.owner), on=day, state=state)
        return AssignmentFactory(ask=ask, reference=person, use_consent=use.use_consent, use=use)

    return do


def influenced():
    return Opportunity.objects.influenced(since=days_ago(365), on=today())


@pytest.mark.parametrize(
    ("stage", "day", "state", "counts"),
    [
        (Stage.WON, 11, UseState.DONE, True),
        (Stage.WON, 10, UseState.DONE, False),
        (Stage.WON, 9, UseState.DONE, False),
        (Stage.WON, 11, UseState.BOOKED, False),
        (Stage.WON, 11, UseState.RELEASED, False),
        (Stage.LOST, 11, UseState.DONE, False),
    ],
)
def test_a_deal_counts_when_it_was_won_after_a_reference_was_heard(heard, stage, day, state, counts):
    deal = OpportunityFactory(stage=stage, closed_on=days_ago(10))
    heard(deal, days_ago(day), state)

    assert influenced().exists() is counts


def test_a_deal_counts_in_its_time_only(heard):
    for day in (365, 366):
        heard(OpportunityFactory(stage=Stage.WON, closed_on=days_ago(day)), days_ago(400))

    assert [deal.closed_on for deal in influenced()] == [days_ago(365)]


@pytest.mark.parametrize("seed", range(6))
def test_each_deal_counts_once_however_often_a_reference_was_heard(heard, seed):
    """Row 5.2: on random programs, the sums of a naive count over all that happened, deal by deal."""
    chance = random.Random(seed)
    rep = UserFactory()
    naive, number, unknown = {}, 0, 0
    for _ in range(8):
        stage = chance.choice([Stage.WON, Stage.WON, Stage.LOST, Stage.OPEN])
        closed_on = days_ago(chance.randint(0, 420)) if stage != Stage.OPEN else None
        value, currency = chance.choice([None, Decimal(chance.randint(0, 9_999))]), chance.choice(["EUR", "USD"])
        deal = OpportunityFactory(stage=stage, closed_on=closed_on, value=value, currency=currency, owner=rep)
        uses = []
        for _ in range(chance.randint(0, 4)):
            day, state = days_ago(chance.randint(0, 450)), chance.choice(UseState.values)
            heard(deal, day, state)
            uses.append((day, state))
        if chance.random() < 0.5:
            ReferenceRequestFactory(opportunity=deal, requested_by=rep, topics=[])
        in_time = stage == Stage.WON and closed_on >= days_ago(365)
        if in_time and any(state == UseState.DONE and day < closed_on for day, state in uses):
            naive[currency] = naive.get(currency, 0) + (value or 0)
            number += 1
            unknown += value is None

    found = total(influenced())

    assert found.worth == ", ".join(f"{currency} {sum_:,.0f}" for currency, sum_ in sorted(naive.items()) if sum_)
    assert (found.deals.split()[0], found.unknown) == (str(number), unknown)
    assert len(list(influenced())) == len({deal.pk for deal in influenced()}) == number
