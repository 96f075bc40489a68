"""What may a manager set aside for one request? Named findings that block one person, with a reason and a last day.

Whatever forbids somebody has no way through here. What is set aside is looked up where a person is judged for that one
request (`ground.judge`); no other request, no list and no board knows of it.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from references.eligibility import FORBIDDEN, judged
from references.facts import Ask
from references.models import Reference
from references.verdicts import keep, verdict
from refprogram.errors import Refused
from refprogram.steps import THE_CLOCK
from requests.actions.ground import began, blocking, hold, not_ones_own, stop_if_blocked
from requests.models import AGREED, IN_FLIGHT, Assignment, Override, ReferenceRequest, Status
from requests.workflow import WORKFLOW

# Somebody is looked for or was found: before, nobody looks after it, and afterwards there is nobody to judge.
POSSIBLE_IN = (Status.IN_REVIEW, Status.MATCHED, Status.AWAITING_CUSTOMER, *AGREED)


@transaction.atomic
def override(
    ask: ReferenceRequest, *, reference: int, codes: Collection[str], reason: str, until: date, by: Any, on: date
) -> Override:
    """Set aside what blocks one person, for one request and up to a day; the findings are named by their codes.

    The same form sent twice is one. Raises PermissionDenied for whoever is no reference manager, and `Refused` for what
    `what_blocks` refuses and when a finding that was named does not stand any more.
    """
    if not by.has_perm("requests.override"):
        raise PermissionDenied
    hold(ask, and_also=reference)
    row, terms = what_blocks(_held(ask), reference=reference, by=by, on=on)
    known = blocking(row)
    if not codes or not set(codes) <= known.keys():
        raise Refused("What speaks against them has changed in the meantime. Nothing was set aside; look at it again.")
    findings = {code: began(known[code]) for code in sorted(codes)}
    same = {"reference": reference, "reason": reason, "until": until, "given_by": by, "given_on": on, "ended_at": None}
    for given in Override.objects.filter(ask=ask, **same):
        if given.findings == findings:
            return given
    judgement = keep(row, ask=terms, decision="override")
    WORKFLOW.remember("override", ask, by=by, judgement=judgement)
    return Override.objects.create(
        ask=ask,
        reference_id=reference,
        judgement=judgement,
        findings=findings,
        reason=reason,
        given_by=by,
        given_on=on,
        until=until,
    )


def what_blocks(ask: ReferenceRequest, *, reference: int, by: Any, on: date) -> tuple[Any, Ask]:
    """Judge a person whom somebody wants to use all the same; return the judged row and the terms.

    Raises `Refused` for one's own request, at a stage where nobody is judged, when they answered this request already,
    when nothing blocks them, and when anything forbids them: no reason gets past that (seed 003).
    """
    not_ones_own(ask, by)
    if ask.status not in POSSIBLE_IN:
        now = ask.get_status_display().lower()
        raise Refused(f"This is now “{now}”, and nobody is judged for it. Nothing was set aside.")
    if Assignment.objects.said_no(ask).filter(reference=reference).exists():
        raise Refused("They answered this request already. Choose somebody else.")
    terms = ask.terms(on=on)
    row = judged(Reference.objects.filter(pk=reference), terms).get()
    forbidding = [finding.sentence for finding in verdict(row).findings if finding.level >= FORBIDDEN]
    if forbidding:
        raise Refused(*forbidding, "No reason gets past this. Choose somebody else.")
    if not blocking(row):
        raise Refused("Nothing blocks them any more. Choose them, or somebody else.")
    return row, terms


@transaction.atomic
def end_override(given: Override, *, by: Any, on: date) -> ReferenceRequest:
    """Take back what was set aside: it counts again at once, and a request that rested on it stops."""
    if not by.has_perm("requests.override"):
        raise PermissionDenied
    if not _end(given, by=by, on=on):
        raise Refused("This has ended already. Nothing was changed; look at it again.")
    return given.ask


def end_what_ran_out(*, on: date) -> int:
    """End what was set aside up to a day that has passed, and stop what rested on it; each in its own transaction."""
    ended = 0
    for given in Override.objects.run_out(on=on).select_related("ask").order_by("pk"):
        with transaction.atomic():
            ended += _end(given, by=THE_CLOCK, on=on)
    return ended


def _end(given: Override, *, by: Any, on: date) -> bool:
    """End one that was not ended yet, look again at its person if they are on the request; say if there was one."""
    hold(given.ask, and_also=given.reference_id)
    ask = _held(given.ask)
    if not Override.objects.filter(pk=given.pk, ended_at=None).update(ended_at=timezone.now()):
        return False
    WORKFLOW.remember("end_override", ask, by=by)
    on_it = Assignment.objects.live().filter(ask=ask, reference=given.reference_id)
    if ask.status in IN_FLIGHT and on_it.exists():
        stop_if_blocked(ask, on=on)
    return True


def _held(ask: ReferenceRequest) -> ReferenceRequest:
    """Lock a request, after the files of its people, and return it as it is now."""
    return ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=ask.pk)
