"""What changes what a person agrees to? Their own yes on their page, their stop, and the calendar.

Only a yes that they gave themselves, on words that we can show, is a consent; what we only heard of is a claim
(`references.actions.claims`). A stop counts however it reached us, at once.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext, gettext_lazy

from customers.actions import reach_contact
from customers.models import Contact
from customers.models.contact import ContactStatus
from references import ledger
from references.actions.noted import announce, hold_with_colleagues, note_down
from references.announce import consents_ended
from references.ledger import Evidence
from references.links import LinkHolder
from references.models import (
    ActivityType,
    Claim,
    ClaimOutcome,
    Consent,
    ConsentAudience,
    ConsentChannel,
    ConsentEvent,
    ConsentEventKind,
    Reference,
)
from refprogram.dates import add_months
from refprogram.errors import Refused
from refprogram.history import ActedAs
from refprogram.steps import THE_CLOCK
from refprogram.thresholds.models import Threshold


def good_until(day: date) -> date:
    """Return the last day of a yes that was given on a day."""
    return add_months(day, Threshold.objects.in_force()["check_in_months"])


# From whom no yes is taken, and why; stopping is always possible.
NO_YES: dict[str, Any] = {
    ContactStatus.LEFT: gettext_lazy(
        "As far as we know you have left the company, so there is nothing to agree to. "
        "What you agreed to before you can stop at any time."
    ),
    ContactStatus.OBJECTED: gettext_lazy(
        "You asked us never to contact you about this again, so we take no yes. "
        "If you have changed your mind, please write to us."
    ),
    ContactStatus.RESTRICTED: gettext_lazy(
        "You asked us to keep your data without using it, so we take no yes. "
        "Say on your data page first that we may use it again."
    ),
}


def must_be_there(reference: Reference) -> None:
    """Refuse a yes of somebody who has left or wants to be left alone, by the file as it is now."""
    status = Contact.objects.values_list("status", flat=True).get(pk=reference.contact_id)
    if status in NO_YES:
        raise Refused(str(NO_YES[status]))


@transaction.atomic
def agree(reference: Reference, activity: ActivityType, *, evidence: Evidence, by: LinkHolder, on: date) -> Consent:
    """Take a person's own yes to one kind of activity: to what they were said to have agreed to, or once more.

    Refused for what nobody ever spoke with them about, because a page asks for nothing new by itself, and for a company
    that they have left.
    """
    if not by.has_perm("references.agree"):
        raise PermissionDenied
    # First, because it holds the customer: a yes is a contact, whatever a mail server says later.
    reach_contact(reference.contact, by=by, on=on)
    hold_with_colleagues(reference, by=by)
    must_be_there(reference)
    mine = {"reference": reference, "activity": activity}
    claimed = Claim.objects.waiting(on=on).filter(**mine).first()
    before = Consent.objects.filter(**mine).order_by("-pk").first()
    if claimed is None and before is None:
        raise Refused(gettext("We have not spoken about this yet. Nothing was changed."))
    heard = claimed.audiences if claimed else before.audiences if before else None
    audiences = list(heard.values_list("audience", flat=True)) if heard else []
    consent = grant(reference, activity, audiences=audiences, evidence=evidence, by=by, on=on)
    note_down(reference, "agree", by=by, about=f"consent-{consent.pk}")
    announce(reference, on=on)
    return consent


def grant(
    reference: Reference,
    activity: ActivityType,
    *,
    audiences: Sequence[str],
    evidence: Evidence,
    by: LinkHolder,
    on: date,
) -> Consent:
    """Write down a proven yes, for six months from today; the caller holds the person and announces it.

    It takes the place of the yes before it, and settles what they were said to have agreed to.
    """
    until = good_until(on)
    common: dict[str, Any] = {"purpose": activity.code, "by": by, "on": on, "channel": ConsentChannel.LINK}
    old = Consent.objects.unended().filter(reference=reference, activity=activity).first()
    if old:
        ledger.record(reference, ConsentEventKind.SUPERSEDED, link=by.link, until=old.expires_on, **common)
    ledger.record(
        reference,
        ConsentEventKind.GRANTED,
        audiences=audiences,
        until=until,
        text=evidence.texts[activity.pk],
        evidence=evidence,
        link=by.link,
        **common,
    )
    Claim.objects.open().filter(reference=reference, activity=activity).update(
        outcome=ClaimOutcome.CONFIRMED, settled_on=on
    )
    consent, _ = Consent.objects.update_or_create(
        reference=reference,
        activity=activity,
        ended_on=None,
        defaults={"granted_on": on, "expires_on": until, "recorded_by": None},
    )
    consent.audiences.all().delete()
    ConsentAudience.objects.bulk_create([ConsentAudience(consent=consent, audience=audience) for audience in audiences])
    return consent


@transaction.atomic
def stop(
    reference: Reference, activity: ActivityType, *, by: LinkHolder, on: date, evidence: Evidence = ledger.NOTHING_SHOWN
) -> None:
    """End what a person agreed to, or was said to have agreed to, because they say so; pressed twice it stays ended."""
    if not by.has_perm("references.stop"):
        raise PermissionDenied
    hold_with_colleagues(reference, by=by)
    note_down(reference, "stop", by=by, about=f"activity-{activity.pk}")
    end(reference, [activity], channel=ConsentChannel.LINK, by=by, on=on, evidence=evidence)
    announce(reference, on=on)


def end(
    reference: Reference,
    activities: Iterable[ActivityType],
    *,
    channel: str,
    by: Any,
    on: date,
    evidence: Evidence = ledger.NOTHING_SHOWN,
) -> None:
    """End the consents to these activities and the claims about them; the caller holds the person and announces it.

    Whoever shows their words or knows their number is told in the same transaction. What the clock ends ran out: it
    says for nobody that they took anything back.
    """
    asked_about = list(activities)
    mine = Consent.objects.unended().filter(reference=reference, activity__in=asked_about)
    ended = list(mine.select_related("activity", "reference__contact").order_by("pk"))
    claims = Claim.objects.open().filter(reference=reference, activity__in=asked_about).select_related("activity")
    link = by.link if by.acted_as == ActedAs.CUSTOMER else None
    common: dict[str, Any] = {"by": by, "on": on, "channel": channel, "evidence": evidence, "link": link}
    clock = by.acted_as == ActedAs.CLOCK
    for consent in ended:
        if not clock or consent.expires_on >= on:  # what ran out before today was written down on its day
            kind = ConsentEventKind.EXPIRED if clock else ConsentEventKind.WITHDRAWN
            ledger.record(reference, kind, purpose=consent.activity.code, **common)
    for claim in claims:
        kind = ConsentEventKind.EXPIRED if clock else ConsentEventKind.REFUSED
        ledger.record(reference, kind, purpose=claim.activity.code, about=f"claim-{claim.pk}", **common)
    mine.update(ended_on=on)
    claims.update(outcome=ClaimOutcome.RAN_OUT if clock else ClaimOutcome.REFUSED, settled_on=on)
    consents_ended(ended, on=on)


def expire_consents(*, on: date) -> int:
    """Write into the ledger what has run out, and settle claims that nobody confirmed in time; return how many.

    Each person in a transaction of their own, so that one who answers at the same moment stops nobody.
    """
    noted = ConsentEvent.objects.filter(
        subject=OuterRef("reference__ledger_key__subject"),
        purpose=OuterRef("activity__code"),
        kind=ConsentEventKind.EXPIRED,
        until=OuterRef("expires_on"),
    )
    over = Consent.objects.unended().filter(~Exists(noted), expires_on__lt=on)
    unheard = Claim.objects.open().filter(expires_on__lt=on)
    people = sorted({*over.values_list("reference", flat=True), *unheard.values_list("reference", flat=True)})
    for pk in people:
        with transaction.atomic():
            reference = Reference.objects.hold(pk)
            for kind, rows in (("", over), ("claim-", unheard)):
                for row in rows.filter(reference=pk).select_related("activity").order_by("pk"):
                    ledger.record(
                        reference,
                        ConsentEventKind.EXPIRED,
                        by=THE_CLOCK,
                        on=on,
                        channel=ConsentChannel.CLOCK,
                        purpose=row.activity.code,
                        about=f"{kind}{row.pk}" if kind else "",
                        until=row.expires_on,
                    )
            unheard.filter(reference=pk).update(outcome=ClaimOutcome.RAN_OUT, settled_on=on)
    return len(people)
