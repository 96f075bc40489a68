"""With which question is somebody asked? The page on which a manager chooses the circle and the words."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from references.models import Reference
from references.referrals import actions, due
from references.referrals.forms import AskForm
from references.referrals.models import Compliment, ReferralAsk, ReferralTemplate
from references.referrals.views.rows import ask_row, asks_told
from refprogram.dates import today
from refprogram.outbox.wording import spoken
from refprogram.pages import done, page, sent
from refprogram.ui.parts import Chip, Crumb

FEW = 5


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("referrals.send_ask", raise_exception=True)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a sentence from the library, name the circle, and ask."""
    on, user = today(), request.user
    found = get_object_or_404(asks_told(ReferralAsk.objects.visible_to(user), user=user), pk=pk)
    language = spoken(found.reference.contact.language).partition("-")[0]
    library = list(ReferralTemplate.objects.offered(language=language))
    chosen = next((one for one in library if str(one.pk) == request.GET.get("sentence")), None)
    initial = {"frame": chosen.frame, "sentence": chosen.sentence} if chosen else {}
    form = AskForm(sent(request), initial=initial)
    if form.is_valid():
        actions.send_ask(found, **form.cleaned_data, by=user, on=on)
        messages.success(request, "Asked. Their answer appears here; any answer is fine.")
        return done(request, f"{reverse('referrals:board')}?show=asked")
    context = {
        "ask": found,
        "row": ask_row(found, user=user),
        "form": form,
        "chips": [Chip(one.get_frame_display(), f"?sentence={one.pk}", one is chosen) for one in library],
        "against": due.why_not(found.reference, on=on),
        "crumbs": [Crumb("Referrals", reverse("referrals:board"))],
        "on": on,
    }
    return page(request, "referrals/ask.html", context, status=422 if form.is_bound else 200)


@require_POST
@permission_required("referrals.drop_ask", raise_exception=True)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ReferralAsk.objects.visible_to(request.user), pk=pk)
    actions.drop_ask(found, by=request.user)
    messages.success(request, "Let go. Nobody asks them.")
    return redirect("referrals:board")


@require_POST
@permission_required("referrals.follow_up", raise_exception=True)
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that somebody looked after a person to whom nobody came to mind."""
    found = get_object_or_404(ReferralAsk.objects.visible_to(request.user), pk=pk)
    actions.follow_up(found, by=request.user, on=today())
    messages.success(request, "Written down. Nobody asks them for a referral for now.")
    return redirect("today:home")


@require_POST
@permission_required("referrals.send_ask", raise_exception=True)
def think_of(request: HttpRequest, reference: int) -> HttpResponse:
    """Begin an ask by hand, and go on to its question."""
    person = get_object_or_404(Reference.objects.visible_to(request.user), pk=reference)
    made = actions.think_of(person, by=request.user, on=today())
    return redirect(made)


@require_safe
@permission_required("referrals.send_ask", raise_exception=True)
def of_reference(request: HttpRequest, reference: int) -> HttpResponse:
    """Show what one person was asked, said and praised; loaded into their page."""
    user: Any = request.user
    person = get_object_or_404(Reference.objects.visible_to(user).select_related("contact__customer"), pk=reference)
    asks = asks_told(ReferralAsk.objects.visible_to(user).filter(reference=person), user=user)
    context = {
        "reference": person,
        "rows": [ask_row(row, user=user) for row in asks.order_by("-pk")[:FEW]],
        "compliments": Compliment.objects.visible_to(user)
        .filter(reference=person)
        .select_related("heard_by")
        .order_by("-on", "-pk")[:FEW],
        "against": due.why_not(person, on=today()),
        "is_open": ReferralAsk.objects.open().filter(reference=person).exists(),
        "crumbs": [Crumb("References", reverse("references:list")), Crumb("File", person.get_absolute_url())],
        "on": today(),
    }
    return page(request, "referrals/of_reference.html", context, fragment="referrals/_of_reference.html")
