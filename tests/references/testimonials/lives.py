"""How far are somebody's words? Each stage is reached by the actions, as people would reach it."""

from typing import Any

from references import links
from references.ledger import Evidence, texts_for
from references.links import LinkHolder
from references.models import ActivityType, Audience, Link, Mode, Purpose, Reference
from references.testimonials import actions
from references.testimonials.dossier import dossier_of
from references.testimonials.files import Checked
from references.testimonials.models import (
    Attachment,
    AttachmentKind,
    BodyDecision,
    Credential,
    Endorsement,
    Evaluation,
    Finding,
    Kind,
    Naming,
    Origin,
    Placement,
    Substantiation,
    Tie,
    Typicality,
    UseProof,
    Verdict,
)
from references.testimonials.statements import statements
from refprogram.dates import today
from tests.factories import (
    ActivityFactory,
    ReferenceFactory,
    days_ago,
)

TEXT = "It simply works, and the people behind it listen. Planning went from nine hours a week to five."
PLAIN = "It simply works, and the people behind it listen."


def quote() -> ActivityType:
    found = ActivityType.objects.filter(code="quote").first()
    return found or ActivityFactory(
        code="quote", name="A written quote", mode=Mode.CONTENT, public=True, confirm_each_use=False, minutes=5
    )


def speaker(**of: Any) -> Reference:
    """Open the file of somebody who is in good standing and whose company lets them speak in public."""
    quote()
    return ReferenceFactory(agreed_to=(), **of)


def taken_in(manager, reference: Reference | None = None, *, text: str = TEXT, **more: Any) -> Endorsement:
    quote()
    whose: dict[str, Any] = {"reference": reference} if reference else {"name": "Gareth Pryce"}
    return actions.take_in(text=text, origin=Origin.UNSOLICITED, by=manager, on=today(), **whose, **more)


def asked(manager, reference: Reference | None = None, **more: Any) -> Endorsement:
    endorsement = taken_in(manager, reference or speaker(), **more)
    return actions.ask_person(endorsement, by=manager, on=today())


def holder(reference: Reference) -> LinkHolder:
    links.mint(purpose=Purpose.WORDS, reference=reference.pk, on=today())
    return LinkHolder(Link.objects.select_related("reference__contact").latest("pk"))


def page(activity: ActivityType) -> Evidence:
    return Evidence("<p>Is this right?</p>", "en", texts_for([activity], language="en", on=today()))


def says_yes(endorsement: Endorsement, *, tie: str = Tie.NONE, naming: str = Naming.FULL, **more: Any) -> Endorsement:
    """Answer as the person does who reads their page and agrees."""
    return _answered(endorsement, Verdict.YES, tie=tie, naming=naming, **more)


def says_no(endorsement: Endorsement) -> Endorsement:
    return _answered(endorsement, Verdict.NO, tie="", naming="")


def _answered(endorsement: Endorsement, says: str, **more: Any) -> Endorsement:
    dossier = dossier_of(endorsement.pk, on=today())
    assert dossier.showing is not None
    assert dossier.block is not None
    given = {
        "audiences": [Audience.PROSPECT, Audience.EVENT],
        "nature": "",
        "seen": dossier.block.digest,
        "by": holder(dossier.endorsement.reference),
        "evidence": page(dossier.endorsement.activity),
    }
    return actions.answer(endorsement, showing=dossier.showing.pk, says=says, on=today(), **given | more)


def approved(manager, reference: Reference | None = None, **more: Any) -> Endorsement:
    return says_yes(asked(manager, reference, **more))


def substantiated(endorsement: Endorsement, manager) -> None:
    dossier = dossier_of(endorsement.pk, on=today())
    assert dossier.block is not None
    for found in statements(dossier.block.text):
        proof = Substantiation(
            endorsement=endorsement,
            statement=found.sentence,
            sort=found.sort,
            document="Time sheets of weeks 1 to 20, drive P",
            method="Hours counted before and after",
            dated_on=days_ago(30),
            compared_with="The other two on the market" if found.sort == "comparison" else "",
        )
        actions.prove(proof, by=manager, on=today())


def paper(endorsement: Endorsement, manager) -> Attachment:
    """Keep a file with a dossier, for the rows that are nothing without one."""
    file = Checked("Report 12.pdf", "application/pdf", b"%PDF-1.7 a report")
    return actions.attach(
        endorsement, kind=AttachmentKind.PAPER, file=file, is_actual_person=False, by=manager, on=today()
    )


def proven(endorsement: Endorsement, manager, *, kind: str = Kind.CONSUMER) -> Endorsement:
    """Fill the dossier of approved words with everything that their kind needs.

    Which body of an organization decided is shown with the words, so whoever speaks for it approves them once more.
    """
    actions.set_kind(endorsement, kind=kind, product=endorsement.product, by=manager)
    actions.tie(endorsement, tie=Tie.NONE, nature="", by=manager, on=today())
    substantiated(endorsement, manager)
    report = None if kind == Kind.CONSUMER else paper(endorsement, manager)
    papers = {
        Kind.CONSUMER: (
            UseProof(version="Plan 8", seen_on=days_ago(3), document="14 active users, admin console"),
            Typicality(
                finding=Finding.TYPICAL,
                sample=38,
                period="in the first year",
                usual="Half of them cut planning time by 40%",
                document="Survey of 2026, drive P",
            ),
        ),
        Kind.EXPERT: (
            Credential(field="Logistics planning", relevance="Plans depots with such products", document="CV"),
            Evaluation(
                method="Planned one week twice",
                version="Plan 8",
                evaluated_on=days_ago(20),
                result="Fewer errors",
                document="Report 12",
                attachment=report,
            ),
        ),
        Kind.ORGANIZATION: (
            BodyDecision(
                body="The board",
                process="Majority of nine",
                standards="Charter, section 4",
                decided_on=days_ago(20),
                document="Minute of that day",
                attachment=report,
                owned_by_us=False,
                controlled_by_us=False,
                funded_by_us=False,
            ),
        ),
    }
    for proof in papers[Kind(kind)]:
        proof.endorsement = endorsement
        actions.prove(proof, by=manager, on=today())
    if kind == Kind.ORGANIZATION:
        says_yes(actions.ask_person(endorsement, by=manager, on=today()), tie="")
    endorsement.refresh_from_db()
    return endorsement


def ready(manager, reference: Reference | None = None, *, kind: str = Kind.CONSUMER, **more: Any) -> Endorsement:
    return actions.clear(proven(approved(manager, reference, **more), manager, kind=kind), by=manager, on=today())


def published(manager, reference: Reference | None = None, *, kind: str = Kind.CONSUMER, **more: Any) -> Endorsement:
    return actions.publish(ready(manager, reference, kind=kind, **more), by=manager, on=today())


def placed(endorsement: Endorsement, manager, *, channel: str = "website", **more: Any) -> Placement:
    where = {"address": "" if channel in ("wall", "proof_page") else "https://northquay.example/customers"}
    return actions.place(
        endorsement, channel=channel, by=manager, on=today(), **{"starts_on": today(), "until": None} | where | more
    )
