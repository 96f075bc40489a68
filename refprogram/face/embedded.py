"""How do words stand on somebody's website? In a frame without script, or as JSON, for one site that is written down.

A browser shows the frame, and gives the JSON to a script, on no other site than that of the placement's address.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from references.testimonials import world
from references.testimonials.addresses import origin_of
from references.testimonials.block import SELECTED
from references.testimonials.models import Channel, Placement
from references.testimonials.world import Shown
from refprogram.dates import today
from refprogram.face.fresh import drawn, fresh, kept_shortly, nothing_here
from refprogram.face.wall import photo_url

# So long a frame that was left behind says that nothing is shown any more.
LEFT_FRAMES = timedelta(days=90)


@login_not_required
@require_safe
def frame(request: HttpRequest, key: int) -> HttpResponse:
    """Show the words of one placement as a page for a frame; gone ones leave an empty frame there, and no error."""
    on = today()
    state = world.state(Channel.EMBED, on=on, key=key)
    if not state:
        return _framed_by(_site_once(key, on=on), request, lambda request: nothing_here())

    def draw() -> HttpResponse:
        shown = _shown(key)
        if shown is None:
            return nothing_here()
        return drawn("face/embed.html", {"said": shown.block, "photo": photo_url(shown)})

    origin = origin_of(world.address_of(state))
    return _framed_by(origin, request, lambda request: fresh(request, state, on=on, draw=draw))


@login_not_required
@require_safe
def markup(request: HttpRequest, key: int) -> HttpResponse:
    """Give the words of one placement as a review in the terms of schema.org."""
    on = today()
    state = world.state(Channel.EMBED, on=on, key=key)

    def draw() -> HttpResponse:
        shown = _shown(key) if state else None
        if shown is None:
            return JsonResponse({"error": "Nothing is shown here."}, status=404)
        return JsonResponse(review_of(shown), content_type="application/ld+json")

    response = fresh(request, state, on=on, draw=draw) if state else kept_shortly(draw())
    patch_vary_headers(response, ["Origin"])
    origin = origin_of(world.address_of(state)) if state else _site_once(key, on=on)
    if origin and request.headers.get("Origin") == origin:
        response["Access-Control-Allow-Origin"] = origin
    return response


def review_of(one: Shown) -> dict[str, Any]:
    """Describe words for machines. The whole block is the `text`, disclosed.

    Only exact words beside which nothing has to be said are a `reviewBody`, too: it is taken out alone.
    """
    block = one.block
    beside = [*block.disclosures, *([_sentence(block.received)] if block.received else [])]
    # Whoever is not named is a person without a name, not one that is called "A customer of ours".
    author: dict[str, Any] = {"@type": "Person"} | ({"name": block.name} if block.name else {})
    if block.title:
        author["jobTitle"] = block.title
    if block.company:
        author["worksFor"] = {"@type": "Organization", "name": block.company}
    if block.body:
        author["affiliation"] = {"@type": "Organization", "name": block.body}
    us = {"@type": "Organization", "name": settings.PROGRAM_COMPANY}
    address = settings.PUBLIC_BASE_URL + reverse("face:embed", args=[one.placement.pk])
    days = {
        "dateCreated": block.said_on,
        "datePublished": one.placement.starts_on,
        "dateModified": block.reconfirmed_on,
    }
    return {
        "@context": "https://schema.org",
        "@type": "Review",
        "@id": address,
        "url": address,
        "author": author,
        "itemReviewed": us,
        "publisher": us,
        **({"reviewBody": block.text} if block.is_quote and not block.disclosures else {}),
        "text": " ".join((block.quoted, *beside)),
        "description": " ".join((*beside, SELECTED, f"Published by {settings.PROGRAM_COMPANY}.")),
        **{name: day.isoformat() for name, day in days.items() if day},
        **({"image": settings.PUBLIC_BASE_URL + photo_url(one)} if block.photo else {}),
    }


def _sentence(said: str) -> str:
    return f"{said.capitalize()}."


def _shown(key: int) -> Shown | None:
    on = today()
    return next(iter(world.blocks_of(world.seen(Channel.EMBED, on=on).filter(pk=key), on=on)), None)


def _site_once(key: int, *, on: date) -> str:
    """Return the site that words were embedded on, so that what is left there is a frame that says so.

    Where words are yet to come, or left long ago, is nobody's business.
    """
    left = on - LEFT_FRAMES
    rows = Placement.objects.filter(pk=key, channel=Channel.EMBED, starts_on__lte=on)
    lately = rows.exclude(ended_on__lt=left).exclude(until__lt=left)
    return origin_of(lately.values_list("address", flat=True).first() or "")


def _framed_by(origin: str, request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Let pages of one site put an answer into a frame, and nobody else's."""
    if not origin:
        return view(request)
    framed: Callable[[HttpRequest], Any] = csp_replace({"frame-ancestors": [origin]})(view)
    answer: HttpResponse = xframe_options_exempt(framed)(request)
    return answer
