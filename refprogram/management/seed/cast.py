"""Who works in the fictional program, with what, and how does a visitor sign in as one of them?"""

from dataclasses import dataclass

from customers.models import Product, Topic
from references.models import ActivityType, Mode
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role

PASSWORD = "reference-desk"

ACCOUNTS = (
    ("rep", "Kit", "Adeyinka", Role.SALES_REP),
    ("rep2", "Lotte", "Brandvoll", Role.SALES_REP),
    ("manager", "Mara", "Ostrowen", Role.REFERENCE_MANAGER),
    ("manager2", "Tobias", "Fennimore", Role.REFERENCE_MANAGER),
    ("executive", "Helen", "Achterbosch", Role.EXECUTIVE),
    ("admin", "Ravi", "Solanki-Reed", Role.ADMIN),
)
# What a live one costs the person: how much of a favour it is, how often in 90 days, and so many days of rest.
COSTS = {"reference-call": (1, 2, 0), "site-visit": (3, 1, 90), "analyst-call": (1, 2, 14), "event-talk": (3, 1, 90)}
ACTIVITIES = (
    ("reference-call", "Reference call", Mode.LIVE, 30),
    ("site-visit", "Site visit", Mode.LIVE, 180),
    ("analyst-call", "Analyst call", Mode.LIVE, 45),
    ("event-talk", "Talk at an event", Mode.LIVE, 60),
    ("written-quote", "Written quote", Mode.CONTENT, 15),
    ("shown-words", "Their words, shown in public", Mode.CONTENT, 5),
    ("case-study", "Case study", Mode.CONTENT, 90),
)
PUBLIC = {"event-talk", "shown-words", "case-study"}  # the world hears it; a quote goes to one prospect
TOPICS = (
    *("Reporting", "Migration", "Support", "Billing", "Security review", "Mobile devices", "Roll-out in stages"),
    *("Interfaces", "Training", "Contract terms"),
)
PRODUCTS = (
    ("Northquay Dispatch", "Planning"),
    ("Northquay Depot", "Planning"),
    ("Northquay Insight", "Reporting"),
    ("Northquay Pocket", "Mobile"),
)


@dataclass(frozen=True)
class Cast:
    """The accounts by their short name, and what they speak of, by code or name."""

    people: dict[str, User]
    activities: dict[str, ActivityType]
    topics: dict[str, Topic]
    products: list[Product]


def address(short: str) -> str:
    return f"{short}@northquay.example"


def hire() -> Cast:
    """Make one account a role, a second rep and a second manager, and the lists that an admin keeps."""
    return Cast(
        people={
            short: User.objects.create_user(address(short), PASSWORD, role=role, first_name=first, last_name=last)
            for short, first, last, role in ACCOUNTS
        },
        activities={
            code: ActivityType.objects.get_or_create(
                code=code,
                defaults={
                    "name": name,
                    "mode": mode,
                    "minutes": minutes,
                    "confirm_each_use": mode == Mode.LIVE,
                    "public": code in PUBLIC,
                    **dict(zip(("weight", "max_per_quarter", "rest_days"), COSTS.get(code, (1, None, 0)), strict=True)),
                },
            )[0]
            for code, name, mode, minutes in ACTIVITIES
        },
        topics={name: Topic.objects.get_or_create(name=name)[0] for name in TOPICS},
        products=[
            Product.objects.get_or_create(name=name, defaults={"family": family})[0] for name, family in PRODUCTS
        ],
    )
