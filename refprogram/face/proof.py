"""What is one prospect shown? The words that were chosen for them, behind a secret address, for a while."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from references.testimonials import world
from references.testimonials.models import Channel, ProofPage
from references.testimonials.quoting import digest_of
from refprogram.dates import today
from refprogram.face.fresh import drawn, nothing_here
from refprogram.face.photos import as_picture, beside


@login_not_required
@require_safe
def proof_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the chosen words. That it was opened is counted, which the page says, and nothing else is changed."""
    on = today()
    found = _page(token)
    if found is None:
        return _private(nothing_here())
    if not ProofPage.objects.open(on=on).filter(pk=found.pk).exists():
        return _private(drawn("face/over.html", status=410))
    shown = world.blocks_of(_places(found), on=on)
    if _is_read(request):
        ProofPage.objects.filter(pk=found.pk).update(views=F("views") + 1, last_viewed_on=on)
    pieces = [
        {
            "block": one.block,
            "photo": reverse("face:proof_photo", args=[token, one.block.photo]) if one.block.photo else "",
        }
        for one in shown
    ]
    return _private(drawn("face/proof.html", {"page": found, "pieces": pieces}))


@login_not_required
@require_safe
def photo(request: HttpRequest, token: str, key: int) -> HttpResponse:
    """Give the picture beside words on a proof page, to whoever has its address."""
    on = today()
    found = _page(token)
    is_open = found is not None and ProofPage.objects.open(on=on).filter(pk=found.pk).exists()
    picture = beside(_places(found), key, on=on) if is_open else None
    return _private(as_picture(picture) if picture else nothing_here())


def _page(token: str) -> ProofPage | None:
    return ProofPage.objects.filter(token_hash=digest_of(token)).first()


def _places(found: Any) -> Any:
    return world.seen(Channel.PROOF_PAGE, on=today()).filter(proof_page=found).order_by("pk")


def _is_read(request: HttpRequest) -> bool:
    """Say whether somebody opens the page, and not a program that looks ahead for them."""
    purpose = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and "prefetch" not in purpose.casefold()


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a secret address out of caches, search engines and other sites' logs."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
