"""What does a row about a hard time become?"""

from collections import defaultdict
from datetime import date

from customers.actions import REVIEW_AFTER
from customers.imports.register import Register, change, news, once, still_to_come, told
from customers.models import Customer, Hardship, HardshipNote
from customers.models.hardship import HardshipKind
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
from refprogram.imports.values import choice, day, text

LONGEST_NOTE = 4_000


def upsert_hardships(batch: Batch) -> list[Outcome]:
    """Leave customers in peace (seed 003); a file can begin a hardship and lengthen it, but not shorten it.

    Without an end, or with one that lies ahead, an event begins a hardship, or lengthens the active one: a customer has
    one at a time. Without an end it is to be looked at 180 days later. What is over is written down as it was.
    """
    rows = batch.rows
    register = Register((row.values["customer"] for row in rows), create_missing=batch.create_missing)
    at: defaultdict[int, list[Hardship]] = defaultdict(list)
    for hardship in Hardship.objects.filter(customer__in=register.by_key).select_related("note").order_by("pk"):
        at[id(register.by_key[hardship.customer_id])].append(hardship)
    notes: dict[int, HardshipNote] = {}
    outcomes: dict[Row, Outcome] = {}
    for row in rows:
        since, until = row.values["since"], row.values.get("until")
        if early := still_to_come(row, "since", on=batch.on):
            outcomes[row] = rejected(early)
            continue
        if until and until < since:
            outcomes[row] = rejected("until: a hardship cannot end before it began.")
            continue
        customer = register.find(row.values["customer"])
        if isinstance(customer, str):
            outcomes[row] = unmatched(customer)
            continue
        same = next((known for known in at[id(customer)] if _is_same(known, row, on=batch.on)), None)
        text_before = same.note.text if same and hasattr(same, "note") else ""
        note = _joined(text_before, row.values.get("note", ""))
        if len(note) > LONGEST_NOTE:
            outcomes[row] = rejected(f"note: this customer's notes would be longer than {LONGEST_NOTE:,} characters.")
            continue
        hardship = same or _new(row, customer)
        if not same:
            at[id(customer)].append(hardship)
        differs = _lengthen(hardship, row, on=batch.on)
        if note != text_before:
            differs = True
            notes[id(hardship)] = hardship.note if text_before else HardshipNote(hardship=hardship)
            notes[id(hardship)].text = note
        outcomes[row] = created(hardship) if not same else updated(hardship) if differs else unchanged(hardship)
    register.store()
    touched = once(news(outcomes))
    new = [hardship for hardship in touched if not hardship.pk]
    changed = [hardship for hardship in touched if hardship.pk]
    Hardship.objects.bulk_create(new)
    Hardship.objects.bulk_update(changed, ["since", "review_on", "ended_on"])
    HardshipNote.objects.bulk_create([note for note in notes.values() if not note.pk])
    HardshipNote.objects.bulk_update([note for note in notes.values() if note.pk], ["text"])
    return told(batch, outcomes, [hardship.customer_id for hardship in touched])


def _lasts(until: date | None, *, on: date) -> bool:
    return until is None or until > on


def _is_same(hardship: Hardship, row: Row, *, on: date) -> bool:
    """Say whether a row speaks of this hardship: the active one, or the one that ended just like that."""
    until = row.values.get("until")
    if _lasts(until, on=on):
        return _lasts(hardship.ended_on, on=on)
    said = (row.values.get("kind", HardshipKind.OTHER), row.values["since"], until)
    return (hardship.kind, hardship.since, hardship.ended_on) == said


def _new(row: Row, customer: Customer) -> Hardship:
    return Hardship(
        customer=customer,
        kind=row.values.get("kind", HardshipKind.OTHER),
        since=row.values["since"],
        ended_on=row.values.get("until"),
    )


def _lengthen(hardship: Hardship, row: Row, *, on: date) -> bool:
    """Let an active hardship begin, be looked at and end when a row says, if that makes it longer; say if it did."""
    if not _lasts(hardship.ended_on, on=on):
        return False
    since, until = row.values["since"], row.values.get("until")
    review_on = max(until or since + REVIEW_AFTER, hardship.review_on or since)
    ended_on = max(until, hardship.ended_on) if until and hardship.ended_on else None
    return change(hardship, since=min(hardship.since, since), review_on=review_on, ended_on=ended_on)


def _joined(before: str, note: str) -> str:
    if note and before and note not in before:
        return f"{before}\n\n{note}"
    return before or note


HARDSHIPS = ImportKind(
    "hardships",
    "Hardships",
    (
        Field("customer", text(250), required=True, help="The customer's name."),
        Field(
            "kind",
            choice({kind: kind for kind in HardshipKind.values}),
            help=f"{', '.join(HardshipKind.values)}; else other.",
        ),
        Field("since", day, required=True),
        Field(
            "until", day, help="Without it the hardship is looked at after 180 days, and lasts until somebody ends it."
        ),
        Field("note", text(LONGEST_NOTE), help="For reference managers only."),
    ),
    upsert_hardships,
)
