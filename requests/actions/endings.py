"""How does a request end without a talk? With content that is cleared now, or honestly with nobody (seed 003)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from references.models import Consent, Reference
from references.testimonials.dossier import Dossier, dossiers_of
from references.testimonials.gate import gate, is_as_approved
from references.testimonials.models import Endorsement
from refprogram.errors import Refused
from requests.actions.ground import end, not_ones_own
from requests.actions.patience import must_have_lapsed
from requests.models import Assignment, ReferenceRequest, Supplied, Unfulfilled

# So many pieces are looked at, the newest first.
OFFERED = 20


def offered_content(ask: ReferenceRequest, *, reader: Any, on: date) -> list[Dossier]:
    """Return the published words that may be shown to whoever hears this request, as they stand, the newest first."""
    newest = _agreed(Endorsement.objects.visible_to(reader), ask, on=on).order_by("-published_on", "-pk")
    keys = list(newest.values_list("pk", flat=True)[:OFFERED])
    found = dossiers_of(Endorsement.objects.filter(pk__in=keys).order_by("-published_on", "-pk"), on=on)
    return [one for one in found if is_as_approved(one)]


@transaction.atomic
def supply(
    ask: ReferenceRequest, *, endorsements: Sequence[int], by: Any, on: date, note: str = ""
) -> ReferenceRequest:
    """Give content instead of a talk, and write down which; the requester is told, and may put it on a proof page.

    Refused without any, and for words that may not be shown to these people now: each is asked at its gate, under lock.
    """
    not_ones_own(ask, by)
    wanted = Endorsement.objects.visible_to(by).filter(pk__in=endorsements)
    theirs = wanted.order_by().values("reference__contact__customer")
    on_it = Assignment.objects.live().filter(ask=ask).values("reference")
    Reference.objects.filter(Q(contact__customer__in=theirs) | Q(pk__in=on_it)).hold_all()
    pieces = [Endorsement.objects.hold(key) for key in wanted.order_by("pk").values_list("pk", flat=True)]
    cleared = set(_agreed(wanted, ask, on=on).values_list("pk", flat=True))
    if not pieces or len(pieces) < len(set(endorsements)):
        raise Refused("Choose at least one piece that is still here.")
    if any(piece.pk not in cleared or gate(piece.pk, on=on, lasting=True) for piece in pieces):
        raise Refused("Some of these words may not be shown to them any more. Nothing was given; look at it again.")
    end("supply", ask, by=by, note=note)
    Supplied.objects.bulk_create([Supplied(ask=ask, endorsement=piece, on=on) for piece in pieces])
    return ask


@transaction.atomic
def give_up(ask: ReferenceRequest, *, because: str, by: Any, on: date, note: str = "") -> ReferenceRequest:
    """End a request without a reference and say why: better than one who gives a bad reference (seed 003).

    Refused while somebody still has time to answer, and for “something else” without a sentence.
    """
    if because not in Unfulfilled.values:
        raise Refused("Say why it ends without a reference.")
    if because == Unfulfilled.OTHER and not note.strip():
        raise Refused("Say in a sentence why it ends without a reference; whoever asked for it reads it.")
    must_have_lapsed(ask, on=on)
    end("give_up", ask, by=by, note=note, unfulfilled_because=because)
    return ask


def _agreed(endorsements: Any, ask: ReferenceRequest, *, on: date) -> Any:
    """Keep what is published, and whose person agrees on a day that whoever hears this request sees their words."""
    theirs = {"reference": OuterRef("reference"), "activity": OuterRef("activity")}
    agreed = Consent.objects.live(on=on).filter(audiences__audience=ask.audience, **theirs)
    return endorsements.published().filter(Exists(agreed))
