"""Which promises does the data keep, whatever happened? One row a promise, and a search for what breaks it.

They have the numbers of `check_invariants`. I5, about a capacity that is counted, has nothing to look at.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import connection, models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Cast, Lower

from customers.models import ContactDetails
from references import ledger
from references.ledger import guards
from references.models import (
    CompanyPermission,
    Consent,
    ConsentChannel,
    ConsentEvent,
    ConsentEventKind,
    Link,
    ReconsentCycle,
)
from references.testimonials.models import Endorsement, Placement, Status
from refprogram.dates import today
from refprogram.history import Event
from refprogram.imports.models import ImportedRow
from refprogram.outbox.models import PATIENCE, Message
from refprogram.today.erased import what_is_left

# So many sentences a promise are enough to see what is wrong.
AT_MOST = 20
SECONDS = 10
TOKEN = re.compile(r"/p/[\w-]{43}(?![\w-])", re.ASCII)
ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"'\\]+@[^\s<>()\[\]:;,\"'\\@]+")
# Written by the program alone, for ever: ids, codes and digests. What a mail server said is part of the live queue, and
# a Message-ID is a digest at our own domain.
NAMELESS: tuple[type[models.Model], ...] = (Message, ConsentEvent, Link, ImportedRow, LogEntry)
OF_THE_QUEUE = frozenset({"last_error", "message_id"})


@dataclass(frozen=True)
class Invariant:
    """A promise, and the search for what breaks it: sentences that say which row, and what to do.

    `databases` are those on which it can be looked at.
    """

    code: str
    promise: str
    breaches: Callable[[], Iterator[str]]
    databases: tuple[str, ...] = ("postgresql", "sqlite")


def one_reminder_a_step() -> Iterator[str]:
    """Look for a step of a six-month cycle that was taken twice."""
    step = ("reference", "cycle_start", "step")
    twice = ReconsentCycle.objects.order_by().values(*step).annotate(times=Count("pk")).filter(times__gt=1)
    for reference, start, name, times in twice.order_by(*step).values_list(*step, "times"):
        yield f"Reference {reference}, cycle of {start}: {name} was taken {times} times. Tell them, if letters left."


def one_letter_a_key() -> Iterator[str]:
    """Look for a letter that was written twice."""
    twice = Message.objects.order_by().values("key").annotate(times=Count("pk")).filter(times__gt=1)
    for key, times in twice.order_by("key").values_list("key", "times"):
        yield f"Letter {key}: there are {times} of it. Cancel what has not left yet."


def no_letter_is_forgotten() -> Iterator[str]:
    """Look for letters that should have left five minutes ago, and that nobody carries."""
    if late := Message.objects.waiting_since(longer_than=PATIENCE):
        yield f"{late.letters} letters should have left, the first at {late.since:%Y-%m-%d %H:%M} UTC. Start a sender."


def nothing_stays_up() -> Iterator[str]:
    """Look for places where words are shown that may not be, and that nobody was asked to take down."""
    left = Placement.objects.still_up().exclude(endorsement__status=Status.PUBLISHED).filter(takedown=None)
    for pk in left.order_by("pk").values_list("pk", flat=True):
        yield f"Placement {pk}: its words are not published any more. Take them down."


def nothing_is_shown_without_a_yes() -> Iterator[str]:
    """Look for published words whose person, or whose company, does not agree; the nightly sweep has a day for it."""
    on = today() - timedelta(days=1)
    mine = {"reference": OuterRef("reference"), "activity": OuterRef("activity")}
    agreed = Consent.objects.unended().filter(expires_on__gte=on, **mine)
    permitted = CompanyPermission.objects.filter(
        Q(activity=None) | Q(activity=OuterRef("activity")),
        Q(valid_until=None) | Q(valid_until__gte=on),
        customer=OuterRef("reference__contact__customer"),
        ended_on=None,
    )
    shown = Endorsement.objects.filter(status=Status.PUBLISHED)
    for pk in shown.exclude(Exists(agreed), Exists(permitted)).order_by("pk").values_list("pk", flat=True):
        yield f"Endorsement {pk}: it is published, and nobody agrees to it any more. Suspend it."


def the_ledger_is_believed() -> Iterator[str]:
    """Look for people of whom we believe something else than their ledger says."""
    return ledger.unproven()


def the_ledger_is_as_it_was_written() -> Iterator[str]:
    """Look for rows of the ledger that were changed, and for triggers that would let somebody."""
    return chain(guards.gaps(connection), ledger.broken())


def every_yes_is_proven() -> Iterator[str]:
    """Look for consents without a yes in the ledger, and for a yes without its words, its page or its channel."""
    whole = Q(text__isnull=False, channel=ConsentChannel.LINK) & ~Q(text_digest="") & ~Q(shown="")
    said = ConsentEvent.objects.filter(kind=ConsentEventKind.GRANTED, about="")
    mine = said.filter(whole, subject=OuterRef("reference__ledger_key__subject"), purpose=OuterRef("activity__code"))
    for pk in Consent.objects.unended().filter(~Exists(mine)).order_by("pk").values_list("pk", flat=True):
        yield f"Consent {pk}: no yes in the ledger proves it. End it, and ask the person."
    for pk in said.exclude(whole).order_by("pk").values_list("pk", flat=True):
        yield f"Row {pk} of the ledger: a yes without its words, its page or its channel. Do not rely on it."


def no_token_is_written_down() -> Iterator[str]:
    """Look into every text of every table for the secret address of somebody's page."""
    for model, columns in _texts():
        for pk, column, text in _holding(model, columns, "/p/"):
            if TOKEN.search(text):
                yield f"{model._meta.label} {pk}: {column} holds the secret address of a page. Remove it, end the link."


def nobody_is_named_elsewhere() -> Iterator[str]:
    """Look for what outlived an erasure, and for people's addresses where only ids and codes belong.

    Names cannot be told from other words; they are kept out of those columns by what writes them.
    """
    yield from what_is_left()
    for model, columns in _texts():
        if not issubclass(model, (*NAMELESS, Event)):
            continue
        named = [column for column in columns if column not in OF_THE_QUEUE]
        found = [(pk, column, set(_addresses(text))) for pk, column, text in _holding(model, named, "@")]
        written = {address for _, _, addresses in found for address in addresses}
        people = ContactDetails.objects.annotate(plain=Lower("email")).filter(plain__in=written)
        known = set(people.values_list("plain", flat=True))
        for pk, column, addresses in found:
            if addresses & known:
                yield f"{model._meta.label} {pk}: {column} holds the address of a customer. Remove it."


def nothing_holds_everybody_up() -> Iterator[str]:
    """Look for transactions that have been open for more than ten seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, state, extract(epoch FROM now() - xact_start)::int FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            " AND xact_start < clock_timestamp() - make_interval(secs => %s) ORDER BY pid",
            [SECONDS],
        )
        for process, state, seconds in cursor.fetchall():
            yield f"Process {process}: a transaction has been open for {seconds} seconds ({state}). See who it is."


INVARIANTS = (
    Invariant("I1", "One reminder a step of a cycle", one_reminder_a_step),
    Invariant("I2", "One letter a key", one_letter_a_key),
    Invariant("I3", "No letter is forgotten", no_letter_is_forgotten),
    Invariant("I4", "Nothing stays up that is not published", nothing_stays_up),
    Invariant("I6", "What we believe is what the ledger says", the_ledger_is_believed),
    Invariant("I7", "The ledger is as it was written", the_ledger_is_as_it_was_written),
    Invariant("I8", "Every yes has its words, its page and its channel", every_yes_is_proven),
    Invariant("I9", "No secret address is written down", no_token_is_written_down),
    Invariant("I10", "Nothing is shown without a yes of the person and their company", nothing_is_shown_without_a_yes),
    Invariant("I11", "Nobody is named where they should not be", nobody_is_named_elsewhere),
    Invariant("I12", "No transaction stays open", nothing_holds_everybody_up, databases=("postgresql",)),
)


def breaches(*codes: str) -> dict[str, list[str]]:
    """Say what breaks which promise, of all or of those named; one that holds, or cannot be looked at, is left out."""
    asked = [one for one in INVARIANTS if connection.vendor in one.databases and (not codes or one.code in codes)]
    found = {one.code: list(islice(one.breaches(), AT_MOST)) for one in asked}
    return {code: sentences for code, sentences in found.items() if sentences}


def _texts() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Yield every table with its columns of text, what is kept as JSON among them."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    for model in apps.get_models():
        columns = [one.name for one in model._meta.local_concrete_fields if isinstance(one, kinds) and not one.choices]
        if columns:
            yield model, columns


def _holding(model: Any, columns: list[str], part: str) -> Iterator[tuple[Any, str, str]]:
    """Yield the texts that hold a part, with their row and column; one query a table."""
    plain = {f"{column}_as_text": Cast(column, models.TextField()) for column in columns}
    wanted = Q(*((f"{name}__contains", part) for name in plain), _connector=Q.OR)
    rows = model._default_manager.annotate(**plain).filter(wanted).order_by("pk").values("pk", *plain)
    for row in rows.iterator(chunk_size=500):
        for column, name in zip(columns, plain, strict=True):
            if part in (row[name] or ""):
                yield row["pk"], column, row[name]


def _addresses(text: str) -> list[str]:
    return [found.casefold().rstrip(".") for found in ADDRESS.findall(text)]
