"""How does every part look, in every state? One page shows them all, for whoever builds the next page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from refprogram.dates import today
from refprogram.pages import page
from refprogram.ui import samples


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components with invented content; nothing here is anybody's data."""
    on = today()
    context = samples.content(on) | {
        "on": on,
        "form": samples.DealForm({"email": "ingrid.solheim", "chance": "140"}),
        "answer": samples.AnswerForm()["answer"],
        "unanswered": samples.AnswerForm({}, prefix="again")["answer"],
    }
    return page(request, "ui/gallery.html", context)
