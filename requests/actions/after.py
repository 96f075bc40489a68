"""What is said after a talk? By our colleague, by the prospect on their own page, or by the prospect to one of us."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from customers.models import Contact
from customers.models.contact import ContactStatus
from customers.models.source import Source
from customers.models.suppression import Suppression
from references import actions as references
from references.models import Reference, TopicStrength
from refprogram.errors import Refused
from requests import letters, links
from requests.actions.mattered import drop_drafts
from requests.links import ProspectHolder
from requests.models import Assignment, Effect, Feedback, Invitation, ReferenceRequest, Side, TopicFeedback, Way
from requests.models.feedback import gone_on
from requests.workflow import WORKFLOW

DID_HARM = "the prospect says that it did harm. What they said stands with the request."


@dataclass(frozen=True)
class Said:
    """What one side said; whatever they left out is empty. `topics` are ratings from 1 to 5, by the topic's key."""

    answered: str = ""
    effect: str = ""
    words: str = ""
    topics: Mapping[int, int] = field(default_factory=dict)


def heard(ask: ReferenceRequest) -> Assignment:
    """Return who was heard for a request; raises `Refused` while it has not taken place."""
    took_place = Assignment.objects.took_place().filter(ask=ask)
    found = took_place.select_related("reference__contact", "use__activity").order_by("-pk").first()
    if found is None:
        raise Refused("It has not taken place, so there is nothing to tell yet.")
    return found


@transaction.atomic
def give_feedback(ask: ReferenceRequest, *, said: Said, by: Any, on: date) -> Feedback:
    """Keep how it was for the colleague who had asked, once; only they can say it."""
    if not by.has_perm("requests.give_feedback") or ask.requested_by_id != by.pk:
        raise PermissionDenied
    return _keep(heard(ask), said, verb="give_feedback", side=Side.REP, way=Way.HERE, by=by, on=on)


@transaction.atomic
def note_feedback(ask: ReferenceRequest, *, said: Said, way: str, by: Any, on: date) -> Feedback:
    """Keep what the prospect told one of us, in person or on the phone; it is marked as such (seed 004)."""
    if not by.has_perm("requests.note_feedback"):
        raise PermissionDenied
    return _keep(heard(ask), said, verb="note_feedback", side=Side.PROSPECT, way=way, by=by, on=on)


@transaction.atomic
def tell_as_prospect(holder: ProspectHolder, *, said: Said, on: date) -> Feedback:
    """Keep what the prospect said on their own page; their address goes with it."""
    if not holder.has_perm("requests.tell_as_prospect"):
        raise PermissionDenied
    assignment = holder.invitation.assignment
    kept = _keep(assignment, said, verb="tell_as_prospect", side=Side.PROSPECT, way=Way.LINK, by=holder, on=on)
    Invitation.objects.filter(assignment=assignment).update(email="")
    return kept


def rated_by_prospect(assignment: Assignment) -> Any:
    """Return the topics that the prospect rated, for a reference manager to judge by."""
    return TopicFeedback.objects.filter(feedback__assignment=assignment, feedback__side=Side.PROSPECT)


def keep_rating(ask: ReferenceRequest, *, topic: int, by: Any, on: date) -> TopicStrength:
    """Take over what the prospect says of one topic, as a reference manager's own judgement.

    Nothing is taken over by itself: raises PermissionDenied for everybody else, and `Refused` for what nobody rated.
    """
    assignment = heard(ask)
    rated = rated_by_prospect(assignment).select_related("topic").filter(topic=topic).first()
    if rated is None:
        raise Refused("The prospect has said nothing about this topic. Nothing was changed.")
    return references.rate_topic(assignment.reference, topic=rated.topic, rating=rated.rating, by=by, on=on)


@transaction.atomic
def ask_prospect(ask: ReferenceRequest, *, email: str, language: str, by: Any, on: date) -> Invitation:
    """Ask somebody at the prospect by letter how it was; nobody is asked twice.

    Raises `Refused` when they have told us, when a letter was written already, and for whoever wants none.
    """
    if Suppression.objects.covers(email=email):
        raise Refused("This person does not want to be contacted. Ask somebody else, or ask them yourself.")
    invitation = _invited(ask, by=by, on=on)
    if not Invitation.objects.filter(pk=invitation.pk, email="").update(email=email, language=language):
        raise Refused("They were asked by letter already. Nobody is asked twice; you may pass on a link.")
    invitation.refresh_from_db()
    letters.ask_prospect(invitation)
    return invitation


@transaction.atomic
def link_for_prospect(ask: ReferenceRequest, *, by: Any, on: date) -> str:
    """Return a secret address that somebody may pass on to the prospect; it is shown this once."""
    return links.mint(invitation=_invited(ask, by=by, on=on).pk)


def _invited(ask: ReferenceRequest, *, by: Any, on: date) -> Invitation:
    if not by.has_perm("requests.ask_prospect"):
        raise PermissionDenied
    assignment = heard(ask)
    held = ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=ask.pk)
    if Feedback.objects.filter(assignment=assignment, side=Side.PROSPECT).exists():
        raise Refused("The prospect has told us already. Nothing was changed.")
    known = {"invited_by": by, "invited_on": on, "expires_on": gone_on(on)}
    invitation, is_new = Invitation.objects.get_or_create(assignment=assignment, defaults=known)
    if is_new:
        WORKFLOW.remember("ask_prospect", held, by=by)
    return invitation


def _keep(assignment: Assignment, said: Said, *, verb: str, side: str, way: str, by: Any, on: date) -> Feedback:
    """Store what one side said, once, and have somebody look into a harm; the company is locked before the request.

    Of whoever was forgotten since it took place, words are not kept: they would tell of them again.
    """
    assert assignment.use is not None
    if side == Side.PROSPECT and said.effect == Effect.HARM:
        references.look_into(assignment.use, said=DID_HARM, source=Source.STAFF, by=by, on=on)
    Reference.objects.hold(assignment.reference_id)
    gone = Contact.objects.filter(pk=assignment.reference.contact_id, status=ContactStatus.ERASED).exists()
    ask = ReferenceRequest.objects.select_for_update(of=("self",)).get(pk=assignment.ask_id)
    if Feedback.objects.filter(assignment=assignment, side=side).exists():
        raise Refused(gettext("You have told us already. Thank you; nothing was changed."))
    kept = Feedback.objects.create(
        assignment=assignment,
        side=side,
        way=way,
        answered=said.answered,
        effect=said.effect,
        words="" if gone else said.words,
        on=on,
        noted_by=None if way == Way.LINK else by,
    )
    if side == Side.PROSPECT and said.effect == Effect.HARM:
        drop_drafts(assignment, on=on)
    wanted = ask.topics.values_list("topic", flat=True)
    TopicFeedback.objects.bulk_create(
        [
            TopicFeedback(feedback=kept, topic_id=topic, rating=said.topics[topic])
            for topic in wanted
            if topic in said.topics
        ]
    )
    WORKFLOW.remember(verb, ask, by=by)
    return kept
