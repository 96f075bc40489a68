"""Which prospects have a page of chosen evidence, how often was it opened, and who makes and ends one?"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from references.testimonials import actions
from references.testimonials.dossier import dossiers_of
from references.testimonials.forms import ProofPageForm
from references.testimonials.gate import is_as_approved
from references.testimonials.models import Endorsement, ProofPage
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Chip, Crumb

OFFERED = 100
EXCERPT = 160


@require_safe
@permission_required("testimonials.make_proof_page", raise_exception=True)
def list_proof_pages(request: HttpRequest) -> HttpResponse:
    """Show a rep's own pages, and every page to a manager; those that can be opened today, or all of them."""
    on = today()
    every = ProofPage.objects.visible_to(request.user)
    shows_all = request.GET.get("show") == "all"
    rows = every if shows_all else every.open(on=on)
    context = {
        "page": keyset(request, rows.select_related("made_by"), order=("-pk",)),
        "chips": [
            Chip("Open", "?", current=not shows_all, count=every.open(on=on).count()),
            Chip("All", "?show=all", current=shows_all),
        ],
        "on": on,
        "crumbs": _above(),
    }
    return page(request, "testimonials/proof_pages.html", context, fragment="testimonials/_proof_pages.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("testimonials.make_proof_page", raise_exception=True)
def new_proof_page(request: HttpRequest) -> HttpResponse:
    """Make a page of chosen words; the answer shows its address, the only time that anybody sees it."""
    on = today()
    form = ProofPageForm(sent(request), on=on, published=_published(request))
    crumbs = [*_above(), Crumb("Proof pages", reverse("testimonials:proof_pages"))]
    if form.is_valid():
        said = form.cleaned_data
        chosen = list(Endorsement.objects.visible_to(request.user).filter(pk__in=said["chosen"]))
        made, address = actions.make_proof_page(
            prospect=said["prospect"], endorsements=chosen, expires_on=said["expires_on"], by=request.user, on=on
        )
        return page(request, "testimonials/proof_page_made.html", {"made": made, "address": address, "crumbs": crumbs})
    context = {"form": form, "crumbs": crumbs}
    return page(request, "testimonials/new_proof_page.html", context, status=422 if form.is_bound else 200)


@require_POST
@permission_required("testimonials.make_proof_page", raise_exception=True)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a page before its time."""
    found = get_object_or_404(ProofPage.objects.visible_to(request.user), pk=pk)
    actions.close_proof_page(found, by=request.user, on=today())
    messages.success(request, "Closed. Its address says that its time is over.")
    return done(request, reverse("testimonials:proof_pages"))


def _published(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what may be chosen, the newest first: its words and who said them, as they approved it."""
    user: Any = request.user
    rows = Endorsement.objects.visible_to(user).published().order_by("-published_on", "-pk")[:OFFERED]
    found = dossiers_of(Endorsement.objects.filter(pk__in=[row.pk for row in rows]).order_by("-pk"), on=today())
    return [
        (str(one.endorsement.pk), f"{one.block.quoted[:EXCERPT]} {one.block.speaker}")
        for one in found
        if one.block and is_as_approved(one)
    ]


def _above() -> list[Crumb]:
    return [Crumb("Endorsements", reverse("testimonials:list"))]
