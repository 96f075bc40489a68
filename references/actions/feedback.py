"""What does somebody tell us about us? How a use went for them, and what is not right."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from customers.actions import open_issue
from customers.models import Customer, Issue
from customers.models.issue import IssueKind, Severity
from customers.models.source import Source
from references.actions.consents import stop
from references.actions.noted import announce, hold_with_colleagues, note_down
from references.actions.unhappy import ANSWERED_WITHIN, hold_before_issue, look_into
from references.links import LinkHolder
from references.models import Again, Length, Reference, ReferenceEvent, UseFeedback, Went
from refprogram.accounts.mailbox import managers
from refprogram.dates import business_days_after
from refprogram.errors import Refused

WENT_BADLY = "they say that it did not go well for them. What they wrote stands with the request."
WAS_LONG = "they say that it took too long."


@transaction.atomic
def give_feedback(holder: LinkHolder, *, went: str, length: str, again: str, words: str, on: date) -> UseFeedback:
    """Keep how a use went for the person who helped us; a no to being asked again stops that activity at once.

    Whoever is unhappy with it hears from us: an issue is opened. Each use is spoken of once; after that `Refused`.
    """
    if not holder.has_perm("references.give_feedback"):
        raise PermissionDenied
    use, reference = holder.link.use, holder.link.reference
    assert use is not None
    if went == Went.BADLY or length == Length.LONG:
        hold_before_issue(reference)
    hold_with_colleagues(reference, by=holder)
    said = {"went": went, "length": length, "again": again, "words": words, "on": on}
    feedback, is_new = UseFeedback.objects.get_or_create(use=use, defaults=said)
    if not is_new:
        raise Refused(gettext("You have told us already. Thank you; nothing was changed."))
    note_down(reference, "give_feedback", by=holder, about=f"use-{use.pk}")
    if went == Went.BADLY:
        look_into(use, said=WENT_BADLY, source=Source.CUSTOMER, by=holder, on=on)
    elif length == Length.LONG:
        look_into(use, said=WAS_LONG, severity=Severity.LOW, source=Source.CUSTOMER, by=holder, on=on)
    if again == Again.NO:
        stop(reference, use.activity, by=holder, on=on)
    announce(reference, on=on)
    return feedback


@transaction.atomic
def complain(reference: Reference, *, words: str, by: LinkHolder, on: date) -> Issue:
    """Write down what is not right, in their own words; from this moment on nobody asks them for anything (seed 003).

    Whoever looks after their company answers them, else a reference manager. Sent twice, it is written down once.
    """
    if not by.has_perm("customers.open_issue"):
        raise PermissionDenied
    customer = Customer.objects.hold(reference.contact.customer_id)
    hold_with_colleagues(reference, by=by)
    mine = set(ReferenceEvent.objects.filter(reference=reference, verb="complain").values_list("about", flat=True))
    same = Issue.objects.open(on=on).filter(customer=customer, summary=words, opened_on=on).order_by("pk")
    if sent_before := next((issue for issue in same if f"issue-{issue.pk}" in mine), None):
        return sent_before
    issue = open_issue(
        customer,
        kind=IssueKind.OTHER,
        severity=Severity.MEDIUM,
        summary=words,
        opened_on=on,
        due_on=business_days_after(on, ANSWERED_WITHIN),
        source=Source.CUSTOMER,
        owner=customer.owner or next(iter(managers()), None),
        by=by,
        on=on,
    )
    note_down(reference, "complain", by=by, about=f"issue-{issue.pk}")
    return issue
