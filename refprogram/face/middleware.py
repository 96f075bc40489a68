"""What holds for every address below /voices/? It is the same for everybody, so nobody looks who is asking."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PublicPagesMiddleware:
    """Look up no session for what anybody may see, and let caches keep one answer for all.

    Whether somebody is signed in is asked before every view, also where it changes nothing; without a cookie the answer
    is known.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/voices/"):
            return self.get_response(request)
        request.COOKIES = {}
        response = self.get_response(request)
        differs = [name for name in response.get("Vary", "").split(", ") if name not in {"", "Cookie"}]
        del response["Vary"]
        if differs:
            response["Vary"] = ", ".join(differs)
        return response
