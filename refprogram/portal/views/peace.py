"""What do the buttons of "not a good time" do? They leave somebody alone, until a day or until they say otherwise."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from customers.actions import silence_contact, write_again
from references import actions
from refprogram.portal.door import NO_CHOICE, Visit, door
from refprogram.portal.forms import PauseForm
from refprogram.portal.views.home import show
from refprogram.portal.views.pressed import back, pressed


@door("POST")
def pause(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Leave somebody alone: until the day they choose, until they say so, or their whole company."""
    who: dict[str, Any] = {"by": visit.holder, "on": visit.on}
    reference = visit.link.reference
    if pressed(visit, "until"):
        form = PauseForm(visit.posted, auto_id="pause_%s")
        if not form.is_valid():
            return show(request, visit, pause=form)
        actions.pause(reference, until=form.cleaned_data["until"], **who)
    elif pressed(visit, "open"):
        actions.pause(reference, until=None, **who)
    elif pressed(visit, "company"):
        actions.leave_in_peace(reference, **who)
    elif pressed(visit, "calmer"):
        actions.say_calmer(reference, **who)
    else:
        form = PauseForm(initial=visit.typed_into(PauseForm), auto_id="pause_%s")
        return show(request, visit if visit.notice else visit.anew(NO_CHOICE, status=422), pause=form)
    return back(visit, "pause")


@door("POST")
def mail(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Switch automated letters off, or on again."""
    if not pressed(visit, "off", "on"):
        return show(request, visit if visit.notice else visit.anew(NO_CHOICE, status=422))
    act = silence_contact if pressed(visit, "off") else write_again
    act(visit.link.reference.contact, by=visit.holder, on=visit.on)
    return back(visit, "pause")
