"""How do we use somebody's data? The notice that every page of theirs leads to (GDPR 13 and 14)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from refprogram.outbox.wording import our_address
from refprogram.pages import page
from refprogram.portal.door import Visit, door
from refprogram.rights.purposes import BASES, PURPOSES


@door("GET", "HEAD", for_good=True)
def privacy(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say who we are, what for and on which basis we use what, who sees it, and what somebody may do about it."""
    context = {
        "visit": visit,
        "company": settings.PROGRAM_COMPANY,
        "reply_to": our_address(),
        "purposes": [(purpose, BASES[purpose.basis]) for purpose in PURPOSES],
    }
    return page(request, "portal/privacy.html", context)
