"""How does somebody silence us with one press? Their mail program asks for it without a page (RFC 8058), or they do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from customers.actions import silence_contact
from refprogram.pages import page
from refprogram.portal.door import Visit, door
from refprogram.portal.views.pressed import back, pressed


@csrf_exempt
@door("GET", "HEAD", "POST", for_good=True, however_fast=True)
def unsubscribe(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Send no automated mail any more; it changes nothing else, and letters can be switched on again on their page."""
    by_program = visit.posted is not None and visit.posted.get("List-Unsubscribe") == "One-Click"
    if not by_program and not pressed(visit, "off"):
        context = {"visit": visit, "silent_since": visit.link.reference.contact.silent_since}
        status = 200 if visit.posted is None else 422
        return page(request, "portal/unsubscribe.html", context, status=status)
    silence_contact(visit.link.reference.contact, by=visit.holder, on=visit.on)
    if by_program:
        return HttpResponse()
    if visit.link.acts:
        return back(visit, "pause")
    return redirect(reverse("portal:unsubscribe", args=[visit.token]) + visit.query)
