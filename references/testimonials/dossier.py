"""What do we know about an endorsement when its gate is asked? Everything, looked up once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import translation

from customers.models import Contact, Deployment
from references.eligibility import judged
from references.facts import Ask
from references.models import Consent, Reference, RewardEntry
from references.testimonials.block import Block, block_of
from references.testimonials.models import (
    Approval,
    AskedOf,
    Attachment,
    AttachmentKind,
    BodyDecision,
    Connection,
    Endorsement,
    Kind,
    Showing,
    Speaker,
    Status,
    Substantiation,
    Tie,
    Typicality,
    Verdict,
)
from references.testimonials.models.proof import Proof
from references.verdicts import Finding, verdict
from refprogram.accounts.models import User

Row = TypeVar("Row", bound=Proof)
Who = tuple[str, str, str]


@dataclass(frozen=True)
class Dossier:
    """One endorsement with all that belongs to it, as it is on a day; each part is read when it is first asked for."""

    endorsement: Endorsement
    on: date

    @cached_property
    def contact(self) -> Contact | None:
        reference = self.endorsement.reference
        return reference.contact if reference else None

    @cached_property
    def versions(self) -> list[Any]:
        return list(self.endorsement.versions.order_by("number"))

    @cached_property
    def showing(self) -> Showing | None:
        """Return the newest form that was chosen for showing."""
        return self.endorsement.showings.select_related("words").order_by("-pk").first()

    @cached_property
    def approvals(self) -> list[Approval]:
        return list(Approval.objects.filter(showing__endorsement=self.endorsement).order_by("pk"))

    @cached_property
    def yeses(self) -> list[Approval]:
        """Return their yeses to the form that is to be shown, in order; a no after them ends them all."""
        current = [answer for answer in self.approvals if self.showing and answer.showing_id == self.showing.pk]
        last_no = max((answer.pk for answer in self.approvals if answer.answer == Verdict.NO), default=0)
        return [answer for answer in current if answer.answer == Verdict.YES and answer.pk > last_no]

    @property
    def first_yes(self) -> Approval | None:
        return self.yeses[0] if self.yeses else None

    @property
    def last_yes(self) -> Approval | None:
        return self.yeses[-1] if self.yeses else None

    @cached_property
    def block(self) -> Block | None:
        return block_of(self.endorsement, self.showing, dossier=self) if self.showing else None

    @cached_property
    def readers(self) -> set[str]:
        """Return before whom they agree that words of theirs are shown."""
        theirs = Consent.objects.live(on=self.on).filter(activity=self.endorsement.activity_id)
        agreed = theirs.filter(reference=self.endorsement.reference_id, audiences__isnull=False)
        return set(agreed.values_list("audiences__audience", flat=True))

    @cached_property
    def answers(self) -> dict[str, Connection]:
        """Return the newest answer of each side to the question what ties them to us."""
        return {answer.asked_of: answer for answer in self.endorsement.connections.order_by("pk")}

    @property
    def connections(self) -> list[Connection]:
        return [self.answers[side] for side in AskedOf.values if side in self.answers]

    @cached_property
    def told_before(self) -> Connection | None:
        """Return what the person said ties them to us and calls nothing now, until our side has answered after that."""
        theirs, ours = self.answers.get(AskedOf.PERSON), self.answers.get(AskedOf.STAFF)
        if theirs is None or theirs.tie != Tie.NONE or (ours and ours.pk > theirs.pk):
            return None
        told = self.endorsement.connections.filter(asked_of=AskedOf.PERSON).exclude(tie__in=(Tie.NONE, Tie.UNKNOWN))
        found: Connection | None = told.order_by("-pk").first()
        return found

    @cached_property
    def rewards(self) -> list[str]:
        """Return in words what they were offered and did not decline: each ties them to us, whatever it was for.

        In the language that words are shown in, whoever looks at them.
        """
        return _in_words(RewardEntry.objects.connecting(on=self.on).filter(reference=self.endorsement.reference_id))

    @cached_property
    def photo(self) -> Any:
        mine = self.endorsement.attachments.defer("data")
        return mine.filter(kind=AttachmentKind.PHOTO).first()

    def newest(self, model: type[Row]) -> Row | None:
        """Return the newest row of one table of proofs that nobody has set aside."""
        if model not in self._newest:
            rows: Any = model._default_manager
            self._newest[model] = rows.standing().filter(endorsement=self.endorsement).first()
        found: Row | None = self._newest[model]
        return found

    @cached_property
    def _newest(self) -> dict[type[Proof], Any]:
        return {}

    @cached_property
    def typicality(self) -> Typicality | None:
        return self.newest(Typicality)

    @cached_property
    def body(self) -> str:
        """Return which body decided to say so, when the words are an organization's."""
        decision = self.newest(BodyDecision) if self.endorsement.kind == Kind.ORGANIZATION else None
        return decision.body if decision else ""

    @cached_property
    def substantiated(self) -> set[tuple[str, str]]:
        mine = Substantiation.objects.standing().filter(endorsement=self.endorsement)
        return set(mine.values_list("statement", "sort"))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Return what speaks against using this person for this at all; the same rules as for any other use."""
        reference = self.endorsement.reference_id
        if reference is None:
            return ()
        terms = Ask(on=self.on, activity=self.endorsement.activity_id)
        return verdict(judged(Reference.objects.filter(pk=reference), terms).get()).findings

    @cached_property
    def namesakes(self) -> list[Endorsement]:
        """Return who else is said to have said the same words; what was retired or taken back is decided."""
        same = Endorsement.objects.filter(text_key=self.endorsement.text_key).exclude(pk=self.endorsement.pk)
        open_ones = same.exclude(status__in=(Status.RETIRED, Status.WITHDRAWN)).order_by("pk")
        told = open_ones.select_related("speaker", "reference__contact__details", "reference__contact__customer")
        return [other for other in told if not self._is_same_person(other)]

    def _is_same_person(self, other: Endorsement) -> bool:
        mine, theirs = self.endorsement.reference_id, other.reference_id
        if mine and theirs:
            return mine == theirs
        return said_to_be(self.endorsement) == said_to_be(other)

    @cached_property
    def uses(self) -> bool | None:
        """Say whether their company runs the product now; None when nothing is known about what it runs."""
        if self.contact is None:
            return None
        theirs = Deployment.objects.filter(customer=self.contact.customer_id)
        if self.endorsement.product_id:
            theirs = theirs.filter(product=self.endorsement.product_id)
        running = theirs.running(on=self.on).exists()
        return True if running else False if theirs.exists() else None

    @cached_property
    def looks_like_one_of_us(self) -> bool:
        """Say whether their address is at a domain where our own colleagues have theirs."""
        return is_at_our_domain(self.email)

    @cached_property
    def email(self) -> str:
        details = getattr(self.contact, "details", None)
        speaker: Speaker | None = getattr(self.endorsement, "speaker", None)
        address = details.email if details else speaker.email if speaker else ""
        return address.strip().casefold()


def dossier_of(pk: int, *, on: date) -> Dossier:
    """Return the dossier of one endorsement; raises DoesNotExist."""
    rows = Endorsement.objects.select_related("speaker", "activity", "product", "owner")
    return Dossier(rows.select_related("reference__contact__details", "reference__contact__customer").get(pk=pk), on)


def dossiers_of(endorsements: QuerySet[Endorsement], *, on: date) -> list[Dossier]:
    """Return many dossiers, in the order of the query, with all that their blocks are drawn from: in six queries."""
    photos = Attachment.objects.filter(kind=AttachmentKind.PHOTO, endorsement=OuterRef("pk"))
    decisions = BodyDecision.objects.standing().filter(endorsement=OuterRef("pk"))
    rows: Any = endorsements.select_related("speaker", "activity", "product", "owner").annotate(
        photo_key=Subquery(photos.values("pk")[:1]),
        photo_shows_them=Subquery(photos.values("is_actual_person")[:1]),
        decided_by=Subquery(decisions.values("body")[:1]),
    )
    found = [
        Dossier(row, on) for row in rows.select_related("reference__contact__details", "reference__contact__customer")
    ]
    known: dict[int, dict[str, Any]] = {
        one.endorsement.pk: {
            "showing": None,
            "approvals": [],
            "answers": {},
            "photo": _photo(one),
            "typicality": None,
            "body": _body(one),
        }
        for one in found
    }
    mine = {"endorsement__in": list(known)}
    for showing in Showing.objects.filter(**mine).select_related("words").order_by("pk") if known else ():
        known[showing.endorsement_id]["showing"] = showing
    answers = Approval.objects.filter(showing__endorsement__in=list(known)).select_related("showing").order_by("pk")
    for approval in answers if known else ():
        known[approval.showing.endorsement_id]["approvals"].append(approval)
    for answer in Connection.objects.filter(**mine).order_by("pk") if known else ():
        known[answer.endorsement_id]["answers"][answer.asked_of] = answer
    for typicality in Typicality.objects.standing().filter(**mine).reverse() if known else ():
        known[typicality.endorsement_id]["typicality"] = typicality
    people = {one.endorsement.reference_id for one in found}
    given = list(RewardEntry.objects.connecting(on=on).filter(reference__in=people)) if known else []
    for one in found:
        theirs = [reward for reward in given if reward.reference_id == one.endorsement.reference_id]
        one.__dict__.update(known[one.endorsement.pk], rewards=_in_words(theirs))
    return found


def _photo(one: Dossier) -> Attachment | None:
    """Return the picture as far as a block and the gate need it, without a query of its own."""
    row: Any = one.endorsement
    if row.photo_key is None:
        return None
    return Attachment(
        pk=row.photo_key, endorsement=row, kind=AttachmentKind.PHOTO, is_actual_person=row.photo_shows_them
    )


def _body(one: Dossier) -> str:
    row: Any = one.endorsement
    return (row.decided_by or "") if row.kind == Kind.ORGANIZATION else ""


def _in_words(rewards: Iterable[RewardEntry]) -> list[str]:
    with translation.override(settings.LANGUAGE_CODE):
        return [reward.disclosed() for reward in rewards]


def is_at_our_domain(email: str) -> bool:
    """Say whether one of our own colleagues has an address at the same domain, or at one that it belongs to."""
    return User.objects.at_domain_of(email).exists()


def said_to_be(endorsement: Endorsement) -> Who:
    """Return who is said to have said it: as the source names them, else as we know them."""
    speaker: Speaker | None = getattr(endorsement, "speaker", None)
    if speaker:
        return who_is(speaker.name, speaker.organization, speaker.email)
    contact = endorsement.reference.contact if endorsement.reference else None
    details = getattr(contact, "details", None)
    company = contact.customer.name if contact else ""
    return who_is(details.name if details else "", company, details.email if details else "")


def who_is(name: str, organization: str, email: str) -> Who:
    """Return what tells people apart that nobody has found yet: two of one name may be two people."""
    plain = (" ".join(said.casefold().split()) for said in (name, organization, email))
    return next(plain), next(plain), next(plain)
