"""Who is written to about their words? The person, when there is something to approve or to confirm again."""

from datetime import date

from references import links
from references.models import Purpose
from references.notices import contact_address
from references.testimonials.models import Endorsement, Status
from refprogram.dates import today
from refprogram.outbox.kinds import Kind, Letter, Mint
from refprogram.outbox.models import Message
from refprogram.outbox.post import drafted
from refprogram.outbox.wording import written

WORDS_TO_APPROVE = "words_to_approve"
ASKABLE = (Status.PERSON_APPROVAL, Status.PUBLISHED)


def letter_about_words(endorsement: Endorsement, *, on: date) -> Message:
    """Draft the letter that asks a person about one form of their words; one a form and day."""
    assert endorsement.reference is not None
    form = endorsement.showings.order_by("-pk").values_list("pk", flat=True).first()
    return drafted(
        kind=WORDS_TO_APPROVE,
        to=f"contact:{endorsement.reference.contact_id}",
        key=f"words-{endorsement.pk}-{form}-{on}",
        endorsement=endorsement.pk,
    )


def _may_go(message: Message) -> str:
    row = Endorsement.objects.filter(pk=message.facts["endorsement"], status__in=ASKABLE)
    return "" if row.exists() else "There is nothing for them to approve any more."


def _words_to_approve(message: Message, mint: Mint) -> Letter:
    rows = Endorsement.objects.select_related("reference__contact__details", "reference__contact__customer")
    endorsement = rows.get(pk=message.facts["endorsement"])
    reference = endorsement.reference
    assert reference is not None  # nobody is asked before somebody is known
    address = mint(purpose=Purpose.WORDS, reference=reference.pk, on=today(), letter=message.pk)
    showing = endorsement.showings.select_related("words").order_by("-pk").first()
    context = {
        "contact": reference.contact,
        "address": address,
        "text": showing.text if showing else "",
        "again": endorsement.status == Status.PUBLISHED,
    }
    return written(WORDS_TO_APPROVE, context, language=reference.contact.language, stop=address)


KINDS = (
    Kind(
        WORDS_TO_APPROVE,
        render=_words_to_approve,
        address=contact_address,
        may_go=_may_go,
        mint=links.mint,
    ),
)
