"""What does a customer see behind a link, and what does their answer do? Shows what the apps know; holds no rule."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from references import actions as references
from references import links
from references.links import LinkHolder
from references.models import Answer, Consent, Link, Purpose, UseConsent, UseState
from refprogram.dates import today
from refprogram.pages import page
from refprogram.portal.forms import AnswerForm, AnswerWithWordsForm
from requests import actions as requests
from requests.models import Assignment
from requests.views.words import OVER

View = Callable[..., HttpResponse]


def _for_one_person(view: View) -> View:
    """Keep a secret address out of search engines, caches and other sites' logs."""

    @wraps(view)
    def private(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"  # with no-referrer browsers send "Origin: null", which CSRF refuses
        return response

    return never_cache(private)


@login_not_required
@_for_one_person
@require_http_methods(["GET", "HEAD", "POST"])
def page_of_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link is about, or take its holder's answer; opening it changes nothing.

    An unknown, foreign, malformed or expired token gets the same page to the letter.
    """
    on = today()
    link = links.find(token, on=on)
    if link is None:
        return page(request, "portal/gone.html", status=404)
    return VIEWS[link.purpose](request, link, on)


def _question(request: HttpRequest, link: Link, on: date) -> HttpResponse:
    """One question about one use."""
    question = link.use_consent
    assert question is not None
    context = {"question": question, "details": getattr(link.reference.contact, "details", None), "link": link}
    if question.answered_at:
        context |= {"receipt": _receipt_of_question(question)}
        return _over(request, "portal/question_answered.html", context, question.answer)
    if question.taken_back_at:
        return _over(request, "portal/question_taken_back.html", context, "")
    form = AnswerWithWordsForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context |= {"form": form, "hints": _hints(str(question.asked_by))}
        return page(request, "portal/question.html", context, status=422 if form.is_bound else 200)
    requests.answer(LinkHolder(link), answer=form.cleaned_data["answer"], words=form.cleaned_data["words"], on=on)
    return redirect(request.path)


def _check_in(request: HttpRequest, link: Any, on: date) -> HttpResponse:
    """The six-month check: is what they agreed to still right? Answered by one letter, it is answered for all."""
    agreed = Consent.objects.unended().filter(reference=link.reference).select_related("activity").order_by("pk")
    context = {"agreed": agreed, "details": getattr(link.reference.contact, "details", None), "link": link}
    if link.checked_at:
        context |= {"receipt": _receipt_of_check(link.check_answer, agreed=bool(agreed))}
        return _over(request, "portal/check_in_answered.html", context, link.check_answer)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context |= {"form": form, "hints": CHECK_IN_HINTS}
        return page(request, "portal/check_in.html", context, status=422 if form.is_bound else 200)
    references.answer_check_in(LinkHolder(link), answer=form.cleaned_data["answer"], on=on)
    return redirect(request.path)


VIEWS: dict[str, View] = {Purpose.ASK: _question, Purpose.CHECK_IN: _check_in}


def _over(request: HttpRequest, template: str, context: dict[str, object], answered: str) -> HttpResponse:
    """Show what became of a link; a second press of the same answer is no mistake, another answer is told of."""
    if request.method == "POST" and request.POST.get("answer") == answered:
        return redirect(request.path)
    late = request.method == "POST"
    return page(request, template, context | {"late": late}, status=409 if late else 200)


def _hints(who: str) -> dict[str, str]:
    return {
        Answer.YES: f"{who} arranges it with you",
        Answer.NOT_NOW: "We leave it at that",
        Answer.NO: "We close this question",
        Answer.TALK: f"{who} gets in touch",
    }


CHECK_IN_HINTS = {
    Answer.YES: "It holds for six more months",
    Answer.NOT_NOW: "We stop asking you",
    Answer.NO: "We stop asking you",
    Answer.TALK: "We get in touch first",
}
CHECKED = {
    Answer.YES: "You said yes. What you agreed to holds for six more months, and we still ask you each time.",
    Answer.NOT_NOW: "You said “not now”. We stop asking you, until you tell us that you are willing again.",
    Answer.NO: "You said no. We stop asking you, and what you had agreed to has ended.",
    Answer.TALK: "You said that you would like to talk first. We get in touch with you.",
}


def _receipt_of_check(answer: str, *, agreed: bool) -> str:
    """Say what was noted; a yes renews nothing for somebody who has agreed to nothing any more."""
    if answer == Answer.YES and not agreed:
        return "You said yes, thank you. At the moment you have agreed to nothing, and we do not ask you."
    return CHECKED[Answer(answer)]


def _receipt_of_question(question: UseConsent) -> str:
    """Say what was noted and what came of it; a yes that cannot be used for now gives no reason away."""
    if question.answer != Answer.YES:
        return ANSWERED[Answer(question.answer)]
    came_to = Assignment.objects.filter(use_consent=question).values_list("use__state", "ask__status")
    use, status = came_to.first() or ("", "")
    if use == UseState.DONE:
        return "You said yes, and it took place. Thank you for taking part."
    if status in OVER:
        return "You said yes, thank you. It is no longer needed, and there is nothing for you to do."
    if use == UseState.BOOKED:
        return ANSWERED[Answer.YES]
    return "You said yes, thank you. Nothing is arranged at the moment: we will get back to you before anything is."


ANSWERED = {
    Answer.YES: "You said yes, thank you. We arrange it with you, for this one time.",
    Answer.NOT_NOW: "You said “not now”. This question is closed, and nobody asks you why.",
    Answer.NO: "You said no. This question is closed, and nobody asks you why.",
    Answer.TALK: "You said that you would like to talk first. We get in touch with you, and nothing happens before.",
}
