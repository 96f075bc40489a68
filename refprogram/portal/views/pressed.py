"""Which button was pressed, and where does one come back to? A form that is sent without its button does nothing."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from refprogram.portal.door import Visit


def pressed(visit: Visit, *buttons: str) -> bool:
    """Say whether one of these buttons was pressed; robots send forms without pressing any."""
    return visit.posted is not None and visit.posted.get("choice") in buttons


def back(visit: Visit, panel: str) -> HttpResponse:
    """Go back to the panel of the person's page in which the button is."""
    place = "" if visit.link.acts is False else f"#{panel}"
    return redirect(reverse("portal:home", args=[visit.token]) + visit.query + place)


def told(visit: Visit, page: str, done: str) -> HttpResponse:
    """Go back to the top of a page, which says what was done."""
    query = f"{visit.query}&" if visit.query else "?"
    return redirect(f"{reverse(f'portal:{page}', args=[visit.token])}{query}done={done}")
