"""Where is what somebody typed into a sheet and has not saved? In their own draft, which changes no fact."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from references.actions.checkins import saved_since
from references.models import CheckInDraft, Reference
from refprogram.errors import Refused

# A sheet filled to the last letter of every field is shorter; what is longer was not typed.
LONGEST = 40_000


@transaction.atomic
def keep_draft(reference: Reference, *, typed: dict[str, list[str]], begun: int, by: Any) -> CheckInDraft | None:
    """Keep what somebody typed so far, one draft a person and sheet; None when the sheet was saved meanwhile.

    Held, because a draft on its way while the sheet is saved would otherwise come back as if it were still to be saved.
    """
    if not by.has_perm("references.check_in"):
        raise PermissionDenied
    if sum(len(value) for values in typed.values() for value in values) > LONGEST:
        raise Refused("This is too long to be kept. Shorten what you wrote.")
    Reference.objects.hold(reference.pk)
    if saved_since(reference, begun=begun, by=by):
        return None
    draft, _ = CheckInDraft.objects.update_or_create(reference=reference, by=by, defaults={"typed": typed})
    return draft


@transaction.atomic
def drop_draft(reference: Reference, *, by: Any) -> None:
    """Forget what somebody typed, to start afresh."""
    CheckInDraft.objects.filter(reference=reference, by=by).delete()
