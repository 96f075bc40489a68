"""Who gets which letter about referrals? The question to somebody who knows us, and the notice to whom they introduced.

Data; the wording is in templates/email/.
"""

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from customers.models import ContactDetails
from customers.models.suppression import Suppression
from references import links as links_of_customers
from references.models import Purpose
from references.notices import contact_address
from references.referrals import links
from references.referrals.models import AskStatus, Introduced, ReferralAsk, ReferralStatus
from refprogram.dates import today
from refprogram.outbox.kinds import Kind, Letter, Mint
from refprogram.outbox.models import Message
from refprogram.outbox.post import post
from refprogram.outbox.wording import written

QUESTION, NOTICE = "referral_ask", "introduction_notice"
ANSWERED = "This question is not open any more."
NOT_KEPT = "Nothing about this person is kept any more."
WANTS_NONE = "This person does not want to be contacted."


def put_question(ask: ReferralAsk) -> None:
    """Write to somebody: whom do they know within a circle?"""
    post(kind=QUESTION, to=f"contact:{ask.reference.contact_id}", key=f"referral-ask-{ask.pk}", ask=ask.pk)


def tell_introduced(person: Introduced, *, nth: int) -> None:
    """Write to somebody who was introduced: by whom, what we keep, and how to have it deleted (GDPR 14)."""
    post(kind=NOTICE, to=f"introduced:{person.pk}", key=f"introduced-{person.pk}-{nth}", person=person.pk)


def introduced_address(message: Message) -> str | None:
    """Turn ``introduced:12`` into the address that we were given."""
    return Introduced.objects.filter(pk=_key(message)).values_list("email", flat=True).first()


def may_be_written_to(message: Message) -> str:
    """Keep all mail from whoever is not kept any more, and from whoever wants none."""
    person = Introduced.objects.filter(pk=_key(message)).first()
    if person is None:
        return NOT_KEPT
    return WANTS_NONE if Suppression.objects.covers(email=person.email) else ""


def hidden_recipients(user: Any) -> QuerySet[Any, Any]:
    """Name the letters to introduced people whom somebody does not see."""
    recipient = Concat(Value("introduced:"), Cast("pk", CharField()), output_field=CharField())
    mine = Introduced.objects.visible_to(user).values("pk")
    return Introduced.objects.exclude(pk__in=mine).annotate(recipient=recipient).values("recipient")


def _key(message: Message) -> int:
    return int(message.to.removeprefix("introduced:"))


def _ask(message: Message) -> ReferralAsk:
    return ReferralAsk.objects.select_related("reference__contact__details", "asked_by").get(pk=message.facts["ask"])


def _may_ask(message: Message) -> str:
    return "" if _ask(message).status == AskStatus.ASKED else ANSWERED


def _question(message: Message, mint: Mint) -> Letter:
    ask = _ask(message)
    contact = ask.reference.contact
    address = mint(purpose=Purpose.HOME, reference=ask.reference_id, on=today(), letter=message.pk)
    context = {"contact": contact, "address": address, "ask": ask}
    return written(QUESTION, context, language=contact.language, stop=address)


def _may_tell(message: Message) -> str:
    waiting = Introduced.objects.filter(pk=_key(message), referral__status=ReferralStatus.INTRODUCED)
    return "" if waiting.exists() else "They have been told, or do not want to be."


def _notice(message: Message, mint: Mint) -> Letter:
    person = Introduced.objects.select_related("referral__ask__reference__contact__details").get(pk=_key(message))
    greeted = {"details": {"name": person.name}}
    context = {"person": person, "contact": greeted, "by": introduced_by(person), "address": mint(person=person.pk)}
    return written(NOTICE, context, language=person.language)


def introduced_by(person: Introduced) -> str:
    """Name who introduced somebody; nothing once they asked us to forget them."""
    ask = person.referral.ask
    details: ContactDetails | None = getattr(ask.reference.contact, "details", None) if ask else None
    return details.name if details else ""


KINDS = (
    Kind(QUESTION, render=_question, address=contact_address, may_go=_may_ask, mint=links_of_customers.mint),
    Kind(NOTICE, render=_notice, address=introduced_address, may_go=_may_tell, mint=links.mint),
)
