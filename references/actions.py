"""What can be done with a reference? One verb each, one transaction, everything or nothing.

What `requests` needs of a reference, it does through these: ask about a use, book it, release it, finish it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from customers.actions import add_contact
from customers.announce import facts_changed
from customers.models import Contact, Customer
from references import standing
from references.links import LinkHolder
from references.models import (
    ActivityType,
    Answer,
    Channel,
    CheckIn,
    Consent,
    Link,
    Nomination,
    Outcome,
    Reference,
    ReferenceEvent,
    ThankYou,
    Use,
    UseConsent,
    UseState,
)
from refprogram.dates import add_months, business_days_after
from refprogram.errors import Refused
from refprogram.history import remember
from refprogram.thresholds.models import Threshold

THANK_WITHIN = 3


def _note(reference: Reference, verb: str, *, by: Any, about: str = "") -> None:
    remember(ReferenceEvent, verb=verb, by=by, of={"reference": reference}, about=about)


def _announce(reference: Reference, *, on: date) -> None:
    facts_changed([reference.contact.customer_id], on=on)


def _hold_with_colleagues(reference: Reference) -> None:
    """Hold everybody at the customer, for a change that is announced: the announcement holds them all.

    Holding one first and the others later would let two changes at one customer wait for each other for ever.
    """
    Reference.objects.of_customers([reference.contact.customer_id]).hold_all()


def open_files(customers: list[int], on: date) -> None:
    """Hold the references of customers whose facts changed, and open a file on each contact that has none.

    The first subscriber of `customers.announce`. Holding comes first: whoever is about to decide on one of these
    people waits until the new fact is stored, and then judges with it. At the end what is kept of them is written anew.
    """
    Reference.objects.of_customers(customers).hold_all()
    without = Contact.objects.filter(customer__in=customers).exclude(pk__in=Reference.objects.values("contact"))
    Reference.objects.bulk_create(
        [Reference(contact=contact, opened_on=on) for contact in without], ignore_conflicts=True
    )
    standing.refresh(Reference.objects.of_customers(customers), on=on)


@transaction.atomic
def nominate(
    customer: Customer, *, name: str, title: str, email: str, why: str, known_problems: str, by: Any, on: date
) -> Nomination:
    """Propose somebody as a reference. This does not make them one: a manager has to speak with them (seed 003)."""
    contact = add_contact(customer, name=name, title=title, email=email, by=by, on=on)
    reference = Reference.objects.get(contact=contact)
    Reference.objects.hold(reference.pk)
    if Nomination.objects.filter(reference=reference, nominated_by=by).exists():
        raise Refused("You nominated this person before. The reference managers know.")
    nomination = Nomination.objects.create(
        reference=reference, nominated_by=by, nominated_on=on, why=why, known_problems=known_problems
    )
    _note(reference, "nominate", by=by, about=f"nomination-{nomination.pk}")
    return nomination


@transaction.atomic
def check_in(
    reference: Reference,
    *,
    happened_on: date,
    channel: str,
    direct: bool,
    outcome: str,
    activities: Iterable[ActivityType],
    by: Any,
    on: date,
    note: str = "",
) -> CheckIn:
    """Write down a talk with the customer; a direct one verifies, and a willing one renews what they agreed to.

    The activities are those the person agrees to from now on; an unwilling answer ends every consent. Second-hand news
    is kept and changes nothing. The only thing that verifies somebody for the first time (seed 003).
    """
    _hold_with_colleagues(reference)
    good_for = Threshold.objects.in_force()["check_in_months"]
    checkin = CheckIn.objects.create(
        reference=reference, on=happened_on, channel=channel, direct=direct, outcome=outcome, note=note, by=by
    )
    _note(reference, "check_in", by=by, about=f"checkin-{checkin.pk}")
    if direct:
        agreed = list(activities) if outcome == Outcome.WILLING else []
        Consent.objects.unended().filter(reference=reference).exclude(activity__in=agreed).update(ended_on=on)
        for activity in agreed:
            Consent.objects.update_or_create(
                reference=reference,
                activity=activity,
                ended_on=None,
                defaults={
                    "granted_on": happened_on,
                    "expires_on": add_months(happened_on, good_for),
                    "recorded_by": by,
                },
            )
    _announce(reference, on=on)
    return checkin


@transaction.atomic
def answer_check_in(holder: LinkHolder, *, answer: str, on: date) -> None:
    """Take the customer's own answer to the six-month check.

    Yes is a direct check-in and renews the consents that were live when we asked; it refreshes, it never verifies. No
    and not now end them, without a reason. Talk to me first changes nothing until a manager has talked. A check is
    answered once, by whichever of its letters; after that `Refused`.
    """
    if not holder.has_perm("references.answer_check_in"):
        raise PermissionDenied
    link = holder.link
    reference, step = link.reference, link.cycle_step
    assert step is not None
    _hold_with_colleagues(reference)
    if Link.objects.answered_in_cycle(reference=reference, cycle_start=step.cycle_start).exists():
        raise Refused("You have answered this already. Thank you; nothing was changed.")
    Link.objects.filter(pk=link.pk).update(used_at=timezone.now(), answer=answer)
    consents = Consent.objects.unended().filter(reference=reference)
    if answer == Answer.YES:
        CheckIn.objects.create(
            reference=reference, on=on, channel=Channel.LINK, direct=True, outcome=Outcome.WILLING, by=None
        )
        consents.live(on=step.on).update(expires_on=add_months(on, Threshold.objects.in_force()["check_in_months"]))
    elif answer in (Answer.NO, Answer.NOT_NOW):
        consents.update(ended_on=on)
    _note(reference, f"answer_{answer}", by=holder, about=f"link-{link.pk}")
    _announce(reference, on=on)


def ask_about_use(
    reference: Reference, *, activity: ActivityType, audience: str, about: str, needed_by: date, by: Any, on: date
) -> UseConsent:
    """Put one question about one use to one person, whom the caller holds and has judged.

    Raises `Refused` while they still owe an answer to another question or are booked: nobody is asked twice at once.
    """
    if UseConsent.objects.open().filter(reference=reference).exists():
        raise Refused(
            "This person is being asked about another request. Wait for their answer, or choose somebody else."
        )
    if Use.objects.booked().filter(reference=reference).exists():
        raise Refused("This person has already said yes to another request. Let that one happen first.")
    question = UseConsent.objects.create(
        reference=reference,
        activity=activity,
        audience=audience,
        about=about,
        needed_by=needed_by,
        asked_on=on,
        asked_by=by,
    )
    _note(reference, "ask_about_use", by=by, about=f"question-{question.pk}")
    return question


def answer_use(question: UseConsent, *, answer: str, words: str, by: LinkHolder, on: date) -> None:
    """Store the customer's answer to a question, once; raises `Refused` when it was answered or taken back before."""
    now = timezone.now()
    if (
        not UseConsent.objects.open()
        .filter(pk=question.pk)
        .update(answer=answer, words=words, answered_at=now, answered_on=on)
    ):
        raise Refused("This question is closed. Nothing was changed.")
    Link.objects.filter(pk=by.link.pk).update(used_at=now, answer=answer)
    _note(question.reference, f"answer_{answer}", by=by, about=f"question-{question.pk}")
    standing.refresh(Reference.objects.filter(pk=question.reference_id), on=on)


def take_back(question: UseConsent, *, by: Any) -> bool:
    """Withdraw a question that was not answered yet; its links then lead to a page that says so."""
    return bool(UseConsent.objects.open().filter(pk=question.pk).update(taken_back_at=timezone.now()))


def book(question: UseConsent) -> Use:
    """Promise the use that the person just said yes to."""
    return Use.objects.create(
        reference_id=question.reference_id,
        activity_id=question.activity_id,
        use_consent=question,
        on=question.needed_by,
    )


def release(use: Use) -> None:
    """Give a booked use back: it will not happen."""
    Use.objects.booked().filter(pk=use.pk).update(state=UseState.RELEASED)


def finish(use: Use, *, on: date) -> ThankYou:
    """Say that a use has happened; from now on we owe a thank-you, due in three business days (seed 004)."""
    if not Use.objects.booked().filter(pk=use.pk).update(state=UseState.DONE, on=on):
        raise Refused("This use is not booked any more. Nothing was changed.")
    return ThankYou.objects.create(use=use, due_on=business_days_after(on, THANK_WITHIN))


@transaction.atomic
def thank(thank_you: ThankYou, *, kind: str, by: Any, on: date) -> ThankYou:
    """Write down that somebody said thank you, and how."""
    if not ThankYou.objects.owed().filter(pk=thank_you.pk).update(kind=kind, thanked_on=on, thanked_by=by):
        raise Refused("Somebody has already said thank you for this. Twice does no harm, but it is written down once.")
    Reference.objects.hold(thank_you.use.reference_id)
    _note(thank_you.use.reference, "thank", by=by, about=f"thankyou-{thank_you.pk}")
    thank_you.refresh_from_db()
    return thank_you
