"""What goes when? The admin's look at how long each class of data is kept, and at what the next purge removes."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from refprogram.dates import today
from refprogram.pages import page
from refprogram.rights.kept import STAYING
from refprogram.rights.retention import AHEAD, forecast
from refprogram.ui.parts import Crumb


@require_safe
@permission_required("rights.handle", raise_exception=True)
def retention(request: HttpRequest) -> HttpResponse:
    """Show each class with what is past its time; removing is the clock's, because nobody decides about it."""
    context = {
        "classes": forecast(on=today()),
        "ahead": AHEAD.days,
        "staying": STAYING,
        "crumbs": [Crumb("Rights requests", reverse("rights:list"))],
    }
    return page(request, "rights/retention.html", context)
