"""Is this a text that a person wrote? Filler and code are found, whoever sent them."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

FILLER = re.compile(
    r"\b(?:lorem ipsum|dolor sit amet|consectetur|your (?:text|quote|testimonial) here|testimonial goes here|"
    r"insert (?:quote|text)|placeholder|asdf+|blindtext|mustertext|x{3,})\b|^(?:test|tbd|to-?do|n/a)\W*$",
    re.IGNORECASE,
)
MARKUP = re.compile(r"<\s*/?\s*[a-z!][^>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+);|\{[{%]|javascript:", re.IGNORECASE)


# Signs that turn round how the letters after them are shown: what is read would not be what was written.
TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def against_reading(text: str) -> str:
    """Say why nobody could read a text as it was written, or nothing."""
    if TURNS.search(text):
        return gettext("There is a hidden sign in these words that turns letters round. Type them anew.")
    if not any(unicodedata.category(sign)[0] in "LNS" for sign in text):
        return gettext("There is nothing to read in this. Write at least a word.")
    return ""


def must_be_readable(text: str) -> None:
    """Check a field of a form: raises `ValidationError` for what nobody could read as it was written."""
    if reason := against_reading(text):
        raise ValidationError(reason)


def is_filler(text: str) -> bool:
    return bool(FILLER.search(text.strip()))


def is_markup(text: str) -> bool:
    return bool(MARKUP.search(text))


WORD = re.compile(r"[^\W\d_]{2}")


def tells_nothing(text: str) -> bool:
    """Say whether a sentence of somebody's own is none that a reader could understand: no word, filler, or code."""
    return not WORD.search(text) or is_filler(text) or is_markup(text)


# What a reader is told instead of what customers generally get; it does not say it (16 CFR 255.2(b)).
NO_DISCLOSURE = re.compile(
    r"(?:results?|outcomes?|experiences?|mileage)\s+(?:\w+\s+){0,2}(?:vary|varies|differ|not (?:be )?typical)|"
    r"(?:no|without) guarantees?|not guaranteed|not typical|past results|"
    r"ergebnisse? (?:\w+ ){0,3}(?:variieren|abweichen|unterscheiden)|(?:kann|können) (?:\w+ )?(?:variieren|abweichen)|"
    r"ohne gewähr|nicht (?:typisch|garantiert)|individuell verschieden",
    re.IGNORECASE,
)


SAYS_SOMETHING = re.compile(
    r"\d|\b(?:half|most|third|quarter|majority|hälfte|meisten|drittel|viertel)\b", re.IGNORECASE
)


def is_no_disclosure(text: str) -> bool:
    """Say whether a text only warns that results vary, instead of saying what customers generally get."""
    return bool(NO_DISCLOSURE.search(text)) and not SAYS_SOMETHING.search(text)
