"""Which files can this app read? The deals of another system; a file writes over nothing that somebody here said.

What is not in a file any more stays here: a request may rest on it, and a file that lacks a row says nothing about it.
"""

import re
from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Q

from customers.imports.product import Catalogue
from customers.imports.register import GONE, Register, change, news, once, still_to_come, tidy
from customers.models import Customer
from refprogram.accounts.models import User
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
from refprogram.imports.values import Unreadable, choice, day, decimal, shown, text
from requests.actions.mattered import draft_mattered
from requests.models import Opportunity, Stage
from requests.models.opportunity import CURRENCY

NO_ACCOUNT = "account: the row names no company. Give the deal one in the other system and import the file again."
BY_HAND = "Somebody here wrote down how this deal ended; the file says otherwise and was not followed."

# What other systems call the stages of a deal, and which of ours that is. Any other word is refused with these.
STAGES = {
    "open": Stage.OPEN,
    "new": Stage.OPEN,
    "prospecting": Stage.OPEN,
    "qualification": Stage.OPEN,
    "qualified": Stage.OPEN,
    "needs analysis": Stage.OPEN,
    "value proposition": Stage.OPEN,
    "discovery": Stage.OPEN,
    "demo": Stage.OPEN,
    "engaging": Stage.OPEN,
    "proposal": Stage.OPEN,
    "proposal/price quote": Stage.OPEN,
    "negotiation": Stage.OPEN,
    "negotiation/review": Stage.OPEN,
    "in progress": Stage.OPEN,
    "won": Stage.WON,
    "closed won": Stage.WON,
    "closedwon": Stage.WON,
    "lost": Stage.LOST,
    "closed lost": Stage.LOST,
    "closedlost": Stage.LOST,
}
COLUMNS = (
    "external_id",
    "name",
    "account",
    "customer",
    "product",
    "owner",
    "value",
    "currency",
    "engaged_on",
    "close_on",
    "stage",
    "closed_on",
)


def currency(cell: str) -> str:
    """Read the three letters of a currency."""
    if not re.fullmatch(CURRENCY, cell.upper()):
        raise Unreadable(f"{shown(cell)} is not the three letters of a currency, such as EUR.")
    return cell.upper()


class Sellers:
    """Everybody with an account, by e-mail address or full name; one query, and in any case on both databases."""

    def __init__(self, *, wanted: bool) -> None:
        self._known_by: defaultdict[str, list[User]] = defaultdict(list)
        for user in User.objects.only("email", "first_name", "last_name").order_by("pk") if wanted else ():
            for name in {user.email.casefold(), tidy(user.get_full_name()).casefold()} - {""}:
                self._known_by[name].append(user)

    def find(self, name: str) -> User | str:
        """Return the one account of an address or a name, or a note why there is none."""
        fitting = self._known_by[tidy(name).casefold()]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return f"owner: {len(fitting)} accounts fit {shown(name)}, so it was left empty."
        return f"owner: nobody with an account here is called {shown(name)}, so it was left empty."


def upsert_opportunities(batch: Batch) -> list[Outcome]:
    """Write down the deals of another system, or what a file newly says of them; nothing is deleted.

    The account is the prospect, and a customer of ours where exactly one has this name. A product has to be here: a
    near name is not guessed at. An owner who has no account is left empty, with a note.
    """
    rows = batch.rows
    deals = _there(batch)
    register = Register([row.values["account"] for row in rows if "account" in row.values])
    catalogue = Catalogue(wanted=any("product" in row.values for row in rows))
    sellers = Sellers(wanted=any("owner" in row.values for row in rows))
    outcomes: dict[Row, Outcome] = {}
    for row in rows:
        if row.known and row.known not in deals:
            outcomes[row] = unmatched(GONE)
            continue
        found = deals.get(row.known or 0) or deals.get(row.values.get("external_id", ""))
        if "account" not in row.values and found is None:
            outcomes[row] = unmatched(NO_ACCOUNT)
            continue
        product = catalogue.find(row.values["product"]) if "product" in row.values else None
        if isinstance(product, str):
            outcomes[row] = unmatched(product)
            continue
        owner = sellers.find(row.values["owner"]) if "owner" in row.values else None
        deal = found or Opportunity(source=batch.source)
        said = _said(row, deal, register) | _keys(row, product=product, owner=owner)
        if wrong := _wrong(row, deal, said, on=batch.on):
            outcomes[row] = rejected(wrong)
            continue
        followed, note = _not_against(deal, said)
        notes = " ".join(part for part in (owner if isinstance(owner, str) else "", note) if part)
        differs = change(deal, **followed)
        if found is None:
            outcomes[row] = created(deal, notes)
        else:
            outcomes[row] = updated(deal, notes) if differs else unchanged(deal, notes)
    stored = once(news(outcomes))
    Opportunity.objects.bulk_create([deal for deal in stored if not deal.pk])
    Opportunity.objects.bulk_update([deal for deal in stored if deal.pk in deals], COLUMNS)
    draft_mattered([deal.pk for deal in stored if deal.stage == Stage.WON], on=batch.on)
    return [outcomes[row] for row in rows]


def _there(batch: Batch) -> dict[int | str, Opportunity]:
    """Return the deals that the rows speak of, by key and by their id in this source, held in order of their keys."""
    mine = Q(pk__in=[row.known for row in batch.rows if row.known]) | Q(
        source=batch.source,
        external_id__in=[row.values["external_id"] for row in batch.rows if "external_id" in row.values],
    )
    held = list(Opportunity.objects.select_for_update(of=("self",)).filter(mine).order_by("pk"))
    return {deal.pk: deal for deal in held} | {deal.external_id: deal for deal in held if deal.external_id}


def _keys(row: Row, **found: Any) -> dict[str, Any]:
    """Return what a row says of others, by key; one that was named and is not here is nobody, not who it was before."""
    named = {name: one for name, one in found.items() if name in row.values}
    return {f"{name}_id": None if isinstance(one, str) else one.pk for name, one in named.items()}


def _said(row: Row, deal: Opportunity, register: Register) -> dict[str, Any]:
    """Return what a row says of a deal; the day of a deal that is still open is the day on which it should close."""
    values = row.values
    said = {name: values[name] for name in ("external_id", "currency", "engaged_on", "stage") if name in values}
    if "amount" in values:
        said["value"] = values["amount"]
    if "account" in values:
        customer = register.find(values["account"])
        said["account"] = tidy(values["account"])
        said["customer_id"] = customer.pk if isinstance(customer, Customer) else None
    if "name" in values or not deal.name:
        said["name"] = tidy(values.get("name") or values.get("product") or f"Deal {values.get('external_id', '')}")
    if said.get("stage", deal.stage) == Stage.OPEN:
        said |= {"closed_on": None} | ({"close_on": values["closed_on"]} if "closed_on" in values else {})
    elif "closed_on" in values:
        said["closed_on"] = values["closed_on"]
    return said


def _wrong(row: Row, deal: Opportunity, said: dict[str, Any], *, on: date) -> str:
    """Say what in a row contradicts itself or what is known of this deal; nothing when all is well."""
    stage = said.get("stage", deal.stage)
    been = ("engaged_on",) if stage == Stage.OPEN else ("engaged_on", "closed_on")
    if early := still_to_come(row, *been, on=on):
        return early
    if stage != Stage.OPEN and said.get("closed_on", deal.closed_on) is None:
        return "closed_on is empty: say on which day the deal was won or lost."
    if said.get("value") is not None and said["value"] < 0:
        return "amount: a deal cannot be worth less than nothing."
    began, ended = said.get("engaged_on", deal.engaged_on), said.get("closed_on", deal.closed_on)
    if "stage" in deal.by_hand:
        ended = deal.closed_on
    if began and ended and ended < began:
        return f"closed_on: the deal cannot have ended on {ended.isoformat()}, before it began on {began.isoformat()}."
    return ""


def _not_against(deal: Opportunity, said: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Leave out what somebody here said, and note it where the file says otherwise of how the deal ended.

    What it was expected to be worth is no longer the question once the other system says what it was closed for.
    """
    kept = set(deal.by_hand)
    if "stage" not in kept and said.get("stage", Stage.OPEN) != Stage.OPEN:
        kept.discard("value")
    against = "stage" in kept and said.get("stage", deal.stage) != deal.stage
    return {name: value for name, value in said.items() if name not in kept}, BY_HAND if against else ""


OPPORTUNITIES = ImportKind(
    "opportunities",
    "Deals",
    (
        Field("external_id", text(200), help="The deal's id in the other system."),
        Field("name", text(200), help="As your team calls it. Left empty, the product's name."),
        Field("account", text(200), help="The company it is with. A row without one is put aside."),
        Field("owner", text(254), help="Who sells it: the e-mail address or full name of an account here."),
        Field("product", text(200), help="The product's name; import products first."),
        Field("stage", choice(STAGES), help="open, won or lost, or the words of most CRMs. Left empty, open."),
        Field("amount", decimal(digits=14, places=2), help="Like 1234.50, without separators of thousands."),
        Field("currency", currency, help="Three letters. Left empty, EUR."),
        Field("engaged_on", day, help="When it began."),
        Field("closed_on", day, help="When it was won or lost; of an open deal, when it should close."),
    ),
    upsert_opportunities,
)
KINDS = (OPPORTUNITIES,)
