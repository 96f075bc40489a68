"""What do we offer for what somebody did? Written down before it is given; who may take nothing is offered nothing.

A limit is one of the person, whoever of us offers: the person is held first, and what they were offered is added up in
a second query, so that two of us at once cannot pass it together. What counts are offers that were not declined.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, Sum

from customers.models import Customer
from customers.models.customer import GiftPolicy
from references.actions.conditions import why_not
from references.actions.noted import announce, note_down
from references.actions.talk import must_want_contact
from references.models import Reference, RewardAnswer, RewardEntry, RewardKind
from refprogram.errors import Refused

# What a federal employee may take from one source, non-cash: 5 CFR 2635.204(a).
PER_OCCASION, WITHIN_A_YEAR, DOLLARS = Decimal(20), Decimal(50), "USD"


@dataclass(frozen=True)
class Reward:
    """What is offered, and what it is worth."""

    what: str
    value: Decimal
    currency: str
    kind: str = RewardKind.GIFT


@dataclass(frozen=True)
class Limit:
    """How much somebody may take on one occasion, and within a year when that is limited too."""

    whose: str
    currency: str
    per_occasion: Decimal
    within_a_year: Decimal | None = None


@transaction.atomic
def offer_reward(reference: Reference, *, act: str, reward: Reward, by: Any, on: date) -> RewardEntry:
    """Write down what we offer somebody for an act.

    Raises `Refused` when they want no contact, their company or their office lets them take nothing or not as much,
    or the offer hangs on an opinion.
    """
    _allowed(by, "references.offer_reward")
    held = _held(reference)
    _must_be_allowed(held, reward, on=on)
    entry = RewardEntry.objects.create(
        reference=held,
        act=act,
        kind=reward.kind,
        what=reward.what,
        value=reward.value,
        currency=reward.currency,
        offered_on=on,
        offered_by=by,
    )
    note_down(held, "offer_reward", by=by, about=f"reward-{entry.pk}")
    announce(held, on=on)
    return entry


@transaction.atomic
def answer_reward(entry: RewardEntry, *, answer: str, by: Any, on: date) -> RewardEntry:
    """Write down that they accept an offer, or decline it; declining costs nothing, and may come after a yes."""
    _allowed(by, "references.record_reward")
    held = _held(entry.reference)
    open_to = Q(answer="") | Q(answer=RewardAnswer.ACCEPTED, given_on=None)
    possible = RewardEntry.objects.filter(open_to, pk=entry.pk).exclude(answer=answer)
    if not possible.update(answer=answer, answered_on=on):
        raise Refused("This offer is answered already, or given. Nothing was changed.")
    note_down(held, f"reward_{answer}", by=by, about=f"reward-{entry.pk}")
    announce(held, on=on)
    entry.refresh_from_db()
    return entry


@transaction.atomic
def give_reward(entry: RewardEntry, *, by: Any, on: date) -> RewardEntry:
    """Write down that they got what they had accepted.

    Raises `Refused` when they may not take it any more, because their company has said something else since.
    """
    _allowed(by, "references.record_reward")
    held = _held(entry.reference)
    waiting = RewardEntry.objects.promised().filter(pk=entry.pk).first()
    if waiting is None:
        raise Refused("They have not accepted this, or it is given already. Nothing was changed.")
    reward = Reward(waiting.what, waiting.value or Decimal(), waiting.currency, waiting.kind)
    _must_be_allowed(held, reward, on=waiting.offered_on, besides=waiting.pk)
    RewardEntry.objects.filter(pk=entry.pk).update(given_on=on)
    note_down(held, "give_reward", by=by, about=f"reward-{entry.pk}")
    announce(held, on=on)
    entry.refresh_from_db()
    return entry


def refusals(reference: Reference, reward: Reward | None = None, *, on: date, besides: int = 0) -> Iterator[str]:
    """Yield every reason for which somebody may not be offered this, or without a reward anything at all.

    `besides` is an offer of the ledger that is not counted, because it is the one in question.
    """
    customer = Customer.objects.get(contacts=reference.contact_id)
    if customer.gift_policy == GiftPolicy.NONE:
        yield "Their company lets its people take no gifts. Thank them with a note card, a call or an e-mail."
        return
    if customer.public_sector and not customer.public_sector_gifts:
        yield (
            "They work in the public sector, where nothing is offered. Thank them with a note card, or ask their "
            "company whether small gifts are fine and write that into its gift policy."
        )
        return
    if reward is None:
        return
    if customer.public_sector and reward.kind == RewardKind.PAYMENT:
        yield "Nobody in the public sector is offered money. A small gift may be possible."
    counted = RewardEntry.objects.filter(reference=reference).exclude(answer=RewardAnswer.DECLINED).exclude(pk=besides)
    for limit in limits_of(customer):
        yield from _beyond(limit, reward, counted, on=on)


def limits_of(customer: Customer) -> list[Limit]:
    """Return the limits that hold for the people of a company: its own, and the public sector's."""
    limits = []
    if customer.gift_limit is not None:
        limits.append(Limit("Their company’s own limit", customer.gift_currency, customer.gift_limit))
    if customer.public_sector:
        limits.append(Limit("The limit for the public sector", DOLLARS, PER_OCCASION, WITHIN_A_YEAR))
    return limits


def _beyond(limit: Limit, reward: Reward, counted: Any, *, on: date) -> Iterator[str]:
    """Hold an offer to a limit. One occasion is one day: two small gifts on it are one larger one."""
    if reward.currency != limit.currency:
        yield f"{limit.whose} is in {limit.currency}. Say what it is worth in {limit.currency}."
        return
    spans = [("on one occasion", limit.per_occasion, counted.filter(offered_on=on))]
    if limit.within_a_year is not None:
        spans.append(("within a year", limit.within_a_year, counted.of_the_year(on=on)))
    for span, most, offers in spans:
        if offers.exclude(currency=limit.currency).exists():
            yield (
                f"{limit.whose} counts in {limit.currency}, and they were offered something in another currency, or "
                f"of unknown worth, that counts {span}. Nothing can be added to it."
            )
            return
        before = offers.aggregate(sum=Sum("value"))["sum"] or Decimal()
        if before + reward.value > most:
            had = f", and they were offered {limit.currency} {before:,.2f} already, by all of us" if before else ""
            yield f"{limit.whose} is {limit.currency} {most:,.2f} {span}{had}."


def _must_be_allowed(reference: Reference, reward: Reward, *, on: date, besides: int = 0) -> None:
    must_want_contact(reference)
    reasons = [*refusals(reference, reward, on=on, besides=besides)]
    worded = why_not(reward.what)
    if reasons or worded:
        raise Refused(*reasons, *([worded] if worded else []))


def _held(reference: Reference) -> Reference:
    """Hold everybody at the company, as the announcement does, then read what is known of the person."""
    Reference.objects.of_customers([reference.contact.customer_id]).hold_all()
    return Reference.objects.select_related("contact").get(pk=reference.pk)


def _allowed(by: Any, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied
