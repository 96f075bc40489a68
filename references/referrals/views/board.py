"""Whom do we ask, whom have we asked, and who was introduced? One board; a rep sees what was handed to them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from references.referrals import actions
from references.referrals.actions.referrals import BY_HAND
from references.referrals.forms import HandOverForm
from references.referrals.models import AskStatus, Referral, ReferralAsk
from references.referrals.models.referral import CLOSED
from references.referrals.views.rows import ask_row, asks_told, forgotten_on, referral_row, referrals_told
from references.referrals.workflow import REFERRALS
from refprogram.dates import today
from refprogram.pages import done, keyset, page
from refprogram.ui.parts import Chip, Crumb, Happening

LABELS = {
    "due": "To ask",
    "asked": "Asked",
    "introductions": "Introductions",
    "look_after": "To look after",
    "answered": "Answered",
    "over": "Over",
}
OF_ASKS = {
    "due": (Q(status=AskStatus.DUE), ("due_on", "pk")),
    "asked": (Q(status=AskStatus.ASKED), ("asked_on", "pk")),
    "look_after": (Q(status=AskStatus.NOBODY_CAME_TO_MIND, followed_up_on=None), ("answered_on", "pk")),
    "answered": (Q(answered_on__isnull=False), ("-answered_on", "-pk")),
}
OF_REFERRALS = {
    "introductions": (~Q(status__in=CLOSED), ("introduced_on", "pk")),
    "over": (Q(status__in=CLOSED), ("-moved_on", "-pk")),
}
EMPTY = "What comes up appears here by itself: a talk that delighted somebody, a kind word, a favour done."
TOLD = {"write_to": "Wrote to them", "hand_over": "Handed over", "forget": "Forgotten", "miss": "The letter came back"}


@require_safe
@permission_required("referrals.view", raise_exception=True)
def board(request: HttpRequest) -> HttpResponse:
    """Show one sort of row: asks for the managers, introductions for whoever they were handed to as well."""
    user: Any = request.user
    sorts = _sorts(user)
    chosen = request.GET.get("show", "")
    show = chosen if chosen in sorts else next(iter(sorts))
    rows, order = sorts[show]
    told: Any = asks_told(rows, user=user) if show in OF_ASKS else referrals_told(rows, user=user)
    found = keyset(request, told, order=order)
    tell = ask_row if show in OF_ASKS else referral_row
    chips = [Chip(LABELS[key], f"?show={key}", key == show, of.count()) for key, (of, _) in sorts.items()]
    context = {
        "chips": chips,
        "page": found,
        "rows": [tell(row, user=user) for row in found.rows],
        "on": today(),
        "nothing": EMPTY,
        "noun": "asks" if show in OF_ASKS else "introductions",
        "single": "ask" if show in OF_ASKS else "introduction",
    }
    return page(request, "referrals/board.html", context, fragment="referrals/_board.html")


def _sorts(user: Any) -> dict[str, tuple[QuerySet[Any], tuple[str, ...]]]:
    asks, referrals = ReferralAsk.objects.visible_to(user), Referral.objects.visible_to(user)
    known: dict[str, tuple[QuerySet[Any], tuple[str, ...]]] = {}
    known |= {key: (asks.filter(which), order) for key, (which, order) in OF_ASKS.items()}
    known |= {key: (referrals.filter(which), order) for key, (which, order) in OF_REFERRALS.items()}
    theirs = LABELS if user.has_perm("referrals.send_ask") else ("introductions", "look_after", "over")
    return {key: known[key] for key in theirs}


@require_safe
@permission_required("referrals.view", raise_exception=True)
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one introduction, and what was done about it."""
    return _referral(request, _one(request, pk))


@require_POST
@permission_required("referrals.hand_over", raise_exception=True)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an introduction to a colleague in sales, or take it back."""
    found = _one(request, pk)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _referral(request, found, form)
    actions.hand_over(found, to=form.cleaned_data["to"], by=request.user)
    messages.success(request, "Handed over. They see who it is, and nobody else in sales does.")
    return done(request, reverse("referrals:referral", args=[pk]))


def _one(request: HttpRequest, pk: int) -> Any:
    user: Any = request.user
    return get_object_or_404(referrals_told(Referral.objects.visible_to(user), user=user), pk=pk)


def _referral(request: HttpRequest, found: Any, form: HandOverForm | None = None) -> HttpResponse:
    user: Any = request.user
    offered = user.has_perm("referrals.hand_over") and found.status not in CLOSED
    context = {
        "row": referral_row(found, user=user),
        "referral": found,
        "forgotten_on": forgotten_on(found),
        "history": _history(found),
        "form": (form or HandOverForm(initial={"to": found.owner_id})) if offered else None,
        "crumbs": [Crumb("Referrals", reverse("referrals:board"))],
        "on": today(),
    }
    return page(request, "referrals/referral.html", context, status=422 if form else 200)


def _history(found: Referral) -> list[Happening]:
    labels = {step.verb: step.label for step in REFERRALS.steps.values() if step.label}
    events = found.events.select_related("actor").order_by("-seq")
    return [
        Happening(
            event.at,
            {**labels, **TOLD, "notify": "Told who introduced them, and what we keep"}[event.verb],
            by=str(event.actor or event.get_acted_as_display()),
        )
        for event in events
    ]


@require_POST
@permission_required("referrals.write_to", raise_exception=True)
def write_to(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Referral.objects.visible_to(request.user), pk=pk)
    actions.write_to(found, by=request.user)
    messages.success(request, "The letter is on its way. When it has left, they have been told.")
    return done(request, _back("introductions"))


@require_POST
@permission_required("referrals.contact", raise_exception=True)
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step with an introduction."""
    found = get_object_or_404(Referral.objects.visible_to(request.user), pk=pk)
    if verb not in BY_HAND:
        raise Http404
    moved = actions.move(found, verb, by=request.user, on=today())
    messages.success(request, f"Written down: {moved.get_status_display().lower()}.")
    return done(request, _back("over" if moved.status in CLOSED else "introductions"))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("referrals.decline", raise_exception=True)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more before somebody who would rather not is deleted: there is no way back."""
    if request.method == "POST":
        return move(request, pk, "decline")
    found = get_object_or_404(Referral.objects.visible_to(request.user), pk=pk)
    context = {
        "question": "Would they rather not?",
        "follows": (
            "Who they are is deleted at once, and nobody writes to them any more. There is no way back: press it only "
            "when they said so themselves."
        ),
        "label": "They would rather not: delete them",
        "back": reverse("referrals:referral", args=[found.pk]),
        "crumbs": [Crumb("Referrals", _back("introductions"))],
    }
    return page(request, "confirm.html", context)


def _back(show: str) -> str:
    return f"{reverse('referrals:board')}?show={show}"
