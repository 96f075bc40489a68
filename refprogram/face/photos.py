"""Whose picture may anybody see? Only of whoever stands by name beside words that are shown today."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from references.testimonials import world
from references.testimonials.models import Attachment, AttachmentKind, Channel, Placement
from references.testimonials.world import LAST_KEY
from refprogram.dates import today
from refprogram.face.fresh import kept_shortly, nothing_here

PICTURE = "image/jpeg"  # what every picture is drawn anew as


@login_not_required
@require_safe
def photo(request: HttpRequest, key: int) -> HttpResponse:
    """Give the picture beside words on the wall or in a frame."""
    on = today()
    picture = beside(world.seen(Channel.WALL, Channel.EMBED, on=on), key, on=on)
    if picture is None:
        return nothing_here()
    response = get_conditional_response(request, etag=f'"{picture.digest}"') or as_picture(picture)
    response["ETag"] = f'"{picture.digest}"'
    return kept_shortly(response)


def beside(places: QuerySet[Placement], key: int, *, on: date) -> Any:
    """Return a picture that stands in one of these places today, without its bytes."""
    pictures = Attachment.objects.defer("data").filter(kind=AttachmentKind.PHOTO, content_type=PICTURE)
    found = pictures.filter(pk=key).first() if key <= LAST_KEY else None
    if found is None:
        return None
    theirs = world.blocks_of(places.filter(endorsement=found.endorsement_id), on=on)
    return found if any(one.block.photo == found.pk for one in theirs) else None


def as_picture(picture: Attachment) -> HttpResponse:
    return HttpResponse(bytes(picture.data), content_type=PICTURE, headers={"Content-Disposition": "inline"})
