"""Who is written to about their words? The person: to approve them, to confirm them again, and to be asked for some."""

from datetime import date

from django.db.models import Exists, OuterRef

from customers.models import Contact, Hardship
from customers.notices import against
from references import links
from references.models import Pause, Purpose, Reference
from references.notices import PAUSED, contact_address, in_hours_of_work
from references.testimonials.dossier import dossier_of
from references.testimonials.gate import reconfirm_by
from references.testimonials.models import Endorsement, Status
from refprogram.dates import today
from refprogram.outbox.kinds import Kind, Letter, Mint
from refprogram.outbox.models import Message
from refprogram.outbox.post import drafted
from refprogram.outbox.wording import written

WORDS_TO_APPROVE = "words_to_approve"
WORDS_WANTED = "words_wanted"
ASKABLE = (Status.PERSON_APPROVAL, Status.PUBLISHED)


def letter_about_words(endorsement: Endorsement, *, on: date, since: int | None = None) -> Message:
    """Draft the letter that asks a person about one form of their words; one a form and day.

    With `since`, the key of their last yes, it asks whether they still mean it: once after that yes, and once more when
    the product has changed since.
    """
    assert endorsement.reference is not None
    form = endorsement.showings.order_by("-pk").values_list("pk", flat=True).first()
    changed = f"-by-{endorsement.reconfirm_by}" if endorsement.reconfirm_by else ""
    return drafted(
        kind=WORDS_TO_APPROVE,
        to=f"contact:{endorsement.reference.contact_id}",
        key=f"words-{endorsement.pk}-after-{since}{changed}" if since else f"words-{endorsement.pk}-{form}-{on}",
        endorsement=endorsement.pk,
    )


def letter_wanting_words(reference: Reference, *, on: date) -> Message:
    """Draft the letter that asks somebody whether they would like to write about us."""
    return drafted(
        kind=WORDS_WANTED,
        to=f"contact:{reference.contact_id}",
        key=f"words-of-{reference.pk}-{on}",
        reference=reference.pk,
    )


def speaks_against(contact: int, *, on: date) -> str:
    """Return why nobody writes to a person now, or nothing: a hard time, a wish for silence, a pause."""
    hard_times = Hardship.objects.active(on=on).filter(customer=OuterRef("customer"))
    paused = Pause.objects.active(on=on).filter(reference__contact=OuterRef("pk"))
    row = Contact.objects.annotate(in_hardship=Exists(hard_times), paused=Exists(paused)).get(pk=contact)
    return against(row, in_hardship=row.in_hardship, on=on) or (PAUSED if row.paused else "")


def _still_to_approve(message: Message) -> str:
    row = Endorsement.objects.select_related("reference").filter(
        pk=message.facts["endorsement"], status__in=ASKABLE, reference__isnull=False
    )
    endorsement = row.first()
    if endorsement is None or endorsement.reference is None:
        return "There is nothing for them to approve any more."
    return _rests(endorsement.reference_id)


def _still_wanted(message: Message) -> str:
    return _rests(message.facts["reference"])


def _rests(reference: int | None) -> str:
    return PAUSED if Pause.objects.active(on=today()).filter(reference=reference).exists() else ""


def _words_to_approve(message: Message, mint: Mint) -> Letter:
    rows = Endorsement.objects.select_related("product", "reference__contact__details", "reference__contact__customer")
    endorsement = rows.get(pk=message.facts["endorsement"])
    reference = endorsement.reference
    assert reference is not None  # nobody is asked before somebody is known
    address = mint(purpose=Purpose.WORDS, reference=reference.pk, on=today(), letter=message.pk)
    dossier = dossier_of(endorsement.pk, on=today())
    again = endorsement.status == Status.PUBLISHED and dossier.last_yes is not None
    changed = endorsement.product if endorsement.reconfirm_by else None
    context = {
        "contact": reference.contact,
        "address": address,
        "text": dossier.showing.text if dossier.showing else "",
        "again": again,
        "until": reconfirm_by(dossier) if again else None,
        "changed": changed.name if changed else "",
    }
    return written(WORDS_TO_APPROVE, context, language=reference.contact.language, stop=address)


def _words_wanted(message: Message, mint: Mint) -> Letter:
    reference = Reference.objects.select_related("contact__details").get(pk=message.facts["reference"])
    address = mint(purpose=Purpose.WORDS, reference=reference.pk, on=today(), letter=message.pk)
    context = {"contact": reference.contact, "address": address}
    return written(WORDS_WANTED, context, language=reference.contact.language, stop=address)


KINDS = tuple(
    Kind(
        code,
        render=render,
        address=contact_address,
        may_go=may_go,
        mint=links.mint,
        not_before=in_hours_of_work,
    )
    for code, render, may_go in (
        (WORDS_TO_APPROVE, _words_to_approve, _still_to_approve),
        (WORDS_WANTED, _words_wanted, _still_wanted),
    )
)
