"""What else may help where nobody suits? Words that are published, another kind of help, or somebody new (seed 003)."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from references.eligibility import BLOCKED
from references.models import Consent, Mode
from refprogram.dates import today
from refprogram.pages import done, page, sent
from refprogram.ui.parts import Action
from requests import actions
from requests.forms_of_course import SupplyForm
from requests.models import ReferenceRequest
from requests.views.detail import found

EXCERPT = 200


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.supply", raise_exception=True)
def supply(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what else may help, and give words of customers instead of a talk."""
    ask, on = found(request, pk), today()
    content = actions.offered_content(ask, reader=request.user, on=on)
    pieces = [(one.endorsement.pk, f"{one.block.quoted[:EXCERPT]} {one.block.speaker}") for one in content if one.block]
    form = SupplyForm(sent(request), pieces=pieces)
    if form.is_valid():
        given = form.cleaned_data
        actions.supply(ask, endorsements=given["pieces"], note=given["note"], by=request.user, on=on)
        return done(request, ask)
    context = {
        "ask": ask,
        "form": form,
        "pieces": pieces,
        "others": list(_other_kinds(ask, on=on)),
        "ways_on": [
            Action("Nominate a customer", reverse("references:nominate"), icon="sprout", quiet=True),
            Action("See what would clear the nearest", reverse("references:do_not_use"), icon="shield-ban", quiet=True),
        ],
    }
    return page(request, "requests/supply.html", context, status=422 if form.is_bound else 200)


def _other_kinds(ask: ReferenceRequest, *, on: date) -> Any:
    """Count, by what is kept, who may be asked for another kind of help: nobody is cleared by that."""
    agreed = Consent.objects.live(on=on).filter(
        audiences__audience=ask.audience,
        activity__mode=Mode.LIVE,
        activity__is_active=True,
        reference__standing__worst__lt=BLOCKED,
    )
    kinds = agreed.exclude(activity=ask.activity_id).values("activity__name")
    return kinds.annotate(people=Count("reference", distinct=True)).order_by("-people", "activity__name")
