"""Who agreed to what, until when, and how can it be proven? The consent ledger, what runs out first on top."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from references.models import ActivityType, Claim, Consent, ConsentEvent, PageSeen, Reference
from references.views import seen
from refprogram.dates import today
from refprogram.pages import keyset, page
from refprogram.ui.parts import Chip, Crumb

SOON = 30
AGREED, RUNS_OUT, WAITING, RAN_OUT = "agreed", "runs_out", "waiting", "ran_out"
STATES = {
    AGREED: "Agreed",
    RUNS_OUT: f"Runs out within {SOON} days",
    WAITING: "Told us so, not confirmed",
    RAN_OUT: "Ran out",
}


@require_safe
@permission_required("references.read_receipts", raise_exception=True)
def ledger(request: HttpRequest) -> HttpResponse:
    """Show contact by use, what runs out first on top, narrowed to a state and to one kind of use."""
    on, user = today(), request.user
    state = request.GET.get("state", "")
    state = state if state in STATES else AGREED
    use = ActivityType.objects.filter(code=request.GET.get("use", "")).first()
    rows = _rows(Reference.objects.visible_to(user), on=on)
    chosen = rows[state].filter(activity=use) if use else rows[state]
    wanted = chosen.select_related("activity", "reference__contact__customer").prefetch_related("audiences")
    found = keyset(request, wanted, order=("expires_on", "pk"))
    names = seen.details(user, [row.reference for row in found.rows])
    for row in found.rows:
        contact = row.reference.contact
        row.called = names[contact.pk].name if contact.pk in names else contact.title or "Name not known"
    context = {
        "page": found,
        "claims": state == WAITING,
        "states": [
            Chip(label, _address(key, use), key == state, rows[key].order_by().count()) for key, label in STATES.items()
        ],
        "uses": _uses(state, use),
        "crumbs": [Crumb("References", reverse("references:list"))],
        "on": on,
    }
    return page(request, "references/consents.html", context, fragment="references/_consents.html")


def _rows(references: QuerySet[Reference], *, on: Any) -> dict[str, QuerySet[Any]]:
    agreed = Consent.objects.filter(reference__in=references)
    live = agreed.live(on=on)
    return {
        AGREED: live,
        RUNS_OUT: live.soon(on=on, days=SOON),
        WAITING: Claim.objects.filter(reference__in=references).waiting(on=on),
        RAN_OUT: agreed.unended().filter(expires_on__lt=on),
    }


def _uses(state: str, use: ActivityType | None) -> list[Chip]:
    offered = [Chip(one.name, _address(state, one), one == use) for one in ActivityType.objects.offered()]
    return [Chip("Any use", _address(state, None), use is None), *offered]


def _address(state: str, use: ActivityType | None) -> str:
    return f"?state={state}" + (f"&use={use.code}" if use else "")


@require_safe
@permission_required("references.read_receipts", raise_exception=True)
def receipts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every yes and no of one person, the newest on top."""
    reference = _reference(request, pk)
    context = {
        "page": keyset(request, _events(reference), order=("-seq",)),
        "reference": reference,
        "crumbs": _above(request, reference),
    }
    return page(request, "references/receipts.html", context, fragment="references/_receipts.html")


@require_safe
@permission_required("references.read_receipts", raise_exception=True)
def receipt(request: HttpRequest, pk: int, seq: int) -> HttpResponse:
    """Show one of them whole: when and how, the words of the text, and the page exactly as it was seen."""
    reference = _reference(request, pk)
    event = get_object_or_404(_events(reference), seq=seq)
    context = {
        "event": event,
        "words": event.text.body.replace("{company}", settings.PROGRAM_COMPANY) if event.text else "",
        "shown": PageSeen.objects.filter(reference=reference, digest=event.shown).first() if event.shown else None,
        "crumbs": [*_above(request, reference), Crumb("Receipts", reverse("references:receipts", args=[reference.pk]))],
    }
    return page(request, "references/receipt.html", context)


def _reference(request: HttpRequest, pk: int) -> Reference:
    visible = Reference.objects.visible_to(request.user).select_related("contact__customer", "ledger_key")
    return get_object_or_404(visible, pk=pk)


def _events(reference: Reference) -> QuerySet[Any]:
    key = getattr(reference, "ledger_key", None)
    mine = ConsentEvent.objects.filter(subject=key.subject) if key else ConsentEvent.objects.none()
    called = ActivityType.objects.filter(code=OuterRef("purpose")).values("name")
    return mine.select_related("text__activity").annotate(use=Subquery(called[:1]))


def _above(request: HttpRequest, reference: Reference) -> list[Crumb]:
    names = seen.details(request.user, [reference])
    called = names[reference.contact_id].name if reference.contact_id in names else "Name not known"
    return [Crumb("References", reverse("references:list")), Crumb(called, reference.get_absolute_url())]
