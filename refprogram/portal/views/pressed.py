"""Which button was pressed, and where does one come back to? A form that is sent without its button does nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from references import links
from refprogram.pages import page
from refprogram.portal.door import Visit


def pressed(visit: Visit, *buttons: str) -> bool:
    """Say whether one of these buttons was pressed; robots send forms without pressing any."""
    return visit.posted is not None and visit.posted.get("choice") in buttons


def back(visit: Visit, panel: str) -> HttpResponse:
    """Go back to the panel of the person's page in which the button is."""
    place = "" if visit.link.acts is False else f"#{panel}"
    return redirect(reverse("portal:home", args=[visit.token]) + visit.query + place)


def stopped(request: HttpRequest, visit: Visit, panel: str) -> HttpResponse:
    """Go back to the panel after something was taken back.

    When it was the last one of a link whose time is over, there is no page to go back to any more.
    """
    if not visit.link.acts and not links.find(visit.token, on=visit.on).agrees:
        return page(request, "portal/ended.html", {"visit": visit})
    return back(visit, panel)


def told(visit: Visit, where: str, done: str, *of: int) -> HttpResponse:
    """Go back to the top of a page, which says what was done; `of` is what its address names besides the link."""
    query = f"{visit.query}&" if visit.query else "?"
    return redirect(f"{reverse(f'portal:{where}', args=[visit.token, *of])}{query}done={done}")
