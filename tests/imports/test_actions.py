import gc
import tracemalloc
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import count

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers import announce
from customers.models import Customer, Issue
from refprogram.errors import Refused
from refprogram.imports import actions, kinds
from refprogram.imports.actions import prepare, run
from refprogram.imports.kinds import Result
from refprogram.imports.models import ImportedRow, ImportRun
from refprogram.imports.report import SHOWN

TICKETS = "customer,external_id,summary,opened_on\nAcme,T-1,Down,2024-01-02\nBeta,T-2,Slow,2024-01-03\n"


def counts(report) -> tuple[int, ...]:
    return tuple(report.numbers().values())


def everything() -> list:
    """Return all that an import can write, to compare one state with another."""
    return [
        list(Customer.objects.order_by("pk").values_list()),
        list(Issue.objects.order_by("pk").values_list()),
        list(ImportedRow.objects.order_by("pk").values_list()),
    ]


# What is refused


def test_dates_that_could_be_read_in_two_ways_make_the_file_ask(read_in):
    text = "customer,opened_on\nAcme,03/04/2024\nBeta,12/11/2024\n"

    with pytest.raises(Refused) as refused:
        read_in("issues", text, create_missing=True)

    assert str(refused.value) == (
        "The dates do not show whether the day or the month comes first, such as “03/04/2024” in line 2. "
        "Say so with --date-order dmy (day first) or mdy (month first)."
    )
    assert not ImportRun.objects.exists()
    read_in("issues", text, create_missing=True, date_order="dmy")
    assert set(Issue.objects.values_list("opened_on", flat=True)) == {date(2024, 4, 3), date(2024, 11, 12)}


@pytest.mark.parametrize(
    ("proof", "meant"), [("13/04/2024", date(2024, 4, 3)), ("04/13/2024", date(2024, 3, 4))], ids=["dmy", "mdy"]
)
def test_one_day_beyond_twelve_anywhere_settles_the_order_of_all(read_in, proof, meant):
    report = read_in("issues", f"customer,opened_on\nAcme,03/04/2024\nBeta,{proof}\n", create_missing=True)

    assert Issue.objects.get(customer__name="Acme").opened_on == meant
    assert any(remark.startswith("Dates are read as") for remark in report.remarks)


def test_dates_in_two_orders_make_the_file_ask(read_in):
    text = "customer,opened_on\nAcme,13/02/2024\nBeta,02/13/2024\n"

    with pytest.raises(Refused, match=r"line 2 has “13/02/2024”, line 3 has “02/13/2024”"):
        read_in("issues", text, create_missing=True)

    report = read_in("issues", text, create_missing=True, date_order="mdy")
    assert counts(report) == (2, 1, 0, 0, 0, 1)
    assert report.problems[0].reason == "opened_on: “13/02/2024” is not a date written month, day, year."


def test_iso_dates_need_no_order(read_in):
    assert counts(read_in("issues", "customer,opened_on\nAcme,2024-03-04\n", create_missing=True)) == (1, 1, 0, 0, 0, 0)


def test_a_file_that_cannot_be_read_to_its_end_leaves_nothing(read_in, monkeypatch):
    monkeypatch.setattr(actions, "ROWS_A_BATCH", 2)
    text = "name\n" + "".join(f"Firm {n}\n" for n in range(20)) + '"Open\n'

    with pytest.raises(Refused, match=r"line 22 is never closed"):
        read_in("customers", text)

    assert everything() == [[], [], []]
    assert not ImportRun.objects.exists()


def test_an_unknown_date_order_and_an_endless_source_are_refused(read_in):
    for how in ({"date_order": "dym"}, {"source": "x" * 201}):
        with pytest.raises(Refused):
            read_in("customers", "name\nAcme\n", **how)


# The same file again


def test_the_same_file_again_changes_nothing(read_in):
    first = read_in("issues", TICKETS, create_missing=True)
    before = everything()
    again = read_in("issues", TICKETS, create_missing=True)

    assert counts(first) == (2, 2, 0, 0, 0, 0)
    assert counts(again) == (2, 0, 0, 2, 0, 0)
    assert everything() == before


def test_what_a_person_changed_here_is_not_undone_by_the_same_file(read_in):
    read_in("issues", TICKETS, create_missing=True)
    Issue.objects.filter(external_id="T-1").update(summary="Corrected by hand")

    read_in("issues", TICKETS)

    assert Issue.objects.get(external_id="T-1").summary == "Corrected by hand"


def test_a_row_that_says_something_new_changes_its_object(read_in):
    read_in("issues", TICKETS, create_missing=True)
    report = read_in("issues", TICKETS.replace("Slow", "Slower"))

    assert counts(report) == (2, 0, 1, 1, 0, 0)
    assert Issue.objects.get(external_id="T-2").summary == "Slower"
    assert Issue.objects.count() == 2
    assert counts(read_in("issues", TICKETS.replace("Slow", "Slower"))) == (2, 0, 0, 2, 0, 0)


def test_equal_rows_are_two_and_stay_two(read_in):
    text = "customer,summary,opened_on\nAcme,Down,2024-01-02\nBeta,Up,2024-01-02\nAcme,Down,2024-01-02\n"

    assert counts(read_in("issues", text, create_missing=True)) == (3, 3, 0, 0, 0, 0)
    assert counts(read_in("issues", text)) == (3, 0, 0, 3, 0, 0)
    assert counts(read_in("issues", text + "Acme,Down,2024-01-02\n")) == (4, 1, 0, 3, 0, 0)


def test_the_way_of_writing_does_not_make_another_row(read_in):
    read_in("issues", "customer,summary,opened_on\nAcme,Down,2024-01-31\n", create_missing=True)
    other = "Opened_On;SUMMARY;customer;colour\r\n31.01.2024; Down ;Acme;red\r\n".encode("utf-16")

    assert counts(read_in("issues", other)) == (1, 0, 0, 1, 0, 0)


def test_two_rows_with_one_id_and_other_content_are_not_both_believed(read_in, monkeypatch):
    monkeypatch.setattr(actions, "ROWS_A_BATCH", 2)
    text = TICKETS + "Acme,T-1,Another,2024-01-05\n"

    report = read_in("issues", text, create_missing=True)

    assert counts(report) == (3, 2, 0, 0, 0, 1)
    assert report.problems[0].line == 4
    assert report.problems[0].reason == "external_id “T-1” stands on line 2 with other content."
    assert counts(read_in("issues", text)) == (3, 0, 0, 2, 0, 1)


@pytest.mark.parametrize("rows_a_batch", [1, 2, 500])
def test_a_row_that_stands_twice_is_stored_once(read_in, monkeypatch, rows_a_batch):
    monkeypatch.setattr(actions, "ROWS_A_BATCH", rows_a_batch)
    text = TICKETS + "Acme,T-1,Down,2024-01-02\nNobody,T-9,Down,2024-01-02\nNobody,T-9,Down,2024-01-02\n"
    Customer.objects.create(name="Acme", name_key="acme")
    Customer.objects.create(name="Beta", name_key="beta")

    assert counts(read_in("issues", text)) == (5, 2, 0, 1, 2, 0)


def test_what_was_removed_here_does_not_come_back(read_in):
    read_in("issues", TICKETS, create_missing=True)
    Issue.objects.all().delete()

    assert counts(read_in("issues", TICKETS)) == (2, 0, 0, 2, 0, 0)
    report = read_in("issues", TICKETS.replace("Down", "Down again"))
    assert counts(report) == (2, 0, 0, 1, 1, 0)
    assert "does not bring it back" in report.problems[0].reason


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("tickets.csv", "tickets"),
        ("tickets (2).csv", "tickets"),
        ("tickets-2026-01.csv", "tickets"),
        ("tickets_20260131 (1).CSV", "tickets"),
        ("Tickets 2026.csv", "Tickets"),
        ("crm1.csv", "crm1"),
        ("2026-01.csv", "2026-01"),
        (".csv", ".csv"),
    ],
)
def test_a_source_is_named_by_its_file_without_date_and_copy_number(read_in, name, source):
    assert read_in("customers", "name\nAcme\n", name=name).source == source


def test_the_same_content_has_the_same_source_under_any_name(read_in):
    first = read_in("issues", TICKETS, name="export.csv", create_missing=True, source="helpdesk")
    again = read_in("issues", TICKETS, name="copy of something.csv")

    assert (first.source, again.source) == ("helpdesk", "helpdesk")
    assert counts(again) == (2, 0, 0, 2, 0, 0)


def test_ids_of_two_sources_are_not_mixed_up(read_in):
    read_in("issues", TICKETS, create_missing=True, source="one")

    assert counts(read_in("issues", TICKETS.replace("Down", "Else"), source="two")) == (2, 2, 0, 0, 0, 0)
    assert Issue.objects.filter(external_id="T-1").count() == 2


CELLS = st.fixed_dictionaries(
    {
        "customer": st.sampled_from(["Acme", "ACME Inc.", "Beta", "Beta GmbH", "Nobody", ""]),
        "external_id": st.sampled_from(["", "", "1", "2"]),
        "summary": st.sampled_from(["", "Down", "=1+1"]),
        "opened_on": st.sampled_from(["2024-01-02", "2024-01-03", "soon"]),
        "severity": st.sampled_from(["", "high", "severe"]),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(CELLS, max_size=8), rows_a_batch=st.integers(1, 4), create_missing=st.booleans())
def test_reading_twice_is_reading_once(read_in, monkeypatch, rows, rows_a_batch, create_missing):
    monkeypatch.setattr(actions, "ROWS_A_BATCH", rows_a_batch)
    text = "customer,external_id,summary,opened_on,severity\n" + "".join(",".join(row.values()) + "\n" for row in rows)
    with transaction.atomic():
        Customer.objects.create(name="Acme", name_key="acme")
        tried = read_in("issues", text, create_missing=create_missing, dry_run=True)
        nothing = everything()[1:]
        first = read_in("issues", text, create_missing=create_missing)
        before = everything()
        again = read_in("issues", text, create_missing=create_missing)
        after = everything()
        transaction.set_rollback(True)

    assert nothing == [[], []]
    assert counts(tried) == counts(first)
    assert after == before
    assert again.counts[Result.CREATED] == again.counts[Result.UPDATED] == 0
    assert again.counts[Result.UNMATCHED] == first.counts[Result.UNMATCHED]
    assert again.counts[Result.REJECTED] == first.counts[Result.REJECTED]


# Dry run


def test_a_dry_run_counts_the_same_and_stores_nothing(read_in, monkeypatch):
    monkeypatch.setattr(actions, "ROWS_A_BATCH", 1)
    text = TICKETS + "Gamma,,Odd,2024-01-04\n,,Nobody,2024-01-04\n"

    tried = read_in("issues", text, create_missing=True, dry_run=True)

    assert everything() == [[], [], []]
    assert not ImportRun.objects.exists()
    assert tried.is_dry_run
    assert counts(tried) == counts(read_in("issues", text, create_missing=True)) == (4, 3, 0, 0, 0, 1)


# Batches


@pytest.fixture
def cut_off(monkeypatch):
    """Let the third batch of issues fail at its very end, when all of it is written."""
    usual = kinds.find("issues")
    numbers = count(1)

    def upsert(batch):
        outcomes = usual.upsert(batch)
        if next(numbers) == 3:
            raise KeyboardInterrupt
        return outcomes

    monkeypatch.setitem(kinds._kinds, "issues", replace(usual, upsert=upsert))


def test_an_import_that_is_cut_off_leaves_whole_batches_and_goes_on_when_started_again(read_in, monkeypatch, cut_off):
    monkeypatch.setattr(actions, "ROWS_A_BATCH", 4)
    text = "customer,summary,opened_on\n" + "".join(f"Firm {n % 9},No {n},2024-01-02\n" for n in range(30))

    with pytest.raises(KeyboardInterrupt):
        read_in("issues", text, create_missing=True)

    assert Issue.objects.count() == ImportedRow.objects.count() == 8
    assert Customer.objects.count() == 8
    (cut,) = ImportRun.objects.all()
    assert (cut.read, cut.created, cut.finished_at) == (8, 8, None)

    assert counts(read_in("issues", text, create_missing=True)) == (30, 22, 0, 8, 0, 0)
    assert Issue.objects.count() == 30
    assert Customer.objects.count() == 9


def test_what_changed_is_announced_in_the_transaction_of_its_batch_and_only_that(read_in, monkeypatch):
    monkeypatch.setattr(actions, "ROWS_A_BATCH", 2)
    told = []
    monkeypatch.setattr(announce, "_subscribers", (lambda keys, on: told.append((keys, on)),))
    text = TICKETS + "Gamma,T-3,Odd,2024-01-04\n"

    read_in("issues", text, create_missing=True, on=date(2024, 5, 6))
    acme, beta, gamma = (Customer.objects.get(name=name).pk for name in ("Acme", "Beta", "Gamma"))
    assert told == [([acme, beta], date(2024, 5, 6)), ([gamma], date(2024, 5, 6))]

    told.clear()
    read_in("issues", text.replace("Odd", "Odder"))
    assert [keys for keys, _ in told] == [[gamma]]


def test_a_subscriber_that_cannot_do_its_part_keeps_the_batch_from_being_stored(read_in, monkeypatch):
    def refuse(keys, on):
        raise Refused("Not now.")

    monkeypatch.setattr(announce, "_subscribers", (refuse,))

    with pytest.raises(Refused, match="Not now"):
        read_in("issues", TICKETS, create_missing=True)

    assert everything() == [[], [], []]


def test_a_database_that_does_not_answer_is_told_in_a_sentence(read_in, monkeypatch):
    def fail(batch):
        raise OperationalError("database is locked")

    monkeypatch.setitem(kinds._kinds, "issues", replace(kinds.find("issues"), upsert=fail))

    with pytest.raises(Refused, match=r"The database did not answer\. The first 0 rows are stored\."):
        read_in("issues", TICKETS)
    with pytest.raises(Refused, match=r"Nothing was stored\."):
        read_in("issues", TICKETS, dry_run=True)


@pytest.mark.parametrize("kind", ["customers", "contacts", "issues", "hardships"])
def test_a_batch_costs_the_same_number_of_queries_whatever_its_size(read_in, kind):
    def queries(first: int, rows: int, changed: str = "") -> int:
        header = "external_id,name,customer,opened_on,since,summary,note,title,industry,topic,parent\n"
        lines = [
            f"{kind}-{n},Name {n},Firm {n} Inc,2024-01-02,2024-01-02,{changed},{changed},{changed},{changed},Topic {n},"
            for n in range(first, first + rows)
        ]
        with CaptureQueriesContext(connection) as captured:
            report = read_in(kind, header + "\n".join(lines), create_missing=True, source="one")
        assert report.read == rows
        assert not report.problems
        return len(captured)

    assert queries(100, 3) == queries(200, 30)
    assert queries(100, 3, "new") == queries(200, 30, "new")


def test_every_run_is_written_down_once(read_in, manager):
    read_in("issues", TICKETS + "Nobody,,x,2024-01-02\n,,x,2024-01-02\n", name="export.csv", by=manager)

    (journal,) = ImportRun.objects.all()
    assert (journal.kind, journal.source, journal.file_name, journal.by) == ("issues", "export", "export.csv", manager)
    assert (journal.read, journal.created, journal.unmatched, journal.rejected) == (4, 0, 3, 1)
    assert journal.finished_at > journal.started_at
    assert str(journal) == "issues from export"


def test_only_the_first_problems_are_kept_the_rest_is_counted(read_in):
    report = read_in("issues", "customer,opened_on\n" + "Nobody,2024-01-02\n" * (SHOWN + 7))

    assert len(report.problems) == SHOWN
    assert report.unshown == 7
    assert report.counts[Result.UNMATCHED] == SHOWN + 7


# Memory


def generated(path, rows: int):
    with path.open("w") as file:
        file.write("customer,external_id,summary,opened_on\n")
        for n in range(rows):
            file.write(f"Firm {n % 50} GmbH,T-{n},{'x' * 100},{n % 12 + 1}/{n % 28 + 1}/2024\n")
    return path


def peak(path, *, on: date) -> int:
    """Return how many bytes more than before an import of a file holds at its worst moment."""
    tracemalloc.start()
    try:
        with path.open("rb") as file:
            report = run(
                prepare(kinds.find("issues"), file, file_name=path.name, create_missing=True, date_order="mdy"),
                by=None,
                on=on,
            )
        return tracemalloc.get_traced_memory()[1] if not report.problems else -1
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_file(db, tmp_path, monkeypatch):
    """What only waits for the collector is not held, so it is collected after each batch."""
    store = actions._store_batch

    def store_and_collect(*args, **options):
        store(*args, **options)
        gc.collect()

    monkeypatch.setattr(actions, "_store_batch", store_and_collect)
    monkeypatch.setattr(actions, "ROWS_A_BATCH", 50)
    peak(generated(tmp_path / "warm.csv", 100), on=date(2025, 5, 6))

    small = peak(generated(tmp_path / "small.csv", 150), on=date(2025, 5, 6))
    large = peak(generated(tmp_path / "large.csv", 900), on=date(2025, 5, 6))

    assert 0 < large < small * 1.3 + 100_000


def test_reading_alone_needs_little_memory(visits, tmp_path):
    path = tmp_path / "visits.csv"
    path.write_text("name,on\n" + "Ann,2024-01-02\n" * 60_000)
    tracemalloc.start()
    try:
        with path.open("rb") as file:
            prepare_only = prepare(visits, file, file_name="visits.csv", source="one")
        assert prepare_only.table.columns == ["name", "on"]
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_a_file_in_memory_is_left_open_for_its_owner(visits):
    file = BytesIO(b"name,on\nAnn,2024-01-02\n")
    prepare(visits, file, file_name="visits.csv", source="one")

    assert not file.closed
