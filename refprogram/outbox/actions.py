"""What can be done to a letter? One that no sender touches by itself is sent again; one for somebody gone is not."""

import logging
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from refprogram.batches import in_batches
from refprogram.doorbell import ring
from refprogram.errors import Refused
from refprogram.outbox.models import STUCK, Message, State

log = logging.getLogger(__name__)


@transaction.atomic
def send_again(message: Message, *, by: Any) -> Message:
    """Queue a failed, uncertain or quarantined letter once more; of two people who press at once, one is told.

    An uncertain letter may have arrived: then the person gets it twice, with the same Message-ID.
    """
    if not by.has_perm("outbox.release"):
        raise PermissionDenied
    stuck = Message.objects.filter(pk=message.pk, state__in=STUCK)
    again = {
        "state": State.QUEUED,
        "next_at": timezone.now(),
        "attempts": 0,
        "crashes": 0,
        "returned": "",
        "return_code": "",
    }
    released = stuck.update(**again, lease_token="", lease_until=None, last_error="")
    message.refresh_from_db()
    if not released:
        raise Refused(f"This letter has moved on: it is now “{message.get_state_display()}”. Nothing was changed.")
    log.info("Letter %s is sent again by user %s.", message.pk, by.pk)
    ring("outbox.send_due")
    return message


def hold_letters_to(to: str) -> list[Message]:
    """Lock all letters to a recipient until the transaction ends; whoever also holds a company holds these first."""
    return list(Message.objects.filter(to=to).select_for_update().order_by("pk"))


def call_off(to: str, *, reason: str) -> None:
    """Send a recipient nothing of what waits, and forget which address earlier letters went to; the row stays."""
    theirs = Message.objects.filter(to=to)
    theirs.filter(state=State.QUEUED).update(state=State.CANCELLED, reason=reason)
    theirs.update(sent_to="", last_error="")


def purge_traces(*, on: date) -> int:
    """Forget to which address letters of 12 months ago went and what was said about it, and return of how many."""
    return in_batches(Message.objects.outlived(on=on), lambda rows: rows.update(sent_to="", last_error=""))
