"""What does a rep want? Three steps that write one draft, and a last look before it is sent."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from refprogram.dates import today
from refprogram.pages import done, page, sent
from refprogram.ui.parts import Stage
from requests import actions
from requests.expected import Expected, expected
from requests.models import Assignment, Opportunity, ReferenceRequest, Status
from requests.views.detail import found
from requests.views.story import need
from requests.views.words import stake, words_url
from requests.wizard import BACK, LEAVE, NEXT, DealForm, MattersForm, StepForm, TimingForm

STEPS = {"edit": "1 The deal", "matters": "2 What matters most", "timing": "3 Timing", "check": "Check and send"}

# So many talks are named above a new request; the others stand on the page of today.
OWED = 3


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.submit", raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Begin with the deal. From here on there is a draft, so that nothing is lost."""
    form = DealForm(sent(request), on=today(), deal=_deal(request), goes=_goes(request))
    if not form.is_valid():
        return _drawn(request, form, None, "edit")
    ask = actions.draft(
        deal=form.deal(),
        need=form.need() | {"needed_by": form.until()},
        topics=(),
        by=request.user,
        chosen=form.cleaned_data["chosen"],
        form_key=form.cleaned_data["form_key"],
    )
    return _onwards(request, ask, "edit")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.submit", raise_exception=True)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the deal of a draft; what was sent already is shown as it is."""
    ask = _asked(request, pk)
    if request.method != "POST" and ask.status != Status.DRAFT:
        return done(request, ask)
    deal, keeps_deal = _deal(request, ask), "chosen" not in request.GET
    form = DealForm(sent(request), on=today(), ask=ask, deal=deal, keeps_deal=keeps_deal, goes=_goes(request))
    if not form.is_valid():
        return _drawn(request, form, ask, "edit")
    chosen = form.cleaned_data["chosen"]
    actions.revise(ask, deal=form.deal(), need=form.need(), by=request.user, chosen=chosen)
    return _onwards(request, ask, "edit")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.submit", raise_exception=True)
def matters(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the prospect cares about."""
    ask = _asked(request, pk)
    if request.method != "POST" and ask.status != Status.DRAFT:
        return done(request, ask)
    form = MattersForm(sent(request), on=today(), ask=ask, goes=_goes(request))
    if not form.is_valid():
        return _drawn(request, form, ask, "matters")
    actions.revise(ask, need=form.need(), topics=form.topics(), by=request.user)
    return _onwards(request, ask, "matters")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.submit", raise_exception=True)
def timing(request: HttpRequest, pk: int) -> HttpResponse:
    """Say by when it is needed."""
    ask = _asked(request, pk)
    if request.method != "POST" and ask.status != Status.DRAFT:
        return done(request, ask)
    form = TimingForm(sent(request), on=today(), ask=ask, goes=_goes(request))
    if not form.is_valid():
        return _drawn(request, form, ask, "timing")
    actions.revise(ask, need=form.need(), by=request.user)
    return _onwards(request, ask, "timing")


@require_safe
@permission_required("requests.submit", raise_exception=True)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole request once more, with what it still lacks, before it is sent."""
    ask = found(request, pk)
    if ask.status != Status.DRAFT:
        return done(request, ask)
    on = today()
    lacks = [(lack.says, reverse(f"requests:{lack.where}", args=[ask.pk])) for lack in actions.lacks(ask, on=on)]
    context = {"ask": ask, "need": need(ask), "lacks": lacks, "stake": stake(ask.opportunity), "on": on}
    return page(request, "requests/check.html", context | _rail(ask, "check", on=on))


@dataclass(frozen=True)
class Promise:
    """When to expect a yes, as it went before; never a promise. `tight` says that the day may come too early."""

    about: date
    took: Expected
    tight: bool


def _asked(request: HttpRequest, pk: int) -> ReferenceRequest:
    asks = ReferenceRequest.objects.visible_to(request.user)
    return get_object_or_404(asks.select_related("opportunity__product", "activity"), pk=pk)


def _deal(request: HttpRequest, ask: ReferenceRequest | None = None) -> Opportunity | None:
    """Return the deal that somebody has chosen; without a choice, that of the draft, unless it was typed for it."""
    deals = Opportunity.objects.visible_to(request.user).select_related("product")
    said = request.POST if request.method == "POST" else request.GET
    if "chosen" in said:
        key = said["chosen"]
        return deals.filter(pk=int(key)).first() if key.isascii() and key.isdecimal() and len(key) < 19 else None
    if ask is None or Opportunity.objects.typed_for(ask).exists():
        return None
    return deals.filter(pk=ask.opportunity_id).first()


def _goes(request: HttpRequest) -> str:
    pressed = request.POST.get("goes", NEXT)
    return pressed if pressed in (BACK, LEAVE) else NEXT


def _onwards(request: HttpRequest, ask: ReferenceRequest, here: str) -> HttpResponse:
    """Go where the pressed button leads; what was typed is kept whichever it was."""
    goes, steps = _goes(request), list(STEPS)
    if goes == LEAVE:
        return done(request, ask)
    place = steps.index(here) + (1 if goes == NEXT else -1)
    return redirect(f"requests:{steps[max(place, 0)]}", pk=ask.pk)


def _drawn(request: HttpRequest, form: StepForm, ask: ReferenceRequest | None, here: str) -> HttpResponse:
    owed = Assignment.objects.wants_word_of(request.user, on=today()).select_related("ask__opportunity")
    context = {
        "form": form,
        "ask": ask,
        "step": f"requests/_step_{here}.html",
        "is_first": here == "edit",
        "owed": owed[:OWED] if ask is None else (),
    }
    status = 422 if form.is_bound else 200
    return page(request, "requests/wizard.html", context | _rail(ask, here, on=today()), status=status)


def _rail(ask: ReferenceRequest | None, here: str, *, on: date) -> dict[str, Any]:
    """Return what stands beside each step: how far it is, when to expect it, and where words may answer already."""
    took = expected(ask.activity, on=on) if ask else None
    about = on + timedelta(days=took.median_days) if took else None
    place = list(STEPS).index(here)
    states = ["done" if number < place else "current" if number == place else "" for number in range(len(STEPS))]
    return {
        "stages": [Stage(label, state) for label, state in zip(STEPS.values(), states, strict=True)],
        "promise": Promise(about, took, tight=ask.needed_by < about) if ask and took and about else None,
        "words_url": words_url(ask) if ask else "",
    }
