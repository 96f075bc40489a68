"""Are YAML and JSON read record by record, as the text that stands there, and is a broken file told in a sentence?"""

import json

import pytest

from refprogram.errors import Refused
from refprogram.imports.records import DEEPEST, Records
from refprogram.imports.values import Several

STORY = """
title: It works
authored_by: Ann Lee
metadata:
  organization: Kestrel Ltd
  version: 1.10
  open: no
  tools: [make, git]
quotes:
  - from: Ann Lee, Head of Planning
    content: It works.
  - from: Bo Ek
    content: |
      It works
      well.
"""


def read(text: str, *, path: str = "", name: str = "file.yaml") -> list[dict[str, str]]:
    table = Records([(name, text.encode())], path=path)
    return [dict(zip(table.columns, cells, strict=True)) for _, cells in table.rows()]


def test_a_document_is_a_record_and_what_lies_deeper_is_named_by_its_way():
    (row,) = read(STORY)

    assert row["metadata.organization"] == "Kestrel Ltd"
    assert (row["metadata.version"], row["metadata.open"]) == ("1.10", "no"), "as the text that stands there"
    assert row["metadata.tools"] == "make, git"
    assert isinstance(row["metadata.tools"], Several), "whoever wants one text can tell"
    assert not isinstance(read("tools: [make]")[0]["tools"], Several)


def test_each_entry_of_the_list_at_the_way_is_a_record_with_what_stands_beside_it():
    first, second = read(STORY, path="quotes")

    assert (first["quotes.from"], first["quotes.content"]) == ("Ann Lee, Head of Planning", "It works.")
    assert second["quotes.content"] == "It works\nwell."
    assert {row["title"] for row in (first, second)} == {"It works"}


def test_a_list_of_documents_several_documents_and_json_are_read_alike():
    people = [{"name": "Ann", "age": 41, "well": True, "note": None}, {"name": "Bo", "age": 1.50}]
    expected = [
        {"name": "Ann", "age": "41", "well": "true", "note": ""},
        {"name": "Bo", "age": "1.5", "well": "", "note": ""},
    ]

    assert read(json.dumps(people), name="people.json") == expected
    assert read(json.dumps({"data": {"people": people}}), name="people.json", path="data.people") == [
        {f"data.people.{key}": value for key, value in row.items()} for row in expected
    ]
    assert [row["name"] for row in read("name: Ann\n---\nname: Bo\n")] == ["Ann", "Bo"]


def test_several_files_are_one_table():
    table = Records([("a.yaml", b"name: Ann\n"), ("b.json", b'{"name": "Bo", "city": "Leeds"}')])

    assert table.columns == ["name", "city"]
    assert list(table.rows()) == [(1, ["Ann", ""]), (2, ["Bo", "Leeds"])]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = "".join(f"{' ' * depth}k{depth}:\n" for depth in range(DEEPEST + 3)) + " " * (DEEPEST + 3) + "v: 1\n"
MANY = (
    "a: &a {"
    + ", ".join(f"k{n}: 1" for n in range(900))
    + "}\n"
    + "b: &b {"
    + ", ".join(f"m{n}: *a" for n in range(900))
    + "}\n"
    + "c: {"
    + ", ".join(f"n{n}: *b" for n in range(900))
    + "}\n"
)


@pytest.mark.parametrize(
    ("name", "text", "path", "sentence"),
    [
        ("a.json", '{"name": ', "", "is no JSON in line 1"),
        ("a.json", "", "", "is no JSON"),
        ("a.yaml", "name: [Ann", "", "is no YAML in line"),
        ("a.yaml", "name: Ann\n\tcity: Leeds", "", "is no YAML in line 2"),
        ("a.yaml", "!!python/object/apply:os.system ['true']", "", "holds no records"),
        ("a.yaml", "", "", "There is no record in it"),
        ("a.yaml", "just words", "", "holds no records, but “just words”"),
        ("a.json", "[1, 2]", "", "holds no records"),
        ("a.json", '[{"name": "Ann"}, "odd", {"name": "Bo"}]', "", "Element 2 of a list in “a.json” is no record, but"),
        ("a.yaml", "name: Ann", "quotes", "There is no list at “quotes”, or it is empty"),
        ("a.yaml", DEEP, "", "nested too deeply"),
        ("a.yaml", MANY, "", "more than 2,000,000 values"),
        ("a.json", "[" * 100_000, "", "nested too deeply|is no JSON"),
    ],
    ids=range(13),
)
def test_what_is_none_is_refused_with_a_sentence(name, text, path, sentence):
    with pytest.raises(Refused, match=sentence):
        read(text, name=name, path=path)


def test_a_file_of_very_many_aliases_ends_soon():
    (row,) = read(BOMB)

    assert row["a"] == "x, x, x, x, x, x, x, x, x"
    assert row["i"] == "", "lists of lists are no values of one record"


def test_a_file_that_holds_no_text_is_refused():
    with pytest.raises(Refused):
        read("name: \x00\n")
