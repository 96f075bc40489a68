"""What do we have to show for one endorsement? Everything, as one file that needs nothing else to be read."""

import base64
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from references.models import Consent, ConsentEvent
from references.testimonials.dossier import Dossier, dossier_of
from references.testimonials.gate import gaps
from references.testimonials.models import Approval, Attachment, AttachmentKind
from references.testimonials.views import told
from references.testimonials.views.detail import found
from references.testimonials.views.evidence import shown_by
from references.testimonials.views.proofs import proven
from references.testimonials.views.seen import who
from refprogram.dates import today


@dataclass(frozen=True)
class Enclosed:
    """One attachment inside the file, with the digest by which anybody can see that it is the same."""

    file: Attachment
    uri: str
    is_picture: bool


@dataclass(frozen=True)
class Answered:
    """What the person said about one form, and the number of its receipt in the ledger."""

    approval: Approval
    text: str
    receipt: int | None


@require_safe
@permission_required("references.read_receipts", raise_exception=True)
def dossier_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the dossier as one page to print, as a download: its style is its own, and no page of ours."""
    user: Any = request.user
    dossier = dossier_of(found(request, pk).pk, on=today())
    content = render_to_string("testimonials/dossier_file.html", _context(dossier, user))
    return HttpResponse(
        content,
        content_type="text/html; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="dossier-E-{pk}.html"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _context(dossier: Dossier, user: Any) -> dict[str, Any]:
    row = dossier.endorsement
    receipts = _receipts(dossier)
    missing: dict[str, list[str]] = {}
    for gap in gaps(dossier):
        missing.setdefault(gap.code, []).append(gap.sentence)
    consents = Consent.objects.filter(reference=row.reference_id, activity=row.activity_id) if row.reference_id else []
    return {
        "endorsement": row,
        "who": who(row, dossier.showing.naming if dossier.showing else None, user=user),
        "company": settings.PROGRAM_COMPANY,
        "made_at": timezone.now(),
        "made_by": user,
        "came": told.came(row),
        "block": dossier.block,
        "showing": dossier.showing,
        "versions": dossier.versions,
        "answers": _answers(dossier, receipts),
        "checks": [
            (check.title, missing.get(check.code, []), shown_by(check.code, dossier))
            for check in told.checks_of(dossier)
        ],
        "tied": told.tied(dossier),
        "connections": row.connections.select_related("recorded_by").order_by("pk"),
        "proven": proven(dossier),
        "places": row.placements.select_related("placed_by", "takedown", "proof_page").order_by("pk"),
        "consents": consents,
        "receipts": receipts,
        "events": told.history(row),
        "enclosed": [_enclosed(file) for file in row.attachments.order_by("pk")],
        "notes": [note for note in (settings.DISCLOSURE_NOTE, settings.SELECTION_NOTE) if note],
    }


def _receipts(dossier: Dossier) -> list[ConsentEvent]:
    """Return what the ledger holds of this person about showing their words, in its order."""
    key = getattr(dossier.endorsement.reference, "ledger_key", None)
    if key is None:
        return []
    rows = ConsentEvent.objects.filter(subject=key.subject, purpose=dossier.endorsement.activity.code)
    return list(rows.order_by("seq"))


def _answers(dossier: Dossier, receipts: list[ConsentEvent]) -> list[Answered]:
    """Give each of their answers the receipt that was written with it: by the same link, on the same day."""
    rows = Approval.objects.filter(showing__endorsement=dossier.endorsement).select_related("showing__words")
    numbers: dict[Any, int] = {(event.link, event.on): event.seq for event in receipts if event.link}
    return [Answered(row, row.showing.text, numbers.get((row.link_id, row.on))) for row in rows.order_by("pk")]


def _enclosed(file: Attachment) -> Enclosed:
    uri = f"data:{file.content_type};base64,{base64.b64encode(bytes(file.data)).decode()}"
    return Enclosed(file, uri, file.kind == AttachmentKind.PHOTO or file.content_type.startswith("image/"))
