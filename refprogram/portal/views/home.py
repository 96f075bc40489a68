"""What does a person's own page show? All their affairs; after the link's time, what they agreed to and how to stop."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from references.actions import ANSWERED_WITHIN
from refprogram.dates import business_days_after
from refprogram.pages import page
from refprogram.portal.affairs import affairs_of
from refprogram.portal.door import Visit, door
from refprogram.portal.forms import ComplaintForm, IntroduceForm, LimitsForm, PauseForm
from refprogram.portal.their_words import not_taken_back, pieces_of, places_of


@door("GET", "HEAD", after_its_time=True)
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show a person everything that is theirs to decide."""
    return show(request, visit)


def show(request: HttpRequest, visit: Visit, **forms: Any) -> HttpResponse:
    """Draw the page anew, with the form that needs a change, if there is one."""
    affairs = affairs_of(visit)
    contact = visit.link.reference.contact
    context: dict[str, Any] = {"visit": visit, "affairs": affairs, "details": getattr(contact, "details", None)}
    if visit.link.acts:
        has_words = affairs.person.has_words
        places = places_of(visit) if has_words else []
        wrong = next((one.wrong for one in places if str(one.placement.pk) == request.GET.get("about")), "")
        context |= {
            "contact": contact,
            "places": places,
            "pieces": pieces_of(visit) if has_words else [],
            "answered_by": business_days_after(visit.on, ANSWERED_WITHIN),
            "limits": LimitsForm(initial=affairs.limits, offered=affairs.offered),
            "pause": PauseForm(auto_id="pause_%s"),
            "complaint": ComplaintForm(initial={"words": wrong}, auto_id="complaint_%s"),
            "introduction": IntroduceForm(auto_id="introduction_%s"),
            **forms,
        }
    else:
        context["pieces"] = [piece for piece in not_taken_back(pieces_of(visit)) if piece.state != "waits"]
    refused = next((form for form in forms.values() if form.errors), None)
    template = "portal/home.html" if visit.link.acts else "portal/after.html"
    return page(request, template, context | {"form": refused}, status=422 if refused else visit.status)
