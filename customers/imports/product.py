"""What does a row about a product become? And which product does a row of another kind name?"""

from collections import defaultdict
from typing import Any

from customers.imports.register import GONE, change, news, once, tidy
from customers.models import Product
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
from refprogram.imports.values import shown, text


class Catalogue:
    """All that we sell, by name; one query, and in any case on both databases."""

    def __init__(self, *, wanted: bool = True) -> None:
        self.by_key: dict[int, Product] = {}
        self._alike: defaultdict[str, list[Product]] = defaultdict(list)
        for product in Product.objects.order_by("pk") if wanted else ():
            self.by_key[product.pk] = product
            self.enter(product)

    def enter(self, product: Product) -> None:
        self._alike[product.name.casefold()].append(product)

    def find(self, name: str) -> Product | str:
        """Return the one product of a name, or a sentence why there is none; near names are not guessed at."""
        alike = self._alike[tidy(name).casefold()]
        fitting = [product for product in alike if product.name == tidy(name)] or alike
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return f"product: {len(fitting)} products are called {shown(name)}, in large and small letters."
        return f"product: no product is called {shown(name)}. Import products first, or correct the name."


def upsert_products(batch: Batch) -> list[Outcome]:
    """Write down what we sell, or what a file newly says of it; what it leaves empty stays as it is here.

    A name is one product's own. A row with an id of its own is never laid onto the product of another id of the same
    source.
    """
    rows = batch.rows
    catalogue = Catalogue()
    claimed = {id(catalogue.by_key[key]) for key in batch.taken(catalogue.by_key)}
    outcomes: dict[Row, Outcome] = {}
    begun: set[int] = set()
    for row in rows:
        name = tidy(row.values["name"])
        if row.known and row.known not in catalogue.by_key:
            outcomes[row] = unmatched(GONE)
            continue
        same = catalogue.find(name)
        named = same if isinstance(same, Product) else None
        product = catalogue.by_key.get(row.known or 0) or named or Product(name=name)
        if named and (named is not product or ("external_id" in row.values and not row.known and id(named) in claimed)):
            outcomes[row] = rejected(f"name: another product is called {shown(name)} already.")
            continue
        said = _said(row, product)
        if "external_id" in row.values:
            claimed.add(id(product))
        differs = change(product, **said)
        if not product.pk and id(product) not in begun:
            begun.add(id(product))
            outcomes[row] = created(product)
        else:
            outcomes[row] = updated(product) if differs else unchanged(product)
        if not named:
            catalogue.enter(product)
    stored = once(news(outcomes))
    Product.objects.bulk_create([product for product in stored if id(product) in begun])
    Product.objects.bulk_update(
        [product for product in stored if id(product) not in begun], ["external_id", "name", "family"]
    )
    return [outcomes[row] for row in rows]


def _said(row: Row, product: Product) -> dict[str, Any]:
    said: dict[str, Any] = {"name": tidy(row.values["name"])} if row.known else {}
    if "family" in row.values:
        said["family"] = row.values["family"]
    if "external_id" in row.values and not product.external_id:
        said["external_id"] = row.values["external_id"]
    return said


PRODUCTS = ImportKind(
    "products",
    "Products",
    (
        Field("external_id", text(200), help="The product's id in the other system."),
        Field("name", text(200), required=True),
        Field("family", text(200), help="The series or line it belongs to."),
    ),
    upsert_products,
)
