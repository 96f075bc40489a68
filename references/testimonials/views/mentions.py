"""What is being said about us that nobody sent us, and is its author to be asked?"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from references.testimonials import actions
from references.testimonials.forms import AskAuthorForm, MentionForm
from references.testimonials.models import Mention
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Chip, Crumb


@require_safe
@permission_required("testimonials.view", raise_exception=True)
def list_mentions(request: HttpRequest) -> HttpResponse:
    """Show what colleagues came across; by itself it is shown nowhere."""
    waits = request.GET.get("show") == "waiting"
    every = Mention.objects.all()
    rows = every.to_ask_about() if waits else every
    context = {
        "page": keyset(request, rows.select_related("noted_by", "endorsement", "customer"), order=("-seen_on", "-pk")),
        "chips": [
            Chip("Everything", "?", current=not waits),
            Chip("Author not asked yet", "?show=waiting", current=waits, count=every.to_ask_about().count()),
        ],
        "knows_companies": request.user.has_perm("customers.read_details"),
        "crumbs": _above(),
    }
    return page(request, "testimonials/mentions.html", context, fragment="testimonials/_mentions.html")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("testimonials.note_mention", raise_exception=True)
def note(request: HttpRequest) -> HttpResponse:
    form = MentionForm(sent(request), by=request.user, on=today())
    if form.is_valid():
        actions.note_mention(**form.facts(), by=request.user, on=today())
        messages.success(request, "Noted, thank you. A reference manager decides whether its author is asked.")
        return done(request, reverse("testimonials:mentions"))
    context = {"form": form, "crumbs": _below()}
    status = 422 if form.is_bound else 200
    return page(
        request, "testimonials/note_mention.html", context, fragment="testimonials/_note_mention.html", status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("testimonials.take_in", raise_exception=True)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Take its words in, after what is missing of them was said; who among the people we know it was is said next."""
    mention: Any = get_object_or_404(Mention.objects.select_related("customer"), pk=pk)
    form = AskAuthorForm(sent(request), mention=mention)
    if form.is_valid():
        taken = actions.take_in_mention(mention, reference=None, **form.cleaned_data, by=request.user, on=today())
        return done(request, reverse("testimonials:identify", args=[taken.pk]))
    context = {"form": form, "mention": mention, "crumbs": _below()}
    status = 422 if form.is_bound else 200
    return page(
        request, "testimonials/ask_author.html", context, fragment="testimonials/_ask_author.html", status=status
    )


@require_POST
@permission_required("testimonials.take_in", raise_exception=True)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it be: its author is not asked."""
    actions.settle_mention(get_object_or_404(Mention, pk=pk), by=request.user, on=today())
    messages.success(request, "Left as it is. Nobody is asked.")
    return done(request, reverse("testimonials:mentions"))


def _above() -> list[Crumb]:
    return [Crumb("Endorsements", reverse("testimonials:list"))]


def _below() -> list[Crumb]:
    return [*_above(), Crumb("Mentions", reverse("testimonials:mentions"))]
