"""Which pages are measured, and against which floor? One row a page; rows of the program are taken in turn."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from random import Random

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.serving import NotServed
from customers.models import Customer
from references.models import Reference
from requests.models import ReferenceRequest, Status

CONSTANT, ROW, ROWS = "constant", "one indexed query", "50 rows"
DIFFERENT = 40


@dataclass(frozen=True)
class Page:
    """A page by the name of its address; `of` gives the rows it is asked for one after the other, if it needs any."""

    name: str
    to: str
    floor: str = ""
    of: Callable[[], QuerySet[Customer] | QuerySet[Reference] | QuerySet[ReferenceRequest]] | None = None
    query: str = ""

    def paths(self) -> list[str]:
        """Return the addresses to ask for in turn, the same ones at every run."""
        if not self.of:
            return [reverse(self.to) + self.query]
        keys = list(self.of().order_by("pk").values_list("pk", flat=True))
        chosen = Random(len(keys)).sample(keys, min(DIFFERENT, len(keys)))
        return [reverse(self.to, args=[key]) + self.query for key in chosen]


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


def statements(path: str, *, client: Client) -> int:
    """Count the SQL statements of a page, session and user included."""
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    if answer.status_code != HTTPStatus.OK:
        raise NotServed(f"{path} answered {answer.status_code}")
    return len(seen)
