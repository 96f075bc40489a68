from datetime import date
from decimal import Decimal

from refprogram.imports.identity import Seen, Tally, by_content, by_id, fingerprint


def test_a_fingerprint_does_not_depend_on_the_order_of_columns():
    assert fingerprint({"a": "1", "b": date(2024, 1, 2)}) == fingerprint({"b": date(2024, 1, 2), "a": "1"})


def test_a_fingerprint_tells_contents_apart():
    said = ({"a": "1"}, {"a": "2"}, {"b": "1"}, {"a": "1", "b": "1"}, {"a": Decimal("1.00")}, {"a": "1b"}, {})

    assert len({fingerprint(values) for values in said}) == len(said)


def test_a_fingerprint_stays_what_it_is():
    """A change here would let every row of every file that is read again count as new."""
    values = {"customer": "Décathlon", "opened_on": date(2024, 1, 31), "revenue": Decimal("1100.04"), "employees": 7}

    assert fingerprint(values) == "2b977c39207a7347aa7152358065893d"


def test_equal_rows_are_counted_and_the_first_one_is_remembered():
    with Tally() as tally:
        assert tally.count("a", line=2, content="x") == Seen(1, 2, "x")
        assert tally.count("b", line=3, content="y") == Seen(1, 3, "y")
        assert tally.count("a", line=4, content="z") == Seen(2, 2, "x")
    with Tally() as another:
        assert another.count("a", line=9) == Seen(1, 9, "")


def test_identities_of_both_sorts_never_meet_and_fit_their_column():
    assert by_id("x" * 5_000) != by_id("x" * 5_001)
    assert by_content("0" * 32, 1) != by_content("0" * 32, 2)
    assert max(len(by_id("x")), len(by_content("0" * 32, 10**9))) <= 60
    assert "T-17" not in by_id("T-17")
