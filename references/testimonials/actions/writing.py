"""How does somebody come to write about us themselves? A manager asks whether they would, and they do, on their page.

Whom a manager asks is for them to choose, by no score: a survey or a mood neither picks anybody nor leaves anybody out
(16 CFR 465.7). Only what should spare them any wish of ours does.
"""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from customers.actions import reach_contact
from references.actions.consents import must_be_there
from references.actions.noted import announce, hold_with_colleagues
from references.actions.noted import note_down as note_down_of_person
from references.eligibility import BLOCKED, judged
from references.facts import Ask
from references.links import LinkHolder
from references.models import Reference, ReferenceEvent
from references.testimonials.actions.agreeing import have_a_text
from references.testimonials.actions.approval import show_as
from references.testimonials.actions.dossier import attach
from references.testimonials.actions.intake import activity_for_words, said_before, take_in
from references.testimonials.actions.noted import must_be_allowed
from references.testimonials.dossier import is_at_our_domain
from references.testimonials.files import Checked
from references.testimonials.models import AskedOf, AttachmentKind, Connection, Endorsement, Origin, Status
from references.testimonials.models.connection import INSIDER
from references.testimonials.notices import letter_wanting_words, speaks_against
from references.testimonials.workflow import WORKFLOW
from references.verdicts import verdict
from refprogram.errors import Refused
from refprogram.outbox.post import post_all

INVITED_AT_MOST = 3
DAYS_BETWEEN = timedelta(days=90)
# What spares somebody a wish of ours. How happy they are is not among it.
SPARES = frozenset({"open_issue", "hardship", "contact_gone", "paused_by_customer", "over_cap_customer_set"})


@transaction.atomic
def invite(reference: Reference, *, by: Any, on: date) -> None:
    """Ask somebody by letter whether they would say in their own words how it is; three times at most.

    Refused within 90 days of the last time, for one of us (16 CFR 465.5), and while nobody wants anything of them.
    """
    must_be_allowed("invite", by=by)
    Reference.objects.of_customers([reference.contact.customer_id]).hold_all()
    details = getattr(reference.contact, "details", None)
    if details is None or not details.email:
        raise Refused("We have no e-mail address of this person. Add it to the customer’s contacts first.")
    if is_at_our_domain(details.email) or Connection.objects.filter(endorsement__reference=reference, tie__in=INSIDER):
        raise Refused("They belong to us, or to somebody here. Nobody asks colleagues, family or investors for words.")
    _must_be_left_time(reference, on=on)
    terms = Ask(on=on, activity=activity_for_words().pk)
    found = verdict(judged(Reference.objects.filter(pk=reference.pk), terms).get()).findings
    against = [one.sentence for one in found if one.code in SPARES and one.level >= BLOCKED]
    if reasons := against or [reason for reason in [speaks_against(reference.contact_id, on=on)] if reason]:
        raise Refused(*reasons)
    note_down_of_person(reference, "invite", by=by)
    post_all([letter_wanting_words(reference, on=on)])


def _must_be_left_time(reference: Reference, *, on: date) -> None:
    before = ReferenceEvent.objects.filter(reference=reference, verb="invite").order_by("-pk")
    asked = [timezone.localdate(event.at, ZoneInfo(settings.PROGRAM_TIME_ZONE)) for event in before]
    if len(asked) >= INVITED_AT_MOST:
        raise Refused("They have been asked for words three times. More is not asked of anybody.")
    if asked and on < asked[0] + DAYS_BETWEEN:
        raise Refused(f"They were asked on {asked[0]:%d %B %Y}. Ask again on {asked[0] + DAYS_BETWEEN:%d %B %Y}.")


@transaction.atomic
def hand_in(*, text: str, tie: str, nature: str, picture: Checked | None, by: LinkHolder, on: date) -> Endorsement:
    """Take down what a person writes on their own page, with what ties them to us and a picture that shows them.

    It waits for their approval at once, whole and as it would be shown. Refused when they have told us the same before.
    """
    must_be_allowed("hand_in", by=by)
    reference = by.link.reference
    reach_contact(reference.contact, by=by, on=on)
    hold_with_colleagues(reference, by=by)
    must_be_there(reference)
    there = said_before(text, reference, origin=Origin.LINK)
    if there and there.origin == Origin.LINK and there.status == Status.PERSON_APPROVAL:
        return there  # sent twice
    if there:
        raise Refused(gettext("You have told us this before. Nothing was changed."))
    endorsement = take_in(text=text, origin=Origin.LINK, by=by, on=on, reference=reference)
    if picture:
        attach(endorsement, kind=AttachmentKind.PHOTO, file=picture, is_actual_person=True, by=by, on=on)
    Connection.objects.create(endorsement=endorsement, asked_of=AskedOf.PERSON, tie=tie, nature=nature, on=on)
    show_as(endorsement, endorsement.versions.get(), by=by, on=on)
    have_a_text(endorsement.activity, on=on)
    WORKFLOW.take("hand_in", endorsement, by=by)
    announce(reference, on=on)
    return endorsement
