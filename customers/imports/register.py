"""Which customer does a row speak of? And what the kinds of file have in common when they store what rows say."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from customers.announce import facts_changed
from customers.models import Customer
from customers.models.customer import name_key
from refprogram.imports.kinds import Batch, Outcome, Result, Row
from refprogram.imports.values import shown

GONE = "What this row became was removed here; a file does not bring it back."


def tidy(name: str) -> str:
    return " ".join(name.split())


class Register:
    """The customers that a batch may speak of, locked, by name; and those that it makes. One query, whatever the batch.

    They are locked in order of their keys before anything of theirs is read, as everybody does who changes their facts.
    """

    def __init__(self, names: Iterable[str], *, create_missing: bool = False, also: Any = ()) -> None:
        """Read the customers of these names and, by key, some more."""
        self.create_missing = create_missing
        self.by_key: dict[int, Customer] = {}
        self._alike: defaultdict[str, list[Customer]] = defaultdict(list)
        self._made: list[Customer] = []
        wanted = Q(name_key__in={name_key(name) for name in names}) | Q(pk__in=also)
        for customer in Customer.objects.select_for_update(of=("self",)).filter(wanted).order_by("pk"):
            self.by_key[customer.pk] = customer
            self.enter(customer)

    def enter(self, customer: Customer) -> None:
        self._alike[customer.name_key].append(customer)

    def strike(self, customer: Customer) -> None:
        self._alike[customer.name_key].remove(customer)

    def fitting(self, name: str) -> list[Customer]:
        """Return the customers of exactly this name, else those of the same name without legal form."""
        alike, plain = self._alike[name_key(name)], tidy(name).casefold()
        return [customer for customer in alike if customer.name.casefold() == plain] or list(alike)

    def find(self, name: str) -> Customer | str:
        """Return the one customer of a name, made if that was asked for, or a sentence why there is none."""
        fitting = self.fitting(name)
        if len(fitting) > 1:
            return several(name, fitting)
        if fitting:
            return fitting[0]
        if not self.create_missing:
            return f"No customer is called {shown(name)}."
        customer = Customer(name=tidy(name), name_key=name_key(name))
        self._made.append(customer)
        self.enter(customer)
        return customer

    def store(self) -> None:
        """Write the customers that were made, all at once."""
        Customer.objects.bulk_create(self._made)


def several(name: str, fitting: list[Customer]) -> str:
    number = {2: "Two", 3: "Three"}.get(len(fitting), str(len(fitting)))
    return f"{number} customers fit the name {shown(name)}: {', '.join(shown(c.name) for c in fitting[:3])}."


def still_to_come(row: Row, *names: str, on: date) -> str:
    """Say which day of a row lies ahead although it tells what has been; nothing when none does."""
    ahead = [name for name in names if row.values.get(name, on) > on]
    return f"{ahead[0]}: {row.values[ahead[0]].isoformat()} is still to come." if ahead else ""


def change(row_object: Any, **values: Any) -> bool:
    """Write values onto an object and say whether one of them was different."""
    different = {name: value for name, value in values.items() if getattr(row_object, name) != value}
    for name, value in different.items():
        setattr(row_object, name, value)
    return bool(different)


def once(objects: Iterable[Any]) -> list[Any]:
    """Return each object once, although several rows may have changed it."""
    return list({id(row_object): row_object for row_object in objects}.values())


def told(batch: Batch, outcomes: dict[Row, Outcome], customers: Iterable[int]) -> list[Outcome]:
    """Announce the customers of which a batch changed something, and return the outcomes in the order of its rows."""
    facts_changed(customers, on=batch.on)
    return [outcomes[row] for row in batch.rows]


def news(outcomes: dict[Row, Outcome]) -> list[Any]:
    """Return what a batch made or changed."""
    return [o.object for o in outcomes.values() if o.result in {Result.CREATED, Result.UPDATED}]
