"""How was it for the person who helped us? Asked once after a use; each question may be left out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from references import actions
from references.models import UseFeedback
from refprogram.pages import page
from refprogram.portal.door import Visit
from refprogram.portal.forms import FeedbackForm


def feedback(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask how one use went, or thank for having been told."""
    use = visit.link.use
    given = UseFeedback.objects.filter(use=use).first()
    context = {"visit": visit, "use": use, "given": given}
    if given:
        late = request.method == "POST"
        return page(request, "portal/feedback_given.html", context | {"late": late}, status=409 if late else 200)
    form = FeedbackForm(visit.posted, initial=visit.typed_into(FeedbackForm))
    if form.is_valid():
        actions.give_feedback(visit.holder, **form.cleaned_data, on=visit.on)
        return redirect(request.get_full_path())
    return page(request, "portal/feedback.html", context | {"form": form}, status=422 if form.errors else visit.status)
