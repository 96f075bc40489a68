"""How does a page that anybody may keep for a moment stay true? It is asked for again within half a minute.

Whoever has it already is told so from one query, because its tag is made of all that decides what it shows: what is
placed, what was done about it, who is named, the day, and the page's own form.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template, render_to_string
from django.templatetags.static import static
from django.utils.cache import get_conditional_response

from references.testimonials.block import SELECTED

# Words that are taken down are gone everywhere within a minute; half of it is for slow clocks and networks.
KEPT_SECONDS = 30
TEMPLATES = ("face/base.html", "face/wall.html", "face/embed.html", "testimonials/_block.html", "document.html")


def fresh(request: HttpRequest, state: Sequence[Any], *, on: date, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer with a 304 whoever knows this state, and draw the page for everybody else."""
    tag = _tag(request.path, state, on)
    response = get_conditional_response(request, etag=tag) or draw()
    response["ETag"] = tag
    return kept_shortly(response)


def kept_shortly(response: HttpResponse) -> HttpResponse:
    """Let anybody keep an answer, a moment only."""
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}, must-revalidate"
    return response


def drawn(template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """Draw a page that is the same for everybody: who is signed in does not come into it."""
    known = {"company": settings.PROGRAM_COMPANY, "selected": SELECTED}
    return HttpResponse(render_to_string(template, known | (context or {})), status=status)


def nothing_here() -> HttpResponse:
    """Say that nothing is shown at an address, be it over or never been."""
    return kept_shortly(drawn("face/nothing.html", status=404))


def _tag(path: str, state: Sequence[Any], on: date) -> str:
    said = f"{path} {on} {settings.PROGRAM_COMPANY} {_form()} {state!r}"
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:40]}"'


@cache
def _form() -> str:
    """Return what stands for the form of the pages: another release may draw the same words differently."""
    sources = [get_template(name).template.source for name in TEMPLATES]  # type: ignore[attr-defined]
    return hashlib.sha256("\n".join([*sources, static("app.css")]).encode()).hexdigest()
