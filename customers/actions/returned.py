"""What do we note when a letter to somebody does not arrive? That mail comes back, if it is their address of today."""

from django.db import transaction

from customers.actions.people import mark_contact
from customers.actions.quarantine import letter_told_nobody
from customers.models import Contact, ContactDetails, Customer
from customers.models.contact import ContactStatus
from refprogram.dates import today
from refprogram.outbox.bounced import Bounce
from refprogram.outbox.sealing import fingerprint
from refprogram.steps import THE_CLOCK

REACHED_UNTIL_NOW = (ContactStatus.ACTIVE, ContactStatus.AWAY)


@transaction.atomic
def letter_came_back(bounce: Bounce) -> None:
    """Mark a person whose address takes no mail; a newer address, and whoever has left, stay as they are.

    A letter that did not arrive has told nobody where we have their data from; one that is only late may yet.
    """
    if bounce.code.startswith("5"):
        letter_told_nobody(bounce.message)
    sort, _, key = bounce.message.to.partition(":")
    contact = Contact.objects.filter(pk=int(key)).first() if sort == "contact" and bounce.permanent else None
    if contact is None:
        return
    Customer.objects.hold(contact.customer_id)
    address = ContactDetails.objects.filter(contact=contact).values_list("email", flat=True).first()
    contact.refresh_from_db()
    if contact.status in REACHED_UNTIL_NOW and address and fingerprint(address) == bounce.message.sent_to:
        on = today()
        mark_contact(contact, status=ContactStatus.BOUNCED, since=on, by=THE_CLOCK, on=on)
