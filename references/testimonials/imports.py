"""Which files can this app read? Words that others collected, and mentions; a file approves nothing."""

from collections.abc import Sequence

from customers.imports.register import Register
from customers.models import ContactDetails, Customer, Suppression
from customers.models.contact import THEIR_OWN_WISH
from customers.models.suppression import digest_of
from references.models import Reference
from references.testimonials.actions.intake import take_in_all
from references.testimonials.addresses import page_of, place_key, spellings
from references.testimonials.dossier import said_to_be, who_is
from references.testimonials.models import Endorsement, Kind, Mention, Tone
from references.testimonials.models.words import LONGEST
from references.testimonials.quoting import key_of
from refprogram.imports import values
from refprogram.imports.kinds import Batch, Field, ImportKind, Outcome, Row, created, rejected, unchanged
from refprogram.imports.values import choice, day, one_text, text
from refprogram.steps import THE_CLOCK

SUPPRESSED = "This person asked to be forgotten or left alone. Nothing was written down."


def upsert_words(batch: Batch) -> list[Outcome]:
    """Take words in as claimed: whoever is said to have said them is asked before anything is shown.

    Only an e-mail address tells whose they are; a name never does, because two people may have it. The same words of
    the same person come in once; those of another are taken in as well, and the gate shows both for decision.
    """
    rows = batch.rows
    mine, suppressed = _people(rows), _suppressed(rows)
    there = _there({key_of(row.values["text"]) for row in rows})
    outcomes: dict[Row, Outcome] = {}
    new: dict[Row, dict[str, object]] = {}
    for row in rows:
        said = row.values
        email = said.get("email", "")
        reference = mine.get(email)
        name, title = _split(said["name"], said.get("job_title", ""))
        key = key_of(said["text"])
        who = [(key, who_is(name, said.get("organization", ""), email)), *([(key, reference.pk)] if reference else [])]
        before = next((there[one] for one in who if one in there), None)
        if row in suppressed or (reference and reference.contact.status in THEIR_OWN_WISH):
            outcomes[row] = rejected(SUPPRESSED)
        elif before is not None:
            outcomes[row] = unchanged(before)
        elif said.get("came_on", batch.on) > batch.on:
            outcomes[row] = rejected(f"came_on: {said['came_on'].isoformat()} is still to come.")
        else:
            new[row] = {
                "text": said["text"],
                "reference": reference,
                "name": name,
                "title": title,
                "organization": said.get("organization", ""),
                "email": email,
                "source": said.get("source", "") or batch.source,
                "kind": said.get("kind", ""),
                "came_on": said.get("came_on", batch.on),
            }
            there |= dict.fromkeys(who, row)
    made = take_in_all(list(new.values()), by=batch.by or THE_CLOCK, on=batch.on)
    by_row = dict(zip(new, made, strict=True))
    for row, endorsement in by_row.items():
        outcomes[row] = created(endorsement)
    for row, outcome in outcomes.items():
        if isinstance(outcome.object, Row):
            outcomes[row] = unchanged(by_row[outcome.object])
    return [outcomes[row] for row in rows]


def _split(name: str, title: str) -> tuple[str, str]:
    """Read "James Wasson, Client Solutions Architect" as a name and a title, where no title is given."""
    before, comma, after = name.partition(",")
    return (before.strip(), after.strip()[:200]) if comma and not title else (name, title)


def _people(rows: Sequence[Row]) -> dict[str, Reference]:
    """Return whose addresses these are, as far as exactly one person we have a file on has it; one query."""
    wanted = {row.values["email"] for row in rows if row.values.get("email")}
    found: dict[str, set[int]] = {}
    for email, contact in ContactDetails.objects.filter(email__in=wanted).values_list("email", "contact"):
        found.setdefault(email, set()).add(contact)
    sole = {next(iter(contacts)): email for email, contacts in found.items() if len(contacts) == 1}
    files = Reference.objects.filter(contact__in=sole).select_related("contact")
    return {sole[file.contact_id]: file for file in files}


def _there(keys: set[str]) -> dict[tuple[str, object], object]:
    """Return what is here already, by its words and its person: as the source named them, and as we know them."""
    rows = list(Endorsement.objects.filter(text_key__in=keys).select_related("speaker").order_by("-pk"))
    there: dict[tuple[str, object], object] = {
        (one.text_key, one.reference_id): one for one in rows if one.reference_id
    }
    return there | {(one.text_key, said_to_be(one)): one for one in rows if hasattr(one, "speaker")}


def _suppressed(rows: Sequence[Row]) -> set[Row]:
    """Return the rows of people who asked to be forgotten or left alone for good; one query."""
    digests = {row: digest_of(email=row.values["email"]) for row in rows if row.values.get("email")}
    kept = set(Suppression.objects.filter(digest__in=digests.values()).values_list("digest", flat=True))
    return {row for row, digest in digests.items() if digest in kept}


def upsert_mentions(batch: Batch) -> list[Outcome]:
    """Note what others say about us in public, such as a list of those who say that they use it."""
    rows = batch.rows
    register = Register(
        [row.values["customer"] for row in rows if row.values.get("customer")], create_missing=batch.create_missing
    )
    written = {spelling for row in rows for spelling in spellings(row.values["where"])}
    there = {(place_key(one.where), one.words): one for one in Mention.objects.filter(where__in=written)}
    outcomes: dict[Row, Outcome] = {}
    new: dict[Row, Mention] = {}
    for row in rows:
        said = row.values
        customer: Customer | None = None
        if said.get("customer"):
            found = register.find(said["customer"])
            customer = found if isinstance(found, Customer) else None
        key = (place_key(said["where"]), said.get("words", ""))
        if said.get("seen_on", batch.on) > batch.on:
            outcomes[row] = rejected(f"seen_on: {said['seen_on'].isoformat()} is still to come.")
        elif key in there:
            outcomes[row] = unchanged(there[key])
        else:
            new[row] = there[key] = Mention(
                where=page_of(said["where"]) or said["where"],
                words=said.get("words", ""),
                by_whom=said.get("by_whom", "") or said.get("customer", "")[:250],
                customer=customer,
                tone=said.get("tone", Tone.GOOD),
                seen_on=said.get("seen_on", batch.on),
                noted_by=batch.by,
            )
    register.store()
    Mention.objects.bulk_create(new.values())
    for row, mention in new.items():
        outcomes[row] = created(mention)
    return [outcomes[row] for row in rows]


WORDS = ImportKind(
    "testimonials",
    "Words of customers",
    (
        Field("text", one_text(LONGEST), required=True, help="What they said, word for word."),
        Field("name", text(200), required=True, help="Who is said to have said it; a title may follow a comma."),
        Field("external_id", text(200), help="The id of these words in the other system."),
        Field("job_title", text(200), help="What they do there."),
        Field("organization", text(250), help="Where they work."),
        Field("email", values.email, help="Their e-mail address; the only thing that tells which contact they are."),
        Field("source", text(500), help="The page or mail that it was taken from."),
        Field("kind", choice({kind: kind for kind in Kind.values}), help=f"One of {', '.join(Kind.values)}."),
        Field("came_on", day, help="When they said it."),
    ),
    upsert_words,
)
MENTIONS = ImportKind(
    "mentions",
    "What others say about us",
    (
        Field("where", text(500), required=True, help="The address, or the event."),
        Field("words", one_text(4_000), help="What it says there."),
        Field("by_whom", text(250), help="Who says it, as it stands there."),
        Field("customer", text(250), help="The customer's name."),
        Field("tone", choice({tone: tone for tone in Tone.values}), help=f"One of {', '.join(Tone.values)}."),
        Field("seen_on", day, help="When somebody saw it."),
    ),
    upsert_mentions,
)
KINDS = (WORDS, MENTIONS)
