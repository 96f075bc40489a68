"""What does somebody read when our program failed? Behind a link a page for customers, elsewhere the one for staff."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils import translation
from django.views import defaults

from refprogram.portal.door import asked_for
from refprogram.portal.middleware import is_theirs


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it was our fault, without a look at the database: it may be what failed."""
    if not is_theirs(request):
        return defaults.server_error(request)
    known = asked_for(request) or getattr(request, "LANGUAGE_CODE", "")
    with translation.override(known or translation.get_language_from_request(request)):
        return HttpResponseServerError(render_to_string("portal/500.html", {"company": settings.PROGRAM_COMPANY}))
