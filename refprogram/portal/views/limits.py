"""What does the panel of limits do? Keeps how often, when and for what somebody wants to be asked."""

from django.http import HttpRequest, HttpResponse

from references import actions
from references.models import ActivityType
from refprogram.portal.affairs import affairs_of
from refprogram.portal.door import NO_CHOICE, Visit, door
from refprogram.portal.forms import LimitsForm
from refprogram.portal.views.home import show
from refprogram.portal.views.pressed import pressed, told


@door("POST")
def limits(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep somebody's own limits."""
    if not pressed(visit, "save"):
        return show(request, visit if visit.notice else visit.anew(NO_CHOICE, status=422))
    form = LimitsForm(visit.posted, offered=affairs_of(visit).offered)
    if not form.is_valid():
        return show(request, visit, limits=form)
    liked = ActivityType.objects.filter(pk__in=form.cleaned_data.pop("activities"))
    actions.set_limits(visit.link.reference, **form.cleaned_data, activities=liked, by=visit.holder, on=visit.on)
    return told(visit, "home", "limits")
