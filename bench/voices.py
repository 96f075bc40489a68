"""What have made-up people let us say in their words? Some of them, on the wall and in frames on websites.

Written by the ORM once the people are stored: what was approved is the block that the program draws.
"""

from collections.abc import Sequence
from datetime import date

from references.models import ActivityType, Consent, ConsentAudience
from references.models.wish import Audience
from references.testimonials.dossier import dossiers_of
from references.testimonials.models import (
    Approval,
    AskedOf,
    Channel,
    Connection,
    Endorsement,
    EndorsementEvent,
    Kind,
    Origin,
    Placement,
    Showing,
    Status,
    Tie,
    Verdict,
    Words,
)
from references.testimonials.quoting import digest_of, key_of
from refprogram.accounts.models import User
from refprogram.dates import add_months
from refprogram.history import ActedAs

MOST = 200
TEXT = (
    "It does what they said it would, and number {number} of us has stopped counting the hours. We would buy it again."
)

LIFE = ("take_in", "choose", "hand_in", "approve", "prove", "tie", "clear", "publish", "place", "place")


def add_voices(willing: Sequence[int], *, on: date) -> dict[str, int]:
    """Publish words of some people who are stored, and place each on the wall and on a website; return how many."""
    activity = ActivityType.objects.filter(code="quote").first()
    if activity is None:
        return {}
    people = sorted(willing)[:MOST]
    texts = [TEXT.format(number=number) for number in range(len(people))]
    mine = Endorsement.objects.bulk_create(
        Endorsement(
            reference_id=person,
            kind=Kind.CONSUMER,
            status=Status.PUBLISHED,
            origin=Origin.LINK,
            activity=activity,
            came_on=on,
            text_key=key_of(text),
            published_on=on,
        )
        for person, text in zip(people, texts, strict=True)
    )
    words = Words.objects.bulk_create(
        Words(endorsement=one, number=1, text=text, digest=digest_of(text), said_by="person", on=on)
        for one, text in zip(mine, texts, strict=True)
    )
    forms = Showing.objects.bulk_create(Showing(endorsement=one.endorsement, words=one, on=on) for one in words)
    Connection.objects.bulk_create(
        Connection(endorsement=one, asked_of=side, tie=Tie.NONE, on=on) for one in mine for side in AskedOf
    )
    drawn = {one.endorsement.pk: one.block for one in dossiers_of(Endorsement.objects.all(), on=on) if one.block}
    yeses = Approval.objects.bulk_create(
        Approval(showing=form, answer=Verdict.YES, digest=drawn[form.endorsement_id].digest, on=on) for form in forms
    )
    EndorsementEvent.objects.bulk_create(
        EndorsementEvent(endorsement=one, verb=verb, seq=seq, acted_as=ActedAs.CLOCK)
        for one in mine
        for seq, verb in enumerate(LIFE, start=1)
    )
    staff = User.objects.order_by("pk")[0]
    _agree(people, activity, by=staff, on=on)
    sites = {Channel.WALL: "", Channel.EMBED: "https://customers.example/voices"}
    placements = Placement.objects.bulk_create(
        Placement(
            endorsement=yes.showing.endorsement,
            approval=yes,
            channel=channel,
            address=address,
            starts_on=on,
            placed_by=staff,
            looked_on=on,
        )
        for yes in yeses
        for channel, address in sites.items()
    )
    return {"testimonials.Endorsement": len(mine), "testimonials.Placement": len(placements)}


def _agree(people: Sequence[int], activity: ActivityType, *, by: User, on: date) -> None:
    """Have these people agree that prospects read their words."""
    days = {"granted_on": on, "expires_on": add_months(on, 6)}
    theirs = Consent.objects.unended().filter(reference__in=people, activity=activity)
    theirs.update(**days)
    there = set(theirs.values_list("reference", flat=True))
    Consent.objects.bulk_create(
        Consent(reference_id=person, activity=activity, recorded_by=by, **days)
        for person in people
        if person not in there
    )
    rows = [ConsentAudience(consent=one, audience=Audience.PROSPECT) for one in theirs.all()]
    ConsentAudience.objects.bulk_create(rows, ignore_conflicts=True)
