"""What have the fictional customers said about us in public? Four of them, each at another place on the way."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from PIL import Image, ImageDraw

from references.eligibility import BLOCKED, CLEAR, RULES, judged
from references.facts import Ask
from references.models import Audience, Purpose, Reference
from references.testimonials import actions
from references.testimonials.actions.intake import activity_for_words
from references.testimonials.dossier import dossier_of
from references.testimonials.files import paper
from references.testimonials.models import (
    Attachment,
    AttachmentKind,
    Credential,
    Endorsement,
    Evaluation,
    Finding,
    Kind,
    Naming,
    Origin,
    Substantiation,
    Tie,
    Typicality,
    UseProof,
    Verdict,
)
from references.testimonials.statements import statements
from refprogram.accounts.models import User
from refprogram.management.seed.cast import Cast
from refprogram.management.seed.diary import Life
from refprogram.management.seed.page import opened, shown

ON_THE_WALL = (
    "When we went live I expected the usual months of wrong depot numbers. Reports were right in week five. "
    "Planning went from nine hours a week to five. The training could have been longer for the night crew."
)
WITHOUT_PROOF = "It is quiet at night now. Our dispatchers save 30 minutes on every shift."
BY_AN_EXPERT = "I planned the same week with it and without it. The plans were sound, and the night shift noticed."
UNASKED = "Just wanted to say thank you: your support stayed on the phone until the feed ran again."
# What only their own answer clears.
NOT_YET = ("no_consent", "audience_mismatch")


def voices(cast: Cast, *, speakers: set[int]) -> Iterator[Life]:
    """Yield their lives; `speakers` are the customers whose own life holds no surprise."""
    manager = cast.people["manager"]
    yield _on_the_wall(manager, speakers)
    yield _without_proof(manager, speakers)
    yield _by_an_expert(cast.people["manager2"], speakers)
    yield _unasked(manager)


def _on_the_wall(manager: User, speakers: set[int]) -> Life:
    on = yield 44
    row = _asked(
        ON_THE_WALL,
        manager,
        speakers,
        on=on,
        parts=("Reports were right in week five.", "Planning went from nine hours a week to five."),
    )
    on = yield 41
    _says_yes(row, Tie.TRAVEL, on=on)
    on = yield 38
    _proven(row, Kind.CONSUMER, manager, on=on)
    on = yield 36
    actions.clear(row, by=manager, on=on)
    actions.publish(row, by=manager, on=on)
    where: dict[str, Any] = {"by": manager, "on": on, "starts_on": on, "until": None}
    actions.place(row, channel="wall", address="", **where)
    actions.place(row, channel="website", address="https://northquay.example/customers", **where)


def _without_proof(manager: User, speakers: set[int]) -> Life:
    on = yield 12
    row = _asked(WITHOUT_PROOF, manager, speakers, on=on)
    on = yield 9
    _says_yes(row, Tie.NONE, on=on)
    on = yield 8
    actions.set_kind(row, kind=Kind.CONSUMER, product=row.product, by=manager)
    actions.tie(row, tie=Tie.NONE, nature="", by=manager, on=on)
    _use(row, manager, on=on)


def _by_an_expert(manager: User, speakers: set[int]) -> Life:
    on = yield 20
    row = _asked(BY_AN_EXPERT, manager, speakers, on=on)
    on = yield 17
    _says_yes(row, Tie.NONE, on=on)
    on = yield 15
    _proven(row, Kind.EXPERT, manager, on=on)
    on = yield 14
    actions.clear(row, by=manager, on=on)


def _unasked(manager: User) -> Life:
    on = yield 3
    actions.take_in(
        text=UNASKED,
        origin=Origin.UNSOLICITED,
        source="A mail to the helpdesk",
        name="Orla Wrenfield",
        organization="Varnrand Dairies",
        by=manager,
        on=on,
    )
    actions.note_mention(
        where="https://reviews.example/planning/212",
        words="Solid product, and somebody picks up the phone.",
        by_whom="A depot manager",
        tone="good",
        seen_on=on,
        customer=None,
        by=manager,
        on=on,
    )


def _asked(text: str, manager: User, speakers: set[int], *, on: date, parts: Sequence[str] = ()) -> Endorsement:
    """Take words in of somebody who may be asked, choose which are shown, and ask them."""
    row = actions.take_in(
        text=text,
        origin=Origin.UNSOLICITED,
        source="A mail",
        reference=_somebody(speakers, on=on),
        by=manager,
        on=on,
    )
    actions.choose(row, parts=parts, by=manager, on=on)
    return actions.ask_person(row, by=manager, on=on)


def _somebody(speakers: set[int], *, on: date) -> Reference:
    """Return the first person against whom nothing speaks but that nobody has asked them, and who said nothing yet."""
    spoken = Endorsement.objects.filter(reference__isnull=False).values("reference")
    among = Reference.objects.filter(contact__customer__in=speakers).exclude(pk__in=spoken)
    rows: Any = judged(among, Ask(on=on, activity=activity_for_words().pk))
    quiet = {f"{rule.code}__lt": BLOCKED for rule in RULES if rule.code not in NOT_YET}
    found: Reference = rows.filter(**quiet, hesitant=CLEAR).order_by("pk")[0]
    return Reference.objects.select_related("contact__customer").get(pk=found.pk)


def _says_yes(row: Endorsement, tie: str, *, on: date) -> None:
    """Have the person approve it on their own page, before prospects and at events."""
    dossier = dossier_of(row.pk, on=on)
    assert dossier.showing is not None
    assert dossier.block is not None
    assert row.reference_id is not None
    actions.answer(
        row,
        showing=dossier.showing.pk,
        says=Verdict.YES,
        seen=dossier.block.digest,
        tie=tie,
        nature="",
        audiences=[Audience.PROSPECT, Audience.EVENT],
        naming=Naming.FULL,
        evidence=shown([dossier.endorsement.activity], on=on),
        by=opened(purpose=Purpose.WORDS, reference=row.reference_id, on=on),
        on=on,
    )


def _use(row: Endorsement, manager: User, *, on: date) -> None:
    proof = UseProof(
        endorsement=row, version="Northquay Dispatch 8", seen_on=on, document="14 active users, admin console"
    )
    actions.prove(proof, by=manager, on=on)


def _paper(name: str, says: str, row: Endorsement, manager: User, *, on: date) -> Attachment:
    """Keep a page with one line on it, as a picture of a paper."""
    page, drawn = Image.new("RGB", (595, 842), "white"), io.BytesIO()
    ImageDraw.Draw(page).text((60, 80), says, fill="black")
    page.save(drawn, "PNG")
    file = paper(name, drawn.getvalue())
    return actions.attach(row, kind=AttachmentKind.PAPER, file=file, is_actual_person=False, by=manager, on=on)


def _proven(row: Endorsement, kind: str, manager: User, *, on: date) -> None:
    """Fill a dossier with all that its kind needs."""
    actions.set_kind(row, kind=kind, product=row.product, by=manager)
    actions.tie(row, tie=Tie.NONE, nature="", by=manager, on=on)
    block = dossier_of(row.pk, on=on).block
    assert block is not None
    papers: list[Any] = [
        Substantiation(
            statement=found.sentence,
            sort=found.sort,
            document="Time sheets of twenty weeks, drive P",
            method="Hours of planning counted before and after",
            dated_on=on,
            compared_with="The weeks before" if found.sort == "comparison" else "",
        )
        for found in statements(block.text)
    ]
    if kind == Kind.CONSUMER:
        _use(row, manager, on=on)
        papers.append(
            Typicality(
                finding=Finding.TYPICAL,
                sample=38,
                period="in the first year",
                usual="Half of them cut planning time by 40%",
                document="Survey of customers, drive P",
            )
        )
    else:
        report = _paper("Report 12.png", "Planned one week twice: fewer corrections at night.", row, manager, on=on)
        papers += [
            Credential(field="Logistics planning", relevance="Plans depots with such products", document="CV, drive P"),
            Evaluation(
                method="Planned one week twice, with and without it",
                version="Northquay Dispatch 8",
                evaluated_on=on,
                result="Sound plans, and fewer corrections at night",
                document="Report 12, drive P",
                attachment=report,
            ),
        ]
    for proof in papers:
        proof.endorsement = row
        actions.prove(proof, by=manager, on=on)
