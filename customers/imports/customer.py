"""What does a row about a customer become?"""

from typing import Any

from customers.imports.register import GONE, Register, change, news, once, several, tidy, told
from customers.models import Customer
from customers.models.customer import name_key
from refprogram.imports.kinds import (
    Batch,
    Field,
    ImportKind,
    Outcome,
    Result,
    Row,
    created,
    rejected,
    unchanged,
    unmatched,
    updated,
)
from refprogram.imports.values import day, decimal, text, whole

CUSTOMER_COLUMNS = ("domain", "industry", "country", "region", "city", "employees", "revenue", "customer_since")


def upsert_customers(batch: Batch) -> list[Outcome]:
    """Register customers, or write what a file newly says of them; what it leaves empty stays as it is here.

    A row with an id of its own is never laid onto a customer for which another id of the same source stands, even of
    the same name: the other system says that they are two. A parent may stand anywhere in the same batch.
    """
    parents = [row.values["parent"] for row in batch.rows if "parent" in row.values]
    names = [*(row.values["name"] for row in batch.rows), *parents]
    register = Register(names, create_missing=batch.create_missing, also=[row.known for row in batch.rows if row.known])
    claimed = {id(register.by_key[key]) for key in batch.taken(register.by_key)}
    targets: dict[Row, Customer] = {}
    outcomes: dict[Row, Outcome] = {}
    for row in batch.rows:
        found = _target(row, register, claimed)
        if isinstance(found, str):
            outcomes[row] = unmatched(found)
        else:
            targets[row] = found
            claimed |= {id(found)} if "external_id" in row.values else set()
    above = _parents(targets, outcomes, register)
    new = once(customer for customer in targets.values() if not customer.pk)
    begun = set()
    for row, customer in targets.items():
        differs = change(customer, **_said_of_customer(row, customer))
        is_first = not customer.pk and id(customer) not in begun
        begun.add(id(customer))
        outcomes[row] = created(customer) if is_first else updated(customer) if differs else unchanged(customer)
    register.store()
    Customer.objects.bulk_create(new)
    for row, parent in above.items():
        if change(targets[row], parent_id=parent.pk) and outcomes[row].result == Result.UNCHANGED:
            outcomes[row] = updated(targets[row])
    changed = once(targets[row] for row in targets if row in above or outcomes[row].result == Result.UPDATED)
    Customer.objects.bulk_update(changed, ["name", "name_key", "external_id", "parent", *CUSTOMER_COLUMNS])
    return told(batch, outcomes, [customer.pk for customer in news(outcomes)])


def _target(row: Row, register: Register, claimed: set[int]) -> Customer | str:
    """Return the customer that a row speaks of, a new one if there is none, or a sentence why that is not clear."""
    if row.known:
        return register.by_key.get(row.known, GONE)
    name = row.values["name"]
    fitting = register.fitting(name)
    if "external_id" in row.values:
        fitting = [customer for customer in fitting if id(customer) not in claimed]
    if len(fitting) > 1:
        return several(name, fitting)
    if fitting:
        return fitting[0]
    customer = Customer(name=tidy(name), name_key=name_key(name))
    register.enter(customer)
    return customer


def _parents(targets: dict[Row, Customer], outcomes: dict[Row, Outcome], register: Register) -> dict[Row, Customer]:
    """Find the parents that rows name; a row without its parent is put aside, and then perhaps its own children too."""
    above: dict[Row, Customer] = {}
    waiting = [row for row in targets if "parent" in row.values]
    is_settled = False
    while not is_settled:
        is_settled = True
        for row in [row for row in waiting if row in targets]:
            parent, customer = register.find(row.values["parent"]), targets[row]
            if isinstance(parent, Customer) and parent is not customer:
                above[row] = parent
                continue
            if isinstance(parent, str):
                later = "If it stands further down in this file, import the file again."
                outcomes[row] = unmatched(f"parent: {parent} {later}")
            else:
                outcomes[row] = rejected("parent: a customer is not its own parent.")
            above.pop(row, None)
            del targets[row]
            if not customer.pk and not any(other is customer for other in targets.values()):
                register.strike(customer)
                is_settled = False
    return above


def _said_of_customer(row: Row, customer: Customer) -> dict[str, Any]:
    values = {column: row.values[column] for column in CUSTOMER_COLUMNS if column in row.values}
    if "external_id" in row.values and not customer.external_id:
        values["external_id"] = row.values["external_id"]
    if row.known:
        values |= {"name": tidy(row.values["name"]), "name_key": name_key(row.values["name"])}
    return values


CUSTOMERS = ImportKind(
    "customers",
    "Customers",
    (
        Field("name", text(250), required=True),
        Field("external_id", text(200), help="The customer's id in the other system."),
        Field("domain", text(250)),
        Field("industry", text(200)),
        Field("country", text(100)),
        Field("region", text(100)),
        Field("city", text(200)),
        Field("employees", whole(0, 2_000_000_000), help="Digits only."),
        Field("revenue", decimal(digits=16, places=2), help="Like 1234.50, without separators of thousands."),
        Field("customer_since", day),
        Field("parent", text(250), help="The name of the customer above it."),
    ),
    upsert_customers,
)
