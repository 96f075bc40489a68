"""What do we keep of somebody whom a customer introduced? They see all of it behind their link, and delete it."""

from allauth.core.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from references.referrals import actions, links
from references.referrals.notices import introduced_by
from refprogram.dates import today
from refprogram.outbox.wording import our_address
from refprogram.pages import page, sent
from refprogram.portal.door import NO_CHOICE, speaking


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def introduced(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is kept, and delete it for good when they press the button; opening it changes nothing."""
    person = links.find(token)
    language = person.language if person else ""
    if request.method == "POST" and not consume(request, action="customer_answer", key=token):
        return speaking(request, language, lambda: page(request, "portal/429.html", status=429))
    if person is None:
        raise Http404
    return speaking(request, language, lambda: _answer(request, person))


def _answer(request: HttpRequest, person: links.Introduced) -> HttpResponse:
    posted = sent(request)
    if posted is not None and posted.get("choice") == "delete":
        actions.delete_my_details(person, by=links.IntroducedHolder(person), on=today())
        return page(request, "portal/introduced_gone.html")
    context = {
        "person": person,
        "by": introduced_by(person),
        "mailbox": our_address(),
        "notice": NO_CHOICE if posted is not None else "",
    }
    return page(request, "portal/introduced.html", context, status=200 if posted is None else 422)
