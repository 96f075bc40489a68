"""Who hears that their help mattered, and who decides it? A draft when a deal is won; a reference manager sends it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext

from customers.models import Hardship
from customers.models.contact import ContactStatus
from customers.notices import against
from references.models import Pause, Reference
from references.notices import PAUSED
from refprogram.errors import Refused
from refprogram.outbox.wording import spoken
from requests import letters
from requests.models import Assignment, Effect, Feedback, MatteredLetter, MatteredState, Side, Stage

DECIDED = "Somebody has decided this already, or the deal is not won any more. Nothing was changed."


def draft_mattered(deals: Iterable[int], *, on: date) -> int:
    """Draft a letter to everybody who was heard for one of these deals before it was won, and return how many.

    Once a deal and person, however often a file or a colleague says that it was won; to nobody of whom the prospect
    said that it did harm, and to nobody who was forgotten.
    """
    heard = (
        Assignment.objects.took_place()
        .filter(
            ask__opportunity__in=list(deals),
            ask__opportunity__stage=Stage.WON,
            use__on__lt=F("ask__opportunity__closed_on"),
        )
        .exclude(feedback__in=Feedback.objects.filter(side=Side.PROSPECT, effect=Effect.HARM))
        .exclude(reference__contact__status=ContactStatus.ERASED)
    )
    people = heard.select_related("reference__contact", "ask__opportunity").order_by("ask__opportunity", "pk")
    drafts = {
        (one.ask.opportunity_id, one.reference_id): MatteredLetter(
            opportunity=one.ask.opportunity, reference=one.reference, words=_words(one), drafted_on=on
        )
        for one in people
    }
    known = MatteredLetter.objects.filter(opportunity__in={deal for deal, _ in drafts})
    new = drafts.keys() - set(known.values_list("opportunity", "reference"))
    MatteredLetter.objects.bulk_create([drafts[key] for key in sorted(new)], ignore_conflicts=True)
    return len(new)


def drop_drafts(heard: Assignment, *, on: date) -> None:
    """Propose no letter any more for a talk of which the prospect said, after the deal was won, that it did harm."""
    drafts = MatteredLetter.objects.filter(opportunity=heard.ask.opportunity_id, reference=heard.reference_id)
    drafts.filter(state=MatteredState.DRAFT).update(words="", state=MatteredState.DROPPED, decided_on=on)


def _words(heard: Assignment) -> str:
    """Say in the person's language what came of it; no amounts, and nothing that they were not told before."""
    with translation.override(spoken(heard.reference.contact.language)):
        account, company = heard.ask.opportunity.account, settings.PROGRAM_COMPANY
        return gettext(
            "%(account)s has decided to work with %(company)s. Before that, they heard from you how it is. Thank you "
            "for the time that you took for it."
        ) % {"account": account, "company": company}


@transaction.atomic
def send_mattered(letter: MatteredLetter, *, words: str, by: Any, on: date) -> MatteredLetter:
    """Send a draft in the words that a reference manager has read; of two who decide, one does.

    Raises `Refused` for whoever is not to be written to, with the sentence that every other letter stops for.
    """
    held = _decide(letter, by=by)
    if no := stands_against(held.reference, on=on):
        raise Refused(no, "Nothing was sent. Thank them yourself when it is a better time, or do not send it.")
    decided = {"words": words, "state": MatteredState.SENT, "decided_on": on, "decided_by": by}
    MatteredLetter.objects.filter(pk=held.pk).update(**decided)
    held.refresh_from_db()
    letters.tell_it_mattered(held)
    return held


@transaction.atomic
def drop_mattered(letter: MatteredLetter, *, by: Any, on: date) -> None:
    """Send nothing; it is not proposed again for this deal."""
    held = _decide(letter, by=by)
    decided = {"words": "", "state": MatteredState.DROPPED, "decided_on": on, "decided_by": by}
    MatteredLetter.objects.filter(pk=held.pk).update(**decided)


def stands_against(reference: Reference, *, on: date) -> str:
    """Return why the program writes nothing to somebody on a day, or nothing."""
    contact = reference.contact
    in_hardship = Hardship.objects.active(on=on).filter(customer=contact.customer_id).exists()
    if no := against(contact, in_hardship=in_hardship, on=on):
        return no
    return PAUSED if Pause.objects.active(on=on).filter(reference=reference).exists() else ""


def _decide(letter: MatteredLetter, *, by: Any) -> MatteredLetter:
    """Lock a draft, and look in a second query whether it still waits."""
    if not by.has_perm("requests.send_mattered"):
        raise PermissionDenied
    MatteredLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    held = MatteredLetter.objects.waiting().select_related("reference__contact").filter(pk=letter.pk).first()
    if held is None:
        raise Refused(DECIDED)
    return held
