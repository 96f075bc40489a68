"""How does a form about a customer look? One page for all: words above, the form, and beside it what is known."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from customers.models import Customer
from customers.views import seen
from refprogram.pages import page


@dataclass(frozen=True)
class Words:
    """What stands above and below a form."""

    heading: str
    lead: str
    button: str


def sheet(request: HttpRequest, form: Any, words: Words, customer: Customer, about: Any = ()) -> HttpResponse:
    """Show a form of a customer, kept as it was typed when something in it needs a change."""
    context = {"form": form, "customer": customer, "crumbs": seen.above(customer), "words": words, "about": about}
    status = 422 if form.is_bound else 200
    return page(request, "customers/form.html", context, fragment="customers/_form.html", status=status)
