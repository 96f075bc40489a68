"""Where does what was learned in a talk go? Each to its own home, with who says so and since when.

What the customer said themselves is theirs; what somebody told us about them is our staff's word.
"""

from datetime import date
from typing import Any

from customers.actions import change_contact, deploy, open_issue
from customers.models.source import Source
from references.actions.talk import Learned, Success
from references.models import CheckIn, ContactPreference, Result, StoryKind, StorySeed, TopicStrength


def write_down(learned: Learned, checkin: CheckIn, *, by: Any, on: date) -> None:
    """Update the profile with what a talk brought to light; the caller holds the customer and its people."""
    source = Source.CUSTOMER if checkin.direct else Source.STAFF
    contact = checkin.reference.contact
    if learned.problem:
        open_issue(
            contact.customer,
            kind=learned.problem.kind,
            severity=learned.problem.severity,
            summary=learned.problem.what,
            opened_on=checkin.on,
            source=source,
            by=by,
            on=on,
        )
    for product in learned.products:
        deploy(contact.customer, product=product, since=checkin.on, source=source, by=by, on=on)
    if learned.title or learned.email or learned.phone:
        change_contact(contact, title=learned.title, email=learned.email, phone=learned.phone, by=by, on=on)
    if learned.success:
        _achieve(learned.success, checkin, source=source, by=by, on=on)
    for topic, rating in learned.strengths.items():
        TopicStrength.objects.update_or_create(
            reference=checkin.reference,
            topic=topic,
            defaults={"rating": rating, "source": source, "on": checkin.on, "by": by},
        )
    _prefer(learned, checkin, source=source)


def _achieve(success: Success, checkin: CheckIn, *, source: str, by: Any, on: date) -> None:
    result = Result.objects.create(
        reference=checkin.reference,
        checkin=checkin,
        metric=success.metric,
        before=success.before,
        after=success.after,
        evidence=success.evidence,
        source=source,
        on=checkin.on,
    )
    if success.story:
        StorySeed.objects.create(
            reference=checkin.reference, kind=StoryKind.RESULT, result=result, proposed_on=on, proposed_by=by
        )


def _prefer(learned: Learned, checkin: CheckIn, *, source: str) -> None:
    """Keep how they want to be asked; what nobody spoke about this time stays as they said it before."""
    said: dict[str, Any] = {"words": learned.words} if learned.words else {}
    if learned.max_per_quarter is not None:
        said["max_per_quarter"] = learned.max_per_quarter
    if not said and not learned.likes:
        return
    preference, _ = ContactPreference.objects.update_or_create(
        reference=checkin.reference, defaults=said | {"source": source, "on": checkin.on}
    )
    if learned.likes:
        preference.activities.set(learned.likes)
