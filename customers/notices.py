"""Who at a customer may be written to, and whose letters are not for everybody? Asked whatever a letter says."""

from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from customers.models import Contact, Hardship
from customers.models.contact import ContactStatus, hidden_from
from refprogram.dates import today
from refprogram.outbox.models import Message

NOT_REACHED = {
    ContactStatus.BOUNCED: "Mail to this person comes back; their address has to be corrected first.",
    ContactStatus.LEFT: "This person has left the company.",
    ContactStatus.RESTRICTED: "What we know of this person is kept and not used, as they wished.",
    ContactStatus.OBJECTED: "This person does not want to be contacted.",
    ContactStatus.ERASED: "This person is not known any more.",
}


def hidden_recipients(user: Any) -> QuerySet[Any, Any]:
    """Name those whose letters somebody must not see; a letter to the forgotten says nothing of them any more."""
    hidden = Contact.objects.filter(status__in=set(hidden_from(user)) - {ContactStatus.ERASED})
    recipient = Concat(Value("contact:"), Cast("pk", CharField()), output_field=CharField())
    return hidden.annotate(recipient=recipient).values("recipient")


def may_be_written_to(message: Message) -> str:
    """Keep all mail from customers in a hard time, from whom it does not reach, and from whoever wants none.

    Whatever was queued before. Whoever is out of office is written to: the letter waits for them (seed 003).
    """
    on = today()
    hard_times = Hardship.objects.active(on=on).filter(customer=OuterRef("customer"))
    known = Contact.objects.annotate(in_hardship=Exists(hard_times))
    contact = known.filter(pk=int(message.to.removeprefix("contact:"))).first()
    if contact is None:
        return "This person is not known any more."
    return against(contact, in_hardship=contact.in_hardship, on=on)


def against(contact: Contact, *, in_hardship: bool, on: date) -> str:
    """Return why the program must not write to a person on a day, or nothing."""
    if in_hardship:
        return "The customer is going through a hard time; automated mail to them has stopped."
    if contact.silent_since and contact.silent_since <= on:
        return "They want no letters that the program writes by itself."
    return NOT_REACHED.get(ContactStatus(contact.status), "")
