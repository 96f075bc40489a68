"""What was offered to whom for what they did, and what came of it? One reward in each state, and who may take what."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from customers.actions import set_gift_policy
from customers.models import Customer
from customers.models.customer import GiftPolicy
from references.actions import Reward, answer_reward, give_reward, offer_reward
from references.models import Act, Reference, RewardKind
from refprogram.accounts.models import User
from refprogram.management.seed.cast import Cast
from refprogram.management.seed.diary import Life

POLICIES: dict[str, dict[str, Any]] = {
    "Thessbar Ferries": {"policy": GiftPolicy.ALLOWED},
    "Corrimarrow Academy": {"policy": GiftPolicy.LIMITED, "limit": Decimal(25), "currency": "EUR"},
    "Birlmoor Paper Mill": {"policy": GiftPolicy.NONE},
    "Havarsund Fire Service": {"policy": "", "public_sector": True, "public_sector_gifts": True},
    "Ystrasund Water Board": {"policy": "", "public_sector": True},
}
# To whom, for what, what it is, and what became of it so many days ago.
REWARDS: tuple[tuple[str, Act, Reward, str], ...] = (
    (
        "Maelwyck Institute",
        Act.ADVICE,
        Reward("Two tickets to the tram museum", Decimal(38), "EUR"),
        "offered 60, accepted 58, given 50",
    ),
    (
        "Havarsund Fire Service",
        Act.ACTIVITY,
        Reward("A book about lighthouses", Decimal(18), "USD"),
        "offered 45, accepted 44, given 40",
    ),
    (
        "Thessbar Ferries",
        Act.FAVOUR,
        Reward("A basket of cheese and jam", Decimal(45), "EUR"),
        "offered 30, accepted 20",
    ),
    (
        "Fjorvane Home Stores",
        Act.EVENT,
        Reward("Train to the users’ day and back", Decimal(120), "EUR", RewardKind.TRAVEL),
        "offered 25, declined 22",
    ),
    ("Corrimarrow Academy", Act.ACTIVITY, Reward("A desk plant", Decimal(15), "EUR"), "offered 3"),
)


def rewards(cast: Cast) -> Iterator[Life]:
    manager = cast.people["manager"]
    yield _policies(manager)
    for company, act, reward, course in REWARDS:
        yield _told(company, act, reward, course, manager=manager)


def _policies(manager: User) -> Life:
    on = yield 250
    for company, policy in POLICIES.items():
        set_gift_policy(Customer.objects.get(name=company), **policy, by=manager, on=on)


def _told(company: str, act: str, reward: Reward, course: str, *, manager: User) -> Life:
    """Offer a reward, and take its steps, each on its day."""
    (_, offered), *steps = (step.split() for step in course.split(", "))
    on = yield int(offered)
    reference = Reference.objects.filter(contact__customer__name=company).earliest("pk")
    entry = offer_reward(reference, act=act, reward=reward, by=manager, on=on)
    for word, ago in steps:
        on = yield int(ago)
        if word == "given":
            give_reward(entry, by=manager, on=on)
        else:
            answer_reward(entry, answer=word, by=manager, on=on)
