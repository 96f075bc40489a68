"""What do the buttons next to an agreement do? One stops it, one says that it is right; one press each."""

from django.http import HttpRequest, HttpResponse

from references import actions
from refprogram.portal.affairs import agreement_of
from refprogram.portal.door import CHANGED, NO_CHOICE, Visit, door
from refprogram.portal.views.home import show
from refprogram.portal.views.pressed import back, pressed, stopped


@door("POST", for_good=True)
def stop(request: HttpRequest, visit: Visit, activity: int) -> HttpResponse:
    """End one kind of activity; pressed twice it stays ended."""
    if not pressed(visit, "stop"):
        return show(request, visit if visit.notice else visit.anew(NO_CHOICE, status=422))
    found = agreement_of(visit, activity)
    if found is None:
        return show(request, visit.anew(CHANGED))
    actions.stop(visit.link.reference, found.activity, evidence=found.shown.evidence, by=visit.holder, on=visit.on)
    return stopped(request, visit, "agreed")


@door("POST")
def agree(request: HttpRequest, visit: Visit, activity: int) -> HttpResponse:
    """Take a person's yes to the words that their page showed."""
    if not pressed(visit, "agree"):
        return show(request, visit if visit.notice else visit.anew(NO_CHOICE, status=422))
    found = agreement_of(visit, activity)
    if found is None or visit.posted is None or not found.shown.was_seen(visit.posted):
        return show(request, visit.anew(CHANGED))
    actions.agree(visit.link.reference, found.activity, evidence=found.shown.evidence, by=visit.holder, on=visit.on)
    return back(visit, "agreed")
