"""What does a row about a contract become?"""

from collections import defaultdict
from datetime import date

from customers.imports.register import GONE, Register, change, news, once, still_to_come, told
from customers.models import Contract
from refprogram.imports.kinds import (
    Batch,
    Field,
    ImportKind,
    Outcome,
    Row,
    created,
    rejected,
    unchanged,
    unmatched,
    updated,
)
from refprogram.imports.values import day, text


def upsert_contracts(batch: Batch) -> list[Outcome]:
    """Write down when contracts renew, or what a file newly says of them.

    A contract is known by the row it came with, else by the day on which it renews. A file that leaves out the
    negotiation ends none, unless it says that the contract was renewed: missing news is not good news.
    """
    rows = batch.rows
    known_keys = [row.known for row in rows if row.known]
    register = Register(
        [row.values["customer"] for row in rows],
        create_missing=batch.create_missing,
        also=Contract.objects.filter(pk__in=known_keys).values("customer"),
    )
    contracts = {
        contract.pk: contract for contract in Contract.objects.filter(customer__in=register.by_key).order_by("pk")
    }
    claimed = {id(contracts[key]) for key in batch.taken(contracts)}
    touched = {contracts[key].customer_id for key in known_keys if key in contracts}
    at: defaultdict[int, list[Contract]] = defaultdict(list)
    for contract in contracts.values():
        contract.customer = register.by_key[contract.customer_id]
        at[id(contract.customer)].append(contract)
    outcomes: dict[Row, Outcome] = {}
    begun: set[int] = set()
    for row in rows:
        if early := still_to_come(row, "negotiating_since", on=batch.on):
            outcomes[row] = rejected(early)
            continue
        customer = register.find(row.values["customer"])
        if isinstance(customer, str):
            outcomes[row] = unmatched(customer)
            continue
        if row.known and row.known not in contracts:
            outcomes[row] = unmatched(GONE)
            continue
        others = claimed if "external_id" in row.values else set()
        found = contracts.get(row.known or 0) or _renewing(
            row.values["renews_on"], [contract for contract in at[id(customer)] if id(contract) not in others]
        )
        contract = found or Contract(customer=customer)
        if "external_id" in row.values:
            claimed.add(id(contract))
        differs = change(contract, customer=customer, **_said(row, found))
        if found is None:
            begun.add(id(contract))
            at[id(customer)].append(contract)
            outcomes[row] = created(contract)
        else:
            outcomes[row] = updated(contract) if differs else unchanged(contract)
    register.store()
    stored = once(news(outcomes))
    Contract.objects.bulk_create([contract for contract in stored if id(contract) in begun])
    Contract.objects.bulk_update(
        [contract for contract in stored if id(contract) not in begun],
        ["customer", "external_id", "renews_on", "negotiating_since"],
    )
    return told(batch, outcomes, touched | {contract.customer_id for contract in stored})


def _renewing(renews_on: date, contracts: list[Contract]) -> Contract | None:
    return next((contract for contract in contracts if contract.renews_on == renews_on), None)


def _said(row: Row, before: Contract | None) -> dict[str, object]:
    values = row.values
    said: dict[str, object] = {"renews_on": values["renews_on"]}
    if "external_id" in values:
        said["external_id"] = values["external_id"]
    is_renewed = before is not None and values["renews_on"] > before.renews_on
    if "negotiating_since" in values or is_renewed:
        said["negotiating_since"] = values.get("negotiating_since")
    return said


CONTRACTS = ImportKind(
    "contracts",
    "Contracts",
    (
        Field("customer", text(250), required=True, help="The customer's name."),
        Field("external_id", text(200), help="The contract's id in the other system."),
        Field("renews_on", day, required=True),
        Field("negotiating_since", day, help="Left out, it ends no negotiation until the contract is renewed."),
    ),
    upsert_contracts,
)
