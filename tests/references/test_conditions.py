"""Does no offer hang on what somebody says or feels, in whichever words it is tried?"""

import pytest

from references.actions.conditions import tied_to, why_not

pytestmark = pytest.mark.once

TIED = [
    "A voucher for a positive review",
    "positive feedback gets a mug",
    "EUR 20 for 5-star ratings",
    "five stars, ten euros",
    "★★★★★ and a mug",
    "a great review",
    "For a glowing testimonial",
    "only for a good review",
    "if you liked working with us",
    "A plant, if you are happy with us",
    "when they would recommend us",
    "EUR 20 for every good word",
    "if the testimonial turns out well",
    "if your review is good",
    "for happy customers",
    "a mug for a high score",
    "a review with nothing bad in it",
    "Gutschein für eine gute Bewertung",
    "Wenn es Ihnen gefallen hat: ein Buch",
    "falls Sie zufrieden sind",
    "Fünf-Sterne-Bewertung",
    "5 Sterne",
    "eine positive Rückmeldung",
    "wenn die Bewertung gut ausfällt",
    "Für ein Lob",
    "Großartig, ein Buch",
    "ohne Kritik",
    "für zufriedene Kunden",
    "POS\u200bITIVE words",
    "a \uff15\u2011star rating",
    "Wine for speaking well of us",
    "A book, provided they speak highly of us",
    "EUR 20 for writing something nice",
    "5/5 on G2",
    "4 out of 5",
    "EUR 20 for a 10 in the survey",
    "EUR 50 if the review stays up",
    "Ein Buch, wer gut über uns spricht",
    "solange die Bewertung stehen bleibt",
]
FREE = [
    "A box of chocolates",
    "A nice note card and a plant",
    "A mug, or a T-shirt if you like",
    "Travel to the conference in Leeds, second class",
    "Two tickets to the fair",
    "For the reference call, with kind regards",
    "One month of Northquay Insight",
    "Eine Flasche Wein",
    "Ein Buch über Leuchttürme",
    "Fahrt zur Messe und zurück",
    "For speaking at the forum in Leeds, and the train as well",
    "Five of the ten tickets",
    "10 copies of their own book, and the survey report",
]


@pytest.mark.parametrize("text", TIED)
def test_an_offer_that_hangs_on_an_opinion_is_found_and_told_in_a_sentence(text):
    assert tied_to(text)
    assert f"“{tied_to(text)}” ties this to an opinion." in why_not(text)
    assert "write what it is" in why_not(text)


@pytest.mark.parametrize("text", FREE)
def test_what_is_only_a_thing_is_free(text):
    assert why_not(text) == ""
