"""What may we offer whom, what came of it, and what is said of it wherever they speak for us?"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import override

from customers.models import Contact
from references import actions
from references.actions import Reward
from references.models import Act, Reference, ReferenceEvent, RewardAnswer, RewardEntry, RewardKind, Standing
from refprogram.dates import add_months, today
from refprogram.errors import Refused
from tests.factories import (
    CheckInFactory,
    CustomerFactory,
    ReferenceFactory,
    RewardEntryFactory,
    ThankYouFactory,
    days_ago,
)

pytestmark = pytest.mark.django_db

PUBLIC = {"public_sector": True, "public_sector_gifts": True}


def offers(
    reference, by, *, value="10", currency="USD", what="A book", kind=RewardKind.GIFT, act=Act.ACTIVITY, on=None
):
    reward = Reward(what, Decimal(value), currency, kind)
    return actions.offer_reward(reference, act=act, reward=reward, by=by, on=on or today())


def answers(entry, answer, by):
    return actions.answer_reward(entry, answer=answer, by=by, on=today())


def gives(entry, by):
    return actions.give_reward(entry, by=by, on=today())


def at(**company):
    return ReferenceFactory(customer=CustomerFactory(**company))


def test_an_offer_is_accepted_then_given_and_all_of_it_is_remembered(manager, other_manager):
    entry = offers(ReferenceFactory(), manager, value="40", currency="EUR")
    assert (entry.state, entry.offered_on, entry.offered_by) == ("Offered", today(), manager)

    entry = answers(entry, RewardAnswer.ACCEPTED, other_manager)
    assert (entry.state, entry.answered_on, entry.given_on) == ("Accepted", today(), None)

    entry = gives(entry, manager)
    assert (entry.state, entry.given_on) == ("Given", today())
    events = ReferenceEvent.objects.filter(about=f"reward-{entry.pk}").order_by("seq")
    assert list(events.values_list("verb", "actor")) == [
        ("offer_reward", manager.pk),
        ("reward_accepted", other_manager.pk),
        ("give_reward", manager.pk),
    ]


def test_declining_costs_nothing(manager):
    reference = ReferenceFactory()
    before = Standing.objects.filter(reference=reference).values().get()

    entry = answers(offers(reference, manager), RewardAnswer.DECLINED, manager)

    assert entry.state == "Declined"
    assert Standing.objects.filter(reference=reference).values().get() == before
    assert offers(reference, manager).pk != entry.pk


def test_whoever_accepted_may_decline_as_long_as_it_is_not_given(manager):
    accepted = answers(offers(ReferenceFactory(), manager), RewardAnswer.ACCEPTED, manager)

    assert answers(accepted, RewardAnswer.DECLINED, manager).state == "Declined"


@pytest.mark.parametrize("state", ["accepted", "declined", "given"])
def test_nothing_is_answered_twice(manager, state):
    entry = RewardEntryFactory(**{state: True})

    with pytest.raises(Refused, match="Nothing was changed"):
        answers(entry, RewardAnswer.ACCEPTED, manager)


@pytest.mark.parametrize("state", [{}, {"declined": True}, {"given": True}])
def test_only_what_was_accepted_is_given_and_once(manager, state):
    entry = RewardEntryFactory(**state)

    with pytest.raises(Refused, match="not accepted this, or it is given"):
        gives(entry, manager)


@pytest.mark.parametrize("mood", ["delighted", "unhappy"])
def test_whoever_said_something_bad_is_offered_the_same(manager, mood):
    reference = ReferenceFactory()
    CheckInFactory(reference=reference, on=today(), mood=mood)

    assert offers(reference, manager, act=Act.TESTIMONIAL).state == "Offered"


def test_no_column_can_hold_a_condition_on_what_somebody_says():
    columns = {field.name for field in RewardEntry._meta.get_fields()}

    assert columns == {
        *("id", "reference", "act", "kind", "what", "value", "currency"),
        *("offered_on", "offered_by", "answer", "answered_on", "given_on", "thank_you"),
    }
    assert set(Act.values) == {"activity", "referral", "testimonial", "advice", "event", "favour"}


def test_an_offer_that_hangs_on_an_opinion_is_refused_by_the_action_itself(manager):
    with pytest.raises(Refused, match="“positive” ties this to an opinion"):
        offers(ReferenceFactory(), manager, what="A voucher for a positive review")

    assert not RewardEntry.objects.exists()


@pytest.mark.parametrize("who", ["rep", "executive", "admin"])
def test_nobody_but_a_reference_manager_offers_answers_or_gives(who, request):
    by, entry = request.getfixturevalue(who), RewardEntryFactory()

    for act in (
        lambda: offers(entry.reference, by),
        lambda: answers(entry, RewardAnswer.ACCEPTED, by),
        lambda: gives(entry, by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not RewardEntry.objects.visible_to(by).exists()


# What their company, and the law, let them take


@pytest.mark.parametrize("policy", ["", "allowed"])
def test_a_company_that_says_nothing_or_allows_it_sets_no_limit(manager, policy):
    assert offers(at(gift_policy=policy), manager, value="400", currency="SEK").pk


def test_a_company_without_gifts_is_offered_nothing(manager):
    reference = at(gift_policy="none")

    with pytest.raises(Refused, match="no gifts"):
        offers(reference, manager, value="0.01")

    assert not RewardEntry.objects.exists()


@pytest.mark.parametrize(
    ("value", "currency", "words"),
    [("25", "EUR", ""), ("25.01", "EUR", "own limit is EUR 25.00 on one occasion"), ("5", "USD", "is in EUR")],
)
def test_a_company_with_a_limit_of_its_own_is_held_to_it(manager, value, currency, words):
    reference = at(gift_policy="limited", gift_limit=Decimal(25), gift_currency="EUR")

    if not words:
        assert offers(reference, manager, value=value, currency=currency).pk
        return
    with pytest.raises(Refused, match=words):
        offers(reference, manager, value=value, currency=currency)


def test_the_public_sector_is_offered_nothing_until_it_is_switched_on(manager):
    with pytest.raises(Refused, match="public sector, where nothing is offered"):
        offers(at(public_sector=True), manager, value="1")

    assert offers(at(**PUBLIC), manager, value="1").pk


@pytest.mark.parametrize(
    ("value", "currency", "kind", "words"),
    [
        ("20", "USD", "gift", ""),
        ("20.01", "USD", "gift", "USD 20.00 on one occasion"),
        ("10", "EUR", "gift", "Say what it is worth in USD"),
        ("10", "USD", "payment", "offered money"),
    ],
)
def test_in_the_public_sector_one_occasion_is_twenty_dollars_and_no_money(manager, value, currency, kind, words):
    reference = at(**PUBLIC)

    if not words:
        assert offers(reference, manager, value=value, currency=currency, kind=kind).pk
        return
    with pytest.raises(Refused, match=words):
        offers(reference, manager, value=value, currency=currency, kind=kind)


def test_two_small_gifts_on_one_day_are_one_occasion_whoever_of_us_offers(manager, other_manager):
    reference = at(**PUBLIC)
    offers(reference, manager, value="15")

    with pytest.raises(Refused, match=r"USD 20.00 on one occasion, and they were offered USD 15.00 already"):
        offers(reference, other_manager, value="15")


def test_within_a_rolling_year_all_of_us_together_offer_fifty_dollars(manager, other_manager):
    reference = at(**PUBLIC)
    for by, ago in ((manager, 300), (other_manager, 100)):
        offers(reference, by, value="20", on=days_ago(ago))

    with pytest.raises(Refused, match=r"USD 50.00 within a year, and they were offered USD 40.00 already"):
        offers(reference, manager, value="10.01")
    assert offers(reference, manager, value="10").pk


@pytest.mark.parametrize(("more", "counts"), [(0, False), (1, True)])
def test_the_year_ends_on_the_day_a_year_later(manager, more, counts):
    reference = at(**PUBLIC)
    first = add_months(today(), -12) + timedelta(days=more)
    for value, on in (("20", first), ("20", days_ago(9))):
        offers(reference, manager, value=value, on=on)

    if counts:
        with pytest.raises(Refused, match="within a year"):
            offers(reference, manager, value="11")
    else:
        assert offers(reference, manager, value="11").pk


def test_what_was_declined_does_not_count_and_what_nobody_answered_does(manager):
    reference = at(**PUBLIC)
    answers(offers(reference, manager, value="20"), RewardAnswer.DECLINED, manager)
    offers(reference, manager, value="20")

    with pytest.raises(Refused, match="on one occasion"):
        offers(reference, manager, value="1")


def test_what_a_colleague_of_theirs_was_offered_is_another_persons(manager):
    one = at(**PUBLIC)
    offers(one, manager, value="20")

    assert offers(ReferenceFactory(customer=one.contact.customer), manager, value="20").pk


@pytest.mark.parametrize("before", [{"value": 30, "currency": "EUR"}, {"value": None, "currency": ""}])
def test_what_cannot_be_added_up_is_no_good_news(manager, before):
    reference = at(**PUBLIC)
    RewardEntryFactory(reference=reference, given=True, offered_on=days_ago(40), **before)

    with pytest.raises(Refused, match="another currency, or of unknown worth"):
        offers(reference, manager, value="1")


def test_nothing_is_given_that_their_company_has_ruled_out_since(manager):
    entry = answers(offers(ReferenceFactory(), manager), RewardAnswer.ACCEPTED, manager)
    customer = entry.reference.contact.customer
    type(customer).objects.filter(pk=customer.pk).update(gift_policy="none")

    with pytest.raises(Refused, match="no gifts"):
        gives(entry, manager)
    assert answers(entry, RewardAnswer.DECLINED, manager).state == "Declined"


def test_an_offer_within_the_limits_is_given_and_not_counted_twice(manager):
    entry = answers(offers(at(**PUBLIC), manager, value="20"), RewardAnswer.ACCEPTED, manager)

    assert gives(entry, manager).state == "Given"


@pytest.mark.parametrize("status", ["restricted", "objected", "erased"])
def test_whoever_wants_no_contact_is_offered_nothing(manager, status):
    reference = ReferenceFactory()
    Contact.objects.filter(pk=reference.contact_id).update(status=status, status_since=today())

    with pytest.raises(Refused, match="leave them alone"):
        offers(Reference.objects.get(pk=reference.pk), manager)


# A thank-you that is a gift


def test_a_gift_as_thanks_goes_into_the_ledger_with_it(manager):
    owed = ThankYouFactory()

    actions.thank(owed, kind="gift", gift=Reward("A plant", Decimal(15), "EUR"), by=manager, on=today())

    entry = RewardEntry.objects.get()
    assert (entry.thank_you, entry.reference, entry.act) == (owed, owed.use.reference, Act.ACTIVITY)
    assert (entry.what, entry.value, entry.currency, entry.state) == ("A plant", 15, "EUR", "Given")


@pytest.mark.parametrize("kind", ["note_card", "call", "email"])
def test_thanks_without_a_gift_is_no_reward(manager, kind):
    actions.thank(ThankYouFactory(), kind=kind, by=manager, on=today())

    assert not RewardEntry.objects.exists()


@pytest.mark.parametrize(
    ("company", "gift"),
    [
        ({"gift_policy": "none"}, Reward("A plant", Decimal(15), "EUR")),
        ({"public_sector": True}, Reward("A plant", Decimal(15), "USD")),
        (PUBLIC, Reward("A plant", Decimal(21), "USD")),
        ({}, None),
    ],
)
def test_where_no_gift_may_be_taken_neither_the_thanks_nor_the_gift_is_written_down(manager, company, gift):
    owed = ThankYouFactory(use__use_consent__reference=at(**company))

    with pytest.raises(Refused):
        actions.thank(owed, kind="gift", gift=gift, by=manager, on=today())

    owed.refresh_from_db()
    assert owed.thanked_on is None
    assert not RewardEntry.objects.exists()
    actions.thank(owed, kind="note_card", by=manager, on=today())


# What is said of it


def test_what_is_offered_or_given_connects_them_with_us_and_what_was_declined_does_not():
    old, new = (RewardEntryFactory(offered_on=days_ago(ago)) for ago in (40, 3))
    given = RewardEntryFactory(given=True, offered_on=days_ago(20))
    RewardEntryFactory(declined=True)
    RewardEntryFactory(offered_on=today() + timedelta(days=1))

    assert list(RewardEntry.objects.connecting(on=today())) == [new, given, old]


@pytest.mark.parametrize(
    ("columns", "english", "german"),
    [
        ({}, "a gift worth EUR 40", "ein Geschenk im Wert von EUR 40"),
        ({"value": Decimal("1234.5")}, "a gift worth EUR 1,234.50", "ein Geschenk im Wert von EUR 1.234,50"),
        ({"kind": "payment"}, "a payment of EUR 40", "eine Zahlung von EUR 40"),
        ({"kind": "discount"}, "a discount worth EUR 40", "ein Rabatt im Wert von EUR 40"),
        ({"kind": "travel"}, "travel or a ticket worth EUR 40", "eine Reise oder Eintrittskarte im Wert von EUR 40"),
        ({"value": None, "currency": ""}, "a gift", "ein Geschenk"),
    ],
)
def test_a_reward_is_said_in_words(columns, english, german, time_machine):
    time_machine.move_to("2026-05-03 12:00:00+00:00")
    given = RewardEntryFactory(given=True, offered_on=today(), **columns)
    offered = RewardEntryFactory(offered_on=today(), **columns)
    for entry in (given, offered):
        entry.refresh_from_db()

    assert given.disclosed() == f"They have received {english} from us on 3 May 2026."
    assert offered.disclosed() == f"We have offered them {english} on 3 May 2026."
    with override("de"):
        assert given.disclosed() == f"Von uns am 3. Mai 2026 erhalten: {german}."
        assert offered.disclosed() == f"Von uns am 3. Mai 2026 angeboten: {german}."


def test_what_was_accepted_is_overdue_after_fourteen_days():
    late, due = (
        RewardEntryFactory(answer="accepted", offered_on=days_ago(30), answered_on=days_ago(ago)) for ago in (15, 14)
    )
    RewardEntryFactory(given=True)
    RewardEntryFactory(declined=True)

    assert list(RewardEntry.objects.overdue(on=today())) == [late]
    assert set(RewardEntry.objects.promised()) == {late, due}


# What the database refuses by itself


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"value": 0}, "reward_worth_something"),
        ({"value": None}, "reward_worth_something"),
        ({"value": None, "currency": "", "kind": "payment"}, "reward_worth_something"),
        ({"currency": ""}, "reward_worth_something"),
        ({"answer": "accepted"}, "reward_answered_on_a_day"),
        ({"answer": "accepted", "answered_on": days_ago(31)}, "reward_answered_on_a_day"),
        ({"answered_on": days_ago(2)}, "reward_answered_on_a_day"),
        ({"given_on": days_ago(2)}, "reward_given_after_a_yes"),
        ({"declined": True, "given_on": days_ago(2)}, "reward_given_after_a_yes"),
        ({"accepted": True, "given_on": days_ago(31)}, "reward_given_after_a_yes"),
    ],
)
def test_a_reward_that_cannot_be_is_refused_by_the_database_itself(columns, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RewardEntryFactory(**columns)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"gift_policy": "limited"}, "customer_gift_limit_when_limited"),
        ({"gift_policy": "limited", "gift_currency": "EUR"}, "customer_gift_limit_when_limited"),
        ({"gift_policy": "limited", "gift_limit": 0, "gift_currency": "EUR"}, "customer_gift_limit_when_limited"),
        ({"gift_policy": "none", "gift_limit": 5, "gift_currency": "EUR"}, "customer_gift_limit_when_limited"),
        ({"public_sector_gifts": True}, "customer_public_sector_gifts"),
    ],
)
def test_a_gift_policy_that_cannot_be_is_refused_by_the_database_itself(columns, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CustomerFactory(**columns)
