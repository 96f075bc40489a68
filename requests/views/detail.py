"""What does one request look like to this reader? A workbench to those who decide, a story to everybody else."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from refprogram.dates import today
from refprogram.pages import done, page
from requests import actions
from requests.clocks import timed
from requests.forms_of_times import TimesForm
from requests.models import ReferenceRequest, RequestEvent, WantedTopic
from requests.models.assignment import lapse
from requests.views.progress import clocks
from requests.views.story import story
from requests.views.talk import talk_of
from requests.views.workbench import workbench

PAGE = "requests/detail.html"


@require_safe
@permission_required("requests.view", raise_exception=True)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return drawn(request, found(request, pk))


@require_POST
@permission_required("requests.reveal", raise_exception=True)
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to call, in this answer only: it is in no later page, in no cache, and written down."""
    ask = found(request, pk)
    details = actions.reveal(ask, by=request.user, on=today())
    response = drawn(request, ask, details=details)
    add_never_cache_headers(response)
    return response


def found(request: HttpRequest, pk: int) -> ReferenceRequest:
    """Return the request that an address names, if this reader may see it."""
    asks = timed(ReferenceRequest.objects.visible_to(request.user)).annotate(lapsed=lapse(on=today()))
    told = asks.select_related(
        "opportunity__product", "product", "activity", "requested_by", "manager"
    ).prefetch_related(Prefetch("topics", WantedTopic.objects.select_related("topic").order_by("rank")))
    return get_object_or_404(told, pk=pk)


def drawn(
    request: HttpRequest, ask: ReferenceRequest, *, status: int = 200, times: TimesForm | None = None, **extra: Any
) -> HttpResponse:
    """Draw a request as it is now; `times` and `extra` are forms that were not valid, or details that were revealed."""
    draw, fragment = (
        (workbench, "requests/_workbench.html")
        if request.user.has_perm("requests.match")
        else (story, "requests/_story.html")
    )
    context = draw(ask, events=list(_events(ask)), reader=request.user, on=today(), **extra)
    context |= {"ask": ask, "work": fragment, "clocks": clocks(ask, on=today())}
    context |= {"talk": talk_of(ask, reader=request.user, sent=times)}
    return page(request, PAGE, context, fragment=fragment, status=status)


def moved(request: HttpRequest, ask: ReferenceRequest) -> HttpResponse:
    """Answer a step that was taken: what it changed for htmx, the page for everybody else."""
    if request.htmx:  # type: ignore[attr-defined]
        return drawn(request, found(request, ask.pk))
    return done(request, ask)


def _events(ask: ReferenceRequest) -> QuerySet[RequestEvent]:
    return ask.events.select_related("actor", "note", "judgement").order_by("-seq")
