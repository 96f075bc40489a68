"""What do we only know from hearsay? A yes told on the phone or found in a file: a claim, until they confirm it.

Nobody is used on a claim. Whatever is known better goes before it: their own no or yes since then, a newer word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format

from customers.actions import reach_contact
from customers.models import Customer
from customers.models.contact import THEIR_OWN_WISH, ContactStatus
from references import ledger
from references.actions.noted import hold_with_colleagues, note_down
from references.actions.talk import LEFT_ALONE
from references.models import (
    ActivityType,
    Answer,
    CheckIn,
    Claim,
    ClaimAudience,
    ClaimOutcome,
    Consent,
    ConsentEvent,
    ConsentEventKind,
    LedgerKey,
    Link,
    Outcome,
    Purpose,
    Reference,
)
from refprogram.dates import add_months
from refprogram.errors import Refused
from refprogram.history import ActedAs
from refprogram.thresholds.models import Threshold

NEVER = date.min


@dataclass(frozen=True)
class Hearsay:
    """A yes as somebody told us of it: who, to what, before whom, on which day, and who heard it."""

    reference: Reference
    activity: ActivityType
    said_on: date
    audiences: tuple[str, ...] = ()
    witness: str = ""

    @property
    def key(self) -> tuple[int, int]:
        return self.reference.pk, self.activity.pk


class BetterKnown:
    """What is known better than hearsay about some people; as many queries for one as for some hundred."""

    def __init__(self, references: Iterable[int]) -> None:
        people = list(references)
        self._months = Threshold.objects.in_force()["check_in_months"]
        self._no = _noes(people)
        self._unwilling = _unwilling(people)
        self._yes = {_key(yes): yes.granted_on for yes in Consent.objects.unended().filter(reference__in=people)}
        waiting = Claim.objects.open().filter(reference__in=people).prefetch_related("audiences")
        self._claims = {_key(claim): claim for claim in waiting}
        self._said = {key: claim.said_on for key, claim in self._claims.items()}

    def take(self, told: Hearsay) -> None:
        """Reckon with one more word that is about to be written down."""
        self._said[told.key] = told.said_on

    def against(self, told: Hearsay, *, on: date) -> str:
        """Say why a yes is not written down as told; nothing when nothing is known better."""
        person, what, day = told.reference, told.activity.name, told.said_on
        if person.contact.status in THEIR_OWN_WISH:
            return LEFT_ALONE
        if person.contact.status == ContactStatus.LEFT:
            return "They have left the company, so there is nothing new for them to agree to."
        if day > on:
            return f"{_words(day)} is still to come."
        if add_months(day, self._months) < on:
            return f"A yes of {_words(day)} has run out by now. Ask them anew."
        no = max(self._no.get((person.pk, told.activity.code), NEVER), self._unwilling.get(person.pk, NEVER))
        if no >= day:
            return f"{what}: they said no on {_words(no)}. Only they can take that back, on their own page."
        if self._yes.get(told.key, NEVER) >= day:
            return f"{what}: they said yes themselves on {_words(self._yes[told.key])}, and that counts for more."
        if self._said.get(told.key, NEVER) > day:
            return f"{what}: a newer word of theirs, from {_words(self._said[told.key])}, is written down already."
        return ""

    def same(self, told: Hearsay) -> Claim | None:
        """Return what says the same already: a word of that day, before nobody else."""
        claim = self._claims.get(told.key)
        if claim is None or claim.said_on != told.said_on:
            return None
        return claim if set(told.audiences) <= {row.audience for row in claim.audiences.all()} else None


@transaction.atomic
def note_claims(
    reference: Reference,
    *,
    activities: Iterable[ActivityType],
    audiences: Iterable[str],
    said_on: date,
    channel: str,
    witness: str,
    by: Any,
    on: date,
) -> list[Claim]:
    """Write down what somebody told us on the phone or by mail that they agree to, without a check-in.

    It verifies nobody and ends nothing: only what was said yes to was spoken about. Refused with a sentence when
    something is known better.
    """
    if not by.has_perm("references.check_in"):
        raise PermissionDenied
    Customer.objects.hold(reference.contact.customer_id)
    hold_with_colleagues(reference, by=by)
    reference = Reference.objects.select_related("contact").get(pk=reference.pk)
    known = BetterKnown([reference.pk])
    told = [Hearsay(reference, activity, said_on, tuple(audiences), witness) for activity in activities]
    if wrong := [sentence for one in told if (sentence := known.against(one, on=on))]:
        raise Refused(*dict.fromkeys(wrong))
    if new := [one for one in told if known.same(one) is None]:
        note_down(reference, "note_claims", by=by)
        reach_contact(reference.contact, by=by, on=on)
        return claim_all(new, channel=channel, by=by, on=on)
    raise Refused("This is written down already. Nothing was written down twice.")


def claim(
    reference: Reference,
    activity: ActivityType,
    *,
    audiences: Iterable[str],
    said_on: date,
    channel: str,
    by: Any,
    on: date,
    witness: str = "",
) -> Claim:
    """Write down that one person is said to have agreed to one kind of activity; the caller holds them."""
    told = Hearsay(reference, activity, said_on, tuple(audiences), witness)
    return claim_all([told], channel=channel, by=by, on=on)[0]


def claim_all(told: Sequence[Hearsay], *, channel: str, by: Any, on: date) -> list[Claim]:
    """Write down that people are said to have agreed, whom the caller holds; nobody is used on it.

    A newer word takes the place of the one before it; audiences that nobody asked about stay as they were. As many
    queries for one as for some hundred.
    """
    people = {one.reference.pk for one in told}
    months = Threshold.objects.in_force()["check_in_months"]
    agreed = Consent.objects.unended().filter(reference__in=people).prefetch_related("audiences")
    waiting = Claim.objects.open().filter(reference__in=people).prefetch_related("audiences")
    before = {_key(claim): claim for claim in waiting}
    rows: list[Any] = [*agreed, *before.values()]
    heard = {_key(row): tuple(one.audience for one in row.audiences.all()) for row in rows}
    made: list[tuple[Hearsay, Claim]] = []
    replaced: list[int] = []
    for one in told:
        if old := before.get(one.key):
            old.outcome, old.settled_on = ClaimOutcome.REPLACED, on
            replaced += [old.pk] if old.pk else []
        heard[one.key] = one.audiences or heard.get(one.key, ())
        before[one.key] = Claim(
            reference=one.reference,
            activity=one.activity,
            channel=channel,
            said_on=one.said_on,
            expires_on=add_months(one.said_on, months),
            recorded_by=by if by.acted_as == ActedAs.STAFF else None,
            witness=one.witness,
        )
        made.append((replace(one, audiences=heard[one.key]), before[one.key]))
    Claim.objects.filter(pk__in=replaced).update(outcome=ClaimOutcome.REPLACED, settled_on=on)
    claims = Claim.objects.bulk_create([claim for _, claim in made])
    ClaimAudience.objects.bulk_create(
        [ClaimAudience(claim=claim, audience=audience) for one, claim in made for audience in one.audiences]
    )
    ledger.record_all([_entry(one, claim) for one, claim in made], by=by, on=on, channel=channel)
    return claims


def _entry(told: Hearsay, claim: Claim) -> ledger.Entry:
    return ledger.Entry(
        told.reference,
        ConsentEventKind.CLAIMED,
        purpose=told.activity.code,
        about=f"claim-{claim.pk}",
        audiences=told.audiences,
        until=claim.expires_on,
    )


def _noes(people: Sequence[int]) -> dict[tuple[int, str], date]:
    """Return the last day on which each of these people stopped or refused a kind of activity, by its code.

    A no to one question about one use is no no to the next, so it does not count here.
    """
    keys = LedgerKey.objects.filter(reference__in=people)
    no = Q(kind=ConsentEventKind.WITHDRAWN) | Q(kind=ConsentEventKind.REFUSED, about__startswith="claim-")
    known = ConsentEvent.objects.filter(no, subject__in=keys.values("subject")).annotate(
        reference=Subquery(keys.filter(subject=OuterRef("subject")).values("reference")[:1])
    )
    last = known.order_by().values_list("reference", "purpose").annotate(day=Max("on"))
    return {(reference, purpose): day for reference, purpose, day in last}


def _unwilling(people: Sequence[int]) -> dict[int, date]:
    """Return the last day on which each of these people said, in a talk or on their six-month page, to ask no more."""
    talks = CheckIn.objects.direct().filter(reference__in=people, outcome=Outcome.NOT_WILLING)
    days = dict(talks.order_by().values_list("reference").annotate(day=Max("on")))
    checks = Link.objects.filter(reference__in=people, purpose=Purpose.CHECK_IN, answer=Answer.NO)
    for reference, at in checks.order_by().values_list("reference").annotate(at=Max("used_at")):
        day = timezone.localdate(at, timezone=ZoneInfo(settings.PROGRAM_TIME_ZONE))
        days[reference] = max(day, days.get(reference, NEVER))
    return days


def _key(row: Consent | Claim) -> tuple[int, int]:
    return row.reference_id, row.activity_id


def _words(day: date) -> str:
    return str(date_format(day, "j M Y"))
