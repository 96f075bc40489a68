"""What happens to a request before and after any view: a rule's "no" becomes a page, hostile bytes a 400."""

import logging
import re
from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from refprogram.errors import Refused

Answer = Callable[[HttpRequest], HttpResponse]
# Longer than a choice, a day, a number or an e-mail address that is quickly typed again.
A_LONG_WORD = 40
TOKEN = re.compile(r"(/p/|/voices/for/)[^/\s\"?]+")


class RefusedMiddleware:
    """Turn `Refused` into a 409 with its sentences: a fragment for htmx, a page for everybody else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        # An app whose readers are not staff has a page of its own.
        app = request.resolver_match.app_name if request.resolver_match else ""
        templates = ["_refused.html"] if request.htmx else [f"{app}/409.html", "409.html"]  # type: ignore[attr-defined]
        context = {"sentences": exception.sentences, "written": written(request.POST)}
        return render(request, templates, context, status=409)


def written(form: QueryDict) -> list[str]:
    """Return what somebody wrote into a form that was refused, so that it is not lost: whatever is more than a word."""
    return [
        text
        for name, texts in form.lists()
        if "password" not in name
        for text in texts
        if len(text.split()) > 1 or (len(text) > A_LONG_WORD and name != "csrfmiddlewaretoken")
    ]


class HostileInputMiddleware:
    """Answer NUL bytes and lone surrogates with a 400: PostgreSQL cannot store them and SQLite would."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._hostile(unquote(request.get_full_path())) or (
            request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}
            and any(self._hostile(value) for values in request.POST.lists() for value in [values[0], *values[1]])
        ):
            return HttpResponse("This address or form holds characters that no text has.", status=400)
        return self.get_response(request)

    @staticmethod
    def _hostile(text: str) -> bool:
        return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


class NoTokens(logging.Filter):
    """Cut the secret part of customers' links, and of proof pages, out of every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = TOKEN.sub(r"\1…", record.getMessage())
        record.args = ()
        return True
