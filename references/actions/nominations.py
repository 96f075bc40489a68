"""What happens to a proposal by a colleague? Somebody makes it, and a reference manager takes it up or puts it off."""

from datetime import date
from typing import Any

from django.db import transaction

from customers.actions import add_contact
from customers.models import Customer
from customers.models.contact import ToldBy
from references.actions.noted import announce, hold_with_colleagues, note_down
from references.models import Nomination, Reference
from references.workflow import WORKFLOW
from refprogram.errors import Refused


@transaction.atomic
def nominate(
    customer: Customer, *, name: str, title: str, email: str, why: str, known_problems: str, by: Any, on: date
) -> Nomination:
    """Propose somebody as a reference. This does not make them one: a manager has to speak with them (seed 003).

    Whom we had not known before is in quarantine from now on, until somebody contacts them (GDPR 14).
    """
    contact = add_contact(customer, name=name, title=title, email=email, told_by=ToldBy.COLLEAGUE, by=by, on=on)
    reference = Reference.objects.get(contact=contact)
    hold_with_colleagues(reference, by=by)
    if Nomination.objects.filter(reference=reference, nominated_by=by).exists():
        raise Refused("You nominated this person before. The reference managers know.")
    nomination = Nomination.objects.create(
        reference=reference, nominated_by=by, nominated_on=on, why=why, known_problems=known_problems
    )
    note_down(reference, "nominate", by=by, about=f"nomination-{nomination.pk}")
    announce(reference, on=on)  # the newest good word came from one of us: that is a fact of its own
    return nomination


def accept_nomination(nomination: Nomination, *, by: Any, on: date) -> Nomination:
    """Take a nomination up: somebody will talk with them. It verifies nothing."""
    return _review("accept_nomination", nomination, reason="", by=by, on=on)


def decline_nomination(nomination: Nomination, *, reason: str, by: Any, on: date) -> Nomination:
    """Put a nomination off, with a reason that the nominator reads."""
    return _review("decline_nomination", nomination, reason=reason, by=by, on=on)


def _review(verb: str, nomination: Nomination, *, reason: str, by: Any, on: date) -> Nomination:
    """Walk the step, for whoever may walk it; nobody reviews what they proposed themselves, on any role."""
    if by.has_perm(WORKFLOW.permission(verb)) and nomination.nominated_by_id == by.pk:
        raise Refused("You nominated them yourself. Another reference manager has to look at it.")
    day = max(on, nomination.nominated_on)  # a clock that was put back reviews nothing before it was proposed
    return WORKFLOW.take(verb, nomination, by=by, reason=reason, reviewed_by=by, reviewed_on=day)
