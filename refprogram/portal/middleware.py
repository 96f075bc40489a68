"""What holds for every address below /p/, also where no view was reached? It is private, and speaks to customers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from references.testimonials.models.attachment import LARGEST
from refprogram.pages import page
from refprogram.portal.door import language_of, speaking

LARGEST_ANSWER = LARGEST + 1024 * 1024
# The page that a customer gets for what the program does not take, instead of one for our staff.
PAGES = {400: "400", 403: "403", 404: "gone", 405: "400"}


def is_theirs(request: HttpRequest) -> bool:
    """Say whether an address is one of the customers'."""
    return request.path_info.startswith("/p/")


def is_too_large(request: HttpRequest) -> bool:
    """Say whether more is being sent than a picture with all the words of a form; nothing of it is read."""
    return request.META.get("CONTENT_LENGTH", "").isdecimal() and int(request.META["CONTENT_LENGTH"]) > LARGEST_ANSWER


def _spoken_to(request: HttpRequest) -> str:
    """Return the language of whose page it is, before any view was looked for."""
    return language_of(request.path_info.split("/")[2])


class PrivatePagesMiddleware:
    """Keep secret addresses out of search engines, caches and other sites' logs, and refuse in customers' words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_theirs(request):
            return self.get_response(request)
        if is_too_large(request):
            response: HttpResponse = speaking(
                request, _spoken_to(request), lambda: page(request, "portal/413.html", status=413)
            )
        else:
            response = self.get_response(request)
        if response.status_code in PAGES:
            response = speaking(request, self._theirs(request, response), lambda: self._instead_of(response, request))
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"  # with no-referrer browsers send "Origin: null", which CSRF refuses
        return response

    @staticmethod
    def _theirs(request: HttpRequest, response: HttpResponse) -> str:
        """Return the language of whose page was refused; what is not there tells nothing about anybody."""
        match = request.resolver_match
        return language_of(match.kwargs["token"]) if match and response.status_code in {403, 405} else ""

    @staticmethod
    def _instead_of(response: HttpResponse, request: HttpRequest) -> HttpResponse:
        response.content = render_to_string(f"portal/{PAGES[response.status_code]}.html", request=request).encode()
        response["Content-Type"] = "text/html; charset=utf-8"
        response["Content-Length"] = str(len(response.content))
        return response
