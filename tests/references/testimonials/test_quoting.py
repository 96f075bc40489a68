"""Are excerpts chosen and never edited?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.testimonials.quoting import LEFT_OUT, joined, key_of, spans_of
from refprogram.errors import Refused

WORDS = "Reports were right in week five, and when a feed broke someone rang us within the hour. It was fine."


def test_without_a_choice_all_of_it_is_shown():
    assert joined(WORDS, []) == WORDS


def test_chosen_parts_stand_in_the_order_of_the_words_with_a_mark_between():
    spans = spans_of(WORDS, ["Reports were right in week five", "someone rang us within the hour"])

    assert joined(WORDS, spans) == "Reports were right in week five […] someone rang us within the hour"


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (["Reports were perfect"], "is not in their words"),
        (["someone rang us", "Reports were right"], "stands before the part above it"),
        (["reports were right"], "is not in their words"),
    ],
)
def test_what_they_did_not_say_in_this_order_is_refused(parts, sentence):
    with pytest.raises(Refused, match=sentence):
        spans_of(WORDS, parts)


@given(st.text(min_size=1, max_size=80), st.data())
def test_whatever_is_chosen_each_part_is_word_for_word_in_the_original(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    parts = [text[start:end] for start, end in zip(cuts[::2], cuts[1::2], strict=False)]

    shown = joined(text, spans_of(text, parts))

    begin = 0
    for part in shown.split(LEFT_OUT) if LEFT_OUT not in text else []:
        assert part in text[begin:]
        begin = text.index(part, begin) + len(part)


@pytest.mark.parametrize("other", ["It WORKS.", "  it\nworks ", "“It works!”", "It works"])
def test_the_same_words_have_the_same_key_however_they_are_marked(other):
    assert key_of(other) == key_of("It works")


def test_other_words_have_another_key():
    assert key_of("It works") != key_of("It works not")


def test_what_is_nothing_but_marks_is_compared_as_it_is():
    assert key_of("👍👍👍") != key_of("🎉")
    assert key_of(" 👍👍👍\n") == key_of("👍👍👍")
