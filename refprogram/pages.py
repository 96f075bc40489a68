"""How does a view answer? With a page, with the fragment htmx asked for, or with a redirect."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

ROWS = 50
COUNTED = 1000


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the whole page, or only the fragment when htmx asked for it."""
    swaps = bool(fragment and request.htmx and not request.htmx.boosted)  # type: ignore[attr-defined]
    response = render(request, fragment if swaps and fragment else template, context or {}, status=status)
    if fragment:
        response["Vary"] = "HX-Request"
    return response


def done(
    request: HttpRequest, to: Any, fragment: str | None = None, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer a finished action: the fragment for htmx, a redirect to where it can be seen for everybody else."""
    if fragment and request.htmx:  # type: ignore[attr-defined]
        return render(request, fragment, context or {})
    return redirect(to)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return the form that was sent, even an empty one, and None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


@dataclass(frozen=True)
class Page:
    """Some rows of a list, the addresses of its neighbours, and an honest count ("1,000+")."""

    rows: Sequence[Any]
    next_url: str
    first_url: str
    count_label: str


def keyset(
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    order: Sequence[str],
    size: int = ROWS,
    count: Callable[[Sequence[Any]], int] | None = None,
) -> Page:
    """Cut one page out of a list in a time that does not depend on how deep it lies.

    `order` names columns, the last of which is unique and none of which is NULL; a leading "-" turns one round. The
    cursor is the last row's values, so rows that come or go in between are neither skipped nor shown twice. A cursor
    that nobody could have been given starts at the front. `count` reads the number of all rows off those of the page,
    where they bring it along.
    """
    ordered = rows.order_by(*order)
    after = _cursor(request.GET.get("after", ""), order)
    if after:
        ordered = ordered.filter(_beyond(order, after))
    found = list(ordered[: size + 1])
    shown = found[:size]
    query = request.GET.copy()
    query.pop("after", None)
    first_url = f"?{query.urlencode()}" if after else ""
    next_url = ""
    if len(found) > size:
        values = [_value(shown[-1], name.lstrip("-")) for name in order]
        plain = [value if isinstance(value, str | int) else str(value) for value in values]
        query["after"] = signing.dumps(plain, salt=_salt(order))
        next_url = f"?{query.urlencode()}"
    counted = count(shown) if count else rows.order_by()[: COUNTED + 1].count()
    label = f"{COUNTED:,}+" if counted > COUNTED else f"{counted:,}"
    return Page(rows=shown, next_url=next_url, first_url=first_url, count_label=label)


def _beyond(order: Sequence[str], after: list[Any]) -> Q:
    """Say "later than this row" without row values, which neither database can mix in direction."""
    later, equal = Q(), Q()
    for name, value in zip(order, after, strict=True):
        column = name.lstrip("-")
        later |= equal & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal &= Q(**{column: value})
    return later


def _value(row: Any, path: str) -> Any:
    for part in path.split("__"):
        row = getattr(row, part)
    return row


def _cursor(text: str, order: Sequence[str]) -> list[Any]:
    """Read a cursor that was given out for this very order; whatever else somebody sends starts at the front."""
    try:
        values: list[Any] = signing.loads(text, salt=_salt(order))
    except signing.BadSignature:
        return []
    return values


def _salt(order: Sequence[str]) -> str:
    return f"refprogram.pages {' '.join(order)}"
