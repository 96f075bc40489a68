"""How do words go on? The steps of their life that a colleague takes; the program's rules refuse what must not be."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from customers.models import Product
from references.testimonials import actions
from references.testimonials.models import Endorsement
from references.testimonials.views.seen import above
from references.testimonials.workflow import WORKFLOW
from refprogram.dates import today
from refprogram.pages import done, page

Taken = Callable[[Endorsement, Any], object]

# Each step with a button of its own, and what it says when it was taken.
TAKEN: dict[str, tuple[Taken, str]] = {
    "ask_person": (
        lambda row, by: actions.ask_person(row, by=by, on=today()),
        "They are asked, on a page of their own. Any answer is fine.",
    ),
    "clear": (lambda row, by: actions.clear(row, by=by, on=today()), "The dossier is complete."),
    "publish": (
        lambda row, by: actions.publish(row, by=by, on=today()),
        "Published. It is shown where you write down a place for it, and nowhere else.",
    ),
    "suspend": (
        lambda row, by: actions.suspend(row, by=by, on=today()),
        "Suspended. What we serve is gone; what others show has to come down.",
    ),
    "resume": (lambda row, by: actions.resume(row, by=by), "Taken up again. The gate is before it as before."),
    "retire": (
        lambda row, by: actions.retire(row, by=by, on=today()),
        "Retired. What we serve is gone; what others show has to come down.",
    ),
}

# What has no way back is asked once more, on a page of its own.
FOR_GOOD = frozenset({"retire"})


@require_POST
def take(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step of the table; whether it may be taken is asked again where it is taken."""
    if not request.user.has_perm(WORKFLOW.permission(verb)):
        raise PermissionDenied
    user: Any = request.user
    endorsement = get_object_or_404(Endorsement.objects.visible_to(user), pk=pk)
    act, says = TAKEN[verb]
    act(endorsement, user)
    messages.success(request, says)
    return done(request, endorsement)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("testimonials.retire", raise_exception=True)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more before words are used no more: there is no way back."""
    if request.method == "POST":
        return take(request, pk, "retire")
    endorsement = get_object_or_404(Endorsement.objects.visible_to(request.user), pk=pk)
    context = {
        "question": f"Retire E-{endorsement.pk} for good?",
        "follows": (
            "There is no way back: the same words would have to be taken in and approved anew. What we serve is gone "
            "at once, what others show has to come down. To take them down for now, suspend them instead."
        ),
        "label": "Retire for good",
        "back": endorsement.get_absolute_url(),
        "crumbs": above(endorsement),
    }
    return page(request, "confirm.html", context)


@require_POST
@permission_required("testimonials.product_changed", raise_exception=True)
def product_changed(request: HttpRequest) -> HttpResponse:
    """Ask everybody whose published words speak of a product whether they still hold."""
    key = request.POST.get("product", "")
    product = get_object_or_404(Product, pk=int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else 0)
    asked = actions.product_changed(product, by=request.user, on=today())
    people = "person is" if asked == 1 else "people are"
    says = f"{asked} {people} asked whether their words still hold. Who does not say so is suspended."
    messages.success(request, says if asked else "Whoever said something about it has been asked already.")
    return done(request, reverse("testimonials:list"))
