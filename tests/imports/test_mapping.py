from datetime import date

import pytest

from refprogram.errors import Refused
from refprogram.imports.mapping import mapped
from refprogram.imports.values import Unreadable


def refusal(kind, columns, **how) -> str:
    with pytest.raises(Refused) as refused:
        mapped(kind, columns, **how)
    return str(refused.value)


def test_a_column_with_the_name_of_a_field_is_taken_in_any_case(visits):
    mapping = mapped(visits, ["NAME", "People", "Colour"])

    assert mapping.values(["Ann", "3", "red"]) == {"name": "Ann", "people": 3}
    assert mapping.unused() == ["Colour"]


def test_a_column_that_is_said_comes_before_one_of_the_same_name(visits):
    mapping = mapped(visits, ["name", "Guest"], maps=["name=Guest"])

    assert mapping.values(["Table 1", "Ann"]) == {"name": "Ann"}
    assert mapping.unused() == ["name"]


def test_two_fields_may_come_from_one_column(visits):
    mapping = mapped(visits, ["Guest"], maps=["name=Guest", "external_id = guest"])

    assert mapping.values(["Ann"]) == {"name": "Ann", "external_id": "Ann"}


def test_a_column_name_may_hold_an_equals_sign(visits):
    assert mapped(visits, ["a=b"], maps=["name=a=b"]).values(["Ann"]) == {"name": "Ann"}


def test_a_value_for_all_rows_replaces_the_column_of_that_name(visits):
    mapping = mapped(visits, ["name", "on", "people"], sets=["people=2", "on=2024-02-01"])

    assert mapping.values(["Ann", "soon", "many"]) == {"name": "Ann", "on": date(2024, 2, 1), "people": 2}
    assert mapping.unused() == ["on", "people"]


def test_an_unknown_column_is_answered_with_those_there_are_and_those_meant_perhaps(visits):
    assert refusal(visits, ["Guest name", "Day"], maps=["name=guest nam"]) == (
        "The file has no column “guest nam”. Did you mean “Guest name”? Its columns are: Guest name, Day."
    )
    many = [f"column {n}" for n in range(900)]
    assert len(refusal(visits, many, maps=["name=x"])) < 1_000


def test_an_unknown_field_is_answered_with_those_there_are(visits):
    for how in ({"maps": ["nmae=Guest"]}, {"sets": ["nmae=Ann"]}):
        assert refusal(visits, ["Guest"], **how) == (
            "Visits have no field “nmae”; there are name, external_id, on, left_on, people."
        )


def test_a_field_that_is_needed_and_comes_from_nowhere_is_refused(visits):
    assert refusal(visits, ["Guest"]) == (
        "Nothing in the file gives name. Say which column does with --map name=COLUMN, or give one value for all rows "
        "with --set name=VALUE. Its columns are: Guest."
    )


@pytest.mark.parametrize("line", ["name", "name=", "=Guest", "  ", "name:Guest"])
def test_a_line_that_says_nothing_is_refused(visits, line):
    assert "does not say FIELD=COLUMN" in refusal(visits, ["Guest"], maps=[line])


def test_a_field_is_given_once(visits):
    assert "name is given twice" in refusal(visits, ["a", "b"], maps=["name=a", "name=b"])
    assert "both a column and a value" in refusal(visits, ["a"], maps=["name=a"], sets=["name=b"])


def test_a_value_for_all_rows_that_cannot_be_read_is_refused(visits):
    assert refusal(visits, ["name"], sets=["people=many"]).startswith("people: “many” is not a whole number")
    assert refusal(visits, ["name"], sets=["on=1/2/2024"]) == "on: “1/2/2024” is not a date written year, month, day."
    assert mapped(visits, ["name"], sets=["on=1/2/2024"], date_order="dmy").constants == {"on": date(2024, 2, 1)}


def test_dates_are_read_in_the_order_that_was_settled(visits):
    mapping = mapped(visits, ["name", "on"])

    assert mapping.dates() == [1]
    with pytest.raises(Unreadable):
        mapping.values(["Ann", "31/1/2024"])
    mapping.in_order("dmy")
    assert mapping.values(["Ann", "31/1/2024"])["on"] == date(2024, 1, 31)


def test_a_row_tells_all_its_mistakes_at_once(visits):
    mapping = mapped(visits, ["name", "on", "people"])

    with pytest.raises(Unreadable) as told:
        mapping.values(["", "soon", "many"])

    assert str(told.value) == (
        "name is empty. on: “soon” is not a date. people: “many” is not a whole number; write it with digits only, "
        "such as 1200."
    )


@pytest.mark.parametrize("cells", [["Ann"], ["Ann", "2024-01-01", "more"]])
def test_a_row_of_another_width_is_told_apart(visits, cells):
    with pytest.raises(Unreadable, match=rf"The row has {len(cells)} cells, the header 2\."):
        mapped(visits, ["name", "on"]).values(cells)
