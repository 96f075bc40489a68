"""How is a file read in? Once to its end to see that it can be, then in batches: each is stored whole or not at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import PurePath
from typing import Any, BinaryIO

from django.conf import settings
from django.db import OperationalError, connection, reset_queries, transaction
from django.utils import timezone

from refprogram.errors import Refused
from refprogram.imports import identity
from refprogram.imports.kinds import Batch, ImportKind, Outcome, Result, Row
from refprogram.imports.mapping import Mapping, mapped
from refprogram.imports.models import ImportedRow, ImportRun
from refprogram.imports.reading import Table
from refprogram.imports.records import ENDINGS, Records
from refprogram.imports.report import Report
from refprogram.imports.values import DATE_ORDERS, Unreadable, order_proved, shown

ROWS_A_BATCH = 500
# What a download or a monthly export adds to a file's name: " (1)", "-2026-01", "_20260131", " 2026".
ADDED_TO_NAME = re.compile(r"(?:\s*\(\d{1,3}\)|[-_ .](?:19|20)\d{2}(?:[-_.]?\d{2}){0,2})+$", re.ASCII)
ONE_IMPORT_AT_A_TIME = 7_305_001


@dataclass(frozen=True)
class Folder:
    """YAML and JSON files that belong together, by name."""

    parts: list[tuple[str, bytes]]


@dataclass
class Prepared:
    """A file that was read to its end once and can be stored."""

    kind: ImportKind
    table: Table | Records
    mapping: Mapping
    file_name: str
    source: str
    create_missing: bool
    remarks: list[str]


def prepare(
    kind: ImportKind,
    file: BinaryIO | Folder,
    *,
    file_name: str,
    source: str = "",
    maps: Iterable[str] = (),
    sets: Iterable[str] = (),
    date_order: str = "",
    encoding: str = "",
    delimiter: str = "",
    path: str = "",
    create_missing: bool = False,
) -> Prepared:
    """Read a file to its end without storing anything. Raises `Refused` for all that would stop it half way.

    Without a `source` it is the one under which the same content was read before, else the file's name without what
    downloads and monthly exports add to it. The ids in a file are one source's own, so two systems need two names.
    """
    if date_order and date_order not in DATE_ORDERS:
        raise Refused(f"There is no date order {shown(date_order)}; use one of {', '.join(DATE_ORDERS)}.")
    if len(source) > 200:
        raise Refused("The name of the source is longer than 200 characters.")
    table = _opened(file, file_name, path=path, encoding=encoding, delimiter=delimiter)
    mapping = mapped(kind, table.columns, maps=maps, sets=sets, date_order=date_order)
    proofs = _proofs(table, mapping)
    order = date_order or _proved(proofs)
    mapping.in_order(order)
    return Prepared(
        kind=kind,
        table=table,
        mapping=mapping,
        file_name=file_name[-255:],
        source=source.strip() or _source(kind, table.sha256, file_name),
        create_missing=create_missing,
        remarks=_remarks(table, mapping, order if mapping.dates() else ""),
    )


def run(prepared: Prepared, *, by: Any, on: date, dry_run: bool = False) -> Report:
    """Store what a prepared file says and count what became of every row; a dry run counts the same and stores nothing.

    Each batch is a transaction of its own: rows, what is remembered of them, the announcement. An import that was cut
    off is simply started again, because rows that are stored already change nothing.
    """
    report = Report(prepared.source, is_dry_run=dry_run, remarks=list(prepared.remarks))
    try:
        if dry_run:
            with transaction.atomic():
                _store(prepared, report, by=by, on=on)
                transaction.set_rollback(True)
        else:
            _store(prepared, report, by=by, on=on)
    except OperationalError as error:
        stored = "Nothing was stored." if dry_run else f"The first {report.read:,} rows are stored."
        raise Refused(f"The database did not answer. {stored} Import the file again later.") from error
    return report


def _opened(file: BinaryIO | Folder, file_name: str, *, path: str, encoding: str, delimiter: str) -> Table | Records:
    """Open a file as what its name says: YAML, JSON or a folder of them, everything else as CSV."""
    if isinstance(file, Folder):
        return Records(file.parts, path=path, encoding=encoding)
    if file_name.lower().endswith(ENDINGS):
        return Records([(file_name, file.read())], path=path, encoding=encoding)
    if path:
        raise Refused("Only YAML and JSON have lists inside; leave --path out for this file.")
    return Table(file, encoding=encoding, delimiter=delimiter)


def _proofs(table: Table | Records, mapping: Mapping) -> dict[str, tuple[int, str]]:
    """Walk the whole file, so that it is known to be readable, and return the first date that proves each order."""
    proofs: dict[str, tuple[int, str]] = {}
    columns = mapping.dates()
    for line, cells in table.rows():
        if len(cells) == len(table.columns):
            for index in columns:
                proof = order_proved(cells[index])
                if proof is not None:
                    proofs.setdefault(proof, (line, cells[index]))
    return proofs


def _proved(proofs: dict[str, tuple[int, str]]) -> str:
    """Return the order of the dates, nothing when none needs one; refuse to choose when the file does not say it."""
    if "dmy" in proofs and "mdy" in proofs:
        (one, day_first), (other, month_first) = proofs["dmy"], proofs["mdy"]
        raise Refused(
            f"The dates are written in two orders: line {one} has {shown(day_first)}, line {other} has "
            f"{shown(month_first)}. Say which one counts with --date-order dmy or mdy; the others are rejected."
        )
    if "dmy" in proofs or "mdy" in proofs:
        return "dmy" if "dmy" in proofs else "mdy"
    if "" in proofs:
        line, cell = proofs[""]
        raise Refused(
            f"The dates do not show whether the day or the month comes first, such as {shown(cell)} in line {line}. "
            "Say so with --date-order dmy (day first) or mdy (month first)."
        )
    return ""


def _source(kind: ImportKind, sha256: str, file_name: str) -> str:
    before = ImportRun.objects.filter(kind=kind.code, sha256=sha256).order_by("-id").values_list("source", flat=True)
    stem = PurePath(file_name).stem.strip()
    return before.first() or (ADDED_TO_NAME.sub("", stem) or stem or kind.code)[:200]


def _remarks(table: Table | Records, mapping: Mapping, order: str) -> list[str]:
    remarks = []
    if table.is_encoding_guessed:
        remarks.append(f"The file does not say its encoding; it was read as {table.encoding}. Look at the names.")
    if table.delimiter != ",":
        remarks.append(f"Cells are separated by {table.named_delimiter()}.")
    if order:
        remarks.append(f"Dates are read as {DATE_ORDERS[order]}.")
    if unused := mapping.unused():
        more = f" and {len(unused) - 30:,} more" if len(unused) > 30 else ""
        remarks.append(f"Columns that were not used: {', '.join(unused[:30])}{more}.")
    return remarks


def _store(prepared: Prepared, report: Report, *, by: Any, on: date) -> None:
    journal = ImportRun.objects.create(
        kind=prepared.kind.code,
        source=prepared.source,
        file_name=prepared.file_name,
        sha256=prepared.table.sha256,
        by=by,
    )
    with identity.Tally() as tally:
        rows = prepared.table.rows()
        while chunk := list(islice(rows, ROWS_A_BATCH)):
            entries = [_entry(prepared, line, cells, tally) for line, cells in chunk]
            with transaction.atomic():
                _one_at_a_time()
                _store_batch(prepared, entries, by=by, on=on)
                counts = {result.value: sum(e.outcome.result == result for e in entries) for result in Result}
                _count(journal, counts)
            for entry in entries:
                report.add(entry.line, entry.outcome.result, entry.outcome.reason)
            if settings.DEBUG:
                # Django keeps the text of every query then, and of a large file that would be much.
                reset_queries()
    ImportRun.objects.filter(pk=journal.pk).update(finished_at=timezone.now())


NOT_YET = Outcome(Result.REJECTED, reason="Nothing was done with this row.")


@dataclass
class Entry:
    """A row on its way: what it says, which row it is, and what became of it."""

    line: int
    values: dict[str, Any]
    mark: str = ""
    content: str = ""
    outcome: Outcome = NOT_YET


def _entry(prepared: Prepared, line: int, cells: list[str], tally: identity.Tally) -> Entry:
    """Read one row and say which one it is; a row that cannot be read has no mark."""
    try:
        values = prepared.mapping.values(cells)
    except Unreadable as mistake:
        return Entry(line, {}, outcome=Outcome(Result.REJECTED, reason=str(mistake)))
    content = identity.fingerprint(values)
    external_id = values.get(prepared.kind.identity)
    if not external_id:
        times = tally.count(content, line=line).times
        return Entry(line, values, identity.by_content(content, times), content)
    mark = identity.by_id(str(external_id))
    seen = tally.count(mark, line=line, content=content)
    if seen.first_content != content:
        reason = (
            f"{prepared.kind.identity} {shown(str(external_id))} stands on line {seen.first_line} with other content."
        )
        return Entry(line, {}, outcome=Outcome(Result.REJECTED, reason=reason))
    return Entry(line, values, mark, content)


def _store_batch(prepared: Prepared, entries: list[Entry], *, by: Any, on: date) -> None:
    """Store the rows of one batch that are new or say something new, and remember what became of each."""
    kind, source = prepared.kind, prepared.source
    remembered = ImportedRow.objects.filter(source=source, kind=kind.code)
    known = {row.identity: row for row in remembered.filter(identity__in={e.mark for e in entries if e.mark})}
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.mark in known and known[entry.mark].fingerprint == entry.content:
            entry.outcome = Outcome(Result.UNCHANGED)
        elif entry.mark:
            first.setdefault(entry.mark, entry)
    fresh = list(first.values())
    if fresh:
        rows = [Row(e.line, e.values, known[e.mark].object_id if e.mark in known else None) for e in fresh]

        def taken(keys: Iterable[int]) -> set[int]:
            with_id = remembered.filter(object_id__in=list(keys), identity__startswith=identity.ID)
            return set(with_id.values_list("object_id", flat=True))

        batch = Batch(rows, source, on, by, prepared.create_missing, taken)
        for entry, outcome in zip(fresh, kind.upsert(batch), strict=True):
            entry.outcome = outcome
    for entry in entries:
        original = first.get(entry.mark)
        if original and original is not entry:
            stored = original.outcome.result.is_stored
            entry.outcome = Outcome(Result.UNCHANGED) if stored else original.outcome
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(
                source=source,
                kind=kind.code,
                identity=e.mark,
                object_id=e.outcome.object.pk,
                fingerprint="" if e.outcome.reason else e.content,
            )
            for e in fresh
            if e.outcome.result.is_stored
        ],
        update_conflicts=True,
        unique_fields=("source", "kind", "identity"),
        update_fields=("object_id", "fingerprint"),
    )


def _count(journal: ImportRun, counts: dict[str, int]) -> None:
    for name, count in {**counts, "read": sum(counts.values())}.items():
        setattr(journal, name, getattr(journal, name) + count)
    journal.save(update_fields=[*counts, "read"])


def _one_at_a_time() -> None:
    """Let batches of other imports end first: two files may bring the same unknown customer, which must exist once.

    SQLite writes one transaction at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT_AT_A_TIME])
