"""Which words of somebody's are there, which of them wait for their answer, and where are they shown?"""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from references.testimonials.block import Block, block_of
from references.testimonials.dossier import Dossier, dossiers_of
from references.testimonials.gate import is_to_say_again
from references.testimonials.models import AskedOf, Connection, Endorsement, Naming, Placement, Status, Tie
from refprogram.portal.door import Visit
from refprogram.portal.words import CHANNELS

# What a person sees of their words: what they were asked about, also once they took it back.
THEIRS = (Status.PERSON_APPROVAL, Status.DOSSIER, Status.READY, Status.PUBLISHED, Status.SUSPENDED, Status.WITHDRAWN)
STATES: dict[str, str] = {Status.PUBLISHED: "shown", Status.PERSON_APPROVAL: "waits", Status.WITHDRAWN: "over"}


@dataclass(frozen=True)
class Piece:
    """One endorsement on its speaker's own pages: it waits, again, is approved, shown or over."""

    dossier: Dossier
    state: str
    photo: str

    @property
    def waits(self) -> bool:
        return self.state in {"waits", "again"}

    @property
    def block(self) -> Block:
        block = self.dossier.block
        assert block is not None
        return block

    @property
    def showing(self) -> Any:
        return self.dossier.showing

    @property
    def told(self) -> Connection | None:
        """Return what they answered already to the question what ties them to us."""
        answer: Connection | None = self.dossier.answers.get(AskedOf.PERSON)
        return answer if answer and answer.tie != Tie.UNKNOWN else None

    @property
    def names(self) -> bool:
        """Say whether anything in it names them, so that it can be taken off."""
        return bool(self.showing.naming != Naming.NOBODY)

    def speakers(self) -> dict[str, str]:
        """Return how they would be named, by how much of themselves they let us show."""
        said = {}
        for naming in Naming:
            form = copy(self.showing)
            form.naming = naming
            said[str(naming)] = block_of(self.dossier.endorsement, form, dossier=self.dossier).speaker
        return said


@dataclass(frozen=True)
class Place:
    """One place where their words are shown, in which words, and until when they come down if they have to."""

    placement: Placement
    channel: Any
    quoted: str

    @property
    def where(self) -> str:
        return f"{self.channel}, {self.placement.address}" if self.placement.address else str(self.channel)

    @property
    def wrong(self) -> str:
        """Return how a complaint about it begins."""
        return gettext("About my words here: %(where)s") % {"where": self.where} + "\n"


def known_of(reference: Any) -> QuerySet[Endorsement]:
    """Return the words that a person has been asked about, whatever became of them."""
    return Endorsement.objects.filter(reference=reference).exclude(status=Status.INTAKE)


def pieces_of(visit: Visit) -> list[Piece]:
    """Look up what is theirs, in the order they came, in six queries; in one when there is nothing."""
    found = dossiers_of(known_of(visit.link.reference).filter(status__in=THEIRS).order_by("pk"), on=visit.on)
    return [_piece(visit, one) for one in found if one.showing is not None]


def _piece(visit: Visit, dossier: Dossier) -> Piece:
    status = dossier.endorsement.status
    state = STATES.get(status, "approved")
    picture = dossier.block.photo if dossier.block else None
    photo = reverse("portal:picture", args=[visit.token, picture]) if picture else ""
    return Piece(dossier, "again" if is_to_say_again(dossier) else state, photo)


def not_taken_back(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.state != "over"]


def next_of(pieces: list[Piece]) -> Piece | None:
    """Return what is put to them first: what nobody has shown yet, then what they may confirm again."""
    return min((piece for piece in pieces if piece.waits), key=lambda piece: piece.state == "again", default=None)


def places_of(visit: Visit) -> list[Place]:
    """Return where their words are to be seen, what has to come down there included, in one query."""
    rows = Placement.objects.live(on=visit.on).filter(endorsement__reference=visit.link.reference)
    placements = rows.select_related("takedown", "approval__showing__words").order_by("starts_on", "pk")
    return [Place(one, CHANNELS[one.channel], _quoted(one)) for one in placements]


def _quoted(placement: Placement) -> str:
    showing = placement.approval.showing if placement.approval else None
    return "" if showing is None else f"“{showing.text}”" if showing.is_quote else showing.text
