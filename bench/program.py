"""What does a large program look like? Made-up customers with their people and their past, the same at every run.

The mix is meant to be that of a company with good manners and normal trouble: one customer in twenty has an open issue,
one in thirty goes through a hard time, two people in three have been spoken with, and some of that is long ago.
"""

from datetime import date, timedelta
from random import Random

from django.db import transaction

from bench import voices
from bench.asks import STATES, add_request
from bench.customers import add_customer
from bench.making import ACTIVITIES, MANAGERS, REPS, TOPICS, Making
from customers.models import Product, Topic
from references.models import ActivityType
from refprogram.accounts.models import User
from refprogram.accounts.roles import Role

SEED = 20261123
BEFORE_EVERYBODY = timedelta(days=5000)


def put_together(customers: int, *, on: date) -> dict[str, int]:
    """Make a program up in an empty database, as of a day; return how many rows of what there are now."""
    first = 1000  # behind those that every program has from its migrations
    Topic.objects.bulk_create([Topic(pk=first + number, name=f"Topic {number}") for number in range(TOPICS)])
    topics = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
    making = Making(random=Random(SEED), on=on, topics=topics)
    _people_here(making)
    for _ in range(customers):
        add_customer(making)
    for status in STATES:
        add_request(making, status)
    for status in making.random.choices(list(STATES), list(STATES.values()), k=customers // 100):
        add_request(making, status)
    with transaction.atomic():
        stored = {table.model._meta.label: table.store() for table in making.tables.values()}
        return stored | voices.add_voices(making.willing, on=on)


def _people_here(making: Making) -> None:
    for number in range(MANAGERS + REPS):
        role = Role.REFERENCE_MANAGER if number < MANAGERS else Role.SALES_REP
        making.add(
            User,
            email=f"user{number}@example.com",
            role=role,
            first_name=making.word(),
            password="!",
            is_staff=False,
            date_joined=making.at(making.on - BEFORE_EVERYBODY),
        )
    for code, name, mode, public, weight, most, rest in ACTIVITIES:
        offer = {"code": code, "name": name, "mode": mode, "public": public, "confirm_each_use": mode == "live"}
        making.add(ActivityType, **offer, weight=weight, max_per_quarter=most, rest_days=rest)
    for number in range(30):
        making.add(Product, name=f"Product {number}", family=f"Family {number % 5}")
