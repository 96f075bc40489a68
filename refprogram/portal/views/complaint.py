"""What does a complaint do? It is written down, somebody answers it by a day, and nobody asks a favour until then."""

from django.http import HttpRequest, HttpResponse

from references import actions
from refprogram.portal.door import Visit, door
from refprogram.portal.forms import ComplaintForm
from refprogram.portal.views.home import show
from refprogram.portal.views.pressed import back


@door("POST")
def complain(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Write down what is not right, in their own words."""
    form = ComplaintForm(visit.posted, auto_id="complaint_%s")
    if visit.posted is None:
        typed = ComplaintForm(initial=visit.typed_into(ComplaintForm), auto_id="complaint_%s")
        return show(request, visit, complaint=typed)
    if not form.is_valid():
        return show(request, visit, complaint=form)
    actions.complain(visit.link.reference, words=form.cleaned_data["words"], by=visit.holder, on=visit.on)
    return back(visit, "wrong")
