"""What does the person say about their words? They approve one form, refuse it, or put it in words of their own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from customers.actions import reach_contact
from references import ledger
from references.actions.consents import end, grant, must_be_there
from references.actions.noted import announce, hold_with_colleagues
from references.ledger import Evidence
from references.links import LinkHolder
from references.models import ConsentChannel, ConsentEvent, ConsentEventKind
from references.testimonials.actions.agreeing import have_a_text
from references.testimonials.actions.intake import add_version
from references.testimonials.actions.noted import hold, must_be_allowed, note_down
from references.testimonials.actions.publishing import leave
from references.testimonials.dossier import dossier_of
from references.testimonials.gate import not_theirs, waits_for_the_person
from references.testimonials.models import (
    Approval,
    AskedOf,
    Connection,
    Endorsement,
    Naming,
    SaidBy,
    Showing,
    Status,
    Verdict,
    Words,
)
from references.testimonials.notices import letter_about_words, speaks_against
from references.testimonials.quoting import spans_of
from references.testimonials.workflow import WORKFLOW
from refprogram.errors import Refused
from refprogram.outbox.models import Message
from refprogram.outbox.post import post_all

NOTHING_TO_ANSWER = gettext_noop("There is nothing to answer here any more. Nothing was changed.")
# Words that they said yes to: a no to others leaves that yes as it is.
APPROVED = (Status.DOSSIER, Status.READY, Status.PUBLISHED, Status.SUSPENDED)
# What the ledger calls each answer.
NOTED_AS = {str(Verdict.YES): ConsentEventKind.GRANTED, str(Verdict.NO): ConsentEventKind.REFUSED}
CHOOSING = (Status.INTAKE, Status.PERSON_APPROVAL, Status.DOSSIER, Status.READY, Status.SUSPENDED)


@transaction.atomic
def choose(
    endorsement: Endorsement,
    *,
    by: Any,
    on: date,
    parts: Sequence[str] = (),
    paraphrase: str = "",
    naming: str = Naming.FULL,
) -> Showing:
    """Choose which parts of their words are to be shown, in their order; no parts mean all of them.

    A paraphrase stands without quotation marks. Whatever is chosen, the person has to approve that very form. Refused
    for a part that is not in their words, and while the words are shown somewhere.
    """
    must_be_allowed("choose", by=by)
    held = hold(endorsement)
    if held.status not in CHOOSING:
        raise Refused("These words are shown as they were approved. Suspend them first; then choose anew.")
    words = held.versions.order_by("-number")[0]
    return show_as(held, words, parts=parts, paraphrase=paraphrase, naming=naming, by=by, on=on)


def show_as(
    held: Endorsement,
    words: Words,
    *,
    by: Any,
    on: date,
    parts: Sequence[str] = (),
    paraphrase: str = "",
    naming: str = Naming.FULL,
) -> Showing:
    """Write down one form of the words, whole unless parts of them are named; the caller holds the endorsement."""
    showing = Showing.objects.create(
        endorsement=held,
        words=words,
        spans=[] if paraphrase else spans_of(words.text, parts),
        paraphrase=paraphrase.strip(),
        naming=naming,
        on=on,
        made_by=None if isinstance(by, LinkHolder) else by,
    )
    note_down(held, "choose", by=by, about=f"showing-{showing.pk}")
    return showing


@transaction.atomic
def ask_person(endorsement: Endorsement, *, by: Any, on: date) -> Endorsement:
    """Send the person the form that was chosen, on a page of their own; again on another day, if they did not answer.

    Refused while nobody knows who they are, for words that are not theirs, once nothing waits for them any more, and
    while they are not to be written to.
    """
    must_be_allowed("ask_person", by=by)
    held = hold(endorsement)
    if held.status == Status.PUBLISHED:
        raise Refused("This is published. Suspend it first; then ask them.")
    dossier = dossier_of(held.pk, on=on)
    if dossier.contact is None:
        raise Refused("Nobody knows yet who said this. Choose them among the customers’ contacts first.")
    if not dossier.email:
        raise Refused("We have no e-mail address of this person. Add it to the customer’s contacts first.")
    if reason := speaks_against(dossier.contact.pk, on=on):
        raise Refused(reason)
    if held.status != Status.PERSON_APPROVAL and not waits_for_the_person(dossier):
        raise Refused("They have approved exactly this already. Ask them again once something about it has changed.")
    if dossier.showing is None:
        show_as(held, dossier.versions[-1], by=by, on=on)
    if sentences := not_theirs(dossier_of(held.pk, on=on)):
        raise Refused(*sentences)
    letter = letter_about_words(held, on=on)
    if held.status == Status.PERSON_APPROVAL and Message.objects.filter(key=letter.key).exists():
        raise Refused("They were asked about this today. Ask them again on another day.")
    have_a_text(held.activity, on=on)
    WORKFLOW.take("ask_person", held, by=by)
    post_all([letter])
    return held


@transaction.atomic
def answer(
    endorsement: Endorsement,
    *,
    showing: int,
    says: str,
    seen: str,
    tie: str,
    nature: str,
    audiences: Sequence[str],
    naming: str,
    evidence: Evidence,
    by: LinkHolder,
    on: date,
) -> Endorsement:
    """Take the person's own answer about one form of their words, as their page showed it.

    A yes is their consent as well, for six months, before whom they said: it takes the place of the yes before it, for
    whatever words of theirs are shown, and these come down where they are not to be shown any more. A no takes this
    form down wherever it is, and ends the consent unless other words of theirs rest on it. Without a tie, what they
    told us before stands. The answer of one page counts once. Refused when what they saw is not what would be shown.
    """
    must_be_allowed("approve", by=by)
    reference = by.link.reference
    reach_contact(reference.contact, by=by, on=on)
    hold_with_colleagues(reference, by=by)
    held = Endorsement.objects.hold(endorsement.pk)
    if is_answered(by, says=says, seen=ledger.digest_of(evidence.html)):
        return held
    if held.reference_id != reference.pk or held.status not in (Status.PERSON_APPROVAL, Status.PUBLISHED):
        raise Refused(gettext(NOTHING_TO_ANSWER))
    if says == Verdict.NO:
        shown = held.showings.filter(pk=showing).first()
        if shown is None:
            raise Refused(gettext(NOTHING_TO_ANSWER))
        return refuse(held, shown, evidence=evidence, by=by, on=on)
    must_be_there(reference)
    dossier = dossier_of(held.pk, on=on)
    if (
        dossier.showing is None
        or dossier.block is None
        or dossier.showing.pk != showing
        or dossier.block.digest != seen
    ):
        raise Refused(
            gettext("This page has changed since you opened it. Nothing was changed; please look at it again.")
        )
    if not audiences:
        raise Refused(gettext("Please say where it may be shown. Nothing was changed."))
    if tie:
        Connection.objects.create(endorsement=held, asked_of=AskedOf.PERSON, tie=tie, nature=nature, on=on)
    if naming and naming != dossier.showing.naming:
        name_as(dossier.showing, naming=naming, on=on)
    now = dossier_of(held.pk, on=on)
    assert now.showing is not None
    assert now.block is not None
    Approval.objects.create(showing=now.showing, answer=Verdict.YES, digest=now.block.digest, on=on, link=by.link)
    grant(reference, held.activity, audiences=sorted(set(audiences)), evidence=evidence, by=by, on=on)
    Endorsement.objects.filter(pk=held.pk).update(reconfirm_by=None)
    WORKFLOW.take("reconfirm" if held.status == Status.PUBLISHED else "approve", held, by=by)
    announce(reference, on=on)
    return held


def is_answered(by: LinkHolder, *, says: str, seen: str) -> bool:
    """Say whether the same was answered on the very page already, whose digest is `seen`: a form may be sent twice."""
    return ConsentEvent.objects.filter(link=by.link.pk, shown=seen, kind=NOTED_AS.get(says, "")).exists()


def name_as(showing: Showing, *, naming: str, on: date) -> Showing:
    """Write down the same form with its speaker named otherwise; the caller holds the endorsement."""
    return Showing.objects.create(
        endorsement=showing.endorsement,
        words=showing.words,
        spans=showing.spans,
        paraphrase=showing.paraphrase,
        naming=naming,
        on=on,
    )


def refuse(held: Endorsement, shown: Showing, *, evidence: Evidence, by: LinkHolder, on: date) -> Endorsement:
    """Take a person's no to one form, wherever it is shown; the caller holds them and the endorsement."""
    reference = by.link.reference
    Approval.objects.create(showing=shown, answer=Verdict.NO, digest="", on=on, link=by.link)
    said: dict[str, Any] = {"channel": ConsentChannel.LINK, "by": by, "on": on, "evidence": evidence}
    about = f"showing-{shown.pk}"
    ledger.record(reference, ConsentEventKind.REFUSED, purpose=held.activity.code, about=about, link=by.link, **said)
    mine = Endorsement.objects.filter(reference=reference, activity=held.activity_id, status__in=APPROVED)
    if not mine.exclude(pk=held.pk).exists():
        end(reference, [held.activity], **said)
    held.refresh_from_db()
    if held.status != Status.WITHDRAWN:
        leave("take_back", held, by=by, on=on)
    announce(reference, on=on)
    return held


@transaction.atomic
def change_words(endorsement: Endorsement, *, text: str, by: LinkHolder, on: date) -> Words:
    """Take down what the person would rather say; it is a new version, shown to them as it would appear.

    What was shown until then comes down: they would not say it so any more.
    """
    must_be_allowed("approve", by=by)
    hold_with_colleagues(by.link.reference, by=by)
    held = Endorsement.objects.hold(endorsement.pk)
    if held.reference_id != by.link.reference_id or held.status not in (Status.PERSON_APPROVAL, Status.PUBLISHED):
        raise Refused(gettext(NOTHING_TO_ANSWER))
    if not text.strip():
        raise Refused(gettext("There are no words in the box. Nothing was changed."))
    newest = held.versions.order_by("-number")[0]
    if held.status == Status.PERSON_APPROVAL and newest.said_by == SaidBy.PERSON and newest.text == text.strip():
        return newest  # sent twice
    if held.status == Status.PUBLISHED:
        leave("change", held, by=by, on=on)
    words = add_version(held, text, said_by=SaidBy.PERSON, by=None, on=on)
    before = held.showings.order_by("-pk").first()
    naming = before.naming if before else Naming.FULL
    show_as(held, words, naming=naming, by=by, on=on)
    return words
