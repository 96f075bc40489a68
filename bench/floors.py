"""What could no page of ours be faster than? A constant, one indexed query, and fifty rows in a plain table.

They pass the same middleware as every page, but nobody is signed in: finding session and user is part of a page's cost.
"""

import os

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.views.decorators.http import require_safe

from customers.models import Customer

ROWS = 50
COLUMNS = ("name", "industry", "region", "country", "domain", "employees", "customer_since", "reference_policy")
CELLS = "".join(f"<td>{{{{ row.{column} }}}}</td>" for column in COLUMNS)
TABLE = Template(f"<table>{{% for row in rows %}}<tr>{CELLS}</tr>{{% endfor %}}</table>")


@login_not_required
@require_safe
def constant(request: HttpRequest) -> HttpResponse:
    """Answer with the number of the process, which is the one whose CPU time is counted."""
    return HttpResponse(f"{os.getpid()}")


@login_not_required
@require_safe
def row(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(Customer.objects.get(pk=pk).name)


@login_not_required
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    found = Customer.objects.order_by("name", "pk")[:ROWS]
    return HttpResponse(TABLE.render(Context({"rows": found})))
