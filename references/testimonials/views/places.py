"""Where are people's words shown, what has to come down, and what has nobody looked at for a long time?"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from references.testimonials import actions
from references.testimonials.forms import LookForm, PlaceForm, TakeDownForm
from references.testimonials.models import Endorsement, Placement
from references.testimonials.models.placement import LOOK_AGAIN_DAYS
from references.testimonials.views.detail import found, shown
from references.testimonials.views.seen import above, who
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Chip
from refprogram.ui.templatetags.ui import day

DOWN, LOOK, ALL = "down", "look", "all"


@require_safe
@permission_required("testimonials.take_down", raise_exception=True)
def list_places(request: HttpRequest) -> HttpResponse:
    """Show what has to come down, what is to be looked at, or every place."""
    on = today()
    mine = Placement.objects.filter(endorsement__in=Endorsement.objects.visible_to(request.user))
    groups = {
        DOWN: ("Have to come down", mine.to_take_down()),
        LOOK: ("To look at", mine.to_look_at(on=on)),
        ALL: ("Everywhere", mine.still_up()),
    }
    show = request.GET.get("show") if request.GET.get("show") in groups else DOWN
    assert show is not None
    order = {DOWN: ("takedown__due_on", "pk"), LOOK: ("looked_on", "pk"), ALL: ("-pk",)}[show]
    rows = groups[show][1].select_related(
        "takedown",
        "placed_by",
        "proof_page",
        "endorsement__speaker",
        "endorsement__reference__contact__details",
        "endorsement__reference__contact__customer",
    )
    seen_page = keyset(request, rows.annotate(naming=F("approval__showing__naming")), order=order)
    for row in seen_page.rows:
        row.who = who(row.endorsement, row.naming, user=request.user)
    context = {
        "page": seen_page,
        "show": show,
        "chips": [
            Chip(label, f"?show={code}", current=code == show, count=found.count())
            for code, (label, found) in groups.items()
        ],
        "on": on,
        "look_again": LOOK_AGAIN_DAYS,
    }
    return page(request, "testimonials/placements.html", context, fragment="testimonials/_placements.html")


@require_POST
@permission_required("testimonials.place", raise_exception=True)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    endorsement = found(request, pk)
    form = PlaceForm(request.POST, on=today())
    if not form.is_valid():
        return shown(request, endorsement, status=422, place_form=form)
    on = today()
    made = actions.place(endorsement, **form.cleaned_data, by=request.user, on=on)
    since = "now" if made.starts_on <= on else f"from {day(made.starts_on)} on"
    messages.success(request, f"Written down. The text can be copied for this place {since}.")
    return done(request, endorsement)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("testimonials.take_down", raise_exception=True)
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that words are gone from a place, with the proof."""
    placement = _placement(request, pk)
    form = TakeDownForm(sent(request))
    if form.is_valid():
        actions.take_down(placement, **form.cleaned_data, by=request.user, on=today())
        messages.success(request, "Written down: it is gone there.")
        return done(request, placement.endorsement)
    context = {"form": form, "placement": placement, "crumbs": above(placement.endorsement)}
    status = 422 if form.is_bound else 200
    return page(request, "testimonials/take_down.html", context, fragment="testimonials/_take_down.html", status=status)


@require_POST
@permission_required("testimonials.take_down", raise_exception=True)
def look_at(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what somebody saw at a place: as approved, or not; then it has to come down."""
    placement = _placement(request, pk)
    form = LookForm(request.POST)
    if not form.is_valid():
        return shown(request, placement.endorsement, status=422)
    as_approved = form.cleaned_data["as_approved"]
    actions.look_at(placement, as_approved=as_approved, by=request.user, on=today())
    stays = "Looked at: it is there as approved, and stays."
    messages.success(request, stays if as_approved else "It has to come down within three business days.")
    return done(request, reverse("testimonials:placements") if "list" in request.POST else placement.endorsement)


def _placement(request: HttpRequest, pk: int) -> Any:
    mine = Placement.objects.filter(endorsement__in=Endorsement.objects.visible_to(request.user))
    return get_object_or_404(mine.select_related("endorsement", "proof_page"), pk=pk)
