from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refprogram.imports.values import (
    Day,
    Several,
    Unreadable,
    choice,
    day,
    decimal,
    email,
    language,
    one_text,
    order_proved,
    shown,
    text,
    time_zone,
    whole,
)


@pytest.mark.parametrize(
    "cell",
    ["2024-01-31", "2024/1/31", "2024.01.31", "20240131", "2024-01-31T23:59:59.000Z", "2024-01-31 08:00:00+02:00"],
)
@pytest.mark.parametrize("order", ["", "ymd", "dmy", "mdy"])
def test_a_date_that_begins_with_its_year_is_understood_in_any_order(cell, order):
    assert Day(order)(cell) == date(2024, 1, 31)


@pytest.mark.parametrize(
    ("order", "cell", "meant"),
    [
        ("dmy", "3/4/2024", date(2024, 4, 3)),
        ("mdy", "3/4/2024", date(2024, 3, 4)),
        ("dmy", "31.01.2024", date(2024, 1, 31)),
        ("mdy", "7/29/2013 1:30:00 PM", date(2013, 7, 29)),
        ("dmy", "29-07-2013", date(2013, 7, 29)),
    ],
)
def test_a_date_that_ends_with_its_year_needs_an_order(order, cell, meant):
    assert Day(order)(cell) == meant


@pytest.mark.parametrize(
    ("order", "cell", "sentence"),
    [
        ("", "2024-13-01", "“2024-13-01” is not a date."),
        ("", "2023-02-29", "“2023-02-29” is not a date."),
        ("dmy", "7/29/2013", "“7/29/2013” is not a date written day, month, year."),
        ("mdy", "29/7/2013", "“29/7/2013” is not a date written month, day, year."),
        ("ymd", "29/7/2013", "“29/7/2013” is not a date written year, month, day."),
        ("", "29/7/2013", "“29/7/2013” is not a date written year, month, day."),
        ("dmy", "29/7/13", "“29/7/13” is not a date: write the year with four digits."),
        ("dmy", "1/2-2013", "“1/2-2013” is not a date."),
        ("", "yesterday", "“yesterday” is not a date."),
        ("", "=TODAY()", "“=TODAY()” is not a date."),
        ("", "N/A", "“N/A” is not a date."),
        ("", "9999-12-31", "“9999-12-31” lies outside the years 1800 to 2200."),
        (
            "",
            "\u0662\u0660\u0662\u0664-\u0660\u0661-\u0660\u0661",
            "“\u0662\u0660\u0662\u0664-\u0660\u0661-\u0660\u0661” is not a date.",
        ),
        ("", "2024-01-01 or later", "“2024-01-01 or later” is not a date."),
    ],
)
def test_what_is_no_date_is_told_in_a_sentence(order, cell, sentence):
    with pytest.raises(Unreadable) as told:
        Day(order)(cell)

    assert str(told.value) == sentence


@pytest.mark.parametrize(
    ("cell", "proof"),
    [
        ("13/02/2024", "dmy"),
        ("02/13/2024", "mdy"),
        ("02/03/2024", ""),
        ("12.12.2024", ""),
        ("2024-02-13", None),
        ("13/13/2024", None),
        ("soon", None),
    ],
)
def test_only_a_day_beyond_twelve_proves_an_order(cell, proof):
    assert order_proved(cell) == proof


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
def test_every_day_is_read_back_however_it_is_written(when):
    assert day(when.isoformat()) == when
    assert Day("dmy")(f"{when.day}.{when.month}.{when.year}") == when
    assert Day("mdy")(f"{when.month:02}/{when.day:02}/{when.year}") == when


@given(st.text())
def test_no_text_breaks_a_parser(cell):
    parsers = (day, Day("dmy"), whole(0, 9), decimal(digits=16, places=2), choice({"a": 1}), email, language, time_zone)
    for parse in parsers:
        sentence = "."
        try:
            parse(cell)
        except Unreadable as told:
            sentence = str(told)
        assert sentence.endswith(".")
    order_proved(cell)


@pytest.mark.parametrize(("cell", "number"), [("0", 0), ("1200", 1200), ("+5", 5), ("400.0", 400), ("007", 7)])
def test_whole_numbers(cell, number):
    assert whole(0, 2_000)(cell) == number


@pytest.mark.parametrize(
    "cell", ["1,200", "1.200,5", "1.5", "1e3", "-1", "2001", "", "twelve", "\uff11\uff12", "9" * 30]
)
def test_what_is_no_whole_number_in_its_range_is_refused(cell):
    with pytest.raises(Unreadable):
        whole(0, 2_000)(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1100.04", "1100.04"),
        ("5", "5.00"),
        ("-3.5", "-3.50"),
        ("0.005", "0.00"),
        ("0.015", "0.02"),
        ("-0.001", "0.00"),
    ],
)
def test_decimals_are_rounded_to_their_places(cell, number):
    read = decimal(digits=16, places=2)(cell)

    assert str(read) == number
    assert read == Decimal(number)


@pytest.mark.parametrize("cell", ["1,234.50", "1 234", "1.234.567", "€5", "nan", "inf", "1e5", "1234,5", ".5", "5."])
def test_a_number_that_could_mean_two_is_refused_and_the_right_form_shown(cell):
    with pytest.raises(Unreadable, match=r"write it like 1234\.50, without separators\."):
        decimal(digits=16, places=2)(cell)


@pytest.mark.parametrize("cell", ["100000000000000", "99999999999999.999", "1" + "0" * 5_000])
def test_a_number_that_the_column_cannot_hold_is_refused(cell):
    with pytest.raises(Unreadable, match="too large"):
        decimal(digits=16, places=2)(cell)


def test_the_largest_number_that_the_column_holds_is_read():
    assert decimal(digits=16, places=2)("99999999999999.99") == Decimal("99999999999999.99")


def test_a_choice_is_read_in_any_case_and_an_unknown_one_is_answered_with_those_there_are():
    read = choice({"low": 1, "high": 3})

    assert read("HIGH") == 3
    with pytest.raises(Unreadable) as told:
        read("severe")
    assert str(told.value) == "“severe” is not one of low, high."


def test_texts_are_taken_as_they_stand_up_to_their_length():
    assert text(20)("=HYPERLINK(1)") == "=HYPERLINK(1)"
    assert text(3)("abc") == "abc"
    with pytest.raises(Unreadable, match="longer than 3 characters"):
        text(3)("abcd")


@pytest.mark.parametrize("cell", ["no address", "a@b", "a@b.example, c@d.example", "Ann <a@b.example>"])
def test_what_is_no_address_is_refused(cell):
    with pytest.raises(Unreadable, match=r"is not an e-mail address\.$"):
        email(cell)


def test_an_address_longer_than_its_column_is_refused():
    with pytest.raises(Unreadable, match=r"is longer than 254 characters\.$"):
        email(f"ann@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 10}.example")


def test_addresses_languages_and_time_zones_are_read():
    assert email("ann@example.org") == "ann@example.org"
    assert (language("de"), language("en_GB")) == ("de", "en-GB")
    assert time_zone("Europe/Berlin") == "Europe/Berlin"
    for parse, cell in ((language, "German!"), (time_zone, "Berlin time"), (time_zone, "../etc/passwd")):
        with pytest.raises(Unreadable, match=r"such as"):
            parse(cell)


def test_a_long_cell_is_cut_in_a_sentence():
    assert shown("a\n b") == "“a b”"
    assert len(shown("x" * 1_000)) < 70


def test_one_text_is_no_list_of_several():
    parse = one_text(10)

    assert parse("It works") == "It works"
    for cell, sentence in (
        (Several("a, b"), "“a, b” is a list and not one text."),
        ("x" * 11, "longer than 10"),
    ):
        with pytest.raises(Unreadable, match=sentence):
            parse(cell)
