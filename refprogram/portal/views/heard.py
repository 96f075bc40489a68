"""How was it for a prospect who heard somebody? Three ticks and one box behind a link; each may be left out."""

from allauth.core.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from refprogram.dates import today
from refprogram.outbox.wording import our_address
from refprogram.pages import page, sent
from refprogram.portal.door import answering, speaking
from requests import links
from requests.actions.after import tell_as_prospect
from requests.feedback_forms import HeardForm
from requests.models import Feedback, Invitation, Side


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def heard(request: HttpRequest, token: str) -> HttpResponse:
    """Ask how it was, or thank for having been told; opening it changes nothing."""
    invitation = links.find(token, on=today())
    language = invitation.language if invitation else ""
    if request.method == "POST" and not consume(request, action="customer_answer", key=token):
        return speaking(request, language, lambda: page(request, "portal/429.html", status=429))
    if invitation is None:
        raise Http404
    return speaking(request, language, lambda: answering(request, lambda: _answer(request, invitation)))


def _answer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    assignment = invitation.assignment
    context = {"use": assignment.use, "activity": assignment.ask.activity, "mailbox": our_address()}
    told = Feedback.objects.filter(assignment=assignment, side=Side.PROSPECT).exists()
    if told:
        late = request.method == "POST"
        return page(request, "portal/heard_given.html", context | {"late": late}, status=409 if late else 200)
    topics = list(assignment.ask.topics.select_related("topic").order_by("rank"))
    form = HeardForm(sent(request), topics=topics)
    if form.is_valid():
        tell_as_prospect(links.ProspectHolder(invitation), said=form.said(), on=today())
        return page(request, "portal/heard_given.html", context)
    return page(request, "portal/heard.html", context | {"form": form}, status=422 if form.is_bound else 200)
