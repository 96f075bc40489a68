"""What does a row about a yes become? A claim, which counts once the person confirms it on their own page."""

from collections.abc import Sequence

from customers.imports.contact import SUPPRESSED
from customers.imports.people import People
from customers.imports.register import GONE, Register, change, news, once
from customers.models import Suppression
from customers.models.contact import THEIR_OWN_WISH
from customers.models.suppression import digest_of
from references.actions.claims import BetterKnown, Hearsay, claim_all
from references.models import ActivityType, Audience, Claim, ConsentChannel, Reference
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
from refprogram.imports.values import choice, day, shown, text
from refprogram.steps import THE_CLOCK

ONE_AUDIENCE = choice({audience: audience for audience in Audience.values})


def audiences(cell: str) -> tuple[str, ...]:
    """Read one or more kinds of people, with commas or semicolons between."""
    parts = [part.strip() for part in cell.replace(";", ",").split(",")]
    return tuple(sorted({ONE_AUDIENCE(part) for part in parts if part}))


def upsert_claims(batch: Batch) -> list[Outcome]:
    """Write down what people are said to have agreed to; they confirm it themselves, or it counts for nothing.

    What is known better stays: a no since then, their own yes, a newer word. A row that says something new of a yes
    is a newer word, and takes the place of the claim it made before.
    """
    rows = batch.rows
    register = Register([row.values["customer"] for row in rows])
    people = People(register, wanted=True)
    files = _held(register)
    known = BetterKnown([file.pk for file in files.values()])
    catalogue = _Catalogue()
    before = Claim.objects.in_bulk([row.known for row in rows if row.known])
    outcomes: dict[Row, Outcome] = {}
    new: dict[Row, Hearsay] = {}
    suppressed = _suppressed(rows)
    for row in rows:
        file = _file(row, register, people, files, suppressed)
        if isinstance(file, Outcome):
            outcomes[row] = file
            continue
        activity = catalogue.find(row.values["activity"])
        if isinstance(activity, str):
            outcomes[row] = unmatched(activity)
            continue
        told = Hearsay(
            file,
            activity,
            row.values["said_on"],
            row.values.get("audiences", ()),
            row.values.get("witness", ""),
        )
        if wrong := known.against(told, on=batch.on) or _another(row, before.get(row.known or 0), told):
            outcomes[row] = rejected(wrong)
        elif row.known and row.known not in before:
            outcomes[row] = unmatched(GONE)
        elif same := known.same(told):
            outcomes[row] = updated(same) if change(same, witness=told.witness or same.witness) else unchanged(same)
        else:
            known.take(told)
            new[row] = told
    Claim.objects.bulk_update(once(news(outcomes)), ["witness"])
    claims = claim_all(list(new.values()), channel=ConsentChannel.IMPORT, by=batch.by or THE_CLOCK, on=batch.on)
    for row, claim in zip(new, claims, strict=True):
        outcomes[row] = updated(claim) if row.known else created(claim)
    return [outcomes[row] for row in rows]


class _Catalogue:
    """What we offer, found by its code or its name in any case."""

    def __init__(self) -> None:
        self._offered = list(ActivityType.objects.offered())
        self._by_name = {name.casefold(): one for one in self._offered for name in (one.name, one.code)}

    def find(self, name: str) -> ActivityType | str:
        names = ", ".join(one.name for one in self._offered)
        return self._by_name.get(name.casefold()) or f"activity: we do not offer {shown(name)}, but {names}."


def _held(register: Register) -> dict[int, Reference]:
    """Hold the files of everybody at these customers, in order of their key, and return them by contact."""
    held = Reference.objects.of_customers(register.by_key).hold_all()
    files = Reference.objects.filter(pk__in=held).select_related("contact")
    return {file.contact_id: file for file in files}


def _file(
    row: Row, register: Register, people: People, files: dict[int, Reference], suppressed: set[Row]
) -> Reference | Outcome:
    """Return the file of a row's person, or what becomes of it without one; a yes makes nobody known."""
    if row in suppressed:
        return rejected(SUPPRESSED)
    customer = register.find(row.values["customer"])
    if isinstance(customer, str):
        return unmatched(customer)
    contact = people.find(row.values["contact"], customer)
    if isinstance(contact, str):
        return unmatched(contact)
    if contact.status in THEIR_OWN_WISH:
        return rejected(SUPPRESSED)
    return files.get(contact.pk) or unmatched("contact: nobody has a file on them yet. Import contacts first.")


def _another(row: Row, before: Claim | None, told: Hearsay) -> str:
    """Say that a row which was read before now speaks of another yes; nothing when it does not."""
    if before is None or (before.reference_id, before.activity_id) == told.key:
        return ""
    return "external_id: earlier this row told of another person or activity. Give this yes an id of its own."


def _suppressed(rows: Sequence[Row]) -> set[Row]:
    """Return the rows about people who asked to be forgotten or left alone for good; one query."""
    either = {
        row: {digest_of(email=row.values["contact"]), digest_of(external_id=row.values["contact"])} for row in rows
    }
    wanted = {digest for mine in either.values() for digest in mine}
    kept = set(Suppression.objects.filter(digest__in=wanted).values_list("digest", flat=True))
    return {row for row, mine in either.items() if mine & kept}


CLAIMS = ImportKind(
    "claims",
    "Yeses to be confirmed",
    (
        Field("customer", text(250), required=True, help="The customer's name."),
        Field("external_id", text(200), help="The yes's id in the other system."),
        Field(
            "contact",
            text(254),
            required=True,
            help="Who said it: their e-mail address, or their id there.",
        ),
        Field("activity", text(200), required=True, help="What they said yes to, by its name or code."),
        Field("audiences", audiences, help=f"Who may hear it, with commas between: {', '.join(Audience.values)}."),
        Field("said_on", day, required=True, help="When they said it; six months later it has run out."),
        Field("witness", text(500), help="Who heard it, or where it is written."),
    ),
    upsert_claims,
)
