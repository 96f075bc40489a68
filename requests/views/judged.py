"""Who decided, and for which request? The panel beside a verdict that was kept."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from references.models import Judgement
from refprogram.pages import page
from requests.models import ReferenceRequest, RequestEvent


@require_safe
@permission_required("references.read_reasons", raise_exception=True)
def of_judgement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the step of a request that a verdict was kept for; a look that changed nothing belongs to none."""
    judgement = get_object_or_404(Judgement.objects.visible_to(request.user), pk=pk)
    events = RequestEvent.objects.filter(
        judgement=judgement, ask__in=ReferenceRequest.objects.visible_to(request.user)
    ).select_related("ask__opportunity", "actor")
    context = {"judgement": judgement, "event": events.first()}
    return page(request, "requests/of_judgement.html", context, fragment="requests/_of_judgement.html")
