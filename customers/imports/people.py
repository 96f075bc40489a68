"""Which person at a customer does a row speak of?"""

from collections import defaultdict

from customers.imports.register import Register
from customers.models import Contact, Customer
from refprogram.imports.values import shown


class People:
    """Those at the customers of a batch, found by e-mail address or by their id in the other system."""

    def __init__(self, register: Register, *, wanted: bool) -> None:
        self._at: defaultdict[int, list[Contact]] = defaultdict(list)
        if wanted:
            there = Contact.objects.filter(customer__in=register.by_key).select_related("details").order_by("pk")
            for contact in there:
                self._at[id(register.by_key[contact.customer_id])].append(contact)

    def find(self, who: str, customer: Customer) -> Contact | str:
        """Return the one person of a customer, or a sentence why there is none; nobody is made without a name."""
        plain = who.casefold()
        fitting = [contact for contact in self._at[id(customer)] if plain in self._known_by(contact)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return f"contact: {len(fitting)} people at {shown(customer.name)} are known by {shown(who)}."
        return f"contact: nobody at {shown(customer.name)} has the address or id {shown(who)}. Import contacts first."

    @staticmethod
    def _known_by(contact: Contact) -> set[str]:
        details = getattr(contact, "details", None)
        return {contact.external_id.casefold(), details.email.casefold() if details else ""} - {""}
