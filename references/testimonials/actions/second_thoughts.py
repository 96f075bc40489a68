"""What may a person do later about one piece of their words? Take it down, take their name off, or take it up again.

Each yes was given singly, so each is taken back singly, with one press and without a reason (GDPR 7.3).
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext

from references import ledger
from references.actions.consents import must_be_there
from references.actions.noted import announce, hold_with_colleagues
from references.links import LinkHolder
from references.testimonials.actions.agreeing import have_a_text
from references.testimonials.actions.approval import APPROVED, NOTHING_TO_ANSWER, name_as, refuse
from references.testimonials.actions.noted import must_be_allowed
from references.testimonials.actions.publishing import leave
from references.testimonials.models import Endorsement, Naming, Status
from references.testimonials.workflow import UNDER_WAY, WORKFLOW
from refprogram.errors import Refused


@transaction.atomic
def take_one_down(endorsement: Endorsement, *, by: LinkHolder, on: date) -> Endorsement:
    """Take one piece out of the world and leave the others as they are; pressed twice it stays taken down.

    It is a no to the form that is shown, and ends the consent unless other words of theirs rest on it.
    """
    must_be_allowed("take_back", by=by)
    held = _hold_theirs(endorsement, by=by)
    if held.status not in UNDER_WAY:
        return held
    shown = held.showings.order_by("-pk")[0]
    return refuse(held, shown, evidence=ledger.NOTHING_SHOWN, by=by, on=on)


@transaction.atomic
def take_name_off(endorsement: Endorsement, *, by: LinkHolder, on: date) -> Endorsement:
    """Take down what names them, and put the same words to them without a name.

    Nothing is shown without it before they have seen it so. Refused for words that they took back.
    """
    must_be_allowed("change", by=by)
    held = _hold_theirs(endorsement, by=by)
    if held.status not in (Status.PERSON_APPROVAL, *APPROVED):
        raise Refused(gettext(NOTHING_TO_ANSWER))
    shown = held.showings.select_related("endorsement", "words").order_by("-pk")[0]
    if shown.naming == Naming.NOBODY:
        return held
    if held.status in APPROVED:
        leave("change", held, by=by, on=on)
    name_as(shown, naming=Naming.NOBODY, on=on)
    return held


@transaction.atomic
def take_up(endorsement: Endorsement, *, by: LinkHolder, on: date) -> Endorsement:
    """Put words that they took back to them once more, because they ask for it; shown is nothing by that.

    Refused from whoever agrees to nothing any more, and for words that they have told us again since.
    """
    must_be_allowed("take_up", by=by)
    held = _hold_theirs(endorsement, by=by)
    must_be_there(by.link.reference)
    if held.status == Status.PERSON_APPROVAL:
        return held
    told_again = Endorsement.objects.filter(reference=held.reference_id, text_key=held.text_key, status__in=UNDER_WAY)
    if told_again.exists():
        raise Refused(gettext("You have told us this before. Nothing was changed."))
    if held.status != Status.WITHDRAWN:
        raise Refused(gettext(NOTHING_TO_ANSWER))
    have_a_text(held.activity, on=on)
    WORKFLOW.take("take_up", held, by=by)
    announce(by.link.reference, on=on)
    return held


def _hold_theirs(endorsement: Endorsement, *, by: LinkHolder) -> Endorsement:
    """Hold the person, then their words; raises `Refused` for somebody else's, and for what they were never shown."""
    hold_with_colleagues(by.link.reference, by=by)
    held = Endorsement.objects.hold(endorsement.pk)
    if held.reference_id != by.link.reference_id or held.status == Status.INTAKE:
        raise Refused(gettext(NOTHING_TO_ANSWER))
    return held
