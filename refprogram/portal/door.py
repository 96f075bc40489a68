"""Who comes in through a link, in which language, and how often? Asked once, before any of the customer's pages."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import Any

from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from references import actions, links
from references.actions.consents import NO_YES
from references.links import LinkHolder
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.outbox.wording import spoken
from refprogram.pages import page, sent

View = Callable[..., HttpResponse]

TOO_FAST = gettext_lazy("That came faster than anybody reads, so we have not counted it. Please answer once more.")
CHANGED = gettext_lazy("This page has changed since you opened it. Nothing was changed; please look at it again.")
NO_CHOICE = gettext_lazy("Nothing was changed. Please choose one of the buttons.")


@dataclass(frozen=True)
class Visit:
    """One visit through a link: `posted` is what was sent, `notice` why it was not carried out."""

    link: Any
    token: str
    on: date
    language: str
    query: str
    posted: QueryDict | None
    notice: str = ""
    status: int = 200

    @property
    def holder(self) -> LinkHolder:
        return LinkHolder(self.link, acts=self.link.acts)

    @property
    def may_agree(self) -> bool:
        """Say whether a yes is taken on this page: not after its time, nor from whoever left or wants none of it."""
        return self.link.acts and self.link.reference.contact.status not in NO_YES

    def anew(self, notice: Any, *, status: int = 409) -> "Visit":
        """Return the same visit as if nothing had been sent, with a sentence that says why."""
        return replace(self, posted=None, notice=str(notice), status=status)


def door(*methods: str, after_its_time: bool = False, however_fast: bool = False) -> Callable[[View], View]:
    """Let a view answer whoever holds a link; opening it changes nothing.

    An unknown, foreign, malformed or expired token gets the same page to the letter. A link whose thirty days are over
    opens only what is there `after_its_time`. An answer that came faster than anybody reads is not carried out, except
    where it counts `however_fast`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
            if not consume(request, action="customer_answer", key=token):
                return _spoken(request, "", lambda: page(request, "portal/429.html", status=429))
            on = today()
            link = links.find(token, on=on)
            if link is None or not (link.acts or after_its_time):
                return _spoken(request, "", lambda: page(request, "portal/gone.html", status=404))
            too_fast = not however_fast and links.is_suspect(link, at=timezone.now())
            language = link.reference.contact.language

            def answer() -> HttpResponse:
                return _answer(request, view, _visit(request, link, token, on, too_fast), rest)

            return _spoken(request, language, answer)

        return login_not_required(never_cache(_private(require_http_methods(methods)(opened))))

    return decorate


def _visit(request: HttpRequest, link: Any, token: str, on: date, too_fast: bool) -> Visit:
    asked_for = request.GET.get("lang", "")
    query = f"?lang={asked_for}" if asked_for in dict(settings.LANGUAGES) else ""
    visit = Visit(link, token, on, (translation.get_language() or "").partition("-")[0], query, sent(request))
    if visit.posted is None or not too_fast:
        return visit
    actions.mark_suspect(link, at=timezone.now())
    return visit.anew(TOO_FAST)


def _answer(request: HttpRequest, view: View, visit: Visit, rest: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, visit, **rest)
    except Refused as refused:
        context = {"sentences": refused.sentences, "visit": visit}
        return page(request, "portal/409.html", context, status=409)


def _spoken(request: HttpRequest, theirs: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer in the language of the address, else in the person's own, else in their browser's."""
    asked_for = request.GET.get("lang", "")
    language = asked_for if asked_for in dict(settings.LANGUAGES) else theirs
    with translation.override(spoken(language) if language else translation.get_language_from_request(request)):
        return answer()


def _private(view: View) -> View:
    """Keep a secret address out of search engines, caches and other sites' logs."""

    @wraps(view)
    def private(request: HttpRequest, **rest: Any) -> HttpResponse:
        response = view(request, **rest)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"  # with no-referrer browsers send "Origin: null", which CSRF refuses
        return response

    return private
