"""What did they say yes to outside a check-in? A small form; it waits for their own yes."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from references import actions
from references.actions.talk import must_want_contact
from references.cycle import planned
from references.forms import ClaimForm
from references.models import Reference
from references.views import seen
from refprogram.dates import today
from refprogram.pages import done, page, sent
from refprogram.ui.parts import Crumb


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("references.check_in", raise_exception=True)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    on = today()
    visible = Reference.objects.visible_to(request.user).select_related("contact__customer")
    reference = get_object_or_404(visible, pk=pk)
    must_want_contact(reference)
    form = ClaimForm(sent(request), on=on)
    if form.is_valid():
        actions.note_claims(reference, **form.cleaned_data, by=request.user, on=on)
        messages.success(request, f"Written down. It waits for their own yes on their page; {_asking(pk, on=on)}")
        return done(request, reference)
    details = seen.details(request.user, [reference]).get(reference.contact_id)
    context = {
        "form": form,
        "reference": reference,
        "called": details.name if details else reference.contact.title or "this person",
        "crumbs": [Crumb("References", reverse("references:list")), Crumb("File", reference.get_absolute_url())],
    }
    status = 422 if form.is_bound else 200
    return page(request, "references/claim.html", context, fragment="references/_claim.html", status=status)


def _asking(reference: int, *, on: date) -> str:
    """Say whether a letter asks them to confirm it, or why none does."""
    left_out = next((due.left_out for due in planned([reference], on=on)), "")
    return f"no letter asks them for it now. {left_out}" if left_out else "the next letter to them asks."
