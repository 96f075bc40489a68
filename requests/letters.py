"""Which letters leave after a talk? To the prospect, how it was; to who was heard, that it mattered.

Data; the wording is in templates/email/.
"""

from customers.models.suppression import Suppression
from references import links as links_of_customers
from references.models import Pause, Purpose
from references.notices import PAUSED, contact_address
from refprogram.dates import today
from refprogram.outbox.kinds import Kind, Letter, Mint
from refprogram.outbox.models import Message
from refprogram.outbox.post import post
from refprogram.outbox.wording import written
from requests import links
from requests.models import Feedback, Invitation, MatteredLetter, MatteredState, Side, Stage

HOW_WAS_IT, MATTERED = "how_was_it", "help_mattered"
NOT_KEPT = "Nothing about this person is kept any more."
WANTS_NONE = "This person does not want to be contacted."
TOLD = "They have told us in the meantime."
NOT_WON = "The deal is not won any more."


def ask_prospect(invitation: Invitation) -> None:
    """Write to somebody at a prospect, once: how was the talk?"""
    post(
        kind=HOW_WAS_IT,
        to=f"prospect:{invitation.pk}",
        key=f"prospect-{invitation.pk}",
        invitation=invitation.pk,
    )


def tell_it_mattered(letter: MatteredLetter) -> None:
    """Write to somebody who was heard what came of it, in the words that a reference manager has read."""
    post(
        kind=MATTERED,
        to=f"contact:{letter.reference.contact_id}",
        key=f"mattered-{letter.pk}",
        mattered=letter.pk,
    )


def prospect_address(message: Message) -> str | None:
    """Turn ``prospect:12`` into the address that our colleague typed."""
    return Invitation.objects.filter(pk=_key(message)).values_list("email", flat=True).first() or None


def may_be_written_to(message: Message) -> str:
    """Keep all mail from whoever is not kept any more, and from whoever wants none."""
    email = prospect_address(message)
    if not email:
        return NOT_KEPT
    return WANTS_NONE if Suppression.objects.covers(email=email) else ""


def _key(message: Message) -> int:
    return int(message.to.removeprefix("prospect:"))


def _may_ask(message: Message) -> str:
    told = Feedback.objects.filter(assignment__invitation=_key(message), side=Side.PROSPECT)
    return TOLD if told.exists() else ""


def _how_was_it(message: Message, mint: Mint) -> Letter:
    known = Invitation.objects.select_related("invited_by", "assignment__ask__activity", "assignment__use")
    invitation = known.get(pk=_key(message))
    context = {
        "invitation": invitation,
        "activity": invitation.assignment.ask.activity,
        "use": invitation.assignment.use,
        "address": mint(invitation=invitation.pk),
    }
    return written(HOW_WAS_IT, context, language=invitation.language)


def _letter(message: Message) -> MatteredLetter:
    known = MatteredLetter.objects.select_related("opportunity", "reference__contact__details")
    return known.get(pk=message.facts["mattered"])


def _may_tell(message: Message) -> str:
    letter = _letter(message)
    if letter.state != MatteredState.SENT or not letter.words:
        return NOT_KEPT
    if letter.opportunity.stage != Stage.WON:
        return NOT_WON
    return PAUSED if Pause.objects.active(on=today()).filter(reference=letter.reference_id).exists() else ""


def _mattered(message: Message, mint: Mint) -> Letter:
    letter = _letter(message)
    contact = letter.reference.contact
    address = mint(purpose=Purpose.HOME, reference=letter.reference_id, on=today(), letter=message.pk)
    context = {"letter": letter, "contact": contact, "address": address}
    return written(MATTERED, context, language=contact.language, stop=address)


KINDS = (
    Kind(HOW_WAS_IT, render=_how_was_it, address=prospect_address, may_go=_may_ask, mint=links.mint),
    Kind(MATTERED, render=_mattered, address=contact_address, may_go=_may_tell, mint=links_of_customers.mint),
)
