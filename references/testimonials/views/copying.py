"""How does a text leave the program? Only for a place that is written down, whole, with what has to stand beside it."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from references.testimonials.block import Block
from references.testimonials.dossier import dossier_of
from references.testimonials.gate import gaps
from references.testimonials.models import Endorsement, Placement
from references.testimonials.views.seen import above
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.pages import page


@require_safe
@permission_required("testimonials.view", raise_exception=True)
def copy_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the block as plain text and as HTML, for one place where it is shown.

    Refused as soon as it may not be shown any more: what is copied then would be false, or not agreed to.
    """
    on = today()
    mine = Endorsement.objects.visible_to(request.user).published()
    places = Placement.objects.live(on=on).filter(endorsement__in=mine, takedown=None)
    placement = get_object_or_404(places.select_related("proof_page"), pk=pk)
    dossier = dossier_of(placement.endorsement_id, on=on)
    block = dossier.block
    if block is None or gaps(dossier, lasting=True):
        raise Refused("These words may not be shown any more. Their page says what is missing.")
    context = {
        "placement": placement,
        "look": block,
        "photo_url": "",
        "plain": as_text(block),
        "html": render_to_string("testimonials/copied.html", {"block": block}).strip(),
        "crumbs": above(dossier.endorsement),
    }
    return page(request, "testimonials/copy.html", context)


def as_text(block: Block) -> str:
    """Return a block as lines: the words, what has to stand beside them, and who said them."""
    return "\n".join((block.quoted, *block.disclosures, f"{block.speaker}"))
