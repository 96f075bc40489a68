"""Where are the words shown, and how do they come down again?"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from references.eligibility import CLEAR, judged
from references.facts import Ask
from references.models import Reference
from references.testimonials.actions.noted import hold, must_be_allowed, note_down, whose
from references.testimonials.addresses import page_of, place_key
from references.testimonials.dossier import Dossier, dossier_of
from references.testimonials.gate import gaps, gate
from references.testimonials.models import Channel, Endorsement, Placement, ProofPage, Status, Takedown
from references.testimonials.models.placement import AUDIENCE_OF, OWN
from references.verdicts import verdict
from refprogram.dates import business_days_after
from refprogram.errors import Refused

TAKEN_DOWN_WITHIN = 3  # business days, wherever others show them


@transaction.atomic
def place(
    endorsement: Endorsement,
    *,
    channel: str,
    address: str,
    starts_on: date,
    until: date | None,
    by: Any,
    on: date,
    proof_page: ProofPage | None = None,
) -> Placement:
    """Write down one place where published words are shown from a day on; only so do they leave the program.

    Refused where they are not published, for an audience that the person did not agree to, and twice for one place.
    """
    must_be_allowed("place", by=by)
    held = hold(endorsement)
    return put_up(
        held, channel=channel, address=address, starts_on=starts_on, until=until, by=by, on=on, proof_page=proof_page
    )


def put_up(
    held: Endorsement,
    *,
    channel: str,
    address: str,
    starts_on: date,
    until: date | None,
    by: Any,
    on: date,
    proof_page: ProofPage | None = None,
) -> Placement:
    """Write down one place of an endorsement that the caller holds, whoever may ask for it there."""
    if held.status != Status.PUBLISHED:
        raise Refused("Only published words are shown anywhere. See what is missing for these.")
    if missing := gate(held.pk, on=on, lasting=True):
        raise Refused(*(gap.sentence for gap in missing))
    reference = whose(held)
    terms = Ask(on=on, activity=held.activity_id, audience=AUDIENCE_OF[Channel(channel)])
    row = judged(Reference.objects.filter(pk=reference), terms).get()
    found = [one for one in verdict(row).findings if one.code == "audience_mismatch" and one.level > CLEAR]
    if found:
        raise Refused(*(one.sentence for one in found))
    end_what_is_over(held, on=on)
    there = held.placements.still_up().filter(channel=channel, proof_page=proof_page)
    if place_key(address) in {place_key(other) for other in there.values_list("address", flat=True)}:
        raise Refused("They are written down for this place already, and have not come down there.")
    approval = dossier_of(held.pk, on=on).last_yes
    assert approval is not None  # the gate has seen to it
    placement = Placement.objects.create(
        endorsement=held,
        approval=approval,
        channel=channel,
        address=page_of(address) or address.strip(),
        proof_page=proof_page,
        starts_on=starts_on,
        until=until,
        placed_by=by,
        looked_on=on,
    )
    note_down(held, "place", by=by, about=f"placement-{placement.pk}")
    return placement


def bring_down(held: Endorsement, *, on: date) -> None:
    """End every place that we serve, at once, and ask for those that others do; the caller holds the endorsement."""
    _come_down(held.placements.still_up(), on=on)


def end_what_is_over(held: Endorsement, *, on: date) -> None:
    """End what we served until a day that has passed, and ask for what others show; the caller holds the endorsement.

    Nobody else knows that its time is over, and it would hang there beyond it.
    """
    over = held.placements.over(on=on)
    _ask_for(over.exclude(channel__in=OWN), on=on)
    over.filter(channel__in=OWN).update(ended_on=F("until"))


def bring_in_line(held: Endorsement, *, dossier: Dossier, on: date) -> None:
    """Hold every place of words that stay up to the newest yes to them; the caller holds the endorsement.

    Where they may not be shown any more they come down. What we serve shows the newest form by itself and is noted with
    it; elsewhere another form still stands, so it has to come down there before the new one is put up.
    """
    up, newest = held.placements.still_up(), dossier.last_yes
    assert newest is not None  # the gate has seen to it
    _come_down(up.filter(channel__in=[one for one in Channel if AUDIENCE_OF[one] not in dossier.readers]), on=on)
    another_form = up.exclude(approval__digest=newest.digest)
    _come_down(another_form.exclude(channel__in=OWN), on=on)
    another_form.filter(channel__in=OWN).update(approval=newest)


def _come_down(places: QuerySet[Placement], *, on: date) -> None:
    _ask_for(places.exclude(channel__in=OWN), on=on)
    places.filter(channel__in=OWN).update(ended_on=on)


def _ask_for(elsewhere: QuerySet[Placement], *, on: date) -> None:
    """Make a takedown of each place that others serve, unless there is one."""
    due = business_days_after(on, TAKEN_DOWN_WITHIN)
    asked = elsewhere.filter(takedown=None).order_by("pk")
    Takedown.objects.bulk_create([Takedown(placement=one, asked_on=on, due_on=due) for one in asked])


@transaction.atomic
def take_down(placement: Placement, *, proof: str, by: Any, on: date) -> Placement:
    """Write down that words are gone from one place, and how we know; asked for or not."""
    must_be_allowed("take_down", by=by)
    held = hold(placement.endorsement)
    if not proof.strip():
        raise Refused("Say how you know that it is gone: an address looked at, an answer of theirs.")
    if not Placement.objects.still_up().filter(pk=placement.pk).update(ended_on=max(on, placement.starts_on)):
        raise Refused("This has come down already.")
    done = {"done_on": on, "done_by": by, "proof": proof.strip()}
    new = {**done, "asked_on": on, "due_on": on}
    Takedown.objects.update_or_create(placement=placement, defaults=done, create_defaults=new)
    note_down(held, "take_down", by=by, about=f"placement-{placement.pk}")
    placement.refresh_from_db()
    return placement


@transaction.atomic
def look_at(placement: Placement, *, as_approved: bool, by: Any, on: date) -> Placement:
    """Write down that somebody looked: it is there as approved, with its disclosure, or it has to come down.

    Whoever was wrong looks again: what is as approved after all, and may be shown, need not come down. Refused for what
    has to come down for another reason.
    """
    must_be_allowed("take_down", by=by)
    held = hold(placement.endorsement)
    if as_approved and Takedown.objects.open().filter(placement=placement).exists():
        _stays_after_all(placement, dossier_of(held.pk, on=on))
    if not Placement.objects.still_up().filter(pk=placement.pk).update(looked_on=on):
        raise Refused("This has come down already.")
    if not as_approved:
        _ask_for(Placement.objects.filter(pk=placement.pk), on=on)
    note_down(held, "look_at", by=by, about=f"placement-{placement.pk}")
    placement.refresh_from_db()
    return placement


def may_stay(placement: Placement, dossier: Dossier) -> bool:
    """Say whether what has to come down somewhere is, as it was written down there, what may be shown there today."""
    approval, yes = placement.approval, dossier.last_yes
    is_current = approval is not None and yes is not None and approval.digest == yes.digest
    is_over = placement.until is not None and placement.until < dossier.on
    is_agreed = AUDIENCE_OF[Channel(placement.channel)] in dossier.readers
    return is_current and is_agreed and not is_over and dossier.endorsement.status == Status.PUBLISHED


def _stays_after_all(placement: Placement, dossier: Dossier) -> None:
    if not may_stay(placement, dossier) or gaps(dossier, lasting=True):
        raise Refused("This has to come down, however it looks there. Write down how you know that it is gone.")
    Takedown.objects.open().filter(placement=placement).delete()
