"""What have customers let us say in their words? The wall, newest first, for anybody."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from references.testimonials import world
from references.testimonials.models import Channel, Placement
from references.testimonials.world import Shown
from refprogram.dates import today
from refprogram.face.fresh import drawn, fresh

AT_ONCE = 12


@login_not_required
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Show what is placed on the wall; `before` names the placement after which an earlier page ended."""
    on = today()
    before = _key(request.GET.get("before", ""))
    state = world.state_before(Channel.WALL, on=on, key=before, most=AT_ONCE + 1)
    keys = world.keys_of(state)

    def draw() -> HttpResponse:
        placements = Placement.objects.filter(pk__in=keys[:AT_ONCE]).order_by("-pk")
        context = {
            "pieces": pieces(world.blocks_of(placements, on=on)),
            "is_first": before == world.LAST_KEY,
            "next_url": f"?before={keys[AT_ONCE - 1]}" if len(keys) > AT_ONCE else "",
        }
        return drawn("face/wall.html", context)

    return fresh(request, state, on=on, draw=draw)


def pieces(shown: list[Shown]) -> list[dict[str, Any]]:
    """Return what a page draws: each block with the address of its picture."""
    return [{"block": one.block, "photo": photo_url(one)} for one in shown]


def photo_url(one: Shown) -> str:
    return reverse("face:photo", args=[one.block.photo]) if one.block.photo else ""


def _key(said: str) -> int:
    """Read where to go on; whatever else somebody sends starts at the front."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else world.LAST_KEY
