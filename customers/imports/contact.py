"""What does a row about a person become?"""

from collections import defaultdict
from collections.abc import Sequence

from customers.actions.quarantine import OF_OUR_OWN
from customers.imports.register import GONE, Register, change, news, once, tidy, told
from customers.models import Contact, ContactDetails, Suppression
from customers.models.contact import ContactStatus
from customers.models.suppression import digest_of
from refprogram.imports.kinds import (
    Batch,
    Field,
    ImportKind,
    Outcome,
    Row,
    created,
    rejected,
    unchanged,
    unmatched,
    updated,
)
from refprogram.imports.values import email, language, shown, text, time_zone

SUPPRESSED = "This person asked us not to keep or use their data; nothing of this row was stored."


def upsert_contacts(batch: Batch) -> list[Outcome]:
    """Write down people at customers. That they stand in a file says nothing about whether they would speak for us.

    Somebody is known by the row they came with, else by e-mail address and name at the same customer. Who changes to
    another company is another contact there: what they agreed to, they agreed to for the old one. A file is our own
    business: whom only a colleague had told us of is known from it too. Whoever asked to be left alone, or only kept,
    is neither changed nor written down at another company.
    """
    rows = batch.rows
    employers = Contact.objects.filter(pk__in=[row.known for row in rows if row.known]).values("customer")
    register = Register([row.values["customer"] for row in rows], create_missing=batch.create_missing, also=employers)
    people = Contact.objects.filter(customer__in=register.by_key).select_related("details").order_by("pk")
    known = {contact.pk: contact for contact in people if hasattr(contact, "details")}
    claimed = {id(known[key]) for key in batch.taken(known)}
    at: defaultdict[int, list[Contact]] = defaultdict(list)
    for contact in known.values():
        contact.customer = register.by_key[contact.customer_id]
        at[id(contact.customer)].append(contact)
    suppressed = _suppressed(rows) | _kept_only(rows)
    outcomes: dict[Row, Outcome] = {}
    new: dict[int, Contact] = {}
    for row in rows:
        if row in suppressed:
            outcomes[row] = rejected(SUPPRESSED)
            continue
        found = _same(row, known, register) if row.known else _found(row, register, at, claimed)
        if isinstance(found, Outcome):
            outcomes[row] = found
            continue
        if found.status == ContactStatus.RESTRICTED:
            outcomes[row] = rejected(SUPPRESSED)
            continue
        claimed |= {id(found)} if "external_id" in row.values else set()
        differs = _write_contact(row, found) | change(found, **OF_OUR_OWN)
        is_first = not found.pk and id(found) not in new
        if is_first:
            new[id(found)] = found
        outcomes[row] = created(found) if is_first else updated(found) if differs else unchanged(found)
    register.store()
    Contact.objects.bulk_create(new.values())
    ContactDetails.objects.bulk_create([contact.details for contact in new.values()])
    changed = [contact for contact in once(news(outcomes)) if id(contact) not in new]
    Contact.objects.bulk_update(changed, ["external_id", "title", "language", "time_zone", *OF_OUR_OWN])
    ContactDetails.objects.bulk_update([contact.details for contact in changed], ["name", "email", "phone"])
    return told(batch, outcomes, [contact.customer_id for contact in news(outcomes)])


def _suppressed(rows: Sequence[Row]) -> set[Row]:
    """Return the rows about people who asked to be forgotten or left alone for good; one query."""
    digests: dict[Row, set[str]] = {row: set() for row in rows}
    for row in rows:
        for name in ("email", "external_id"):
            if row.values.get(name):
                digests[row].add(digest_of(**{name: row.values[name]}))
    every = {digest for mine in digests.values() for digest in mine}
    kept = set(Suppression.objects.filter(digest__in=every).values_list("digest", flat=True))
    return {row for row, mine in digests.items() if mine & kept}


def _kept_only(rows: Sequence[Row]) -> set[Row]:
    """Return the rows with the address of somebody whom we only keep, at whichever company; one query."""
    kept = ContactDetails.objects.filter(contact__status=ContactStatus.RESTRICTED).exclude(email="")
    addresses = {address.casefold() for address in kept.values_list("email", flat=True)}
    return {row for row in rows if row.values.get("email", "").casefold() in addresses}


def _same(row: Row, known: dict[int, Contact], register: Register) -> Contact | Outcome:
    """Return the person that this row became before, if that person still is where the row says."""
    contact = known.get(row.known or 0)
    if not contact:
        return unmatched(GONE)
    if contact.customer not in register.fitting(row.values["customer"]):
        return rejected(
            f"customer: earlier this person was at {shown(contact.customer.name)}. Somebody who changes to another "
            "company needs an external_id of their own there."
        )
    return contact


def _found(row: Row, register: Register, at: dict[int, list[Contact]], claimed: set[int]) -> Contact | Outcome:
    """Return the person that a new row speaks of, somebody new if need be; no other row's own id stands for them."""
    customer = register.find(row.values["customer"])
    if isinstance(customer, str):
        return unmatched(customer)
    others = claimed if "external_id" in row.values else set()
    found = _person(row, [contact for contact in at[id(customer)] if id(contact) not in others])
    if found:
        return found
    contact = Contact(customer=customer)
    ContactDetails(contact=contact, name=tidy(row.values["name"]))
    at[id(customer)].append(contact)
    return contact


def _person(row: Row, people: list[Contact]) -> Contact | Outcome | None:
    """Return the one of these people that a row speaks of, nobody if it is somebody new, or why that is not clear."""
    name, address = tidy(row.values["name"]).casefold(), row.values.get("email", "").casefold()
    at_address = [contact for contact in people if address and contact.details.email.casefold() == address]
    if any(contact.details.name.casefold() != name for contact in at_address):
        return unmatched(f"email: {shown(row.values['email'])} is the address of somebody of another name there.")
    fitting = at_address or [
        contact
        for contact in people
        if contact.details.name.casefold() == name and not (address and contact.details.email)
    ]
    if len(fitting) > 1:
        return unmatched(f"name: {len(fitting)} people there are called {shown(row.values['name'])}.")
    return fitting[0] if fitting else None


def _write_contact(row: Row, contact: Contact) -> bool:
    values = {column: row.values[column] for column in ("title", "language", "time_zone") if column in row.values}
    if "external_id" in row.values and not contact.external_id:
        values["external_id"] = row.values["external_id"]
    details = {column: row.values[column] for column in ("email", "phone") if column in row.values}
    if row.known:
        details["name"] = tidy(row.values["name"])
    return change(contact, **values) | change(contact.details, **details)


CONTACTS = ImportKind(
    "contacts",
    "Contacts",
    (
        Field("customer", text(250), required=True, help="The customer's name."),
        Field("external_id", text(200), help="The person's id in the other system."),
        Field("name", text(200), required=True),
        Field("title", text(200)),
        Field("email", email),
        Field("phone", text(60)),
        Field("language", language, help="A code such as de or en-GB."),
        Field("time_zone", time_zone, help="A name such as Europe/Berlin."),
    ),
    upsert_contacts,
)
