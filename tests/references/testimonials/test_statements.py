"""Is every sentence found that has to be proven, in both languages, and no plain praise?"""

import pytest
from django.core.exceptions import ValidationError

from references.testimonials.statements import Sort, statements
from references.testimonials.texts import against_reading, is_filler, is_markup, must_be_readable

NUMBER, COMPARISON = Sort.NUMBER, Sort.COMPARISON


@pytest.mark.parametrize(
    ("sentence", "sorts"),
    [
        ("Planning went from nine hours a week to five.", [NUMBER]),
        ("We cut costs by 22%.", [NUMBER]),
        ("It paid for itself twice over.", [NUMBER]),
        ("Half of the depots run on it.", [NUMBER]),
        ("It halved our errors.", [NUMBER]),
        ("We saved € 1.200.000,50 last year.", [NUMBER]),
        ("It is the best we have had.", [COMPARISON]),
        ("It is faster than the old one.", [COMPARISON]),
        ("Nobody else comes close: second to none.", [COMPARISON]),
        ("Far more reliable than anything before.", [COMPARISON]),
        ("The leading product in its field.", [COMPARISON]),
        ("30% faster than before.", [NUMBER, COMPARISON]),
        ("Die Planung dauert halb so lang.", [NUMBER]),
        ("Zwanzig Prozent weniger Fehler.", [NUMBER]),
        ("Das beste Werkzeug, das wir je hatten.", [COMPARISON]),
        ("Es ist schneller als das alte.", [COMPARISON]),
        ("Planning takes fifteen minutes now.", [NUMBER]),
        ("We run it in thirteen depots.", [NUMBER]),
        ("Twenty-five of us use it.", [NUMBER]),
        ("It takes ½ of the time.", [NUMBER]),
        ("Output grew tenfold.", [NUMBER]),
        ("We are doubling our fleet with it.", [NUMBER]),
        ("A quarter of the work is gone.", [NUMBER]),
        ("It is the number-one tool here.", [COMPARISON]),
        ("It outperforms every other tool.", [COMPARISON]),
        ("It beats what we had.", [COMPARISON]),
        ("No other system comes close.", [COMPARISON]),
        ("The simplest we have seen.", [COMPARISON]),
        ("They are the greatest.", [COMPARISON]),
        ("Unlike the old one it works.", [COMPARISON]),
        ("Nobody else listens like that.", [COMPARISON]),
        ("It is quicker and safer.", [COMPARISON]),
        ("Much more reliable.", [COMPARISON]),
        ("Nummer eins am Markt.", [COMPARISON]),
        ("Die einfachste Lösung.", [COMPARISON]),
        ("Es ist günstiger geworden.", [COMPARISON]),
        ("Kein anderes Werkzeug kann das.", [COMPARISON]),
        ("Am sichersten fahren wir damit.", [COMPARISON]),
        ("Es übertrifft alles.", [COMPARISON]),
        ("Fünfzehn Minuten reichen.", [NUMBER]),
        ("Nach siebzig Tagen lief es.", [NUMBER]),
        ("Es geht dreimal so schnell.", [NUMBER]),
        ("Der Umsatz hat sich verdreifacht.", [NUMBER]),
        ("The guests test it at the latest, and invest their interest.", []),
        ("Our customers and users are never a bother.", []),
        ("Everybody often listens.", []),
        ("We get more done, more often.", []),
        ("Die Kosten und die Liste stimmen; wir testen weiter.", []),
        ("Ein schneller Dienst, ein klarer Vorteil.", []),
        ("Es geht klarer und schneller.", [COMPARISON]),
        ("Wir hätten gern schnellere Antworten.", [COMPARISON]),
        ("It is no longer a worry.", []),
        ("It simply works, and the people behind it listen.", []),
        ("I would do it again.", []),
        ("Everyone was kind to us.", []),
        ("Die Leute hören zu.", []),
    ],
)
def test_each_sentence_with_a_number_or_a_comparison_is_found(sentence, sorts):
    assert [found.sort for found in statements(sentence)] == sorts


def test_each_is_given_as_the_sentence_it_stands_in_word_for_word():
    found = statements("It works. We went from 9.5 to 5 hours. Fine! And it is the best.")

    assert [(one.sentence, one.sort) for one in found] == [
        ("We went from 9.5 to 5 hours.", NUMBER),
        ("And it is the best.", COMPARISON),
    ]
    assert found[0].marks == ("9.5", "5")


def test_parts_of_an_excerpt_are_looked_at_one_by_one():
    assert [one.sentence for one in statements("It works […] twice as fast […] and it is kind")] == ["twice as fast"]


@pytest.mark.parametrize("text", ["Lorem ipsum dolor sit amet", "Your testimonial here", "TBD", "test", "Mustertext"])
def test_filler_is_no_word_of_a_person(text):
    assert is_filler(text)


@pytest.mark.parametrize("text", ["", " ", "\u200b\u200b", "\u00ad", "…", "\u202esgood", "It \u2067works"])
def test_what_nobody_can_read_as_it_was_written_is_refused(text):
    assert against_reading(text)
    with pytest.raises(ValidationError):
        must_be_readable(text)


@pytest.mark.parametrize("text", ["Good", "👍", "👩\u200d🚀 works", "נהדר", "Da\u00admpf", "10/10", "क्\u200dष"])
def test_what_can_be_read_is_taken(text):
    assert against_reading(text) == ""
    must_be_readable(text)


@pytest.mark.parametrize("text", ["We test a lot, and it works.", "Great!", "Placed in our depot."])
def test_what_a_person_may_say_is_no_filler(text):
    assert not is_filler(text)


@pytest.mark.parametrize(
    "text",
    ["<b>Great</b>", "It works<script>alert(1)</script>", "a &amp; b", "{{ name }} loves it", "javascript:alert(1)"],
)
def test_code_is_found(text):
    assert is_markup(text)


@pytest.mark.parametrize("text", ["Tom & Jerry use it", "5 < 6 and 7 > 6", "We love it <3", "A {new} way"])
def test_what_only_looks_like_code_is_let_be(text):
    assert not is_markup(text)
