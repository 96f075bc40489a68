"""Which pages are measured, and against which floor? One row a page; rows of the program are taken in turn."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from random import Random
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.serving import NotServed
from customers.models import Customer
from references.models import Reference
from references.testimonials.models import Channel, Placement
from requests.models import ReferenceRequest, Status

CONSTANT, ROW, ROWS = "constant", "one indexed query", "50 rows"
DIFFERENT = 40


@dataclass(frozen=True)
class Page:
    """A page by the name of its address; `of` gives the rows it is asked for one after the other, if it needs any."""

    name: str
    to: str
    floor: str = ""
    of: Callable[[], QuerySet[Any]] | None = None
    query: str = ""

    def paths(self) -> list[str]:
        """Return the addresses to ask for in turn, the same ones at every run."""
        if not self.of:
            return [reverse(self.to) + self.query]
        keys = list(self.of().order_by("pk").values_list("pk", flat=True))
        chosen = Random(len(keys)).sample(keys, min(DIFFERENT, len(keys)))
        return [reverse(self.to, args=[key]) + self.query for key in chosen]


def _embedded() -> QuerySet[Placement]:
    return Placement.objects.filter(channel=Channel.EMBED)


def _searching() -> QuerySet[ReferenceRequest]:
    return ReferenceRequest.objects.filter(status=Status.IN_REVIEW)


FLOORS = (
    Page(CONSTANT, "bench:constant"),
    Page(ROW, "bench:row", of=Customer.objects.all),
    Page(ROWS, "bench:rows"),
)
PAGES = (
    Page("Today", "today:home", ROW),
    Page("Customers", "customers:list", ROWS),
    Page("Customers, a search", "customers:list", ROWS, query="?q=vale"),
    Page("One customer", "customers:detail", ROW, of=Customer.objects.all),
    Page("  its references", "references:of_customer", ROW, of=Customer.objects.all),
    Page("References", "references:list", ROWS),
    Page("References, may be asked", "references:list", ROWS, query="?standing=may"),
    Page("One reference", "references:detail", ROW, of=Reference.objects.all),
    Page("Do not use", "references:do_not_use", ROWS),
    Page("Requests", "requests:list", ROWS),
    Page("A request, with matches", "requests:detail", ROW, of=_searching),
)
# What anybody sees, asked for again by whoever has it already: that is how nearly all of them are asked for.
AGAIN = (
    Page("Wall, asked for again", "face:wall", CONSTANT),
    Page("Frame, asked for again", "face:embed", CONSTANT, of=_embedded),
    Page("JSON, asked for again", "face:embed_json", CONSTANT, of=_embedded),
)


def statements(path: str, *, client: Client, again: bool = False) -> int:
    """Count the SQL statements of a page, session and user included; `again`, for whoever has it already."""
    known = {"If-None-Match": client.get(path).headers.get("ETag", "")} if again else {}
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path, headers=known)
    if answer.status_code != (HTTPStatus.NOT_MODIFIED if again else HTTPStatus.OK):
        raise NotServed(f"{path} answered {answer.status_code}")
    return len(seen)
