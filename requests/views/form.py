"""What does a rep want? The form of a request: kept as a draft, or sent at once."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from refprogram.dates import today
from refprogram.pages import done, page, sent
from requests import actions
from requests.forms import AskForm
from requests.models import Opportunity, ReferenceRequest, Status


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.submit", raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Write a request down. It is kept as a draft first, so that nothing is lost when it cannot be sent."""
    form = AskForm(sent(request), on=today(), deal=_deal(request), sends=_sends(request))
    if not form.is_valid():
        return _form(request, form, None)
    ask = actions.draft(
        deal=form.deal(),
        need=form.need(),
        topics=form.topics(),
        by=request.user,
        chosen=form.cleaned_data["chosen"],
    )
    return _kept(request, ask)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.submit", raise_exception=True)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft; what was sent already is shown as it is."""
    asks = ReferenceRequest.objects.visible_to(request.user).select_related("opportunity", "activity")
    ask = get_object_or_404(asks, pk=pk)
    if request.method != "POST" and ask.status != Status.DRAFT:
        return done(request, ask)
    form = AskForm(
        sent(request),
        on=today(),
        ask=ask,
        deal=_deal(request, ask),
        keeps_deal="chosen" not in request.GET,
        sends=_sends(request),
    )
    if not form.is_valid():
        return _form(request, form, ask)
    actions.revise(
        ask,
        deal=form.deal(),
        need=form.need(),
        topics=form.topics(),
        by=request.user,
        chosen=form.cleaned_data["chosen"],
    )
    return _kept(request, ask)


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


def _form(request: HttpRequest, form: AskForm, ask: ReferenceRequest | None) -> HttpResponse:
    return page(request, "requests/form.html", {"form": form, "ask": ask}, status=422 if form.is_bound else 200)


def _sends(request: HttpRequest) -> bool:
    return "send" in request.POST


def _kept(request: HttpRequest, ask: ReferenceRequest) -> HttpResponse:
    if _sends(request):
        actions.submit(ask, by=request.user)
    return done(request, ask)
