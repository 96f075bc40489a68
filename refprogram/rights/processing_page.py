"""What do we do with whose data? The record of processing that the law asks for, drawn from the program itself."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from refprogram.pages import page
from refprogram.rights.purposes import BASES, OF_OUR_OWN, PURPOSES
from refprogram.rights.retention import CLASSES
from refprogram.ui.parts import Crumb


@require_safe
@permission_required("rights.handle", raise_exception=True)
def processing(request: HttpRequest) -> HttpResponse:
    """Show each purpose with its basis, its data and who sees them, and how long each class of data is kept."""
    context = {
        "company": settings.PROGRAM_COMPANY,
        "reply_to": settings.DEFAULT_FROM_EMAIL,
        "purposes": [(purpose, BASES[purpose.basis]) for purpose in (*PURPOSES, *OF_OUR_OWN)],
        "classes": CLASSES,
        "crumbs": [Crumb("Rights requests", reverse("rights:list"))],
    }
    return page(request, "rights/processing.html", context)
