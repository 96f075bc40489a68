"""Who comes in through a link, in which language, and how often? Asked once, before any of the customer's pages."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import wraps
from typing import Any

from allauth.core.ratelimit import consume
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from references import actions, links
from references.actions.consents import NO_YES
from references.links import LinkHolder
from refprogram.dates import today
from refprogram.errors import Refused
from refprogram.middleware import written
from refprogram.outbox.wording import spoken
from refprogram.pages import page, sent

View = Callable[..., HttpResponse]

TOO_FAST = gettext_lazy("That came faster than anybody reads, so we have not counted it. Please answer once more.")
CHANGED = gettext_lazy("This page has changed since you opened it. Nothing was changed; please look at it again.")
NO_CHOICE = gettext_lazy("Nothing was changed. Please choose one of the buttons.")
NOT_TICKED = gettext_lazy("Nothing was changed. Please tick the box first.")
NOT_WRITTEN = gettext_lazy("Nothing was changed. Please write your words in the box first.")
# What a page says after a press, by the word in its address.
DONE: dict[str, Any] = {
    "words_yes": gettext_lazy("Thank you. We noted your yes."),
    "words_no": gettext_lazy("We noted your no. These words are not shown, and nobody asks you why."),
    "words_otherwise": gettext_lazy("We noted your words. This is how they would look; please look once more."),
    "words_changed": gettext_lazy("This is how it would look now. We show it nowhere; you say whether we may."),
    "words_written": gettext_lazy("Thank you for your words. This is how they would look; you say whether they may."),
    "limits": gettext_lazy("We noted your limits. They count from now on."),
    "correct": gettext_lazy("We noted your correction. It counts from now on."),
    "restrict": gettext_lazy("From now on we keep your data and use it for nothing."),
    "use_again": gettext_lazy("From now on we may use your data again. What you agreed to is as it was."),
    "object": gettext_lazy("What you agreed to has ended, and nobody writes to you or asks you any more."),
    "introduced": gettext_lazy("Thank you for introducing somebody. We tell them first that it was you."),
    "times": gettext_lazy("We noted your times and tell our colleague. You hear from us once one is picked."),
    "time_agreed": gettext_lazy("The time is agreed, thank you. A letter with it for your calendar is on its way."),
    "time_agreed_no_letter": gettext_lazy(
        "The time is agreed, thank you. You want no letters from us, so please take it into your calendar from here."
    ),
    "time_off": gettext_lazy("We noted that this time does not suit you any more, and tell everybody."),
    "noted": gettext_lazy("We noted it, thank you."),
    "no_referral": gettext_lazy("Thank you for your answer. It is fine, and we do not ask again for a long while."),
}


@dataclass(frozen=True)
class Visit:
    """One visit through a link: `posted` is what was sent, `notice` why it was not carried out, `place` where.

    `typed` is what was sent and not carried out, so that nobody has to type it again.
    """

    link: Any
    token: str
    on: date
    language: str
    query: str
    posted: QueryDict | None
    typed: QueryDict = field(default_factory=QueryDict)
    notice: str = ""
    place: str = ""
    done: str = ""
    status: int = 200

    @property
    def holder(self) -> LinkHolder:
        return LinkHolder(self.link, acts=self.link.acts)

    @property
    def may_agree(self) -> bool:
        """Say whether a yes is taken on this page: not after its time, nor from whoever left or wants none of it."""
        return self.link.acts and self.link.reference.contact.status not in NO_YES

    def anew(self, notice: Any, *, status: int = 409, place: str = "") -> "Visit":
        """Return the same visit as if nothing had been sent, with a sentence that says why."""
        typed = self.posted if self.posted is not None else self.typed
        return replace(self, posted=None, typed=typed, notice=str(notice), status=status, place=place)

    def typed_into(self, form: type[forms.Form]) -> dict[str, str]:
        """Return the words that somebody typed into a form that was not taken; what they chose they choose again."""
        fields = form.base_fields.items()
        words = [name for name, field in fields if not isinstance(field, forms.ChoiceField)]
        return {name: str(self.typed[name]) for name in words if name in self.typed}


def door(
    *methods: str,
    after_its_time: bool = False,
    for_good: bool = False,
    however_fast: bool = False,
    seen_on: str = "home",
) -> Callable[[View], View]:
    """Let a view answer whoever holds a link; opening it changes nothing.

    An unknown, foreign, malformed or expired token gets the same page to the letter. A link whose thirty days are over
    opens what is there `after_its_time` as long as the person agrees to anything, and what is there `for_good` always.
    An answer that came faster than anybody reads is not carried out, except where it counts `however_fast`. Whoever
    only looks at an address that takes answers comes to the page that it is `seen_on`.
    """

    def decorate(view: View) -> View:
        @require_http_methods(methods)
        def opened(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
            on = today()
            link = links.find(token, on=on)
            if not _counts(request, token, by_program=however_fast and link is not None):
                return speaking(request, _theirs(link), lambda: page(request, "portal/429.html", status=429))
            if link is None or not (link.acts or for_good or (after_its_time and link.agrees)):
                raise Http404
            too_fast = not however_fast and links.is_suspect(link, at=timezone.now())

            def answer() -> HttpResponse:
                return _answer(request, view, _visit(request, link, token, on, too_fast), rest)

            return speaking(request, _theirs(link), answer)

        @wraps(view)
        def looked_at(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
            if request.method in {"GET", "HEAD"} and request.method not in methods:
                return redirect(reverse(f"portal:{seen_on}", args=[token]) + _query(request))
            return opened(request, token, **rest)

        return login_not_required(looked_at)

    return decorate


def language_of(token: str) -> str:
    """Return the language of the person that a token is for."""
    return _theirs(links.find(token, on=today()))


def _theirs(link: Any) -> str:
    return str(link.reference.contact.language) if link else ""


def _counts(request: HttpRequest, token: str, *, by_program: bool) -> bool:
    """Say whether an answer is one of few enough; looking is not counted.

    Mail providers press for all their people from a few addresses: what they may press is counted by its link alone.
    """
    action = "customer_mail_program" if by_program else "customer_answer"
    return request.method != "POST" or consume(request, action=action, key=token)


def asked_for(request: HttpRequest) -> str:
    """Return the language that an address names, when it is one of ours."""
    language = request.GET.get("lang", "")
    return language if language in dict(settings.LANGUAGES) else ""


def _query(request: HttpRequest) -> str:
    language = asked_for(request)
    return f"?lang={language}" if language else ""


def _visit(request: HttpRequest, link: Any, token: str, on: date, too_fast: bool) -> Visit:
    language = (translation.get_language() or "").partition("-")[0]
    done = str(DONE.get(request.GET.get("done", ""), ""))
    visit = Visit(link, token, on, language, _query(request), sent(request), done=done)
    if visit.posted is None or not too_fast:
        return visit
    actions.mark_suspect(link, at=timezone.now())
    return visit.anew(TOO_FAST)


def _answer(request: HttpRequest, view: View, visit: Visit, rest: dict[str, Any]) -> HttpResponse:
    return answering(request, lambda: view(request, visit, **rest), visit=visit)


def answering(request: HttpRequest, answer: Callable[[], HttpResponse], *, visit: Visit | None = None) -> HttpResponse:
    """Answer, or say in a page for those without a login why something was refused."""
    try:
        return answer()
    except Refused as refused:
        context = {"sentences": refused.sentences, "visit": visit, "written": written(request.POST)}
        return page(request, "portal/409.html", context, status=409)


def speaking(request: HttpRequest, theirs: str, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer in the language of the address, else in the person's own, else in their browser's.

    The request remembers it for the page that says that the answer failed.
    """
    known = asked_for(request) or theirs
    language = spoken(known) if known else translation.get_language_from_request(request)
    request.LANGUAGE_CODE = language
    with translation.override(language):
        return answer()
