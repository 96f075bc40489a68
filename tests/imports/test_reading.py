import codecs
import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refprogram.errors import Refused
from refprogram.imports.reading import Table

PEOPLE = "name;city\nMüller & Söhne GmbH;Köln\nJäger KG;Düsseldorf\n"


def table(content: str | bytes, **options) -> Table:
    return Table(BytesIO(content.encode() if isinstance(content, str) else content), **options)


def rows(content: str | bytes, **options) -> list[list[str]]:
    return [cells for _, cells in table(content, **options).rows()]


def refusal(content: str | bytes, **options) -> str:
    with pytest.raises(Refused) as refused:
        list(table(content, **options).rows())
    return str(refused.value)


# Encodings


@pytest.mark.parametrize(
    "data",
    [
        PEOPLE.encode(),
        codecs.BOM_UTF8 + PEOPLE.encode(),
        PEOPLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + PEOPLE.encode("utf-16-be"),
        PEOPLE.encode("utf-32"),
        PEOPLE.encode("utf-16-le"),
        PEOPLE.encode("utf-16-be"),
        PEOPLE.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 bom", "utf-16 le bom", "utf-16 be bom", "utf-32", "utf-16-le", "utf-16-be", "cp1252"],
)
def test_a_file_is_read_in_the_encoding_it_has(data):
    read = table(data)

    assert read.columns == ["name", "city"]
    assert [cells for _, cells in read.rows()] == [["Müller & Söhne GmbH", "Köln"], ["Jäger KG", "Düsseldorf"]]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "name,city\nDécathlon,Lille\nSociété Générale,Paris\n"),
        ("cp1252", "name,city\nCompañía Española,Málaga\nPeña,León\n"),
        ("cp1252", "name,note\nAcme,“quoted” – dash it’s 5 €\n"),
        ("cp1251", "name,city\nГазпром,Москва\nСбербанк России,Санкт-Петербург\n"),  # noqa: RUF001
        ("cp932", "name,city\n株式会社東芝,東京\n日立製作所,大阪\n"),
    ],
)
def test_an_encoding_that_a_file_does_not_say_is_found_out_and_named(encoding, text):
    read = table(text.encode(encoding))

    assert read.is_encoding_guessed
    assert [read.columns, *(cells for _, cells in read.rows())] == list(csv.reader(StringIO(text)))


@pytest.mark.parametrize("text", ["Größe", "name\nMüller\n", "name\nSeñor\n", "name\nSão Paulo\n", "name\nØrsted\n"])
def test_a_single_accent_is_enough(text):
    assert table(text.encode("cp1252")).encoding == "cp1252"


def test_an_accent_far_down_the_file_is_enough():
    text = "name\n" + "Plain Inc\n" * 20_000 + "Señor SA\n" + "Plain Inc\n" * 20_000

    assert table(text.encode("cp1252")).encoding == "cp1252"
    assert "Say which encoding" in refusal(text.replace("Señor", "Łódź").encode("cp1250"))
    assert "Say which encoding" in refusal((text + "Łódź\n").replace("ñ", "ń").encode("cp1250"))


def test_names_are_never_guessed_wrong_the_person_is_asked_instead():
    polish = "name,city\nŻabka Polska,Poznań\nSpółka Łódź,Gdańsk\n".encode("cp1250")

    assert refusal(polish).startswith("The file is not UTF-8: line 2 holds the byte 0xAF")
    assert refusal(polish).endswith("Say which encoding it has with --encoding.")
    assert rows(polish, encoding="cp1250")[1] == ["Spółka Łódź", "Gdańsk"]
    for text, encoding in (
        ("Türkiye İş Bankası", "cp1254"),  # noqa: RUF001
        ("Šiauliai ąžuolas ūkis", "cp1257"),
        ("Łódź", "iso8859_2"),
    ):
        assert "Say which encoding" in refusal(f"name\n{text}\n".encode(encoding))


def test_a_file_that_is_not_in_the_encoding_it_is_said_to_have_is_refused_with_the_line():
    assert refusal(PEOPLE.encode("cp1252"), encoding="utf-8") == (
        "The file is not written in utf-8: line 2 holds the byte 0xFC, which is no text there."
    )
    late = b"name\n" + b"plain\n" * 30_000 + b"M\xfcller\n"
    assert "line 30002 holds the byte 0xFC" in refusal(late, encoding="ascii")


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "zlib", ""])
def test_an_encoding_that_there_is_not_is_refused(name):
    if name:
        assert refusal("name\nA\n", encoding=name).startswith(f"There is no encoding called “{name}”")
    else:
        assert rows("name\nA\n", encoding=name) == [["A"]]


def test_what_no_text_has_is_refused_with_its_line():
    assert refusal("name\nAcme\nBad\0name\n") == "This is not a text file: line 3 holds a NUL character."
    assert refusal(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").startswith(("This is not a text file", "The file is not UTF-8"))
    assert (
        refusal(codecs.BOM_UTF16_LE + b"a")
        == "The file begins as UTF-16, but line 1 holds the byte 0x61, which is no text there."
    )
    assert "half a character" in refusal("name\n+2AA-\n", encoding="utf-7")


def test_a_byte_order_mark_does_not_end_up_in_the_first_column_even_if_that_is_quoted():
    assert table('\ufeff"name",city\n'.encode("utf-16-le"), encoding="utf-16-le").columns == ["name", "city"]
    assert table(codecs.BOM_UTF8 + b"name\n", encoding="utf-8").columns == ["name"]


# Delimiters


@pytest.mark.parametrize(("sign", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")])
def test_the_delimiter_is_found_out(sign, name):
    text = f'name{sign}note{sign}n\n"Acme{sign} Inc"{sign}"a, b; c | d"{sign}1\nBeta{sign}x, y; z{sign}2\n'

    read = table(text)

    assert read.named_delimiter() == name
    assert read.columns == ["name", "note", "n"]
    assert [cells[0] for _, cells in read.rows()] == [f"Acme{sign} Inc", "Beta"]


def test_a_file_of_one_column_has_no_delimiter_whatever_stands_in_it():
    text = "name\nSmith; Jones\nA | B\n"

    assert table(text).columns == ["name"]
    assert rows(text) == [["Smith; Jones"], ["A | B"]]


@pytest.mark.parametrize("given", ["semicolon", ";", "SEMICOLON"])
def test_a_delimiter_that_is_given_is_taken(given):
    assert table("a,b;c\n1,2;3\n", delimiter=given).columns == ["a,b", "c"]


def test_a_tab_may_be_written_as_in_a_shell():
    assert table("a\tb,c\n", delimiter="\\t").columns == ["a", "b,c"]


@pytest.mark.parametrize("given", ["ab", '"', "\n", "x", "dash"])
def test_what_cannot_separate_cells_is_refused(given):
    assert "cannot separate cells" in refusal("a,b\n", delimiter=given)


# Rows


def test_cells_may_hold_line_breaks_and_rows_keep_the_line_on_which_they_begin():
    read = table('name,note\nAcme,"one\ntwo\n\nfour"\n\nBeta,"x ""y"" z"\n,\nGamma,5" pipe\n')

    assert list(read.rows()) == [
        (2, ["Acme", "one\ntwo\n\nfour"]),
        (7, ["Beta", 'x "y" z']),
        (9, ["Gamma", '5" pipe']),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end):
    assert rows(end.join(["name,city", "Acme,Oslo", "Beta,Bonn"])) == [["Acme", "Oslo"], ["Beta", "Bonn"]]


def test_formula_like_cells_are_read_as_they_stand():
    cells = ["=1+1", "+49 30", "-5", "@SUM(A1)", '=HYPERLINK("http://x")']
    text = StringIO()
    csv.writer(text).writerows([["a", "b", "c", "d", "e"], cells])

    assert rows(text.getvalue()) == [cells]


def test_an_unclosed_quotation_mark_is_refused_with_its_line():
    text = 'name,note\nAcme,fine\n"Beta,never closed\n' + "Gamma,fine\n" * 10

    assert refusal(text) == "A quotation mark in the row that begins on line 3 is never closed."


def test_an_unclosed_quotation_mark_does_not_swallow_a_large_file():
    text = 'name,note\n"Beta,never closed\n' + "Gamma,fine\n" * 200_000

    assert refusal(text).startswith("The row that begins on line 2 holds a cell of more than 131,072 characters.")


def test_text_behind_a_closing_quotation_mark_is_refused_with_its_line():
    assert refusal('name,note\nAcme,"half" open\n').startswith("In line 2 text follows a closing quotation mark.")


def test_a_cell_or_row_that_is_too_long_is_refused():
    assert "holds a cell of more than 131,072 characters" in refusal("name\n" + "x" * 200_000)
    assert refusal("a,b\n" + ",x" * 600_000) == "The row that ends on line 2 is longer than 1,048,576 characters."
    wide = '"' + "x\n" * 50_000 + '",'
    assert "is longer than 1,048,576 characters." in refusal("a,b\n" + wide * 12)


# Headers


@pytest.mark.parametrize("content", ["", "\n\n", " \n", "\ufeff", ",,\n,\n"])
def test_an_empty_file_is_refused(content):
    assert refusal(content) == "The file is empty."


def test_a_header_without_rows_is_a_file_without_rows():
    assert rows("name,city\n") == []


@pytest.mark.parametrize("header", ["name,city,name", "Name,city, name "])
def test_two_columns_of_one_name_are_refused(header):
    assert "every column needs its own name" in refusal(f"{header}\nA,B,C\n")


def test_columns_without_a_name_are_allowed():
    assert table("name,,\nA,,\n").columns == ["name", "", ""]


def test_more_columns_than_a_person_could_have_made_are_refused():
    header = ",".join(f"c{n}" for n in range(100_000))

    assert refusal(header) == "The file has 100,000 columns; at most 1,000 can be read."


def test_the_same_bytes_have_the_same_name_wherever_they_lie():
    assert table("a\n1\n").sha256 == table("a\n1\n").sha256 != table("a\n2\n").sha256


# Anything at all


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    sentence = "."
    try:
        read = list(table(data).rows())
    except Refused as refused:
        read, sentence = [], str(refused)

    assert sentence.endswith(".")
    assert all(line > 1 and any(cells) and "\0" not in "".join(cells) for line, cells in read)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufeff"), max_size=12).map(str.strip)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=8), st.sampled_from(",;\t|"))
def test_what_a_spreadsheet_writes_is_read_back(cells, delimiter):
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["one", "two"], *cells])

    assert rows(text.getvalue(), delimiter=delimiter) == [row for row in cells if any(row)]
