"""What does a row about an answer to a survey become?"""

from typing import Any

from customers.imports.people import People
from customers.imports.register import GONE, Register, change, news, still_to_come, told
from customers.models import Contact, Customer, SurveyResponse
from customers.models.source import Source
from customers.models.survey import BOUNDS, Scale, Series, Tone
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
from refprogram.imports.values import choice, day, text, whole

ANSWER_COLUMNS = ("external_id", "scale", "score", "comment", "answered_on")


def upsert_surveys(batch: Batch) -> list[Outcome]:
    """Write down what customers answered, or what a file newly says of it.

    What they wrote is a comment that nobody has read: no machine says how it sounds (seed 003). An answer that somebody
    followed up on keeps that; a day after it would be another answer, and is refused.
    """
    rows = batch.rows
    known_keys = [row.known for row in rows if row.known]
    register = Register(
        [row.values["customer"] for row in rows],
        create_missing=batch.create_missing,
        also=SurveyResponse.objects.filter(pk__in=known_keys).values("customer"),
    )
    people = People(register, wanted=any("contact" in row.values for row in rows))
    known = SurveyResponse.objects.in_bulk(known_keys)
    touched = {answer.customer_id for answer in known.values()}
    outcomes: dict[Row, Outcome] = {}
    for row in rows:
        if wrong := _wrong(row, known.get(row.known or 0)) or still_to_come(row, "answered_on", on=batch.on):
            outcomes[row] = rejected(wrong)
            continue
        if row.known and row.known not in known:
            outcomes[row] = unmatched(GONE)
            continue
        customer = register.find(row.values["customer"])
        if isinstance(customer, str):
            outcomes[row] = unmatched(customer)
            continue
        contact = people.find(row.values["contact"], customer) if "contact" in row.values else None
        if isinstance(contact, str):
            outcomes[row] = unmatched(contact)
            continue
        said = _said(row, customer, contact)
        if not row.known:
            outcomes[row] = created(SurveyResponse(**said, source=Source.IMPORTED))
            continue
        answer = known[row.known]
        answer.customer = register.by_key[answer.customer_id]
        if said.get("comment", answer.comment) == answer.comment:
            said.pop("tone", None)
        outcomes[row] = updated(answer) if change(answer, **said) else unchanged(answer)
    register.store()
    stored = news(outcomes)
    SurveyResponse.objects.bulk_create([answer for answer in stored if not answer.pk])
    SurveyResponse.objects.bulk_update(
        [answer for answer in stored if answer.pk in known], [*ANSWER_COLUMNS, "series", "tone", "customer", "contact"]
    )
    return told(batch, outcomes, touched | {answer.customer_id for answer in stored})


def _wrong(row: Row, before: SurveyResponse | None) -> str:
    """Say what in a row contradicts itself, or what we did about this answer before; nothing when all is well."""
    values = row.values
    lowest, highest = BOUNDS[values["scale"]]
    if not lowest <= values["score"] <= highest:
        return f"score: {values['score']} is not on the scale {values['scale']}, which runs from {lowest} to {highest}."
    if before and before.handled_on and values["answered_on"] > before.handled_on:
        return (
            f"answered_on: we followed up on this answer on {before.handled_on.isoformat()}, before the day in this "
            "row. A new answer needs an external_id of its own."
        )
    return ""


def _said(row: Row, customer: Customer, contact: Contact | None) -> dict[str, Any]:
    values = row.values
    said = {name: values[name] for name in ANSWER_COLUMNS if name in values}
    said |= {"customer": customer, "series": values["kind"]}
    said |= {"contact": contact} if contact else {}
    return said | ({"tone": Tone.UNREAD} if "comment" in values else {})


SURVEYS = ImportKind(
    "surveys",
    "Survey answers",
    (
        Field("customer", text(250), required=True, help="The customer's name."),
        Field("external_id", text(200), help="The answer's id in the other system."),
        Field("contact", text(254), help="Who answered: their e-mail address, or their id in the other system."),
        Field(
            "kind",
            choice({series: series for series in Series.values}),
            required=True,
            help="relationship or transaction: two series that are never mixed.",
        ),
        Field("score", whole(0, 10), required=True),
        Field(
            "scale",
            choice({scale: scale for scale in Scale.values}),
            required=True,
            help="nps runs from 0 to 10, csat from 1 to 5.",
        ),
        Field("comment", text(10_000), help="What they wrote; somebody here reads it."),
        Field("answered_on", day, required=True),
    ),
    upsert_surveys,
)
