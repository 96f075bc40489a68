"""What did we offer whom, for what, and what came of it? The ledger of rewards, and the steps of one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from references import actions
from references.actions.rewards import refusals
from references.forms import OfferRewardForm
from references.models import Reference, RewardAnswer, RewardEntry
from references.views import seen
from refprogram.dates import today
from refprogram.pages import done, keyset, page, sent
from refprogram.ui.parts import Action, Chip, Crumb

FEW = 10
NEWEST = ("-offered_on", "-pk")
STATES = {
    "offered": ("Offered", Q(answer="")),
    "accepted": ("To be given", Q(answer=RewardAnswer.ACCEPTED, given_on=None)),
    "given": ("Given", Q(given_on__isnull=False)),
    "declined": ("Declined", Q(answer=RewardAnswer.DECLINED)),
}


@dataclass(frozen=True)
class Row:
    """One reward, whose it is, and what can be written down of it next."""

    entry: RewardEntry
    called: str
    steps: list[Action]


@require_safe
@permission_required("references.offer_reward", raise_exception=True)
def ledger(request: HttpRequest) -> HttpResponse:
    mine = RewardEntry.objects.visible_to(request.user)
    state = request.GET.get("state", "")
    chosen = mine.filter(STATES[state][1]) if state in STATES else mine
    found = keyset(request, _told(chosen), order=NEWEST)
    context = {
        "page": found,
        "chips": _chips(mine, state),
        "rows": _rows(found.rows, user=request.user),
        "crumbs": [Crumb("References", reverse("references:list"))],
    }
    return page(request, "references/rewards.html", context, fragment="references/_rewards.html")


@require_safe
@permission_required("references.offer_reward", raise_exception=True)
def of_reference(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one person was offered, by all of us; loaded into their page."""
    reference = _reference(request, pk)
    found = keyset(request, _told(RewardEntry.objects.filter(reference=reference)), order=NEWEST, size=FEW)
    reasons = " ".join(refusals(reference, on=today()))
    offer_one = Action("Offer something", reverse("references:offer_reward", args=[pk]), quiet=True, because=reasons)
    context = {
        "page": found,
        "rows": _rows(found.rows, user=request.user),
        "ways_on": [offer_one],
        **_about(request, reference),
    }
    return page(request, "references/rewards_of.html", context, fragment="references/_rewards_of.html")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("references.offer_reward", raise_exception=True)
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    reference = _reference(request, pk)
    form = OfferRewardForm(sent(request))
    if form.is_valid():
        actions.offer_reward(reference, act=form.cleaned_data["act"], reward=form.reward(), by=request.user, on=on)
        messages.success(
            request, "The offer is written down. Whether they take it is theirs to say; any answer is fine."
        )
        return done(request, reverse("references:rewards_of", args=[pk]))
    context = {"form": form, "refusals": [*refusals(reference, on=on)], **_about(request, reference)}
    status = 422 if form.is_bound else 200
    return page(
        request, "references/offer_reward.html", context, fragment="references/_offer_reward.html", status=status
    )


@require_POST
@permission_required("references.record_reward", raise_exception=True)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    return _taken(request, pk, lambda entry, **by: actions.answer_reward(entry, answer=RewardAnswer.ACCEPTED, **by))


@require_POST
@permission_required("references.record_reward", raise_exception=True)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    return _taken(request, pk, lambda entry, **by: actions.answer_reward(entry, answer=RewardAnswer.DECLINED, **by))


@require_POST
@permission_required("references.record_reward", raise_exception=True)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    return _taken(request, pk, actions.give_reward)


def _taken(request: HttpRequest, pk: int, step: Callable[..., RewardEntry]) -> HttpResponse:
    """Take one step and answer with the row, ``row-reward-<pk>``, for whatever list it stands in."""
    entry = get_object_or_404(_told(RewardEntry.objects.visible_to(request.user)), pk=pk)
    step(entry, by=request.user, on=today())
    (row,) = _rows([entry], user=request.user)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, "It is written down.")
    to = reverse("references:rewards_of", args=[entry.reference_id])
    return done(request, to, "references/_reward.html", {"row": row})


def _reference(request: HttpRequest, pk: int) -> Reference:
    visible = Reference.objects.visible_to(request.user).select_related("contact__customer")
    return get_object_or_404(visible, pk=pk)


def _about(request: HttpRequest, reference: Reference) -> dict[str, Any]:
    (called,) = _called([reference], user=request.user).values()
    return {
        "reference": reference,
        "called": called,
        "crumbs": [Crumb("References", reverse("references:list")), Crumb(called, reference.get_absolute_url())],
    }


def _told(entries: Any) -> Any:
    """Fetch with each reward whom its row speaks of."""
    return entries.select_related("reference__contact__customer", "offered_by")


def _called(references: Iterable[Reference], *, user: Any) -> dict[int, str]:
    people = list(references)
    names = seen.details(user, people)
    return {
        person.pk: names[person.contact_id].name if person.contact_id in names else person.contact.title or seen.UNNAMED
        for person in people
    }


def _rows(entries: Iterable[Any], *, user: Any) -> list[Row]:
    listed = list(entries)
    called = _called([entry.reference for entry in listed], user=user)
    return [Row(entry, called[entry.reference_id], _steps(entry, user=user)) for entry in listed]


def _steps(entry: RewardEntry, *, user: Any) -> list[Action]:
    """Return what can be written down now: an answer while it is open, then that it was given."""
    if not user.has_perm("references.record_reward") or entry.given_on or entry.answer == RewardAnswer.DECLINED:
        return []
    yes = ("give_reward", "Given") if entry.answer else ("accept_reward", "They accept")
    return [
        Action(label, reverse(f"references:{name}", args=[entry.pk]), quiet=quiet, post=True)
        for (name, label), quiet in ((yes, False), (("decline_reward", "They decline"), True))
    ]


def _chips(entries: Any, state: str) -> list[Chip]:
    counts = entries.aggregate(all=Count("pk"), **{key: Count("pk", q) for key, (_, q) in STATES.items()})
    first = Chip("Everything", "?", current=state not in STATES, count=counts["all"])
    return [first, *(Chip(label, f"?state={key}", key == state, counts[key]) for key, (label, _) in STATES.items())]
